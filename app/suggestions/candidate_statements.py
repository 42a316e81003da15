"""Which needs and offers of a region are worth scoring, as two statements.

Three sources choose: structure (the same or a related kind of help, near by), rare words, and
meaning. Each brings what the others miss; the scoring decides. Each statement is built once, and is
one text for PostgreSQL too: what is asked for, lists included, is a parameter.
"""

from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY, REAL
from sqlmodel import col

from app.core import statements
from app.identity.actor import ANYBODY
from app.identity.models import Organisation
from app.identity.queries import is_away
from app.matches.models import LIVE, Match
from app.matches.policy import visible_to as match_visible_to
from app.needs import models as need_models, policy as need_policy
from app.needs.models import Need
from app.offers import models as offer_models, policy as offer_policy
from app.offers.models import Offer
from app.suggestions import evidence, gates, record_queries, word_queries

_MOST: Any = sa.bindparam("most", type_=sa.Integer)
_KIND: Any = sa.bindparam("kind", type_=sa.Text)
_RELATED: Any = sa.bindparam("related", type_=ARRAY(sa.Text))
_HERE: Any = sa.bindparam("here", type_=ARRAY(sa.Text))
_NEAR: Any = sa.bindparam("near", type_=ARRAY(sa.Text))


@cache
def offers() -> Any:
    """Offers for a need."""
    need: Any = gates.as_parameters(Need)
    key = col(offer_models.OfferText.offer_id)
    said = _said_in_region(offer_models.OfferText, key, need.region_code)
    fit = (
        sa.select(
            col(Offer.id),
            _kind(col(Offer.support_type)).label("kind"),
            _place_of_offer().label("place"),
            said.c.distance,
        )
        .select_from(Offer)
        .outerjoin(said, said.c.id == col(Offer.id))
        .where(
            *gates.is_available(statements.TODAY), *gates.pair_rules(need, Offer, statements.TODAY)
        )
        .cte("fit")
    )
    chosen = _chosen(fit, offer_models.OfferText, key)
    # What somebody may see is asked of the chosen few only. Beside the gates it would hide from
    # PostgreSQL how many rows pass them.
    picked = (
        sa.select(*evidence.OFFER_COLUMNS)
        .join(chosen, chosen.c.id == col(Offer.id))
        .where(offer_policy.visible_to(ANYBODY))
        .cte("picked")
    )
    matched = sa.select(col(Match.offer_id)).where(
        match_visible_to(ANYBODY), col(Match.need_id) == need.id, col(Match.status).in_(LIVE)
    )
    records = record_queries.Records(picked.c.organisation_id)
    return records.add_to(
        _told(picked, matched, offer_models.OfferText, key),
        picked.c.organisation_id,
        picked.c.support_type,
    )


@cache
def needs() -> Any:
    """Needs for an offer."""
    offer: Any = gates.as_parameters(Offer)
    key = col(need_models.NeedText.need_id)
    said = _said_in_region(need_models.NeedText, key, offer.region_code)
    fit = (
        sa.select(
            col(Need.id),
            _kind(col(Need.support_type)).label("kind"),
            _place_of_need().label("place"),
            said.c.distance,
        )
        .select_from(Need)
        .join(Organisation, col(Organisation.id) == offer.organisation_id)
        .outerjoin(said, said.c.id == col(Need.id))
        .where(
            *gates.is_wanted(ANYBODY, statements.TODAY),
            *gates.pair_rules(Need, offer, statements.TODAY),
            sa.not_(is_away(statements.TODAY)),
        )
        .cte("fit")
    )
    chosen = _chosen(fit, need_models.NeedText, key)
    # As in `offers`.
    picked = (
        sa.select(*evidence.NEED_COLUMNS)
        .join(chosen, chosen.c.id == col(Need.id))
        .where(need_policy.visible_to(ANYBODY))
        .cte("picked")
    )
    matched = sa.select(col(Match.need_id)).where(
        match_visible_to(ANYBODY), col(Match.offer_id) == offer.id, col(Match.status).in_(LIVE)
    )
    return _told(picked, matched, need_models.NeedText, key)


def _said_in_region(table: Any, key: Any, region_code: Any) -> sa.CTE:
    """How far every text of a region is from what is asked for: from 0 (the same meaning) to 2;
    empty where one of the two has none. All of them in one pass over the region: PostgreSQL takes
    what passes the gates for a handful, and would look up their texts one by one.
    """
    meaning: Any = col(table.meaning)
    asked: Any = sa.bindparam("meaning", type_=meaning.type)
    query = sa.select(key.label("id"), meaning.cosine_distance(asked).label("distance")).where(
        col(table.region_code) == region_code
    )
    return query.cte("said").prefix_with("MATERIALIZED")


def _told(picked: sa.CTE, matched: Any, table: Any, key: Any) -> Any:
    """What is picked, with its organisation, its text, and whether it is proposed already."""
    return (
        sa.select(
            picked,
            col(Organisation.name).label("organisation_name"),
            picked.c.id.in_(matched).label("is_matched"),
            *evidence.text_columns(table),
        )
        .select_from(picked)
        .join(Organisation, col(Organisation.id) == picked.c.organisation_id)
        .outerjoin(table, key == picked.c.id)
        .order_by(picked.c.id)
    )


def _kind(support_type: Any) -> Any:
    """0 the same kind of help, 1 a related one, 2 another."""
    return sa.case((support_type == _KIND, 0), (support_type == sa.func.any(_RELATED), 1), else_=2)


def _place_of_offer() -> Any:
    """How near an offer works: 0 in the need's municipality or the whole region, 1 in a
    municipality beside it, 2 elsewhere. 0 too when the need names no municipality.
    """
    there = col(Offer.municipalities)
    everywhere = sa.or_(sa.func.cardinality(_HERE) == 0, sa.func.cardinality(there) == 0)
    return sa.case(
        (sa.or_(everywhere, _overlap(there, _HERE)), 0), (_overlap(there, _NEAR), 1), else_=2
    )


def _overlap(column: Any, codes: Any) -> Any:
    return column.bool_op("&&")(sa.cast(codes, ARRAY(sa.Text)))


def _place_of_need() -> Any:
    """How near a need is to what an offer names, from 0 to 2. A need of a small group counts as 0:
    the order of the list would tell where the group lives.
    """
    own = col(Need.organisation_id).in_(ANYBODY.organisation_ids)
    is_told = sa.or_(own, col(Need.people).is_(None), col(Need.people) >= need_models.SMALL_GROUP)
    there: Any = sa.case((is_told, col(Need.municipality_code)), else_=None)
    anywhere = sa.or_(sa.func.cardinality(_HERE) == 0, there.is_(None))
    return sa.case(
        (sa.or_(anywhere, there == sa.func.any(_HERE)), 0),
        (there == sa.func.any(_NEAR), 1),
        else_=2,
    )


def _chosen(fit: sa.CTE, table: Any, key: Any) -> sa.CTE:
    """The ids of what the three sources choose from `fit`."""
    by_structure = (
        sa.select(fit.c.id)
        .where(fit.c.kind < 2)
        .order_by(fit.c.kind, fit.c.place, fit.c.distance, fit.c.id)
    )
    by_meaning = (
        sa.select(fit.c.id).where(fit.c.distance.is_not(None)).order_by(fit.c.distance, fit.c.id)
    )
    sources = by_structure, by_meaning, _by_words(fit, word_queries.texts_with(table, key))
    return sa.union(*(sa.select(source.limit(_MOST).subquery().c.id) for source in sources)).cte(
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
