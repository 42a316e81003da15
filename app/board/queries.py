"""What stands on the board, in two queries: open needs, and the four columns of matches."""

from dataclasses import dataclass, field
from datetime import timedelta
from functools import lru_cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from app.actions.match_queries import latest_serving
from app.board import cards, forms
from app.core import clock, pages, statements
from app.core.db import Timestamp
from app.identity.actor import ANYBODY, Actor
from app.identity.models import Organisation
from app.language import lookup
from app.matches import models as match_models, policy as match_policy
from app.matches.models import Match
from app.needs import models as need_models, policy as need_policy, queries as need_queries
from app.needs.models import Need

ENDED_DAYS = 14
MATCH_COLUMNS = tuple(each for each in cards.BoardColumn if each is not cards.BoardColumn.OPEN)
_IS_COMPLETED = col(Match.status) == match_models.MatchStatus.COMPLETED


@dataclass(frozen=True)
class Board:
    """The columns that were asked for, each with its cards and where it goes on."""

    columns: dict[cards.BoardColumn, pages.ResultPage[cards.Card]] = field(default_factory=dict)
    # Of what ended, how many were done; the others were declined, withdrawn, or had no answer.
    finished: int = 0

    @property
    def total(self) -> int:
        return sum(page.total for page in self.columns.values())


def get_board(session: Session, actor: Actor, filters: forms.BoardFilters, *, size: int) -> Board:
    """All five columns, or the next cards of one. Two queries at most."""
    if filters.column is cards.BoardColumn.OPEN:
        return Board({cards.BoardColumn.OPEN: _open_needs(session, actor, filters, size)})
    if filters.column is not None:
        page = _one_column(session, actor, filters, filters.column, size)
        if filters.column is not cards.BoardColumn.ENDED:
            return Board({filters.column: page})
        finished = _total([*_stand_here(_kind(filters), filters.column), _IS_COMPLETED], True)
        asked = _asked(actor, filters)
        return Board(
            {filters.column: page}, session.execute(sa.select(finished), asked).scalar_one()
        )
    columns, many = _columns(session, actor, filters, size)
    return Board(
        {cards.BoardColumn.OPEN: _open_needs(session, actor, filters, size)} | columns, many
    )


def _kind(filters: forms.BoardFilters) -> forms.BoardFilters:
    """The filters without what is a parameter, and without which column was asked for."""
    kind = need_queries.kind_of(filters, lookup.query_of(filters.q))
    return kind.model_copy(update={"column": None})


def _asked(actor: Actor, filters: forms.BoardFilters) -> dict[str, Any]:
    """The values of the parameters."""
    ended_since = clock.now() - timedelta(days=ENDED_DAYS)
    words = lookup.query_of(filters.q)
    return actor.bound | {"words": words, "ended_since": ended_since}


def _about_need(filters: forms.BoardFilters) -> list[sa.ColumnElement[bool]]:
    rules = need_queries.rules_of(ANYBODY, filters)
    if filters.without_help:
        rules.append(match_models.is_without_help(statements.TODAY))
    return rules


def _open_needs(
    session: Session, actor: Actor, filters: forms.BoardFilters, size: int
) -> pages.ResultPage[cards.Card]:
    return _open_list(_kind(filters), size).take(
        session,
        _asked(actor, filters),
        cursor=filters.cursor,
        build=lambda row: cards.need_card(actor, row),
    )


@lru_cache(statements.KINDS)
def _open_list(filters: forms.BoardFilters, size: int) -> pages.Paged:
    rules = [
        # An open need is everybody's in its region: no other rule of who may see it is asked.
        col(Need.region_code).in_(ANYBODY.regions),
        need_models.needs_help(statements.TODAY),
        *_about_need(filters),
    ]
    if filters.mine:
        rules.append(col(Need.organisation_id).in_(ANYBODY.organisation_ids))
    order = pages.Order((col(Need.urgency_order), col(Need.created_at), col(Need.id)))
    return pages.Paged(_OPEN_NEEDS.where(*rules), order, size, pages.count_rows(Need, rules))


def _asked_of(need_id: Any) -> Any:
    other = aliased(Match)
    asked = sa.select(sa.func.coalesce(sa.func.sum(other.quantity), 0))
    asked = asked.where(other.need_id == need_id, col(other.status).in_(match_models.ASKED))
    return asked.scalar_subquery()


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


def _stands_in(column: cards.BoardColumn) -> sa.ColumnElement[bool]:
    status, needs_review = col(Match.status), col(Match.needs_review)
    match column:
        case cards.BoardColumn.PROPOSED:
            return sa.and_(status == match_models.MatchStatus.PROPOSED, needs_review)
        case cards.BoardColumn.TALKING:
            asked = sa.and_(status == match_models.MatchStatus.PROPOSED, ~needs_review)
            return sa.or_(
                asked,
                status.in_((match_models.MatchStatus.APPROVED, match_models.MatchStatus.ACCEPTED)),
            )
        case cards.BoardColumn.RUNNING:
            return status == match_models.MatchStatus.RUNNING
        case _:
            recent = sa.bindparam("ended_since", type_=Timestamp)
            ended = sa.and_(status.in_(match_models.ENDED), col(Match.moved_at) > recent)
            return sa.and_(ended, match_models.was_told())


def _order(column: cards.BoardColumn) -> pages.Order:
    """What waits longest comes first; what ended comes last first."""
    return pages.Order(
        (col(Match.moved_at), col(Match.id)), descending=column is cards.BoardColumn.ENDED
    )


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
    .join(_NEEDING, col(_NEEDING.id) == col(Match.need_organisation_id))
    .join(_OFFERING, col(_OFFERING.id) == col(Match.offer_organisation_id))
    .outerjoin(_SERVING, sa.true())
)


def _stand_here(
    filters: forms.BoardFilters, column: cards.BoardColumn
) -> list[sa.ColumnElement[bool]]:
    """The rules of one column's cards."""
    rules = [
        match_policy.visible_to(ANYBODY),
        _stands_in(column),
        *_about_need(filters),
    ]
    if filters.mine:
        own = ANYBODY.organisation_ids
        rules.append(
            sa.or_(
                col(Match.need_organisation_id).in_(own), col(Match.offer_organisation_id).in_(own)
            )
        )
    return rules


def count_left_out(session: Session, actor: Actor, filters: forms.BoardFilters) -> int:
    """How many matches for small groups a file with these filters leaves out; counted as those of
    the list of needs are.
    """
    if filters.municipality is None and not filters.mine:
        return 0
    others = _kind(filters).model_copy(update={"municipality": None, "mine": False})
    columns = [filters.column] if filters.column is not None else MATCH_COLUMNS
    rules = [
        match_policy.visible_to(ANYBODY),
        sa.or_(*(_stands_in(column) for column in columns)),
        need_policy.is_small_group(),
        *_about_need(others),
    ]
    query = sa.select(sa.func.count()).select_from(Match)
    query = query.join(Need, col(Need.id) == col(Match.need_id)).where(*rules)
    return int(session.execute(query, _asked(actor, filters)).scalar_one())


def _total(rules: list[sa.ColumnElement[bool]], asks_need: bool) -> Any:
    counted = sa.select(sa.literal(1)).select_from(Match).where(*rules)
    if asks_need:
        counted = counted.join(Need, col(Need.id) == col(Match.need_id))
    return (
        sa.select(sa.func.count())
        .select_from(counted.limit(pages.TOTAL_LIMIT).subquery())
        .scalar_subquery()
    )


def _one_column(
    session: Session,
    actor: Actor,
    filters: forms.BoardFilters,
    column: cards.BoardColumn,
    size: int,
) -> pages.ResultPage[cards.Card]:
    return _column_list(_kind(filters), column, size).take(
        session,
        _asked(actor, filters),
        cursor=filters.cursor,
        build=lambda row: cards.match_card(actor, row),
    )


@lru_cache(statements.KINDS)
def _column_list(filters: forms.BoardFilters, column: cards.BoardColumn, size: int) -> pages.Paged:
    rules = _stand_here(filters, column)
    return pages.Paged(_CARDS.where(*rules), _order(column), size, _total(rules, asks_need=True))


def _columns(
    session: Session, actor: Actor, filters: forms.BoardFilters, size: int
) -> tuple[dict[cards.BoardColumn, pages.ResultPage[cards.Card]], int]:
    """The first cards of the four columns of matches, in one query, and how many are finished."""
    rows = statements.rows_of(session, _firsts(_kind(filters), size), _asked(actor, filters))
    found: dict[cards.BoardColumn, pages.ResultPage[cards.Card]] = {}
    for column in MATCH_COLUMNS:
        order = _order(column)
        mine = [row for row in rows if row.stands == column.value]
        mine.sort(key=lambda row: (row.since, row.id), reverse=order.descending)
        shown = mine[:size]
        found[column] = pages.ResultPage(
            rows=[cards.match_card(actor, row) for row in shown],
            total=shown[0].total if shown else 0,
            next=order.cursor_after((shown[-1].since, shown[-1].id)) if len(mine) > size else None,
        )
    return found, max((row.finished for row in rows), default=0)


@lru_cache(statements.KINDS)
def _firsts(filters: forms.BoardFilters, size: int) -> Any:
    """The first cards of the four columns, in any order, each with the number of its column.

    Which cards come first is asked of the matches alone, where no filter speaks of the need; only
    what is shown is joined.
    """
    asks_need = bool(_about_need(filters))
    parts = []
    for column in MATCH_COLUMNS:
        rules, order = _stand_here(filters, column), _order(column)
        first = sa.select(
            sa.literal(column.value).label("stands"),
            col(Match.id).label("id"),
            _total(rules, asks_need).label("total"),
            _total([*rules, _IS_COMPLETED], asks_need).label("finished"),
        )
        if asks_need:
            first = first.join(Need, col(Need.id) == col(Match.need_id))
        sorted_by = (key.desc() if order.descending else key.asc() for key in order.keys)
        parts.append(sa.select(first.where(*rules).order_by(*sorted_by).limit(size + 1).subquery()))
    firsts = sa.union_all(*parts).subquery()
    return _CARDS.join(firsts, firsts.c.id == col(Match.id)).add_columns(
        firsts.c.stands, firsts.c.total, firsts.c.finished
    )
