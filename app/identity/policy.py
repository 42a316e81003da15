"""Who administers a region: asked by every page of management that is the administrator's alone."""

from app.core import errors
from app.core.i18n import gettext as _
from app.core.policy import ALLOWED, Verdict
from app.identity.actor import Actor


def may_administer(actor: Actor) -> Verdict:
    """Whether there is a region that this actor administers."""
    if actor.administering_seats:
        return ALLOWED
    return Verdict(errors.Forbidden(_("Only an administrator of the region can do this.")))
