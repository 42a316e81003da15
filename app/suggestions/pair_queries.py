"""All needs and offers of a region with what the scoring asks of them, and the pairs that may enter
a plan.
"""

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import select as sa_select
from sqlmodel import Session, col

from app.core import clock, statements
from app.identity.actor import Actor
from app.identity.models import Organisation
from app.language.models import WordCount
from app.matches.models import LIVE, Match
from app.matches.policy import visible_to as match_visible_to
from app.needs.models import Need, NeedText
from app.needs.policy import visible_to as need_visible_to
from app.offers.models import Offer, OfferText
from app.offers.policy import visible_to as offer_visible_to
from app.reference.models import Unit
from app.scoring import facts, terms
from app.suggestions import evidence, gates, models, queries, record_queries, rejection_queries
from app.suggestions.pairs import Admissible, Admitted, PairsInput


def find_pairs_input(session: Session, actor: Actor, region_code: str) -> PairsInput:
    """Four statements, whatever the size of the region."""
    today = clock.today()
    needs = session.execute(
        sa_select(
            *evidence.NEED_COLUMNS,
            col(Need.crisis_id),
            col(Organisation.name).label("organisation_name"),
            *evidence.text_columns(NeedText),
        )
        .select_from(Need)
        .join(Organisation, col(Organisation.id) == col(Need.organisation_id))
        .outerjoin(NeedText, col(NeedText.need_id) == col(Need.id))
        .where(
            col(Need.region_code) == region_code,
            need_visible_to(actor),
            *gates.is_wanted(actor, today),
        )
        .order_by(col(Need.id))
    ).all()
    here = col(Offer.region_code) == region_code
    of_region = sa_select(col(Offer.organisation_id)).where(here).subquery()
    offers = session.execute(
        record_queries.Records(of_region.c.organisation_id)
        .add_to(
            sa_select(
                *evidence.OFFER_COLUMNS,
                col(Offer.crisis_id),
                col(Organisation.name).label("organisation_name"),
                *evidence.text_columns(OfferText),
            )
            .select_from(Offer)
            .join(Organisation, col(Organisation.id) == col(Offer.organisation_id))
            .outerjoin(OfferText, col(OfferText.offer_id) == col(Offer.id)),
            col(Offer.organisation_id),
            col(Offer.support_type),
        )
        .where(
            col(Offer.region_code) == region_code,
            offer_visible_to(actor),
            *gates.is_available(today),
        )
        .order_by(col(Offer.id)),
        statements.moment(),
    ).all()
    need_places = {row.id: place for place, row in enumerate(needs)}
    offer_places = {row.id: place for place, row in enumerate(offers)}
    noes = session.execute(
        sa_select(col(Need.id), col(Offer.id))
        .select_from(Match)
        .join(Need, col(Need.id) == col(Match.need_id))
        .join(Offer, col(Offer.id) == col(Match.offer_id))
        .where(
            match_visible_to(actor),
            col(Match.region_code) == region_code,
            *gates.no_rules(Need, Offer),
        )
    ).all()
    unfit = session.execute(
        sa_select(col(Need.id), col(Offer.id))
        .select_from(models.PairRejection)
        .join(Need, col(Need.id) == col(models.PairRejection.need_id))
        .join(Offer, col(Offer.id) == col(models.PairRejection.offer_id))
        .where(
            col(Need.region_code) == region_code,
            rejection_queries.is_current(models.PairRejection, Need, Offer),
        )
    ).all()
    counted = session.execute(sa_select(col(WordCount.word), col(WordCount.items)))
    counts = {row.word: row.items for row in counted}
    total = counts.pop("", len(needs) + len(offers))
    return PairsInput(
        needs=list(
            evidence.need_candidates(
                actor, needs, [row.organisation_name for row in needs], evidence.said_of(needs)
            )
        ),
        offers=list(
            evidence.offer_candidates(
                offers,
                [row.organisation_name for row in offers],
                evidence.said_of(offers),
                record_queries.records_of(offers),
            )
        ),
        need_crises=[row.crisis_id for row in needs],
        offer_crises=[row.crisis_id for row in offers],
        barred=frozenset(
            (need_places[need], offer_places[offer])
            for need, offer in (*noes, *unfit)
            if need in need_places and offer in offer_places
        ),
        rarity=terms.rarity_of(counts, total),
    )


def find_pairs(
    session: Session,
    actor: Actor,
    region_code: str,
    *,
    threshold: float | None = None,
    per_need: int = 30,
) -> Admitted:
    """Pairs that pass the gates, count in the same unit, are not proposed yet and have at least
    the chance `threshold` (else the region's own).

    At most `per_need` for each need, the best first.
    """
    least = queries.planned_from(session, region_code) if threshold is None else threshold
    everything, weights = (
        find_pairs_input(session, actor, region_code),
        queries.weights_of(session, region_code),
    )
    needs, offers = everything.needs, everything.offers
    batches = {unit: _places_of(offers, unit) for unit in {need.facts.unit for need in needs}}
    live = _live(session, actor, everything, region_code)
    pairs = []
    for place, need in enumerate(needs):
        places, batch = batches[need.facts.unit]
        if not len(places):
            continue
        scores = terms.score(need.facts, batch, weights, everything.rarity)
        chances = scores.chances
        may = np.flatnonzero(everything.allowed[place, places] & scores.is_good(least))
        best = [
            at
            for at in may[np.argsort(-chances[may], kind="stable")]
            if (place, int(places[at])) not in live
        ]
        pairs += [Admissible(place, int(places[at]), float(chances[at])) for at in best[:per_need]]
    return Admitted(everything, pairs, weights)


def _places_of(
    offers: list[evidence.Candidate], unit: Unit
) -> tuple[NDArray[np.int64], facts.Batch]:
    """The places in `offers` of those that count in a unit, and these offers. A need is compared
    with no others.
    """
    places = [place for place, offer in enumerate(offers) if offer.facts.unit is unit]
    return np.array(places, dtype=np.int64), facts.Batch(
        [offers[place].facts for place in places], are_needs=False
    )


def _live(
    session: Session, actor: Actor, everything: PairsInput, region_code: str
) -> set[tuple[int, int]]:
    """Pairs that are proposed to each other or at work already."""
    need_at = {need.facts.id: place for place, need in enumerate(everything.needs)}
    offer_at = {offer.facts.id: place for place, offer in enumerate(everything.offers)}
    live = session.execute(
        sa_select(col(Match.need_id), col(Match.offer_id)).where(
            match_visible_to(actor),
            col(Match.region_code) == region_code,
            col(Match.status).in_(LIVE),
        )
    )
    return {(need_at[n], offer_at[o]) for n, o in live if n in need_at and o in offer_at}
