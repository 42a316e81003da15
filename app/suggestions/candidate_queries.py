"""What could be matched: of everything in a region that passes the gates, what is worth scoring.

Three sources choose: structure (the same or a related kind of help, near by), rare words, and
meaning. Each brings what the others miss; the scoring decides. One statement for the candidates
with all that the scoring asks of them.
"""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import REAL
from sqlmodel import Session, col

from app.core import clock
from app.identity.actor import Actor
from app.identity.models import Organisation
from app.identity.queries import is_unavailable
from app.matches.models import LIVE, Match
from app.matches.policy import visible_to as match_visible_to
from app.needs import models as need_models, policy as need_policy
from app.needs.models import Need
from app.offers import models as offer_models, policy as offer_policy
from app.offers.models import Offer
from app.reference import places, relations
from app.scoring.facts import Facts
from app.suggestions import evidence, gates, record_queries, word_queries

MOST_FROM_SOURCE = 100  # from each source


def facts_of_need(session: Session, actor: Actor, need: Need) -> evidence.Candidate:
    """A need that looks for offers, as this actor may know it. Needs `need.organisation`."""
    return evidence.need_candidate(
        actor,
        need,
        need.organisation.name,
        _said(session, need_models.NeedText, col(need_models.NeedText.need_id), need),
    )


def facts_of_offer(session: Session, actor: Actor, offer: Offer) -> evidence.Candidate:
    """An offer that looks for needs, with the record of its organisation. Needs
    `offer.organisation`.
    """
    said = _said(session, offer_models.OfferText, col(offer_models.OfferText.offer_id), offer)
    return evidence.offer_candidate(
        offer, offer.organisation.name, said, record_queries.get_record(session, offer)
    )


def find_pair_facts(
    session: Session, actor: Actor, need: Need, offer: Offer
) -> tuple[evidence.Candidate, evidence.Candidate]:
    """Both sides of one pair, whether or not the gates would let it through."""
    return facts_of_need(session, actor, need), facts_of_offer(session, actor, offer)


def find_offer_candidates(
    session: Session,
    actor: Actor,
    need: Need,
    *,
    one: Facts | None = None,
    most: int = MOST_FROM_SOURCE,
) -> list[evidence.Candidate]:
    """Offers that may be proposed for a need, at most so many from each source. `one` are its
    facts, if at hand.
    """
    if need.state is not need_models.NeedState.OPEN or need.left == 0:
        return []
    one = one or facts_of_need(session, actor, need).facts
    today = clock.today()
    fit = (
        sa.select(
            col(Offer.id),
            _kind(one, col(Offer.support_type)).label("kind"),
            _place_of_offer(one).label("place"),
            _distance(offer_models.OfferText, one).label("distance"),
        )
        .select_from(Offer)
        .outerjoin(offer_models.OfferText, col(offer_models.OfferText.offer_id) == col(Offer.id))
        .where(*gates.is_available(today), *gates.pair_rules(need, Offer, today))
        .cte("fit")
    )
    chosen = _chosen(
        session,
        fit,
        offer_models.OfferText,
        col(offer_models.OfferText.offer_id),
        one,
        need.region_code,
        most,
    )
    matched = sa.select(col(Match.offer_id)).where(
        match_visible_to(actor), col(Match.need_id) == need.id, col(Match.status).in_(LIVE)
    )
    owners = sa.select(col(Offer.organisation_id)).join(chosen, chosen.c.id == col(Offer.id))
    query = (
        sa.select(
            *evidence.OFFER_COLUMNS,
            col(Organisation.name).label("organisation_name"),
            col(Offer.id).in_(matched).label("is_matched"),
            *evidence.text_columns(offer_models.OfferText),
        )
        .select_from(Offer)
        .join(chosen, chosen.c.id == col(Offer.id))
        .join(Organisation, col(Organisation.id) == col(Offer.organisation_id))
        .outerjoin(offer_models.OfferText, col(offer_models.OfferText.offer_id) == col(Offer.id))
        # What the actor may see is asked of the chosen few only. Beside the gates it would hide
        # from PostgreSQL how many rows pass them.
        .where(offer_policy.visible_to(actor))
        .order_by(col(Offer.id))
    )
    return [
        evidence.offer_candidate(
            row,
            row.organisation_name,
            evidence.Said.of(row),
            record_queries.Record.of(row),
            is_matched=row.is_matched,
        )
        for row in session.execute(record_queries.Records(owners).add_to(query))
    ]


def find_need_candidates(
    session: Session,
    actor: Actor,
    offer: Offer,
    *,
    one: Facts | None = None,
    most: int = MOST_FROM_SOURCE,
) -> list[evidence.Candidate]:
    """Needs for which an offer may be proposed, at most so many from each source. `one` are its
    facts, if at hand.
    """
    today = clock.today()
    state = offer_models.state_on(today, offer.status, offer.available_until, offer.fresh_until)
    if state is not offer_models.OfferState.PUBLISHED or offer.left == 0:
        return []
    one = one or facts_of_offer(session, actor, offer).facts
    fit = (
        sa.select(
            col(Need.id),
            _kind(one, col(Need.support_type)).label("kind"),
            _place_of_need(actor, one).label("place"),
            _distance(need_models.NeedText, one).label("distance"),
        )
        .select_from(Need)
        .join(Organisation, col(Organisation.id) == offer.organisation_id)
        .outerjoin(need_models.NeedText, col(need_models.NeedText.need_id) == col(Need.id))
        .where(
            *gates.is_wanted(today),
            *gates.pair_rules(Need, offer, today),
            sa.not_(is_unavailable(today)),
        )
        .cte("fit")
    )
    chosen = _chosen(
        session,
        fit,
        need_models.NeedText,
        col(need_models.NeedText.need_id),
        one,
        offer.region_code,
        most,
    )
    matched = sa.select(col(Match.need_id)).where(
        match_visible_to(actor), col(Match.offer_id) == offer.id, col(Match.status).in_(LIVE)
    )
    rows = session.execute(
        sa.select(
            *evidence.NEED_COLUMNS,
            col(Organisation.name).label("organisation_name"),
            col(Need.id).in_(matched).label("is_matched"),
            *evidence.text_columns(need_models.NeedText),
        )
        .select_from(Need)
        .join(chosen, chosen.c.id == col(Need.id))
        .join(Organisation, col(Organisation.id) == col(Need.organisation_id))
        .outerjoin(need_models.NeedText, col(need_models.NeedText.need_id) == col(Need.id))
        # What the actor may see is asked of the chosen few only. Beside the gates it would hide
        # from PostgreSQL how many rows pass them.
        .where(need_policy.visible_to(actor))
        .order_by(col(Need.id))
    )
    return [
        evidence.need_candidate(
            actor, row, row.organisation_name, evidence.Said.of(row), is_matched=row.is_matched
        )
        for row in rows
    ]


def _said(
    session: Session,
    table: type[need_models.NeedText | offer_models.OfferText],
    key: Any,
    item: Need | Offer,
) -> evidence.Said:
    row = session.execute(sa.select(*evidence.text_columns(table)).where(key == item.id)).first()
    return (
        evidence.Said.of(row)
        if row is not None
        else evidence.Said.read(f"{item.title}\n{item.description}")
    )


def _kind(one: Facts, support_type: Any) -> Any:
    """0 the same kind of help, 1 a related one, 2 another."""
    related = sorted(relations.RELATED.get(one.support_type, ()))
    return sa.case((support_type == one.support_type, 0), (support_type.in_(related), 1), else_=2)


def _place_of_offer(one: Facts) -> Any:
    """How near an offer works: 0 in the need's municipality or the whole region, 1 in a
    municipality beside it, 2 elsewhere. 0 too when the need names no municipality.
    """
    if not one.municipalities:
        return sa.literal(0, sa.Integer)
    there = col(Offer.municipalities)
    near = sorted({code for own in one.municipalities for code in places.neighbours_of(own)})
    here = sa.or_(
        sa.func.cardinality(there) == 0, there.op("&&")(word_queries.text_array(one.municipalities))
    )
    return sa.case((here, 0), (there.op("&&")(word_queries.text_array(near)), 1), else_=2)


def _place_of_need(actor: Actor, one: Facts) -> Any:
    """How near a need is to what an offer names, from 0 to 2. A need of a small group counts as 0:
    the order of the list would tell where the group lives.
    """
    if not one.municipalities:
        return sa.literal(0, sa.Integer)
    near = sorted({code for own in one.municipalities for code in places.neighbours_of(own)})
    own = col(Need.organisation_id).in_(actor.organisation_ids)
    is_told = sa.or_(own, col(Need.people).is_(None), col(Need.people) >= need_models.SMALL_GROUP)
    there = sa.case((is_told, col(Need.municipality_code)), else_=None)
    return sa.case(
        (there.is_(None), 0), (there.in_(one.municipalities), 0), (there.in_(near), 1), else_=2
    )


def _distance(table: type[need_models.NeedText | offer_models.OfferText], one: Facts) -> Any:
    """From 0 (the same meaning) to 2; empty where one of the two has none."""
    if one.meaning is None:
        return sa.literal(None, REAL)
    meaning: Any = col(table.meaning)
    return meaning.cosine_distance(one.meaning)


def _chosen(
    session: Session,
    fit: sa.CTE,
    table: type[need_models.NeedText | offer_models.OfferText],
    key: Any,
    one: Facts,
    region_code: str,
    most: int,
) -> sa.CTE:
    """The ids of what the three sources choose from `fit`."""
    by_structure = (
        sa.select(fit.c.id)
        .where(fit.c.kind < 2)
        .order_by(fit.c.kind, fit.c.place, fit.c.distance, fit.c.id)
    )
    sources = [by_structure]
    if one.meaning is not None:
        sources.append(
            sa.select(fit.c.id)
            .where(fit.c.distance.is_not(None))
            .order_by(fit.c.distance, fit.c.id)
        )
    if weights := word_queries.find_rare_words(session, one):
        sources.append(_by_words(fit, word_queries.texts_with(table, key, weights, region_code)))
    return sa.union(*(sa.select(source.limit(most).subquery().c.id) for source in sources)).cte(
        "chosen"
    )


def _by_words(fit: sa.CTE, hits: Any) -> Any:
    """Candidates that pass the gates and have rare words. A union and no join: PostgreSQL takes
    `fit` for far smaller than it is, and joins it slowly.
    """
    both = sa.union_all(
        sa.select(fit.c.id, sa.literal(0.0, REAL).label("weight"), fit.c.place),
        sa.select(hits.c.id, hits.c.weight, sa.null()),
    ).subquery()
    place, weight = sa.func.max(both.c.place), sa.func.sum(both.c.weight)
    grouped = sa.select(both.c.id).group_by(both.c.id).having(place.is_not(None), weight > 0)
    return grouped.order_by(weight.desc(), place, both.c.id)
