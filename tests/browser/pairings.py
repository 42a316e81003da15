"""A match in every state and two pages of proposing, for the stops of the browser."""

from __future__ import annotations

from typing import Any

from sqlmodel import Session

from app.matches.models import DeclineReason
from app.needs.models import Need
from app.offers.models import Offer
from app.suggestions.rejection_commands import Rejection, reject_pair
from tests.matches.pairs import JAAP, Pairs, in_state
from tests.world import World

STATES = (
    "proposed",
    "both",
    "approved",
    "noted",
    "accepted",
    "running",
    "changed",
    "completed",
    "declined",
    "withdrawn",
    "lapsed",
)
SMALL = {"people": 3, "quantity": 3, "municipality": "GM1979"}
# Other words than those the walks search for: these must not push theirs off the first page of a
# list.
RIDES = {"support_type": "transport", "description": "Elke week, overdag."}


class Rides(Pairs):
    """The same people, about rides."""

    def need(self, **changes: Any) -> Need:
        about = RIDES | {
            "title": "Naar de huisarts vanuit de dorpen",
            "target_group": "lonely_people",
        }
        return super().need(**about | changes)

    def offer(self, who: str = "chantal", **changes: Any) -> Offer:
        about = RIDES | {
            "title": "Meerijden met een vrijwilliger",
            "target_groups": ["lonely_people"],
        }
        return super().offer(who, **about | changes)


def add_matches(session: Session) -> dict[str, str]:
    """The addresses by name, and the ids that a proposal sends along."""
    pairs = Rides(World(session))
    found = {f"match_{state}": f"/koppelingen/{in_state(pairs, state).id}" for state in STATES}
    small = pairs.propose(need=pairs.need(title="Drie mensen zonder vervoer", **SMALL), quantity=3)
    rides = pairs.offer(JAAP, title="Ritten met de deelauto", unit="rides_per_week", quantity=12)
    two_units = pairs.approved(offer=rides, quantity=10, offer_quantity=5)
    lone = pairs.need(
        title="Rolstoelen voor twee mensen", support_type="goods_materials", **SMALL | {"people": 9}
    )
    left_out = pairs.need(title="Dertig mensen zoeken een rit")
    said = Rejection(
        need=left_out.id, offer=pairs.offer(title="Rit met de bus").id, reason=DeclineReason.TOO_FAR
    )
    reject_pair(session, pairs["amina"], said)
    need, offer = pairs.need(title="Veertig mensen zoeken vervoer"), pairs.offer()
    review = "/bord/beoordelen"
    found |= {
        f"review_{state}": found[f"match_{state}"].replace("/koppelingen", review)
        for state in ("proposed", "approved")
    }
    alone = pairs.need(title="Tien mensen naar het ziekenhuis brengen", quantity=10)
    strange = pairs.need(
        title="Duikers voor de sluisdeuren",
        description="",
        support_type="pet_care",
        needed_from="2040-01-01",
    )
    return found | {
        "suggestion": f"{review}/suggesties/{alone.id}",
        "suggestion_none": f"{review}/suggesties/{strange.id}",
        "suggested_offer": str(offer.id),
        "review_small": f"{review}/{small.id}",
        "match_small": f"/koppelingen/{small.id}",
        "match_two_units": f"/koppelingen/{two_units.id}",
        "choose_offer": f"/koppelingen/nieuw?need={need.id}",
        "choose_need": f"/koppelingen/nieuw?offer={offer.id}",
        "need_with_suggestions": f"/behoeften/{left_out.id}",
        "need_without_suggestions": f"/behoeften/{lone.id}",
        "need_id": str(need.id),
        "offer_id": str(offer.id),
        "need_agreed": f"/behoeften/{in_state(pairs, 'accepted').need_id}",
        "need_with_partner": f"/behoeften/{two_units.need_id}",
        "offer_with_partner": f"/aanbod/{two_units.offer_id}",
    }
