"""The trail's only table."""

from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field, SQLModel, col

from app.core import db


class AuditEntry(SQLModel, table=True):
    """Who did what to which object, when. Ids have no foreign keys: the line outlives what it
    speaks of.
    """

    __tablename__: ClassVar[str] = "audit_entry"
    __table_args__ = (
        sa.Index("ix_audit_entry_object", "object_id", "at"),
        sa.Index("ix_audit_entry_at", "at", "id"),
        sa.Index("ix_audit_entry_region", "region_code", "at"),
        sa.Index("ix_audit_entry_person", "person_id", "at"),
    )

    id: UUID = Field(default_factory=db.new_id, primary_key=True)
    at: datetime = Field(default_factory=db.utc_now, sa_type=db.Timestamp)
    event: str = Field(max_length=64)
    object_id: UUID
    person_id: UUID | None = None
    organisation_id: UUID | None = None
    region_code: str | None = Field(default=None, max_length=4)
    facts: dict[str, Any] = Field(
        default_factory=db.no_dict, sa_column=sa.Column(JSONB, nullable=False)
    )


def was_done_by(person: Any, object_id: Any, *names: str) -> sa.ColumnElement[bool]:
    """Whether this person did one of these to the object of a column."""
    return sa.exists().where(
        col(AuditEntry.object_id) == object_id,
        col(AuditEntry.event).in_(names),
        col(AuditEntry.person_id) == person,
    )
