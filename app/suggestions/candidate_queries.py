"""What could be matched: of everything in a region that passes the gates, what is worth scoring,
with all that the scoring asks of it. `candidate_statements` chooses.
"""

from collections.abc import Mapping
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from app.core import clock, statements
from app.identity.actor import Actor
from app.language.models import region_mark
from app.needs import models as need_models, policy as need_policy
from app.needs.models import Need
from app.offers import models as offer_models
from app.offers.models import Offer
from app.reference import places, relations
from app.scoring.facts import Columns, Facts
from app.suggestions import candidate_statements, evidence, gates, record_queries, word_queries

MOST_FROM_SOURCE = 100  # from each source


def facts_of_need(session: Session, actor: Actor, need: Need) -> evidence.Candidate:
    """A need that looks for offers, as this actor may know it. Needs `need.organisation`."""
    said = _said(session, need_models.NeedText, need)
    return evidence.need_candidates(actor, [need], [need.organisation.name], said)[0]


def facts_of_offer(session: Session, actor: Actor, offer: Offer) -> evidence.Candidate:
    """An offer that looks for needs, with the record of its organisation. Needs
    `offer.organisation`.
    """
    said = _said(session, offer_models.OfferText, offer)
    record = record_queries.get_record(session, offer)
    return evidence.offer_candidates([offer], [offer.organisation.name], said, record)[0]


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
    counts: Mapping[str, int] | None = None,
    most: int = MOST_FROM_SOURCE,
) -> evidence.Candidates:
    """Offers that may be proposed for a need, at most so many from each source. `one` are its
    facts and `counts` those of its words, if at hand.
    """
    if not (need_policy.still_asks(actor, need) and need.organisation.takes_part):
        return evidence.NOBODY
    one = one or facts_of_need(session, actor, need).facts
    counts = word_queries.find_counts(session, one) if counts is None else counts
    asked = _asked(actor, need, one, counts, most)
    rows = statements.rows_of(session, candidate_statements.offers(), asked)
    return evidence.offer_candidates(
        rows,
        [row.organisation_name for row in rows],
        evidence.said_of(rows),
        record_queries.records_of(rows),
        matched=[row.is_matched for row in rows],
    )


def find_need_candidates(
    session: Session,
    actor: Actor,
    offer: Offer,
    *,
    one: Facts | None = None,
    counts: Mapping[str, int] | None = None,
    most: int = MOST_FROM_SOURCE,
) -> evidence.Candidates:
    """Needs for which an offer may be proposed, at most so many from each source. `one` are its
    facts and `counts` those of its words, if at hand.
    """
    today = clock.today()
    state = offer_models.state_on(today, offer.status, offer.available_until, offer.fresh_until)
    is_free = state is offer_models.OfferState.PUBLISHED and offer.left > 0
    if not (is_free and offer.organisation.takes_part):
        return evidence.NOBODY
    one = one or facts_of_offer(session, actor, offer).facts
    counts = word_queries.find_counts(session, one) if counts is None else counts
    asked = _asked(actor, offer, one, counts, most)
    rows = statements.rows_of(session, candidate_statements.needs(), asked)
    return evidence.need_candidates(
        actor,
        rows,
        [row.organisation_name for row in rows],
        evidence.said_of(rows),
        matched=[row.is_matched for row in rows],
    )


def _asked(
    actor: Actor, item: Need | Offer, one: Facts, counts: Mapping[str, int], most: int
) -> dict[str, Any]:
    """The values of the parameters of `candidate_statements`."""
    rare = word_queries.rare_words(one, counts)
    near = {code for own in one.municipalities for code in places.neighbours_of(own)}
    return {
        **actor.bound,
        **gates.values_of(item, actor),
        "kind": one.support_type,
        "related": list(relations.RELATED.get(one.support_type, ())),
        "here": list(one.municipalities),
        "near": list(near),
        "meaning": one.meaning,
        "mark": region_mark(item.region_code),
        "rare": list(rare),
        "says": list(rare.values()),
        "most": most,
    }


def _said(
    session: Session,
    table: type[need_models.NeedText | offer_models.OfferText],
    item: Need | Offer,
) -> Columns:
    """What its text says, read now where the job has not reached it: who has just written it sees
    the suggestions that everybody sees a moment later.
    """
    rows = statements.rows_of(session, _stored(table), {"item": item.id})
    if rows and rows[0].meaning is not None:
        return evidence.said_of(rows)
    return evidence.Said.read(f"{item.title}\n{item.description}").columns


@cache
def _stored(table: type[need_models.NeedText | offer_models.OfferText]) -> Any:
    (key,) = table.__table__.primary_key.columns  # type: ignore[union-attr]
    return sa.select(*evidence.text_columns(table)).where(key == sa.bindparam("item"))
