"""Everything of a region against everything, for the region plan and for refreshing what is stored
of suggestions.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import Any
from uuid import UUID

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import select as sa_select
from sqlmodel import Session, col

from app.core import clock
from app.identity.actor import Actor
from app.identity.models import Organisation
from app.language.models import WordCount
from app.matches.models import LIVE, Match
from app.needs.models import Need, NeedText
from app.needs.policy import visible_to as need_visible_to
from app.offers.models import Offer, OfferText
from app.offers.policy import visible_to as offer_visible_to
from app.reference.models import Unit
from app.scoring.facts import Batch, Facts
from app.scoring.reasons import Label, Pair, Why, explain
from app.scoring.terms import Rarity, Terms, Weights, rarity_of, score
from app.suggestions.evidence import (
    NEED_COLUMNS,
    OFFER_COLUMNS,
    Candidate,
    Record,
    Records,
    Said,
    need_candidate,
    offer_candidate,
    text_columns,
)
from app.suggestions.gates import is_available, is_wanted, no_rules
from app.suggestions.models import PairRejection
from app.suggestions.queries import planned_from, weights_of
from app.suggestions.rejections import is_current

NEVER = np.iinfo(np.int32).max


@dataclass(frozen=True)
class PairsInput:
    """All needs of a region that look for help and all offers that can be asked, as the actor may
    know them.
    """

    needs: list[Candidate]
    offers: list[Candidate]
    need_crises: list[UUID | None]
    offer_crises: list[UUID | None]
    # Places in `needs` and `offers` of pairs that somebody said no to.
    barred: frozenset[tuple[int, int]]
    rarity: Rarity

    @cached_property
    def allowed(self) -> NDArray[np.bool_]:
        """(needs, offers): which pairs pass the gates; `gates.pair_rules` is the same in SQL, a
        test holds both.

        One byte a pair: 16 MB for 4,000 × 4,000.
        """
        needs, offers = [c.facts for c in self.needs], [c.facts for c in self.offers]
        number: dict[Any, int] = {}
        owners = [
            np.array([number.setdefault(f.organisation_id, len(number)) for f in s])
            for s in (needs, offers)
        ]
        crises = [
            np.array([-1 if c is None else number.setdefault(c, len(number)) for c in side])
            for side in (self.need_crises, self.offer_crises)
        ]
        starts, ends = zip(*(_days(side) for side in (needs, offers)), strict=True)
        found = owners[0][:, None] != owners[1][None, :]
        found &= (starts[0][:, None] <= ends[1][None, :]) & (starts[1][None, :] <= ends[0][:, None])
        free = (crises[0] < 0)[:, None] | (crises[1] < 0)[None, :]
        found &= free | (crises[0][:, None] == crises[1][None, :])
        for pair in self.barred:
            found[pair] = False
        return np.asarray(found, dtype=np.bool_)


def find_pairs_input(session: Session, actor: Actor, region_code: str) -> PairsInput:
    """Four statements, whatever the size of the region."""
    today = clock.today()
    needs = session.execute(
        sa_select(
            *NEED_COLUMNS,
            col(Need.crisis_id),
            col(Organisation.name).label("organisation_name"),
            *text_columns(NeedText),
        )
        .select_from(Need)
        .join(Organisation, col(Organisation.id) == col(Need.organisation_id))
        .outerjoin(NeedText, col(NeedText.need_id) == col(Need.id))
        .where(col(Need.region_code) == region_code, need_visible_to(actor), *is_wanted(today))
        .order_by(col(Need.id))
    ).all()
    of_region = sa_select(col(Offer.organisation_id)).where(col(Offer.region_code) == region_code)
    offers = session.execute(
        Records(of_region)
        .add_to(
            sa_select(
                *OFFER_COLUMNS,
                col(Offer.crisis_id),
                col(Organisation.name).label("organisation_name"),
                *text_columns(OfferText),
            )
            .select_from(Offer)
            .join(Organisation, col(Organisation.id) == col(Offer.organisation_id))
            .outerjoin(OfferText, col(OfferText.offer_id) == col(Offer.id))
        )
        .where(col(Offer.region_code) == region_code, offer_visible_to(actor), *is_available(today))
        .order_by(col(Offer.id))
    ).all()
    need_places = {row.id: place for place, row in enumerate(needs)}
    offer_places = {row.id: place for place, row in enumerate(offers)}
    noes = session.execute(
        sa_select(col(Need.id), col(Offer.id))
        .select_from(Match)
        .join(Need, col(Need.id) == col(Match.need_id))
        .join(Offer, col(Offer.id) == col(Match.offer_id))
        .where(col(Match.region_code) == region_code, *no_rules(Need, Offer))
    ).all()
    unfit = session.execute(
        sa_select(col(Need.id), col(Offer.id))
        .select_from(PairRejection)
        .join(Need, col(Need.id) == col(PairRejection.need_id))
        .join(Offer, col(Offer.id) == col(PairRejection.offer_id))
        .where(col(Need.region_code) == region_code, is_current(PairRejection, Need, Offer))
    ).all()
    counted = session.execute(sa_select(col(WordCount.word), col(WordCount.items)))
    counts = {row.word: row.items for row in counted}
    total = counts.pop("", len(needs) + len(offers))
    return PairsInput(
        needs=[need_candidate(actor, row, row.organisation_name, Said.of(row)) for row in needs],
        offers=[
            offer_candidate(row, row.organisation_name, Said.of(row), Record.of(row))
            for row in offers
        ],
        need_crises=[row.crisis_id for row in needs],
        offer_crises=[row.crisis_id for row in offers],
        barred=frozenset(
            (need_places[need], offer_places[offer])
            for need, offer in (*noes, *unfit)
            if need in need_places and offer in offer_places
        ),
        rarity=rarity_of(counts, total),
    )


def _days(side: list[Facts]) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    starts = np.array([facts.start.toordinal() for facts in side], dtype=np.int32)
    ends = np.array(
        [NEVER if facts.end is None else facts.end.toordinal() for facts in side], dtype=np.int32
    )
    return starts, ends


@dataclass(frozen=True, slots=True)
class Admissible:
    """A pair that may enter a region plan: places in `PairsInput.needs` and `offers`, and a score
    from 0 to 1.
    """

    need: int
    offer: int
    score: float


@dataclass(frozen=True)
class Admitted:
    """The pairs of a region that a coordinator would really invite, and what was compared to find
    them.
    """

    everything: PairsInput
    pairs: list[Admissible]
    weights: Weights

    def explain(self, pair: Admissible, label: Label) -> tuple[Terms, Why]:
        """The terms of one pair, and the words made of them."""
        need, offer = self.everything.needs[pair.need], self.everything.offers[pair.offer]
        rarity = self.everything.rarity
        terms = score(
            need.facts, Batch([offer.facts], are_needs=False), self.weights, rarity
        ).terms_of(0)
        told = Pair(need.facts, offer.facts, terms, need.text, offer.text, is_masked=need.is_masked)
        return terms, explain(told, self.weights, rarity, label)


def find_pairs(
    session: Session,
    actor: Actor,
    region_code: str,
    *,
    threshold: float | None = None,
    per_need: int = 30,
) -> Admitted:
    """Past the gates, in equal units, not asked already and scored at least `threshold` (else the
    region's own).

    At most `per_need` for each need, the best first.
    """
    least = planned_from(session, region_code) if threshold is None else threshold
    everything, weights = (
        find_pairs_input(session, actor, region_code),
        weights_of(session, region_code),
    )
    needs, offers = everything.needs, everything.offers
    batches = {unit: _places_of(offers, unit) for unit in {need.facts.unit for need in needs}}
    asked = _asked(session, everything, region_code)
    pairs = []
    for place, need in enumerate(needs):
        places, batch = batches[need.facts.unit]
        if not len(places):
            continue
        total = score(need.facts, batch, weights, everything.rarity).total
        may = np.flatnonzero(everything.allowed[place, places] & (total >= least))
        best = [
            at
            for at in may[np.argsort(-total[may], kind="stable")]
            if (place, int(places[at])) not in asked
        ]
        pairs += [
            Admissible(place, int(places[at]), min(float(total[at]), 1.0)) for at in best[:per_need]
        ]
    return Admitted(everything, pairs, weights)


def _places_of(offers: list[Candidate], unit: Unit) -> tuple[NDArray[np.int64], Batch]:
    """Where the offers in a unit stand, and they themselves: no other unit is ever compared."""
    places = [place for place, offer in enumerate(offers) if offer.facts.unit is unit]
    return np.array(places, dtype=np.int64), Batch(
        [offers[place].facts for place in places], are_needs=False
    )


def _asked(session: Session, everything: PairsInput, region_code: str) -> set[tuple[int, int]]:
    """Pairs that are proposed to each other or at work already."""
    need_at = {need.facts.id: place for place, need in enumerate(everything.needs)}
    offer_at = {offer.facts.id: place for place, offer in enumerate(everything.offers)}
    live = session.execute(
        sa_select(col(Match.need_id), col(Match.offer_id)).where(
            col(Match.region_code) == region_code, col(Match.status).in_(LIVE)
        )
    )
    return {(need_at[n], offer_at[o]) for n, o in live if n in need_at and o in offer_at}
