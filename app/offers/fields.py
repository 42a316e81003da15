"""What an offer says in its form, its history, a list, a file and on its page.

A new column of offers is added here.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Any, ClassVar
from uuid import UUID

from pydantic import Field

from app.core.fields import Called
from app.core.i18n import gettext as _, local_day, mark, period, short_list
from app.core.inputs import Day, Input, Quantity, Slug, Version
from app.core.shown import Column, Fact, Kind
from app.offers.models import Offer, OfferState
from app.reference.fields import (
    CrisisField,
    DescriptionField,
    MeasureField,
    MunicipalitiesField,
    OrganisationField,
    Publish,
    SupportTypeField,
    SureNoNames,
    TitleField,
    UnitField,
)
from app.reference.models import Unit


class OfferInput(Input):
    """The form of an offer."""

    when_missing: ClassVar[dict[str, str]] = {
        "title": mark("Say in one sentence what you offer."),
        "support_type": mark("Choose what kind of help it is."),
        "target_groups": mark("Choose for which groups it is."),
        "quantity": mark("Fill in how many you can offer."),
    }

    title: TitleField
    description: DescriptionField = ""
    support_type: SupportTypeField
    target_groups: Annotated[
        list[Slug],
        Field(min_length=1, max_length=40),
        Called(
            mark("target groups"),
            ("doelgroepen", "doelgroep", "target_group"),
            mark("Several with a ; between them."),
        ),
    ]
    municipalities: MunicipalitiesField = []
    quantity: Annotated[
        Quantity,
        Called(
            mark("quantity"), ("aantal", "hoeveel", "hoeveelheid"), mark("How many you can offer.")
        ),
    ]
    unit: UnitField = Unit.PEOPLE
    available_from: Annotated[
        Day | None,
        Called(
            mark("start date"),
            ("beschikbaar vanaf", "vanaf", "van", "begindatum", "startdatum"),
            mark("Empty: today."),
        ),
    ] = None
    available_until: Annotated[
        Day | None,
        Called(
            mark("end date"),
            ("beschikbaar tot", "beschikbaar tot en met", "tot en met", "tot", "einddatum"),
            mark("Last day."),
        ),
    ] = None
    crisis: CrisisField = None
    measure: MeasureField = None
    organisation: OrganisationField = None
    sure_no_names: SureNoNames = False
    publish: Publish = "0"
    version: Version | None = None


@dataclass(frozen=True, slots=True)
class OfferRow:
    """One offer in a list."""

    id: UUID
    title: str
    organisation_id: UUID
    organisation_name: str
    # Up to and including when the organisation can help nobody; empty when it can.
    unavailable_until: date | None
    municipalities: list[str]
    target_groups: list[str]
    support_type: str
    quantity: int
    committed: int
    unit: Unit
    state: OfferState
    available_from: date
    available_until: date | None
    last_day: date | None
    created_at: datetime
    is_own: bool

    @property
    def left(self) -> int:
        return self.quantity - self.committed


def _labels(values: list[str], words: Any) -> str:
    return ", ".join(words.label(value) for value in values)


def _short(values: list[str], words: Any) -> str:
    return short_list([words.label(value) for value in values])


# The columns of the list as a file.
FILE: tuple[Column[OfferRow, Any], ...] = (
    Column(mark("Title"), lambda offer, words: offer.title, width=60),
    Column(mark("Status"), lambda offer, words: offer.state.word),
    Column(mark("Organisation"), lambda offer, words: offer.organisation_name, width=32),
    Column(mark("Kind of help"), lambda offer, words: words.label(offer.support_type), width=28),
    Column(
        mark("Municipalities"),
        lambda offer, words: _labels(offer.municipalities, words) or _("whole region"),
        width=32,
    ),
    Column(
        mark("Target groups"), lambda offer, words: _labels(offer.target_groups, words), width=32
    ),
    Column(mark("Offered"), lambda offer, words: offer.quantity, Kind.NUMBER, width=10),
    Column(mark("Taken"), lambda offer, words: offer.committed, Kind.NUMBER, width=10),
    Column(mark("Free"), lambda offer, words: offer.left, Kind.NUMBER, width=10),
    Column(mark("Unit"), lambda offer, words: offer.unit.word),
    Column(mark("Available from"), lambda offer, words: offer.available_from, Kind.DATE, width=12),
    Column(
        mark("Available until"), lambda offer, words: offer.available_until, Kind.DATE, width=12
    ),
    Column(mark("Counts until"), lambda offer, words: offer.last_day, Kind.DATE, width=12),
    Column(
        mark("Organisation can help nobody until"),
        lambda offer, words: offer.unavailable_until,
        Kind.DATE,
        width=16,
    ),
    Column(
        mark("Posted on"), lambda offer, words: local_day(offer.created_at), Kind.DATE, width=12
    ),
    Column(mark("Reference"), lambda offer, words: str(offer.id), width=38),
)

# What a list says of a row, below its title.
LIST: tuple[Fact[OfferRow, Any], ...] = (
    Fact(
        mark("Where"), lambda offer, words: _short(offer.municipalities, words) or _("whole region")
    ),
    Fact(mark("For whom"), lambda offer, words: _short(offer.target_groups, words)),
)

# What the page says of it first, among its details.
PAGE: tuple[Fact[Offer, Any], ...] = (
    Fact(mark("Kind of help"), lambda offer, words: words.label(offer.support_type)),
    Fact(mark("For whom"), lambda offer, words: _labels(offer.target_groups, words)),
    Fact(
        mark("Where"),
        lambda offer, words: _labels(offer.municipalities, words) or _("whole region"),
    ),
    Fact(mark("How much"), lambda offer, words: words.amount(offer.unit, offer.quantity)),
    Fact(mark("Period"), lambda offer, words: period(offer.available_from, offer.available_until)),
)
