"""Who may put two needs together, and which two can be (ADR 72)."""

from app.core import errors
from app.core.i18n import gettext as _
from app.core.policy import ALLOWED, Verdict
from app.identity.actor import Actor, Permission
from app.needs import policy
from app.needs.models import Need, NeedState, NeedStatus


def may_merge(actor: Actor, need: Need) -> Verdict:
    """Whether the actor may let this need go up in another one: for its own organisation, or for
    the team of its region, as far as it may know how many people it is about.
    """
    is_own = actor.may(Permission.CONTENT_DECIDE, need.organisation_id)
    if not is_own and need.region_code not in actor.team_regions:
        said = _(
            "Only a coordinator of the organisation that logged it and the team of the region put "
            "two needs together."
        )
        return Verdict(errors.Forbidden(said))
    if need.status is not NeedStatus.OPEN:
        return Verdict(errors.Conflict(_("Only an open need is put together with another one.")))
    if policy.is_masked(actor, need):
        said = _("A small group is put together by its own organisation only.")
        return Verdict(errors.Forbidden(said))
    return ALLOWED


def is_of_one_owner(gone: Need, stays: Need) -> bool:
    """Whether what is agreed and asked for the one can move to the other. It never moves to another
    organisation: nobody said yes to that one, and both would learn each other's contact.
    """
    return gone.organisation_id == stays.organisation_id


def find_objection(actor: Actor, gone: Need, stays: Need | None) -> str | None:
    """Why the one cannot go up in the other; None when it can. A need of a small group stays one:
    what becomes of a number that everybody reads would tell how few they are.
    """
    if stays is None or stays.id == gone.id or stays.region_code != gone.region_code:
        return _("Choose another need from the list.")
    if stays.state is not NeedState.OPEN:
        return _("The other one is not open any more.")
    if policy.is_masked(actor, stays) or gone.is_small != stays.is_small:
        return _(
            "A small group is only put together with another small group, by its own organisation: "
            "the number would tell how few people they are. Make it wider first."
        )
    if gone.is_small and gone.unit is not stays.unit:
        return _("Two small groups are only put together when they are counted in the same.")
    if not is_of_one_owner(gone, stays) and gone.committed:
        return _(
            "Something of it is agreed, and that stays with the organisation that agreed it. Let "
            "the other one go up in this one, or withdraw what is agreed first."
        )
    return None
