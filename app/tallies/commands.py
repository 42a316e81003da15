"""What is done to the tallies besides what the database does by itself: the day moves on, and
everything is counted anew.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from app.core import clock, db
from app.tallies import parts
from app.tallies.models import TallyDay

# Those that keep the tallies hold it together with others, whoever replaces their rows alone.
_HOLD = sa.select(sa.func.pg_advisory_xact_lock(db.Alone.TALLYING))
_TRY_HOLD = sa.select(sa.func.pg_try_advisory_xact_lock(db.Alone.TALLYING))
# A region is moved on when so much has passed since; meanwhile what grew old is few.
SOON = timedelta(hours=6)


@dataclass(frozen=True, slots=True)
class Miscount:
    """A key of a tally that holds something else than what there is."""

    tally: str
    key: tuple[Any, ...]
    held: tuple[int, ...]
    counted: tuple[int, ...]


def move_on(session: Session) -> bool:
    """Let regions count on today, one row for every key, so that the pages need not add what the
    clock changed. False when somebody is changing something: it waits for nobody, nobody for it,
    and the pages are right all the same.
    """
    now = sa.literal(clock.now())
    is_behind = sa.or_(
        col(TallyDay.day) != clock.today(),
        col(TallyDay.recent_from) < parts.recent_from(now) - SOON,
        col(TallyDay.recent_from) > parts.recent_from(now),
    )
    behind = list(session.execute(sa.select(col(TallyDay.region_code)).where(is_behind)).scalars())
    if behind and not session.execute(_TRY_HOLD).scalar_one():
        return False
    for table in parts.TALLIES if behind else ():
        since_then = parts.since_then(table, behind, sa.literal(clock.today()), now)
        stored = parts.stored(table).where(table.region_code.in_(behind))
        _replace(session, table, [stored, *since_then], table.region_code.in_(behind))
    moved = {"day": clock.today(), "recent_from": parts.recent_from(now)}
    session.execute(sa.update(TallyDay).where(col(TallyDay.region_code).in_(behind)).values(moved))
    return True


def recount(session: Session) -> list[Miscount]:
    """Count everything anew, by the rules of the pages. Returns what the tallies held otherwise,
    which is nothing as long as nobody went round the database.
    """
    session.execute(_HOLD)
    found = [each for table in parts.TALLIES for each in find_differences(session, table)]
    for table in parts.TALLIES if found else ():
        _replace(session, table, parts.all_parts(table), sa.true())
    return found


def find_differences(session: Session, table: Any) -> list[Miscount]:
    """Where a tally holds something else than what there is."""
    held = _sums(session, table, [parts.stored(table)])
    counted = _sums(session, table, parts.all_parts(table))
    nothing = (0,) * len(parts.NUMBERS[table])
    return [
        Miscount(table.__tablename__, key, held.get(key, nothing), counted.get(key, nothing))
        for key in sorted(held.keys() | counted.keys(), key=str)
        if held.get(key, nothing) != counted.get(key, nothing)
    ]


def _sums(session: Session, table: Any, found: Sequence[Any]) -> dict[tuple[Any, ...], Any]:
    size = len(parts.KEYS[table])
    rows = session.execute(_added_up(table, found))
    return {tuple(row[:size]): tuple(row[size:]) for row in rows}


def _added_up(table: Any, found: Sequence[Any]) -> Any:
    """One row for every key, without those that are nothing."""
    rows = sa.union_all(*found).subquery()
    key = [rows.c[name] for name in parts.KEYS[table]]
    numbers = [sa.func.sum(rows.c[name]).label(name) for name in parts.NUMBERS[table]]
    return sa.select(*key, *numbers).group_by(*key).having(sa.or_(*(n != 0 for n in numbers)))


def _replace(session: Session, table: Any, found: Sequence[Any], which: Any) -> None:
    """Rows of a tally for what is found; those that were there go."""
    last = session.execute(sa.select(sa.func.max(table.id))).scalar_one()
    names = parts.KEYS[table] + parts.NUMBERS[table]
    session.execute(sa.insert(table).from_select(names, _added_up(table, found)))
    session.execute(sa.delete(table).where(which, table.id <= (last or 0)))
