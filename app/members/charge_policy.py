"""Who may know, and choose, which member looks after something."""

from app.core import errors
from app.core.i18n import gettext as _
from app.core.policy import ALLOWED, Verdict
from app.identity.actor import Actor, Permission
from app.members.charge import InCharge


def may_know(actor: Actor, thing: InCharge) -> bool:
    """Only who works for the owning organisation: also the region's team does not."""
    return actor.seat_in(thing.organisation_id) is not None


def may_choose(actor: Actor, thing: InCharge) -> Verdict:
    """A coordinator of the owning organisation."""
    if actor.may(Permission.CONTENT_DECIDE, thing.organisation_id):
        return ALLOWED
    return Verdict(
        errors.Forbidden(_("Only a coordinator of the organisation chooses who looks after it."))
    )
