"""A report: what was asked, what it says, and its file."""

from datetime import date, datetime
from typing import Any, ClassVar
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlmodel import Field, SQLModel

from app.core import db, words
from app.core.i18n import mark, pmark


class ReportStatus(words.Worded):
    """Where a report stands."""

    WAITING = "waiting", words.Word(pmark("report", "Is being made"), icon="clock")
    READY = "ready", words.Word(pmark("report", "Ready"), icon="full-check")
    FAILED = "failed", words.Word(pmark("report", "Could not be made"), icon="cross")


class ReportSection(words.Worded):
    """What a report can hold of the picture, in the order in which it stands there."""

    EFFECTS = "effects", words.Word(mark("Which effects occur?"))
    SUPPORT = "support", words.Word(mark("Support for measures"))
    SIGNALS = "signals", words.Word(mark("Which target groups are hit?"))
    NEEDS = "needs", words.Word(mark("What is needed, and what is covered"))
    PARTNERS = "partners", words.Word(mark("Which partners play a role?"))
    FUNNEL = "funnel", words.Word(mark("Does help come?"))
    SPREAD = "spread", words.Word(mark("Is everybody asked?"))


class Report(SQLModel, table=True):
    """One report. What it says is kept, so the same report is the same file for ever."""

    __tablename__: ClassVar[str] = "report"
    __table_args__ = (
        sa.CheckConstraint("first_day <= last_day", name="days_in_order"),
        sa.CheckConstraint("progress BETWEEN 0 AND 100", name="progress_in_range"),
        sa.CheckConstraint(
            "(status = 'ready') = (file IS NOT NULL AND content IS NOT NULL "
            "AND made_at IS NOT NULL)",
            name="ready_has_file",
        ),
        sa.Index("ix_report_newest", "region_code", "asked_at", "id"),
        sa.Index("ix_report_person", "person_id"),
        sa.Index("ix_report_waiting", "heard_at", postgresql_where=sa.text("status = 'waiting'")),
    )

    id: UUID = Field(default_factory=db.new_id, primary_key=True)
    region_code: str = Field(foreign_key="safety_region.code")
    # Empty when the account was erased.
    person_id: UUID | None = Field(default=None, foreign_key="person.id")
    title: str
    first_day: date
    last_day: date
    # The filters of the picture, as its address has them.
    view: dict[str, Any] = Field(sa_column=sa.Column(JSONB, nullable=False))
    sections: list[str] = Field(sa_type=ARRAY(sa.Text))
    interpretations: list[UUID] = Field(sa_type=ARRAY(sa.Uuid))
    status: ReportStatus = Field(default=ReportStatus.WAITING, sa_type=db.text_enum(ReportStatus))
    # Of a hundred.
    progress: int = 0
    # What it says: see app/reports/content.py.
    content: dict[str, Any] | None = Field(
        default=None, sa_column=sa.Column(JSONB(none_as_null=True), nullable=True)
    )
    file: bytes | None = Field(default=None, sa_type=sa.LargeBinary)
    asked_at: datetime = Field(default_factory=db.utc_now, sa_type=db.Timestamp)
    # When something was last heard of who makes it.
    heard_at: datetime = Field(default_factory=db.utc_now, sa_type=db.Timestamp)
    made_at: datetime | None = Field(default=None, sa_type=db.Timestamp)

    @property
    def is_waiting(self) -> bool:
        """Whether a worker still has to do something for it."""
        return self.status is ReportStatus.WAITING
