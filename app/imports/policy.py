"""Who may bring in a file, and for whom."""

from __future__ import annotations

from app.core.errors import Forbidden
from app.core.i18n import gettext as _
from app.core.policy import ALLOWED, Verdict
from app.identity.actor import Actor
from app.reference.models import OrganisationKind


def team_regions(actor: Actor) -> frozenset[str]:
    """Regions where the actor imports for every organisation: as coordinator of the region's team."""
    seats = actor.deciding_seats
    return frozenset(seat.region_code for seat in seats if seat.kind is OrganisationKind.SAFETY_REGION)


def may_import(actor: Actor) -> Verdict:
    """Whether the actor may import at all."""
    if actor.deciding_seats:
        return ALLOWED
    return Verdict(Forbidden(_("Only a coordinator of an organisation can bring in a file.")))
