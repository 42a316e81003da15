"""Who reads the picture of a region."""

from app.core import errors
from app.core.i18n import gettext as _
from app.core.policy import ALLOWED, Verdict
from app.identity.actor import Actor


def may_read(actor: Actor) -> Verdict:
    """Whoever works in a region: every number is made of rows that they may read there."""
    if actor.seats:
        return ALLOWED
    return Verdict(errors.Forbidden(_("The picture is for who works for an organisation here.")))
