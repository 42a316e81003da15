"""What an action says in its forms, its history, a list, a file and on its page.

A new column of actions is added here.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Any, ClassVar
from uuid import UUID

from pydantic import Field

from app.actions.models import Action, ActionStatus
from app.core.fields import NOT_STORED, Called
from app.core.i18n import gettext as _, local_day, long_date, mark, period, short_list
from app.core.inputs import Day, Input, Slug, Version
from app.core.shown import FEW, Column, Fact, Kind
from app.matches.models import MatchOutcome
from app.reference.fields import (
    CrisisField,
    DescriptionField,
    MeasureField,
    MunicipalitiesField,
    OrganisationField,
    SureNoNames,
    TitleField,
)


class ActionFields(Input):
    """What an action says, in the form of a new one and of a change."""

    when_missing: ClassVar[dict[str, str]] = {
        "title": mark("Say in one sentence what you are going to do.")
    }

    title: TitleField
    description: DescriptionField = ""
    target_groups: Annotated[list[Slug], Field(max_length=20), Called(mark("target groups"))] = []
    municipalities: MunicipalitiesField = []
    themes: Annotated[list[Slug], Field(max_length=8), Called(mark("themes"))] = []
    starts_on: Annotated[Day | None, Called(mark("start date"))] = None
    ends_on: Annotated[Day | None, Called(mark("end date"))] = None
    crisis: CrisisField = None
    measure: MeasureField = None
    sure_no_names: SureNoNames = False


class NewAction(ActionFields):
    """The form of a new action."""

    when_missing = ActionFields.when_missing

    # Accepted matches that it serves. Not `matches`: a field of that name would hide the form's own
    # method, which scripts call.
    match: Annotated[list[UUID], Field(max_length=50), NOT_STORED] = []
    # Organisations that are asked to take part.
    partners: Annotated[list[UUID], Field(max_length=50), NOT_STORED] = []
    organisation: OrganisationField = None


class ActionChange(ActionFields):
    """The form of a change."""

    when_missing = ActionFields.when_missing

    version: Version | None = None


@dataclass(frozen=True, slots=True)
class ActionRow:
    """One action in a list, as this actor may see it."""

    id: UUID
    title: str
    organisation_id: UUID
    organisation_name: str
    status: ActionStatus
    outcome: MatchOutcome | None
    target_groups: list[str]
    municipalities: list[str]
    themes: list[str]
    starts_on: date | None
    ends_on: date | None
    moved_at: datetime
    created_at: datetime
    # None when nobody counted, and for a very small number of an action of others.
    people_reached: int | None
    hides_reach: bool
    lessons: str
    is_public: bool
    partners: int
    steps: int
    steps_done: int
    is_own: bool


def _labels(values: list[str], words: Any) -> str:
    return ", ".join(words.label(value) for value in values)


def _short(values: list[str], words: Any) -> str:
    return short_list([words.label(value) for value in values])


# The columns of the list as a file.
FILE: tuple[Column[ActionRow, Any], ...] = (
    Column(mark("Title"), lambda action, words: action.title, width=60),
    Column(mark("Status"), lambda action, words: action.status.word, width=14),
    Column(mark("Lead"), lambda action, words: action.organisation_name, width=32),
    Column(
        mark("Partners that take part"),
        lambda action, words: action.partners,
        Kind.NUMBER,
        width=10,
    ),
    Column(
        mark("Municipalities"),
        lambda action, words: _labels(action.municipalities, words) or _("whole region"),
        width=32,
    ),
    Column(
        mark("Target groups"), lambda action, words: _labels(action.target_groups, words), width=32
    ),
    Column(mark("Themes"), lambda action, words: _labels(action.themes, words), width=32),
    Column(mark("Starts on"), lambda action, words: action.starts_on, Kind.DATE, width=12),
    Column(mark("Ends on"), lambda action, words: action.ends_on, Kind.DATE, width=12),
    Column(mark("Steps"), lambda action, words: action.steps, Kind.NUMBER, width=10),
    Column(mark("Steps done"), lambda action, words: action.steps_done, Kind.NUMBER, width=10),
    Column(
        mark("People reached"),
        lambda action, words: FEW if action.hides_reach else action.people_reached,
        Kind.NUMBER,
        width=12,
    ),
    Column(
        mark("Outcome"),
        lambda action, words: action.outcome.word if action.outcome else None,
    ),
    Column(mark("What was learned"), lambda action, words: action.lessons or None, width=60),
    Column(
        mark("Planned on"), lambda action, words: local_day(action.created_at), Kind.DATE, width=12
    ),
    Column(mark("Reference"), lambda action, words: str(action.id), width=38),
)

# What a list says of a row, below its title.
LIST: tuple[Fact[ActionRow, Any], ...] = (
    Fact(mark("Target groups"), lambda action, words: _short(action.target_groups, words)),
    Fact(
        mark("Where"),
        lambda action, words: _short(action.municipalities, words) or _("whole region"),
    ),
)

# What the page says of it first, among its details.
PAGE: tuple[Fact[Action, Any], ...] = (
    Fact(mark("Target groups"), lambda action, words: _labels(action.target_groups, words)),
    Fact(
        mark("Where"),
        lambda action, words: _labels(action.municipalities, words) or _("whole region"),
    ),
    Fact(mark("Themes"), lambda action, words: _labels(action.themes, words)),
    Fact(mark("Period"), lambda action, words: _period(action.starts_on, action.ends_on)),
)


def _period(start: date | None, end: date | None) -> str:
    if start is not None:
        return period(start, end)
    return _("until %(day)s", day=long_date(end)) if end is not None else _("not known yet")
