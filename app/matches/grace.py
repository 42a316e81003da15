"""Grace: the minute in which who answered can undo it and nobody else is told (ADR 45).

It is said twice, for a loaded match and in SQL; `tests/matches/test_grace.py` holds them together.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field, SQLModel, col

from app.core import clock, db

SIDE = "side"  # who answered; empty where a match only ended because that answer took the last


class Held(SQLModel):
    """Something that is answered, by one of which it is clear who: an invitation."""

    # Until then who answered can undo it. Empty: nobody can, and everybody is told.
    undo_until: datetime | None = Field(default=None, sa_type=db.Timestamp)

    @property
    def is_held(self) -> bool:
        """Whether the other side is not told yet."""
        return self.undo_until is not None and self.undo_until > clock.now()

    @classmethod
    def held(cls, now: Any) -> sa.ColumnElement[bool]:
        """The rule of `is_held`; never null."""
        return sa.func.coalesce(col(cls.undo_until) > now, sa.false())


class Graced(Held):
    """What a match keeps of the answer that it got last: either side can have given it."""

    # How it stood before, and whose answer it was; `answer_commands` writes and reads it.
    before_answer: dict[str, Any] | None = Field(default=None, sa_type=JSONB(none_as_null=True))

    def is_held_by(self, sides: Iterable[str]) -> bool:
        """Whether one of these has answered, and can still undo it."""
        return self.is_held and (self.before_answer or {}).get(SIDE) in set(sides)

    @classmethod
    def held_by(cls, now: Any, side: str) -> sa.ColumnElement[bool]:
        """The rule of `is_held_by` for one side; never null."""
        kept: Any = col(cls.before_answer)
        return sa.and_(cls.held(now), sa.func.coalesce(kept[SIDE].astext == side, sa.false()))
