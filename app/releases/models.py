"""A public picture of a region as its team released it."""

from datetime import date, datetime, timedelta
from typing import Any, ClassVar
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field, Relationship, SQLModel

from app.core import db
from app.identity.models import Person
from app.reference.models import SafetyRegion
from app.releases import tables
from app.releases.suppression import Covered


class PublicRelease(SQLModel, table=True):
    """The figures of one week as everybody may read them. They never change."""

    __tablename__: ClassVar[str] = "public_release"
    __table_args__ = (
        sa.CheckConstraint("first_day <= last_day", name="days_in_order"),
        sa.CheckConstraint("EXTRACT(isodow FROM week) = 1", name="week_is_a_monday"),
        sa.Index(
            "uq_public_release_week",
            "region_code",
            "week",
            unique=True,
            postgresql_where=sa.text("withdrawn_at IS NULL"),
        ),
        sa.Index("ix_public_release_newest", "region_code", "released_at"),
        sa.Index("ix_public_release_person", "person_id"),
    )

    id: UUID = Field(default_factory=db.new_id, primary_key=True)
    region_code: str = Field(foreign_key="safety_region.code")
    # The Monday of the week of which it is; signals count from the first day to the last.
    week: date
    first_day: date
    last_day: date
    # The numbers with what is hidden of them, and what everything was called: see tables.py. The
    # numbers themselves are kept because the next release must not tell them either.
    figures: dict[str, Any] = Field(sa_column=sa.Column(JSONB, nullable=False))
    # Empty when the account was erased.
    person_id: UUID | None = Field(default=None, foreign_key="person.id")
    released_at: datetime = Field(default_factory=db.utc_now, sa_type=db.Timestamp)
    withdrawn_at: datetime | None = Field(default=None, sa_type=db.Timestamp)

    person: Person | None = Relationship(sa_relationship_kwargs={"lazy": "raise_on_sql"})
    region: SafetyRegion = Relationship(sa_relationship_kwargs={"lazy": "raise_on_sql"})

    @property
    def word(self) -> str:
        """The week as its address has it: 2026-w48."""
        return word_of(self.week)

    @property
    def number(self) -> int:
        """The number of the week in its year."""
        return self.week.isocalendar().week

    @property
    def covered(self) -> Covered:
        """Its numbers, those that are hidden too."""
        return tables.from_rows(self.figures["cells"])

    @property
    def published(self) -> tables.Published:
        """What everybody may read of it."""
        return tables.Published.of(self.covered)

    @property
    def is_withdrawn(self) -> bool:
        return self.withdrawn_at is not None


def word_of(week: date) -> str:
    """A week as an address has it."""
    year, number, _day = week.isocalendar()
    return f"{year}-w{number:02}"


def monday_of(day: date) -> date:
    """The first day of the week of a day."""
    return day - timedelta(days=day.weekday())
