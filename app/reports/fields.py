"""The form of a report, and the row of its list."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, ClassVar
from uuid import UUID

from pydantic import Field

from app.core import inputs
from app.core.fields import NOT_STORED
from app.core.i18n import mark
from app.reports.models import ReportSection, ReportStatus

MOST_INTERPRETATIONS = 20


class NewReport(inputs.Input):
    """What a report is composed of: of which view, as the address of the picture has it."""

    when_missing: ClassVar[dict[str, str]] = {
        "sections": mark("Choose at least one part of the picture."),
    }
    days_in_order: ClassVar[tuple[str, str] | None] = ("seen_from", "seen_until")

    sections: Annotated[list[ReportSection], Field(min_length=1, max_length=len(ReportSection))]
    interpretations: Annotated[list[UUID], Field(max_length=MOST_INTERPRETATIONS)] = []
    period: Annotated[inputs.Slug | None, NOT_STORED] = None
    municipality: Annotated[inputs.Slug | None, NOT_STORED] = None
    crisis: Annotated[inputs.Slug | None, NOT_STORED] = None
    seen_from: Annotated[inputs.Day | None, NOT_STORED] = None
    seen_until: Annotated[inputs.Day | None, NOT_STORED] = None


class ReportFilters(inputs.Input):
    """What the address of the list asks for."""

    cursor: str | None = None


@dataclass(frozen=True, slots=True)
class ReportRow:
    """One report in a list."""

    id: UUID
    title: str
    first_day: date
    last_day: date
    status: ReportStatus
    progress: int
    asked_at: datetime
    made_at: datetime | None
