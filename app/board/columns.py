"""The columns of the board in SQL.

Each statement is built once: the words of a filter, the moment and who reads are parameters.
"""

from functools import lru_cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import col

from app.actions.match_queries import latest_serving
from app.board import cards, forms
from app.core import pages, statements
from app.core.db import Timestamp
from app.identity.actor import ANYBODY
from app.identity.models import Organisation
from app.matches import models as match_models, policy as match_policy, turns
from app.matches.board_place import BoardPlace
from app.matches.models import Match
from app.needs import filters as need_filters, models as need_models, policy as need_policy
from app.needs.models import Need
from app.offers import models as offer_models
from app.offers.models import Offer

MATCH_COLUMNS = tuple(each for each in cards.BoardColumn if each is not cards.BoardColumn.OPEN)
IS_COMPLETED = col(Match.status) == match_models.MatchStatus.COMPLETED
_DONE_FIRST = sa.case((IS_COMPLETED, 1), else_=0)


def about_need(filters: forms.BoardFilters) -> list[sa.ColumnElement[bool]]:
    """What the filters ask of a need."""
    rules = need_filters.rules_of(ANYBODY, filters)
    if filters.without_help:
        rules.append(turns.is_without_help(statements.TODAY))
    return rules


def about_match(filters: forms.BoardFilters) -> list[sa.ColumnElement[bool]]:
    """What the filters ask of a match, by its need. Who is without help has nobody: a match that
    ended is no card of that need.
    """
    rules = about_need(filters)
    if filters.without_help:
        rules.append(col(Match.status).in_(match_models.LIVE))
    return rules


@lru_cache(statements.KINDS)
def open_list(filters: forms.BoardFilters, size: int) -> pages.Paged:
    """The column of open needs."""
    rules = stand_open(filters)
    order = pages.Order((col(Need.urgency_order), col(Need.created_at), col(Need.id)))
    return pages.Paged(_OPEN_NEEDS.where(*rules), order, size, pages.count_rows(Need, rules))


def stand_open(filters: forms.BoardFilters) -> list[sa.ColumnElement[bool]]:
    """The needs of that column."""
    rules = [
        # An open need is everybody's in its region: no other rule of who may see it is asked.
        col(Need.region_code).in_(ANYBODY.regions),
        need_policy.needs_help(ANYBODY, statements.TODAY),
        *about_need(filters),
    ]
    if filters.mine:
        rules.append(col(Need.organisation_id).in_(ANYBODY.organisation_ids))
    return rules


def _asked_of(need_id: Any) -> Any:
    other = aliased(Match)
    asked = sa.select(sa.func.coalesce(sa.func.sum(other.quantity), 0))
    asked = asked.join(Offer, col(Offer.id) == other.offer_id)
    is_asking = turns.is_asking(statements.TODAY, other)
    return asked.where(other.need_id == need_id, is_asking).scalar_subquery()


_OPEN_NEEDS: Any = sa.select(
    col(Need.id),
    col(Need.title),
    col(Need.organisation_id),
    col(Organisation.name).label("organisation"),
    col(Need.municipality_code),
    col(Need.target_group),
    col(Need.people),
    col(Need.quantity),
    col(Need.committed),
    col(Need.known_to),
    col(Need.unit),
    col(Need.urgency),
    col(Need.created_at),
    col(Need.published_at),
    col(Need.edited_at),
    col(Need.needed_until),
    _asked_of(col(Need.id)).label("asked"),
).join(Organisation, col(Organisation.id) == col(Need.organisation_id))


_PLACES = {
    cards.BoardColumn.PROPOSED: BoardPlace.TEAM,
    cards.BoardColumn.TALKING: BoardPlace.PARTNERS,
    cards.BoardColumn.RUNNING: BoardPlace.END,
    cards.BoardColumn.ENDED: BoardPlace.NOTHING,
}


def stands_in(column: cards.BoardColumn) -> sa.ColumnElement[bool]:
    """The matches of a column. `ended_since` is a parameter."""
    here: sa.ColumnElement[bool] = col(Match.board_column) == int(_PLACES[column])
    if column is not cards.BoardColumn.ENDED:
        return here
    recent = sa.bindparam("ended_since", type_=Timestamp)
    return sa.and_(here, col(Match.moved_at) > recent, match_models.was_told())


def order_of(column: cards.BoardColumn) -> pages.Order:
    """What waits longest comes first. Of what ended what was done, as the column counts that, and
    then what did not go on; the last of each first.
    """
    if column is cards.BoardColumn.ENDED:
        return pages.Order((_DONE_FIRST, col(Match.moved_at), col(Match.id)), descending=True)
    return pages.Order((col(Match.moved_at), col(Match.id)))


def keys_of(column: cards.BoardColumn, row: Any) -> tuple[Any, ...]:
    """What `order_of` sorts a row of `firsts` by."""
    keys = (row.since, row.id)
    if column is not cards.BoardColumn.ENDED:
        return keys
    return (int(row.status is match_models.MatchStatus.COMPLETED), *keys)


# Built once: taking SQLAlchemy's expressions together costs more than running them.
_OFFERING, _NEEDING = aliased(Organisation), aliased(Organisation)
_SERVING = latest_serving()


_CARDS: Any = (
    sa.select(
        col(Match.id).label("id"),
        col(Match.need_id).label("need_id"),
        col(Need.title).label("title"),
        col(_NEEDING.name).label("need_organisation"),
        col(_OFFERING.name).label("offer_organisation"),
        col(Match.need_organisation_id).label("organisation_id"),
        col(Match.offer_id).label("offer_id"),
        col(Match.offer_organisation_id).label("offer_organisation_id"),
        col(Match.region_code).label("region_code"),
        col(Need.municipality_code).label("municipality_code"),
        col(Need.people).label("people"),
        col(Need.known_to).label("known_to"),
        col(Need.target_group).label("target_group"),
        col(Need.urgency).label("urgency"),
        col(Need.quantity).label("quantity"),
        col(Need.committed).label("committed"),
        col(Match.quantity).label("match_quantity"),
        col(Need.unit).label("unit"),
        col(Need.needed_until).label("needed_until"),
        need_models.is_over(statements.TODAY).label("need_is_over"),
        offer_models.is_over(statements.TODAY).label("offer_is_over"),
        col(Match.status).label("status"),
        col(Match.needs_review).label("needs_review"),
        col(Match.outcome).label("outcome"),
        col(Match.moved_at).label("since"),
        col(Match.answer_by).label("answer_by"),
        col(Match.awaits_need).label("awaits_need"),
        col(Match.awaits_offer).label("awaits_offer"),
        col(Match.need_confirms).label("need_confirms"),
        col(Match.offer_confirms).label("offer_confirms"),
        _SERVING.c.id.label("action_id"),
        _SERVING.c.title.label("action_title"),
        _SERVING.c.status.label("action_status"),
    )
    .select_from(Match)
    .join(Need, col(Need.id) == col(Match.need_id))
    .join(Offer, col(Offer.id) == col(Match.offer_id))
    .join(_NEEDING, col(_NEEDING.id) == col(Match.need_organisation_id))
    .join(_OFFERING, col(_OFFERING.id) == col(Match.offer_organisation_id))
    .outerjoin(_SERVING, sa.true())
)


def stand_here(
    filters: forms.BoardFilters, column: cards.BoardColumn
) -> list[sa.ColumnElement[bool]]:
    """The rules of one column's cards."""
    rules = [
        match_policy.visible_to(ANYBODY),
        stands_in(column),
        *about_match(filters),
    ]
    if filters.mine:
        own = ANYBODY.organisation_ids
        rules.append(
            sa.or_(
                col(Match.need_organisation_id).in_(own), col(Match.offer_organisation_id).in_(own)
            )
        )
    return rules


def total_of(rules: list[sa.ColumnElement[bool]], *, asks_need: bool) -> Any:
    """How many matches keep these rules, counted as `pages.count_of` does."""
    counted = sa.select(sa.literal(1)).select_from(Match).where(*rules)
    if asks_need:
        counted = counted.join(Need, col(Need.id) == col(Match.need_id))
    return pages.count_of(counted)


@lru_cache(statements.KINDS)
def column_list(filters: forms.BoardFilters, column: cards.BoardColumn, size: int) -> pages.Paged:
    """One column of matches."""
    rules = stand_here(filters, column)
    return pages.Paged(
        _CARDS.where(*rules), order_of(column), size, total_of(rules, asks_need=True)
    )


@lru_cache(statements.KINDS)
def firsts(filters: forms.BoardFilters, size: int) -> Any:
    """The first cards of the four columns, in any order, each with the number of its column.

    Which cards come first is asked of the matches alone, where no filter speaks of the need; only
    what is shown is joined.
    """
    asks_need = bool(about_match(filters))
    parts = []
    for column in MATCH_COLUMNS:
        rules, order = stand_here(filters, column), order_of(column)
        finished = (
            total_of([*rules, IS_COMPLETED], asks_need=asks_need)
            if column is cards.BoardColumn.ENDED
            else sa.literal(0)
        )
        first = sa.select(
            sa.literal(column.value).label("stands"),
            col(Match.id).label("id"),
            total_of(rules, asks_need=asks_need).label("total"),
            finished.label("finished"),
        )
        if asks_need:
            first = first.join(Need, col(Need.id) == col(Match.need_id))
        sorted_by = (key.desc() if order.descending else key.asc() for key in order.keys)
        parts.append(sa.select(first.where(*rules).order_by(*sorted_by).limit(size + 1).subquery()))
    firsts = sa.union_all(*parts).subquery()
    cards_of = _CARDS.join(firsts, firsts.c.id == col(Match.id))
    return statements.Written(
        cards_of.add_columns(firsts.c.stands, firsts.c.total, firsts.c.finished)
    )
