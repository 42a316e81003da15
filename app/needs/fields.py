"""What a need says in its form, history, list, file and page: a new column is added here."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Any, ClassVar
from uuid import UUID

from pydantic import Field

from app.core import clock, i18n, inputs, shown
from app.core.fields import Called, Stored
from app.core.i18n import gettext as _, mark
from app.needs import arrivals, models
from app.needs.models import Need
from app.needs.policy import hides_number
from app.reference import fields as reference_fields, models as reference_models


class NeedInput(inputs.Input):
    """The form of a need. What is not required has a sensible answer when it is left empty."""

    when_missing: ClassVar[dict[str, str]] = {
        "title": mark("Say in one sentence what is needed."),
        "support_type": mark("Choose what kind of help is needed."),
        "target_group": mark("Choose for which group it is."),
    }
    days_in_order: ClassVar[tuple[str, str] | None] = ("needed_from", "needed_until")
    when_none: ClassVar[Any] = {("quantity", "people"): mark("Fill in how many are needed.")}

    title: reference_fields.TitleField
    description: reference_fields.DescriptionField = ""
    support_type: reference_fields.SupportTypeField
    target_group: Annotated[
        inputs.Slug,
        Called(
            mark("target group"), ("doelgroep", "voor wie"), mark("As in the list of the form.")
        ),
    ]
    also_groups: Annotated[
        list[inputs.Slug],
        Field(max_length=10),
        Called(
            mark("other groups"),
            ("andere doelgroepen", "ook voor", "ook doelgroepen"),
            mark("Several with a ; between them."),
        ),
    ] = []
    municipality: Annotated[
        inputs.Slug | None,
        Stored("municipality_code"),
        Called(
            mark("municipality"),
            ("gemeente", "gemeentecode", "plaats", "waar"),
            mark("Name or code. Empty: the whole region."),
        ),
    ] = None
    people: Annotated[
        inputs.Quantity | None,
        Called(
            mark("number of people"),
            ("aantal mensen", "mensen", "aantal personen", "personen"),
            mark("How many people there are."),
        ),
    ] = None
    # Counting people, `people` answers for it; a file is asked for it, so that nobody has to know.
    quantity: Annotated[
        inputs.Quantity | None,
        Called(
            mark("quantity"),
            ("aantal", "hoeveel", "hoeveelheid"),
            mark("How many are needed."),
            is_required=True,
        ),
    ] = None
    unit: reference_fields.UnitField = reference_models.Unit.PEOPLE
    urgency: Annotated[
        models.Urgency,
        Called(
            mark("urgency"),
            ("urgentie", "spoed", "haast"),
            mark("Low, normal, high or urgent. Empty: normal."),
        ),
    ] = models.Urgency.NORMAL
    needed_from: Annotated[
        inputs.Day | None,
        Called(
            mark("start date"),
            ("nodig vanaf", "vanaf", "van", "begindatum", "startdatum"),
            mark("Empty: today."),
        ),
    ] = None
    needed_until: Annotated[
        inputs.Day | None,
        Called(
            mark("end date"),
            ("nodig tot", "nodig tot en met", "tot en met", "tot", "einddatum"),
            mark("Last day."),
        ),
    ] = None
    crisis: reference_fields.CrisisField = None
    measure: reference_fields.MeasureField = None
    organisation: reference_fields.OrganisationField = None
    sure_no_names: reference_fields.SureNoNames = False
    sure_terms: reference_fields.SureTerms = False
    asks_alike: reference_fields.AsksAlike = False
    seen_alike: reference_fields.SeenAlike = []
    publish: reference_fields.Publish = "0"
    version: inputs.Version | None = None


@dataclass(frozen=True, slots=True)
class NeedRow(arrivals.CoveredNeed):
    """One need in a list, as this actor may see it: a small group has no municipality and no exact
    number.
    """

    id: UUID
    title: str
    description: str
    # Empty when the owner may not be known.
    organisation_id: UUID | None
    organisation_name: str
    municipality_code: str | None
    target_group: str
    support_type: str
    people: int | None
    quantity: int
    committed: int
    unit: reference_models.Unit
    urgency: models.Urgency
    status: models.NeedStatus
    needed_from: date
    needed_until: date | None
    created_at: datetime
    published_at: datetime | None
    is_masked: bool
    is_own: bool
    arrival: arrivals.NeedArrival = arrivals.ALL_CAME

    @property
    def state(self) -> models.NeedState:
        """What a person sees today."""
        return models.state_on(clock.today(), self.status, self.needed_until)

    @property
    def hides_number(self) -> bool:
        return hides_number(is_masked=self.is_masked, unit=self.unit, quantity=self.quantity)

    @property
    def left(self) -> int:
        return self.quantity - self.committed


@dataclass(frozen=True)
class SeenNeed:
    """A need on its page, with what this actor may not know of a small group."""

    need: Need
    is_masked: bool
    hides_number: bool


def _labels(values: list[str], words: Any) -> str:
    return i18n.listed_labels(words.label(value) for value in values)


def _where(code: str | None, words: Any, *, is_masked: bool) -> str:
    return words.label(code) if code and not is_masked else _("whole region")


# The columns of the list as a file.
FILE: tuple[shown.Column[NeedRow, Any], ...] = (
    shown.Column(mark("Title"), lambda need, words: need.title, width=60, field="title"),
    shown.Column(mark("Status"), lambda need, words: need.state.word, width=12),
    shown.Column(mark("Urgency"), lambda need, words: need.urgency.word, width=10, field="urgency"),
    shown.Column(
        mark("Municipality"),
        lambda need, words: words.label(need.municipality_code) or _("whole region"),
        field="municipality",
    ),
    shown.Column(
        mark("Target group"),
        lambda need, words: words.label(need.target_group),
        width=24,
        field="target_group",
    ),
    shown.Column(
        mark("Kind of help"),
        lambda need, words: words.label(need.support_type),
        width=28,
        field="support_type",
    ),
    shown.Column(
        mark("Number of people"),
        lambda need, words: shown.FEW if need.is_masked else need.people,
        shown.Kind.NUMBER,
        width=12,
        field="people",
    ),
    shown.Column(
        mark("Needed"),
        lambda need, words: shown.FEW if need.hides_number else need.quantity,
        shown.Kind.NUMBER,
        width=10,
        field="quantity",
    ),
    shown.Column(
        mark("Covered"), lambda need, words: need.told_covered, shown.Kind.NUMBER, width=10
    ),
    shown.Column(
        mark("Did not come"), lambda need, words: need.told_missing, shown.Kind.NUMBER, width=18
    ),
    shown.Column(
        mark("Still open"),
        lambda need, words: None if need.hides_number else need.left,
        shown.Kind.NUMBER,
        width=10,
    ),
    shown.Column(mark("Unit"), lambda need, words: need.unit.word, field="unit"),
    shown.Column(
        mark("Needed from"),
        lambda need, words: need.needed_from,
        shown.Kind.DATE,
        width=12,
        field="needed_from",
    ),
    shown.Column(
        mark("Needed until"),
        lambda need, words: need.needed_until,
        shown.Kind.DATE,
        width=12,
        field="needed_until",
    ),
    shown.Column(
        mark("Organisation"),
        lambda need, words: need.organisation_name,
        width=32,
        field="organisation",
    ),
    shown.Column(
        mark("Logged on"), lambda need, words: i18n.local_day(need.created_at), shown.Kind.DATE, 12
    ),
    shown.Column(
        mark("Published on"),
        lambda need, words: need.published_at and i18n.local_day(need.published_at),
        shown.Kind.DATE,
        width=12,
    ),
    shown.Column(
        mark("Reference"), lambda need, words: str(need.id), width=38, field=shown.REFERENCE
    ),
)

# What a list says of a row, below its title.
LIST: tuple[shown.Fact[NeedRow, Any], ...] = (
    shown.Fact(mark("Target group"), lambda need, words: words.label(need.target_group)),
    shown.Fact(
        mark("Where"),
        lambda need, words: _where(need.municipality_code, words, is_masked=need.is_masked),
    ),
    shown.Fact(mark("Kind of help"), lambda need, words: words.label(need.support_type)),
)

# What the page says of it first, among its details.
PAGE: tuple[shown.Fact[SeenNeed, Any], ...] = (
    shown.Fact(mark("Target group"), lambda seen, words: words.label(seen.need.target_group)),
    shown.Fact(mark("Also"), lambda seen, words: _labels(seen.need.also_groups, words)),
    shown.Fact(
        mark("People"),
        lambda seen, words: _("fewer than 5") if seen.is_masked else _people(seen.need.people),
    ),
    shown.Fact(
        mark("Where"),
        lambda seen, words: _where(seen.need.municipality_code, words, is_masked=seen.is_masked),
    ),
    shown.Fact(mark("Kind of help"), lambda seen, words: words.label(seen.need.support_type)),
    shown.Fact(
        mark("Theme"),
        lambda seen, words: i18n.listed_labels(words.reference.themes_of(seen.need.support_type)),
    ),
    shown.Fact(
        mark("How much"),
        lambda seen, words: (
            _("fewer than 5 people")
            if seen.hides_number
            else words.amount(seen.need.unit, seen.need.quantity)
        ),
    ),
    shown.Fact(
        mark("Period"),
        lambda seen, words: i18n.period(seen.need.needed_from, seen.need.needed_until),
    ),
)


def _people(people: int | None) -> str:
    return i18n.number(people) if people else ""
