"""What other weights would do to a list of suggestions."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlmodel import Session

from app.identity.actor import Actor
from app.needs.models import Need
from app.region.queries import find_sample_needs
from app.scoring.terms import Weights
from app.suggestions import queries as suggestion_queries

SHOWN = 5  # partners of each need
COMPARED = 20  # in which a place is looked up


@dataclass(frozen=True, slots=True)
class Place:
    """A partner in the list as it would be. `up` counts places, below 0 is down; None: it was not
    in the list.
    """

    title: str
    organisation: str
    up: int | None


@dataclass(frozen=True, slots=True)
class Leaving:
    """A partner in the list as it is now."""

    title: str
    organisation: str
    stays: bool


@dataclass(frozen=True, slots=True)
class Comparison:
    """The first partners of one need, now and then."""

    need_id: UUID
    title: str
    now: list[Leaving]
    then: list[Place]

    @property
    def is_same(self) -> bool:
        """Whether the order stays as it is."""
        return len(self.now) == len(self.then) and all(place.up == 0 for place in self.then)


def compare(
    session: Session, actor: Actor, region_code: str, weights: Weights, threshold: float
) -> list[Comparison]:
    """The partners of a few open needs now, and with other weights. Stores nothing."""
    return [
        compare_lists(
            need,
            suggestion_queries.suggest_offers(session, actor, need, limit=COMPARED).rows,
            suggestion_queries.suggest_offers(
                session, actor, need, limit=COMPARED, weights=weights, threshold=threshold
            ).rows,
        )
        for need in find_sample_needs(session, actor, region_code)
    ]


def compare_lists(
    need: Need,
    now: Sequence[suggestion_queries.Suggestion],
    then: Sequence[suggestion_queries.Suggestion],
) -> Comparison:
    """Both lists side by side, the first few of each."""
    places = {suggestion.offer_id: place for place, suggestion in enumerate(now)}
    first = then[:SHOWN]
    staying = {suggestion.offer_id for suggestion in first}
    return Comparison(
        need_id=need.id,
        title=need.title,
        now=[Leaving(s.title, s.organisation, s.offer_id in staying) for s in now[:SHOWN]],
        then=[
            Place(
                s.title,
                s.organisation,
                places[s.offer_id] - place if s.offer_id in places else None,
            )
            for place, s in enumerate(first)
        ],
    )
