"""Who may bring in a file, and for whom."""

from app.core.errors import Forbidden
from app.core.i18n import gettext as _
from app.core.policy import ALLOWED, Verdict
from app.identity.actor import Actor, Seat
from app.imports.models import ImportKind
from app.organisations import policy as organisation_policy
from app.reference.models import OrganisationKind
from app.target_groups import policy as group_policy


def team_regions(actor: Actor) -> frozenset[str]:
    """Regions where the actor imports for every organisation: as coordinator of the region's
    team.
    """
    seats = actor.deciding_seats
    return frozenset(
        seat.region_code for seat in seats if seat.kind is OrganisationKind.SAFETY_REGION
    )


def importing_seats(actor: Actor, kind: ImportKind) -> tuple[Seat, ...]:
    """Seats in which the actor brings in a file of this kind."""
    if kind is ImportKind.ORGANISATIONS:
        return actor.administering_seats
    if kind is ImportKind.SIZES:
        return tuple(
            seat for seat in group_policy.sizing_seats(actor) if seat in actor.deciding_seats
        )
    return actor.deciding_seats


def may_import(actor: Actor, kind: ImportKind | None = None) -> Verdict:
    """Whether the actor may import at all, or a file of this kind."""
    if kind is ImportKind.ORGANISATIONS:
        return organisation_policy.may_bring_in(actor)
    if kind is None and actor.administering_seats:
        return ALLOWED
    if not actor.deciding_seats:
        return _no_coordinator()
    if kind is not None and not importing_seats(actor, kind):
        return group_policy.may_estimate(actor) and _no_coordinator()
    return ALLOWED


def _no_coordinator() -> Verdict:
    return Verdict(Forbidden(_("Only a coordinator of an organisation can bring in a file.")))
