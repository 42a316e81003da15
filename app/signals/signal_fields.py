"""What a signal says: the form of an organisation, the row of the list, a file and its page."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Any, ClassVar
from uuid import UUID

from app.core import i18n, inputs, shown
from app.core.fields import NOT_STORED, Called, Stored
from app.core.i18n import gettext as _, mark
from app.needs.labels import owner_label
from app.reference import fields as reference_fields
from app.signals import fields, models


class SignalEntry(inputs.Input):
    """The form of a signal by who takes part: half a minute."""

    when_missing: ClassVar[dict[str, str]] = {
        "description": mark("Tell in one or two sentences what you see."),
        "theme": mark("Choose what it is about."),
        "target_group": mark("Choose which group it is about."),
        "severity": mark("Choose how large the effect is."),
        "direction": mark("Choose whether it goes wrong or goes well."),
    }
    asks_names: ClassVar[dict[str, str]] = {
        "description": mark("your text"),
        "source_link": mark("the link"),
    }

    description: Annotated[
        fields.Told,
        Called(
            mark("what was seen"),
            ("wat zie je", "signaal", "omschrijving", "toelichting"),
            mark("One or two sentences. No names, addresses or phone numbers."),
        ),
    ]
    theme: Annotated[
        inputs.Slug, Called(mark("theme"), ("thema",), mark("As in the list of the form."))
    ]
    target_group: Annotated[
        inputs.Slug,
        Called(
            mark("target group"), ("doelgroep", "over wie"), mark("As in the list of the form.")
        ),
    ]
    municipality: Annotated[
        inputs.Slug | None,
        Stored("municipality_code"),
        Called(
            mark("municipality"),
            ("gemeente", "gemeentecode", "waar"),
            mark("Name or code. Empty: your own municipality."),
        ),
    ] = None
    direction: Annotated[
        models.SignalDirection,
        Called(
            mark("direction"), ("richting", "positief of negatief"), mark("Negative or positive.")
        ),
    ]
    severity: Annotated[
        models.SignalSeverity,
        Stored("severity", read=lambda signal: str(signal.severity)),
        Called(mark("size of the effect"), ("ernst", "hoe groot"), mark("From 1 to 5.")),
    ]
    trend: Annotated[
        models.SignalTrend | None,
        Called(
            mark("trend"),
            ("trend",),
            mark("It grows, stays the same or lessens. Empty: not known."),
        ),
    ] = None
    source_kind: Annotated[
        models.SignalSource,
        Called(mark("source"), ("soort bron", "bron"), mark("Empty: research or survey.")),
    ] = models.SignalSource.OWN
    source_link: Annotated[
        inputs.WebAddress,
        Called(mark("link to the source"), ("link", "webadres"), mark("Starts with https://")),
    ] = ""
    sureness: Annotated[
        models.SignalSureness,
        Called(mark("how sure it is"), ("zekerheid", "hoe zeker"), mark("Empty: fairly sure.")),
    ] = models.SignalSureness.FAIR
    seen_on: Annotated[
        inputs.Day | None,
        Called(mark("day it was seen"), ("gezien op", "datum", "dag"), mark("Empty: today.")),
    ] = None
    people: Annotated[
        inputs.Quantity | None,
        Called(
            mark("number of people"),
            ("aantal mensen", "mensen", "aantal"),
            mark("Of how many people it was seen, where that is known."),
        ),
    ] = None
    crisis: reference_fields.CrisisField = None
    measure: reference_fields.MeasureField = None
    organisation: reference_fields.OrganisationField = None
    sure_no_names: reference_fields.SureNoNames = False
    asks_alike: reference_fields.AsksAlike = False
    # It is another one than what is there already and looks like it.
    sure_alike: Annotated[bool, NOT_STORED] = False


@dataclass(frozen=True, slots=True)
class SignalRow:
    """One signal in a list, as this actor may see it: a small group has no municipality, and what a
    resident wrote is only read by who decides about it.
    """

    id: UUID
    kind: models.SignalKind
    # Empty of a resident, and when the owner may not be known.
    organisation_id: UUID | None
    organisation_name: str
    municipality_code: str | None
    description: str
    direction: models.SignalDirection | None
    theme: str | None
    target_group: str | None
    support_type: str | None
    severity: int | None
    trend: models.SignalTrend | None
    source_kind: models.SignalSource | None
    source_link: str
    sureness: models.SignalSureness | None
    seen_on: date
    people: int | None
    is_proven: bool
    status: models.SignalStatus
    need_id: UUID | None
    action_id: UUID | None
    created_at: datetime
    is_of_resident: bool
    is_masked: bool
    is_own: bool

    @property
    def size(self) -> str:
        """How large the effect is, in words."""
        return models.SignalSeverity(str(self.severity)).word if self.severity else ""

    @property
    def trend_word(self) -> str:
        """Which way it goes, in words; "" when nobody said."""
        return trend_word(self.trend, self.direction)


def _word(read: Callable[[SignalRow], Any]) -> Callable[[SignalRow, Any], str]:
    return lambda row, words: found.word if (found := read(row)) is not None else ""


# What grows of something wrong is worse, and of something that works better.
_TRENDS = {
    (models.SignalTrend.RISING, False): mark("It gets worse"),
    (models.SignalTrend.FALLING, False): mark("It gets less bad"),
    (models.SignalTrend.RISING, True): mark("It goes better and better"),
    (models.SignalTrend.FALLING, True): mark("It goes less well"),
}


def trend_word(trend: models.SignalTrend | None, direction: models.SignalDirection | None) -> str:
    """Which way it goes, of something wrong or of something that works; "" when nobody said."""
    if trend is None:
        return ""
    told = _TRENDS.get((trend, direction is models.SignalDirection.POSITIVE))
    return _(told) if told is not None else trend.word


def where(row: SignalRow, words: Any) -> str:
    """In which municipality, as far as the reader may know."""
    return words.label(row.municipality_code) if row.municipality_code else _("whole region")


# The columns of the list as a file.
FILE: tuple[shown.Column[SignalRow, Any], ...] = (
    shown.Column(
        mark("Seen on"),
        lambda row, words: row.seen_on,
        shown.Kind.DATE,
        width=12,
        field="seen_on",
    ),
    shown.Column(mark("Theme"), lambda row, words: words.label(row.theme), width=28, field="theme"),
    shown.Column(
        mark("Target group"),
        lambda row, words: words.label(row.target_group),
        width=28,
        field="target_group",
    ),
    shown.Column(mark("Municipality"), where, field="municipality"),
    shown.Column(
        mark("Direction"),
        lambda row, words: row.direction.short if row.direction else "",
        width=12,
        field="direction",
    ),
    shown.Column(
        mark("Size of the effect"),
        lambda row, words: row.severity,
        shown.Kind.NUMBER,
        width=12,
        field="severity",
    ),
    shown.Column(mark("Trend"), lambda row, words: row.trend_word, width=22, field="trend"),
    shown.Column(mark("Source"), _word(lambda row: row.source_kind), width=28, field="source_kind"),
    shown.Column(
        mark("Link to the source"),
        lambda row, words: row.source_link,
        width=32,
        field="source_link",
    ),
    shown.Column(mark("Sureness"), _word(lambda row: row.sureness), field="sureness"),
    shown.Column(
        mark("Number of people"),
        lambda row, words: shown.FEW if row.is_masked else row.people,
        shown.Kind.NUMBER,
        width=12,
        field="people",
    ),
    shown.Column(
        mark("What was seen"), lambda row, words: row.description, width=60, field="description"
    ),
    shown.Column(
        mark("Organisation"),
        lambda row, words: row.organisation_name,
        width=32,
        field="organisation",
    ),
    shown.Column(mark("Status"), _word(lambda row: row.status), width=14),
    shown.Column(
        mark("Sent on"),
        lambda row, words: i18n.local_day(row.created_at),
        shown.Kind.DATE,
        width=12,
    ),
    shown.Column(
        mark("Reference"), lambda row, words: str(row.id), width=38, field=shown.REFERENCE
    ),
)

# What a list says of a row, below its title.
LIST: tuple[shown.Fact[SignalRow, Any], ...] = (
    shown.Fact(mark("Theme"), lambda row, words: words.label(row.theme)),
    shown.Fact(mark("Target group"), lambda row, words: words.label(row.target_group)),
    shown.Fact(mark("Where"), where),
    shown.Fact(mark("Kind of help"), lambda row, words: words.label(row.support_type)),
    shown.Fact(mark("Organisation"), lambda row, words: row.organisation_name),
)


def name_of(organisation_name: str | None, *, is_masked: bool) -> str:
    """Who logged it; of a resident nobody is named."""
    if organisation_name is None:
        return _("a resident")
    return owner_label(organisation_name, is_masked=is_masked)


def day_label(name: str, value: str) -> str:
    """What a filter on the first or the last day is called."""
    with suppress(ValueError):  # else as it was typed
        value = i18n.long_date(date.fromisoformat(value))
    return _("from %(day)s", day=value) if name == "seen_from" else _("up to %(day)s", day=value)
