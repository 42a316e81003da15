"""A note that one side of a match writes to the other."""

from datetime import datetime
from typing import ClassVar
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from app.core import db
from app.matches.noted_answers import Side


class MatchNote(SQLModel, table=True):
    """A few sentences between the two organisations. Never changed, and it goes with its match. Who
    of them wrote it stands in the trail alone.
    """

    __tablename__: ClassVar[str] = "match_note"
    __table_args__ = (
        sa.Index("ix_match_note_match", "match_id", "created_at", "id"),
        sa.Index("ix_match_note_new", "created_at"),
        sa.CheckConstraint("side IN ('need', 'offer')", name="side_takes_part"),
    )

    id: UUID = Field(default_factory=db.new_id, primary_key=True)
    match_id: UUID = Field(foreign_key="match.id", ondelete="CASCADE")
    # Not which organisation: of two that became one it is the one that stayed.
    side: Side = Field(sa_type=db.text_enum(Side))
    text: str
    created_at: datetime = Field(default_factory=db.utc_now, sa_type=db.Timestamp)
