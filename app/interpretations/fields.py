"""What an interpretation says in its form, its history and the row of its list."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, ClassVar
from uuid import UUID

from pydantic import AfterValidator, StringConstraints

from app.core import inputs
from app.core.fields import NOT_STORED, Called
from app.core.i18n import mark
from app.interpretations.models import InterpretationStatus, PicturePart
from app.reference import fields as reference_fields

Told = Annotated[
    str,
    StringConstraints(min_length=10, max_length=4000),
    AfterValidator(inputs.without_contacts),
]
Proposed = Annotated[
    str,
    StringConstraints(min_length=10, max_length=300),
    AfterValidator(inputs.without_contacts),
    inputs.OneLine,
]


class InterpretationFields(inputs.Input):
    """What an interpretation says, in the form of a new one and of a next version."""

    when_missing: ClassVar[dict[str, str]] = {
        "title": mark("Say in one sentence what it is about."),
        "seen": mark("Say what you see in the figures."),
        "meaning": mark("Say what that means."),
        "advice": mark("Say what you propose."),
    }
    asks_names: ClassVar[dict[str, str]] = {
        "title": mark("title"),
        "seen": mark("what we see"),
        "meaning": mark("what it means"),
        "advice": mark("what we propose"),
    }

    title: reference_fields.TitleField
    seen: Annotated[Told, Called(mark("what we see"))]
    meaning: Annotated[Told, Called(mark("what it means"))]
    advice: Annotated[Told, Called(mark("what we propose"))]
    sure_no_names: reference_fields.SureNoNames = False


class NewInterpretation(InterpretationFields):
    """The form of a new interpretation: of which view, as the address of the picture has it."""

    when_missing = InterpretationFields.when_missing
    asks_names = InterpretationFields.asks_names

    days_in_order: ClassVar[tuple[str, str] | None] = ("seen_from", "seen_until")

    part: PicturePart | None = None
    period: Annotated[inputs.Slug | None, NOT_STORED] = None
    municipality: Annotated[inputs.Slug | None, NOT_STORED] = None
    crisis: Annotated[inputs.Slug | None, NOT_STORED] = None
    seen_from: Annotated[inputs.Day | None, NOT_STORED] = None
    seen_until: Annotated[inputs.Day | None, NOT_STORED] = None
    publish: reference_fields.Publish = "0"


class NextVersion(InterpretationFields):
    """The form of the next version: what stands in it is the newest one."""

    when_missing = InterpretationFields.when_missing
    asks_names = InterpretationFields.asks_names

    # The edit that was opened. A form that says none is behind.
    version: inputs.Version | None = None


class ReadVersion(inputs.Input):
    """What somebody has read who publishes it: the edit that the page showed."""

    version: inputs.Version | None = None


@dataclass(frozen=True, slots=True)
class InterpretationRow:
    """One interpretation in a list: the version that everybody reads, or else the newest."""

    id: UUID
    title: str
    first_day: date
    last_day: date
    municipality_code: str | None
    crisis_name: str | None
    part: PicturePart | None
    status: InterpretationStatus
    published_at: datetime | None
    created_at: datetime
    proposals: int
    open_proposals: int
    is_newer: bool


@dataclass(frozen=True, slots=True)
class ShownInterpretation:
    """The newest published interpretation of a view, as it stands above the picture."""

    id: UUID
    title: str
    seen: str
    meaning: str
    advice: str
    first_day: date
    last_day: date
    part: PicturePart | None
    published_at: datetime
    author: str
    organisation: str
    open_proposals: int
