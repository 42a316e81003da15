"""What an action says in its forms, its history, a list, a file and on its page.

A new column of actions is added here.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Any, ClassVar
from uuid import UUID

from pydantic import Field

from app.actions.models import Action, ActionStatus
from app.core import i18n, inputs, shown
from app.core.fields import NOT_STORED, Called
from app.core.i18n import gettext as _, mark
from app.matches.models import MatchOutcome
from app.reference import fields as reference_fields


class ActionFields(inputs.Input):
    """What an action says, in the form of a new one and of a change."""

    when_missing: ClassVar[dict[str, str]] = {
        "title": mark("Say in one sentence what you are going to do.")
    }
    days_in_order: ClassVar[tuple[str, str] | None] = ("starts_on", "ends_on")

    title: reference_fields.TitleField
    description: reference_fields.DescriptionField = ""
    target_groups: Annotated[
        list[inputs.Slug], Field(max_length=20), Called(mark("target groups"))
    ] = []
    municipalities: reference_fields.MunicipalitiesField = []
    themes: Annotated[list[inputs.Slug], Field(max_length=8), Called(mark("themes"))] = []
    starts_on: Annotated[inputs.Day | None, Called(mark("start date"))] = None
    ends_on: Annotated[inputs.Day | None, Called(mark("end date"))] = None
    crisis: reference_fields.CrisisField = None
    measure: reference_fields.MeasureField = None
    sure_no_names: reference_fields.SureNoNames = False


class NewAction(ActionFields):
    """The form of a new action."""

    when_missing = ActionFields.when_missing

    # Accepted matches that it serves. Not `matches`: a field of that name would hide the form's own
    # method, which scripts call.
    match: Annotated[list[UUID], Field(max_length=50), NOT_STORED] = []
    # Organisations that are asked to take part.
    partners: Annotated[list[UUID], Field(max_length=50), NOT_STORED] = []
    organisation: reference_fields.OrganisationField = None


class ActionChange(ActionFields):
    """The form of a change."""

    when_missing = ActionFields.when_missing

    version: inputs.Version | None = None


@dataclass(frozen=True, slots=True)
class ActionRow:
    """One action in a list, as this actor may see it."""

    id: UUID
    title: str
    description: str
    organisation_id: UUID
    organisation_name: str
    status: ActionStatus
    outcome: MatchOutcome | None
    target_groups: tuple[str, ...]
    municipalities: tuple[str, ...]
    themes: tuple[str, ...]
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


def _labels(values: Iterable[str], words: Any) -> str:
    return ", ".join(words.label(value) for value in values)


def _listed(values: Iterable[str], words: Any) -> str:
    return i18n.listed(words.label(value) for value in values)


def _summed(values: Iterable[str], words: Any) -> str:
    return i18n.listed_labels(words.label(value) for value in values)


def _short(values: Iterable[str], words: Any) -> str:
    return i18n.short_list([words.label(value) for value in values])


# The columns of the list as a file.
FILE: tuple[shown.Column[ActionRow, Any], ...] = (
    shown.Column(mark("Title"), lambda action, words: action.title, width=60),
    shown.Column(mark("Status"), lambda action, words: action.status.word, width=14),
    shown.Column(mark("Lead"), lambda action, words: action.organisation_name, width=32),
    shown.Column(
        mark("Partners that take part"),
        lambda action, words: action.partners,
        shown.Kind.NUMBER,
        width=10,
    ),
    shown.Column(
        mark("Municipalities"),
        lambda action, words: _labels(action.municipalities, words) or _("whole region"),
        width=32,
    ),
    shown.Column(
        mark("Target groups"), lambda action, words: _labels(action.target_groups, words), width=32
    ),
    shown.Column(mark("Themes"), lambda action, words: _labels(action.themes, words), width=32),
    shown.Column(
        mark("Starts on"), lambda action, words: action.starts_on, shown.Kind.DATE, width=12
    ),
    shown.Column(mark("Ends on"), lambda action, words: action.ends_on, shown.Kind.DATE, width=12),
    shown.Column(mark("Steps"), lambda action, words: action.steps, shown.Kind.NUMBER, width=10),
    shown.Column(
        mark("Steps done"), lambda action, words: action.steps_done, shown.Kind.NUMBER, width=10
    ),
    shown.Column(
        mark("People reached"),
        lambda action, words: shown.FEW if action.hides_reach else action.people_reached,
        shown.Kind.NUMBER,
        width=12,
    ),
    shown.Column(
        mark("Outcome"),
        lambda action, words: action.outcome.word if action.outcome else None,
    ),
    shown.Column(mark("What was learned"), lambda action, words: action.lessons or None, width=60),
    shown.Column(
        mark("Planned on"),
        lambda action, words: i18n.local_day(action.created_at),
        shown.Kind.DATE,
        width=12,
    ),
    shown.Column(mark("Reference"), lambda action, words: str(action.id), width=38),
)

# What a list says of a row, below its title.
LIST: tuple[shown.Fact[ActionRow, Any], ...] = (
    shown.Fact(
        mark("Target groups"),
        lambda action, words: i18n.short_labels(map(words.label, action.target_groups)),
    ),
    shown.Fact(
        mark("Where"),
        lambda action, words: _short(action.municipalities, words) or _("whole region"),
    ),
)

# What the page says of it first, among its details.
PAGE: tuple[shown.Fact[Action, Any], ...] = (
    shown.Fact(mark("Target groups"), lambda action, words: _summed(action.target_groups, words)),
    shown.Fact(
        mark("Where"),
        lambda action, words: _listed(action.municipalities, words) or _("whole region"),
    ),
    shown.Fact(mark("Themes"), lambda action, words: _summed(action.themes, words)),
    shown.Fact(
        mark("Period"),
        lambda action, words: _period(action.starts_on or _started(action), action.ends_on),
    ),
)


def _started(action: Action) -> date | None:
    """The day on which one that runs was started, where nobody typed another."""
    is_running = action.status is ActionStatus.RUNNING
    return i18n.local_day(action.moved_at) if is_running else None


def _period(start: date | None, end: date | None) -> str:
    if start is not None:
        return i18n.period(start, end)
    return _("until %(day)s", day=i18n.long_date(end)) if end is not None else _("not known yet")
