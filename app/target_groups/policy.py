"""Who keeps the target groups of a region, and who says how many people they are."""

from __future__ import annotations

from app.core.errors import Forbidden
from app.core.i18n import gettext as _
from app.core.policy import ALLOWED, Verdict
from app.identity.actor import Actor, Seat
from app.reference.models import OrganisationKind

SIZING = (OrganisationKind.SAFETY_REGION, OrganisationKind.MUNICIPALITY)


def sizing_seats(actor: Actor) -> tuple[Seat, ...]:
    """Seats in which the actor writes sizes down: the team of a region for all of it, a municipality for itself."""
    return tuple(seat for seat in actor.writing_seats if seat.kind in SIZING)


def may_estimate(actor: Actor) -> Verdict:
    """Whether the actor writes sizes down at all."""
    if sizing_seats(actor):
        return ALLOWED
    return Verdict(Forbidden(_("Only the team of the region and municipalities fill in how large a group is.")))


def may_estimate_in(seat: Seat, municipality_code: str) -> bool:
    """Whether this seat speaks for a municipality, which lies in its region."""
    return seat.kind is OrganisationKind.SAFETY_REGION or seat.municipality_code == municipality_code
