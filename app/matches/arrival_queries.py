"""What of the help that was agreed did not come, for lists of needs and of what stands on the
board: there a need is covered as far as on its own page.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cache
from typing import Any, TypeVar
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY
from sqlmodel import Session, col

from app.core import pages, statements
from app.identity.actor import ANYBODY, Actor
from app.matches import policy, turns
from app.matches.models import Match
from app.needs.arrivals import NeedArrival
from app.needs.models import Need

R = TypeVar("R")

_NEEDS: Any = sa.bindparam("needs", type_=ARRAY(sa.Uuid))


def find_arrivals(
    session: Session, actor: Actor, need_ids: Sequence[UUID]
) -> dict[UUID, NeedArrival]:
    """Of needs that the reader sees already: what did not come, as far as the reader may know. That
    is of the matches of which both sides and the team read the details; needs without are left out.
    """
    if not need_ids:
        return {}
    asked = actor.bound | {"needs": list(need_ids)}
    found: dict[UUID, list[int | None]] = {}
    for row in statements.rows_of(session, _lacking(), asked):
        found.setdefault(row.need_id, []).append(turns.missing(row, row.unit))
    return {need_id: NeedArrival.of(missing) for need_id, missing in found.items()}


def with_arrivals(
    session: Session,
    actor: Actor,
    rows: Sequence[R],
    need_of: Callable[[Any], UUID] = lambda row: row.id,
) -> list[R]:
    """The rows of a list with what did not come; in one statement, and in none where nothing was
    agreed or no number is shown. A row has `committed`, `hides_number` and `arrival`.
    """
    every: Sequence[Any] = rows
    asked = {need_of(row) for row in every if row.committed and not row.hides_number}
    found = find_arrivals(session, actor, sorted(asked))
    if not found:
        return list(rows)
    # Where no number is shown, there is none of what did not come.
    return [
        replace(row, arrival=found[need_of(row)])
        if need_of(row) in found and not row.hides_number
        else row
        for row in every
    ]


def on_page(session: Session, actor: Actor, found: pages.ResultPage[R]) -> pages.ResultPage[R]:
    """The same of a page of a list."""
    return replace(found, rows=with_arrivals(session, actor, found.rows))


@cache
def _lacking() -> Any:
    query: Any = (
        sa.select(
            col(Match.need_id),
            col(Match.status),
            col(Match.outcome),
            col(Match.quantity),
            col(Match.people_reached),
            col(Match.need_arrived),
            col(Need.unit),
        )
        .join(Need, col(Need.id) == col(Match.need_id))
        .where(
            col(Match.need_id) == sa.any_(_NEEDS),
            turns.is_lacking(),
            policy.knows_details(ANYBODY),
        )
    )
    return statements.Written(query)
