"""What stands on the board, in two queries: open needs, and the four columns of matches."""

from dataclasses import dataclass, field, replace
from datetime import timedelta
from functools import partial
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from app.board import cards, columns, forms
from app.core import clock, pages, statements
from app.identity.actor import ANYBODY, Actor
from app.language import lookup
from app.matches import arrival_queries, policy as match_policy
from app.matches.models import Match
from app.needs import policy as need_policy
from app.needs.models import Need

ENDED_DAYS = 14


@dataclass(frozen=True)
class Board:
    """The columns that were asked for, each with its cards and where it goes on."""

    columns: dict[cards.BoardColumn, pages.ResultPage[cards.Card]] = field(default_factory=dict)
    # Of what ended, how many were done; the others were declined, withdrawn, or had no answer.
    finished: int = 0

    @property
    def total(self) -> int:
        """How many cards there are, as the heads of the columns count them; above the limit of what
        is counted only that there are more.
        """
        many = sum(page.total for page in self.columns.values())
        return many if many > pages.TOTAL_LIMIT else many - self.besides

    @property
    def besides(self) -> int:
        """Cards that no head counts: what ended and was not done."""
        ended = self.columns.get(cards.BoardColumn.ENDED)
        return ended.total - self.finished if ended is not None else 0


def get_board(session: Session, actor: Actor, filters: forms.BoardFilters, *, size: int) -> Board:
    """All five columns, or the next cards of one. Two queries at most, and one for what of the help
    for these needs did not come.
    """
    board = _read(session, actor, filters, size)
    every = [card for page in board.columns.values() for card in page.rows]
    told = iter(arrival_queries.with_arrivals(session, actor, every, lambda card: card.need_id))
    found = {
        column: replace(page, rows=[next(told) for _card in page.rows])
        for column, page in board.columns.items()
    }
    return replace(board, columns=found)


def _read(session: Session, actor: Actor, filters: forms.BoardFilters, size: int) -> Board:
    if filters.column is cards.BoardColumn.OPEN:
        return Board({cards.BoardColumn.OPEN: _open_needs(session, actor, filters, size)})
    if filters.column is not None:
        page = _one_column(session, actor, filters, filters.column, size)
        if filters.column is not cards.BoardColumn.ENDED:
            return Board({filters.column: page})
        rules = [*columns.stand_here(_kind(filters), filters.column), columns.IS_COMPLETED]
        finished = sa.select(columns.total_of(rules, asks_need=True))
        many = session.execute(finished, _asked(actor, filters)).scalar_one()
        return Board({filters.column: page}, many)
    matches, many = _columns(session, actor, filters, size)
    return Board(
        {cards.BoardColumn.OPEN: _open_needs(session, actor, filters, size)} | matches, many
    )


def _kind(filters: forms.BoardFilters) -> forms.BoardFilters:
    """The filters without what is a parameter, and without which column was asked for."""
    kind = statements.kind_of(filters, lookup.query_of(filters.q))
    return kind if kind.column is None else kind.model_copy(update={"column": None})


def _asked(actor: Actor, filters: forms.BoardFilters) -> dict[str, Any]:
    """The values of the parameters."""
    ended_since = clock.now() - timedelta(days=ENDED_DAYS)
    words = lookup.query_of(filters.q)
    return actor.bound | {"words": words, "ended_since": ended_since}


def _open_needs(
    session: Session, actor: Actor, filters: forms.BoardFilters, size: int
) -> pages.ResultPage[cards.Card]:
    return columns.open_list(_kind(filters), size).take(
        session,
        _asked(actor, filters),
        cursor=filters.cursor,
        build=lambda row: cards.need_card(actor, row),
    )


def count_left_out(session: Session, actor: Actor, filters: forms.BoardFilters) -> int:
    """How many matches for small groups a file with these filters leaves out; counted as those of
    the list of needs are.
    """
    asked = [each for each in columns.MATCH_COLUMNS if filters.column in (None, each)]
    if not asked or (filters.municipality is None and not filters.mine):
        return 0
    others = _kind(filters).model_copy(update={"municipality": None, "mine": False})
    rules = [
        match_policy.visible_to(ANYBODY),
        sa.or_(*(columns.stands_in(column) for column in asked)),
        need_policy.is_small_group(),
        *columns.about_match(others),
    ]
    query = sa.select(sa.func.count()).select_from(Match)
    query = query.join(Need, col(Need.id) == col(Match.need_id)).where(*rules)
    return int(session.execute(query, _asked(actor, filters)).scalar_one())


def _one_column(
    session: Session,
    actor: Actor,
    filters: forms.BoardFilters,
    column: cards.BoardColumn,
    size: int,
) -> pages.ResultPage[cards.Card]:
    return columns.column_list(_kind(filters), column, size).take(
        session,
        _asked(actor, filters),
        cursor=filters.cursor,
        build=lambda row: cards.match_card(actor, row),
    )


def _columns(
    session: Session, actor: Actor, filters: forms.BoardFilters, size: int
) -> tuple[dict[cards.BoardColumn, pages.ResultPage[cards.Card]], int]:
    """The first cards of the four columns of matches, in one query, and how many are finished."""
    rows = statements.rows_of(session, columns.firsts(_kind(filters), size), _asked(actor, filters))
    found: dict[cards.BoardColumn, pages.ResultPage[cards.Card]] = {}
    for column in columns.MATCH_COLUMNS:
        order = columns.order_of(column)
        mine = [row for row in rows if row.stands == column.value]
        mine.sort(key=partial(columns.keys_of, column), reverse=order.descending)
        shown = mine[:size]
        found[column] = pages.ResultPage(
            rows=[cards.match_card(actor, row) for row in shown],
            total=shown[0].total if shown else 0,
            next=order.cursor_after(columns.keys_of(column, shown[-1]))
            if len(mine) > size
            else None,
        )
    return found, max((row.finished for row in rows), default=0)
