"""What an example says in its form, its history, a list, a file and on its page.

A new column of examples is added here.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any, ClassVar
from uuid import UUID

from pydantic import AfterValidator, StringConstraints

from app.core import i18n, inputs, shown
from app.core.fields import NOT_STORED, Called, Stored
from app.core.i18n import gettext as _, mark
from app.reference import fields as reference_fields
from app.resilience.models import ExampleStatus, ResilienceExample

# Short: a card shows three of them below each other.
Needed = Annotated[
    str,
    StringConstraints(max_length=120),
    AfterValidator(inputs.without_persons),
    inputs.OneLine,
]


class ExampleFields(inputs.Input):
    """What an example says, in the form of a new one and of a change."""

    when_missing: ClassVar[dict[str, str]] = {
        "title": mark("Say in a few words what works."),
        "description": mark("Say what was done and what it brought."),
        "theme": mark("Choose a theme."),
        "support_type": mark("Choose a kind of help."),
        "target_group": mark("Choose a target group."),
    }
    asks_names: ClassVar[dict[str, str]] = {
        "title": mark("title"),
        "description": mark("explanation"),
        "people_needed": mark("people"),
        "money_needed": mark("money"),
        "place_needed": mark("place"),
        "partners_needed": mark("partners"),
    }

    title: reference_fields.TitleField
    description: Annotated[
        inputs.AskedDescription,
        StringConstraints(min_length=20),
        Called(mark("explanation")),
    ]
    theme: Annotated[inputs.Slug, Called(mark("theme"))]
    support_type: reference_fields.SupportTypeField
    target_group: Annotated[inputs.Slug, Called(mark("target group"))]
    municipality: Annotated[
        inputs.Slug | None,
        Stored("municipality_code", read="municipality_code"),
        Called(mark("municipality")),
    ] = None
    people_needed: Annotated[Needed, Called(mark("people"))] = ""
    money_needed: Annotated[Needed, Called(mark("money"))] = ""
    place_needed: Annotated[Needed, Called(mark("place"))] = ""
    partners_needed: Annotated[Needed, Called(mark("partners"))] = ""
    sure_no_names: reference_fields.SureNoNames = False


class NewExample(ExampleFields):
    """The form of a new example: its text is kept, or shown at once."""

    when_missing = ExampleFields.when_missing
    asks_names = ExampleFields.asks_names

    # What it came from.
    need: Annotated[UUID | None, NOT_STORED] = None
    action: Annotated[UUID | None, NOT_STORED] = None
    organisation: reference_fields.OrganisationField = None
    publish: reference_fields.Publish = "0"


class ExampleChange(ExampleFields):
    """The form of a change."""

    when_missing = ExampleFields.when_missing
    asks_names = ExampleFields.asks_names

    version: inputs.Version | None = None


@dataclass(frozen=True, slots=True)
class ExampleRow:
    """One example in a list, with what is counted and what the actor's side said of it."""

    id: UUID
    title: str
    description: str
    organisation_id: UUID
    organisation_name: str
    municipality_code: str | None
    theme: str
    support_type: str
    target_group: str
    people_needed: str
    money_needed: str
    place_needed: str
    status: ExampleStatus
    created_at: datetime
    # Organisations that do it, who wrote it included, and municipalities in which.
    doers: int
    places: int
    appreciated: int
    is_own: bool
    # Whether the actor's organisation does it too, and whether the actor thinks well of it.
    is_adopted: bool
    is_liked: bool


def _where(code: str | None, words: Any) -> str:
    return words.label(code) if code is not None else _("whole region")


# What a list says of a row, below its title.
LIST: tuple[shown.Fact[ExampleRow, Any], ...] = (
    shown.Fact(mark("Target group"), lambda row, words: words.label(row.target_group)),
    shown.Fact(mark("Where"), lambda row, words: _where(row.municipality_code, words)),
)


@dataclass(frozen=True)
class SeenExample:
    """One example on its page, with the municipality that is told of it."""

    example: ResilienceExample
    place: str | None


# What the page says of it first, among its details.
PAGE: tuple[shown.Fact[SeenExample, Any], ...] = (
    shown.Fact(mark("Theme"), lambda seen, words: words.label(seen.example.theme)),
    shown.Fact(mark("Kind of help"), lambda seen, words: words.label(seen.example.support_type)),
    shown.Fact(mark("Target group"), lambda seen, words: words.label(seen.example.target_group)),
    shown.Fact(mark("Where"), lambda seen, words: _where(seen.place, words)),
    shown.Fact(
        mark("On show since"),
        lambda seen, words: (
            i18n.long_date(i18n.local_day(seen.example.shown_at)) if seen.example.shown_at else ""
        ),
    ),
)
