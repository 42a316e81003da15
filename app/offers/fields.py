"""What an offer says in its form, its history, a list, a file and on its page.

A new column of offers is added here.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Any, ClassVar
from uuid import UUID

from pydantic import Field

from app.core import i18n, inputs, shown
from app.core.fields import Called
from app.core.i18n import gettext as _, mark
from app.offers.models import Offer, OfferState
from app.reference import fields as reference_fields, models as reference_models


class OfferInput(inputs.Input):
    """The form of an offer."""

    when_missing: ClassVar[dict[str, str]] = {
        "title": mark("Say in one sentence what you offer."),
        "support_type": mark("Choose what kind of help it is."),
        "target_groups": mark("Choose for which groups it is."),
        "quantity": mark("Fill in how many you can offer."),
    }
    days_in_order: ClassVar[tuple[str, str] | None] = ("available_from", "available_until")

    title: reference_fields.TitleField
    description: reference_fields.DescriptionField = ""
    support_type: reference_fields.SupportTypeField
    target_groups: Annotated[
        list[inputs.Slug],
        Field(min_length=1, max_length=40),
        Called(
            mark("target groups"),
            ("doelgroepen", "doelgroep", "target_group", "voor wie"),
            mark("Several with a ; between them."),
        ),
    ]
    municipalities: reference_fields.MunicipalitiesField = []
    quantity: Annotated[
        inputs.Quantity,
        Called(
            mark("quantity"), ("aantal", "hoeveel", "hoeveelheid"), mark("How many you can offer.")
        ),
    ]
    unit: reference_fields.UnitField = reference_models.Unit.PEOPLE
    available_from: Annotated[
        inputs.Day | None,
        Called(
            mark("start date"),
            ("beschikbaar vanaf", "vanaf", "van", "begindatum", "startdatum"),
            mark("Empty: today."),
        ),
    ] = None
    available_until: Annotated[
        inputs.Day | None,
        Called(
            mark("end date"),
            ("beschikbaar tot", "beschikbaar tot en met", "tot en met", "tot", "einddatum"),
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
class OfferRow:
    """One offer in a list."""

    id: UUID
    title: str
    description: str
    organisation_id: UUID
    organisation_name: str
    # Up to and including when the organisation can help nobody; empty when it can.
    unavailable_until: date | None
    municipalities: tuple[str, ...]
    target_groups: tuple[str, ...]
    support_type: str
    quantity: int
    committed: int
    unit: reference_models.Unit
    state: OfferState
    available_from: date
    available_until: date | None
    last_day: date | None
    created_at: datetime
    is_own: bool

    @property
    def left(self) -> int:
        return self.quantity - self.committed


def _labels(values: Iterable[str], words: Any) -> str:
    return ", ".join(words.label(value) for value in values)


def _listed(values: Iterable[str], words: Any) -> str:
    return i18n.listed(words.label(value) for value in values)


def _summed(values: Iterable[str], words: Any) -> str:
    return i18n.listed_labels(words.label(value) for value in values)


def _short(values: Iterable[str], words: Any) -> str:
    return i18n.short_list([words.label(value) for value in values])


# The columns of the list as a file.
FILE: tuple[shown.Column[OfferRow, Any], ...] = (
    shown.Column(mark("Title"), lambda offer, words: offer.title, width=60, field="title"),
    shown.Column(mark("Status"), lambda offer, words: offer.state.word),
    shown.Column(
        mark("Organisation"),
        lambda offer, words: offer.organisation_name,
        width=32,
        field="organisation",
    ),
    shown.Column(
        mark("Kind of help"),
        lambda offer, words: words.label(offer.support_type),
        width=28,
        field="support_type",
    ),
    shown.Column(
        mark("Municipalities"),
        lambda offer, words: _labels(offer.municipalities, words) or _("whole region"),
        width=32,
        field="municipalities",
    ),
    shown.Column(
        mark("Target groups"),
        lambda offer, words: _labels(offer.target_groups, words),
        width=32,
        field="target_groups",
    ),
    shown.Column(
        mark("Offered"),
        lambda offer, words: offer.quantity,
        shown.Kind.NUMBER,
        width=10,
        field="quantity",
    ),
    shown.Column(mark("Taken"), lambda offer, words: offer.committed, shown.Kind.NUMBER, width=10),
    shown.Column(mark("Free"), lambda offer, words: offer.left, shown.Kind.NUMBER, width=10),
    shown.Column(mark("Unit"), lambda offer, words: offer.unit.word, field="unit"),
    shown.Column(
        mark("Available from"),
        lambda offer, words: offer.available_from,
        shown.Kind.DATE,
        width=12,
        field="available_from",
    ),
    shown.Column(
        mark("Available until"),
        lambda offer, words: offer.available_until,
        shown.Kind.DATE,
        width=12,
        field="available_until",
    ),
    shown.Column(
        mark("Counts until"), lambda offer, words: offer.last_day, shown.Kind.DATE, width=12
    ),
    shown.Column(
        mark("Organisation can help nobody until"),
        lambda offer, words: offer.unavailable_until,
        shown.Kind.DATE,
        width=16,
    ),
    shown.Column(
        mark("Posted on"),
        lambda offer, words: i18n.local_day(offer.created_at),
        shown.Kind.DATE,
        width=12,
    ),
    shown.Column(
        mark("Reference"), lambda offer, words: str(offer.id), width=38, field=shown.REFERENCE
    ),
)

# What a list says of a row, below its title.
LIST: tuple[shown.Fact[OfferRow, Any], ...] = (
    shown.Fact(
        mark("Where"), lambda offer, words: _short(offer.municipalities, words) or _("whole region")
    ),
    shown.Fact(
        mark("For whom"),
        lambda offer, words: i18n.short_labels(map(words.label, offer.target_groups)),
    ),
)

# What the page says of it first, among its details.
PAGE: tuple[shown.Fact[Offer, Any], ...] = (
    shown.Fact(mark("Kind of help"), lambda offer, words: words.label(offer.support_type)),
    shown.Fact(mark("For whom"), lambda offer, words: _summed(offer.target_groups, words)),
    shown.Fact(
        mark("Where"),
        lambda offer, words: _listed(offer.municipalities, words) or _("whole region"),
    ),
    shown.Fact(mark("How much"), lambda offer, words: words.amount(offer.unit, offer.quantity)),
    shown.Fact(
        mark("Period"),
        lambda offer, words: i18n.period(offer.available_from, offer.available_until),
    ),
)
