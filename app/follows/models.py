"""A follow: what a person wants to hear news of, and up to when they did."""

from datetime import datetime
from typing import ClassVar
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from app.core import db

MOST = 50  # of one person


class Follow(SQLModel, table=True):
    """Of one of the three. Nobody else sees it, it is in no file or trail, and it goes with its
    person, and with what it is of.
    """

    __tablename__: ClassVar[str] = "follow"
    __table_args__ = (
        sa.CheckConstraint(
            "num_nonnulls(need_id, target_group, filter_id) = 1", name="of_one_thing"
        ),
        sa.UniqueConstraint("person_id", "need_id"),
        sa.UniqueConstraint("person_id", "target_group"),
        sa.UniqueConstraint("person_id", "filter_id"),
        # For what goes, or goes up in another.
        sa.Index("ix_follow_need", "need_id"),
        sa.Index("ix_follow_filter", "filter_id"),
    )

    id: UUID = Field(default_factory=db.new_id, primary_key=True)
    person_id: UUID = Field(foreign_key="person.id", ondelete="CASCADE")
    need_id: UUID | None = Field(default=None, foreign_key="need.id", ondelete="CASCADE")
    target_group: str | None = Field(default=None, foreign_key="target_group.slug")
    filter_id: UUID | None = Field(default=None, foreign_key="saved_filter.id", ondelete="CASCADE")
    created_at: datetime = Field(default_factory=db.utc_now, sa_type=db.Timestamp)
    # What was new until then was told, or was there already.
    told_until: datetime = Field(default_factory=db.utc_now, sa_type=db.Timestamp)
