"""The upload form, and the example files that can be sent with it."""

import csv
import io
import re
import zlib
from base64 import b64decode, b64encode
from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated, ClassVar
from uuid import UUID

from pydantic import AfterValidator, Field, StringConstraints

from app.core import clock, forms as core_forms, inputs, words as core_words
from app.core.i18n import gettext as _, mark
from app.identity.actor import Actor
from app.imports import models, policy, sheet_bounds
from app.imports.columns import COLUMNS
from app.imports.encodings import Letters
from app.reference.models import Municipality


def _column_choice(text: str) -> str:
    """Raises ValueError on what the page does not offer."""
    if re.fullmatch(r"[0-9]{1,2}:[a-z_]{0,40}", text, re.ASCII) is None:
        raise inputs.refuse_value(mark("Choose one of the options."))
    return text


def _said_once(text: str) -> str:
    """Raises ValueError on what the page does not offer."""
    if re.match(r"[a-z_]{1,40}:", text, re.ASCII) is None:
        raise inputs.refuse_value(mark("Choose one of the options."))
    return text


class Upload(inputs.Input):
    """The form of a file."""

    when_missing: ClassVar[dict[str, str]] = {
        "kind": mark("Choose what is in the file."),
        "file": mark("Choose a file."),
    }

    kind: models.ImportKind
    organisation: UUID | None = None
    # Asked when the letters of a file can be read in several ways.
    letters: Letters | None = None
    # The file's name; its contents travel beside the form.
    file: Annotated[str, StringConstraints(max_length=1000)]
    # By place, the field that a column is: "3:title", and "3:" where it is not used.
    column: Annotated[
        list[Annotated[str, AfterValidator(_column_choice)]], Field(max_length=60)
    ] = []

    # What holds for all rows of a field that the file has no column of: "municipality:Eemsdelta".
    once: Annotated[
        list[Annotated[str, StringConstraints(max_length=300), AfterValidator(_said_once)]],
        Field(max_length=20),
    ] = []

    @property
    def by_field(self) -> dict[str, str]:
        """What was said once, by field; without what was left empty."""
        parts = (said.partition(":") for said in self.once)
        return {name: text.strip() for name, _colon, text in parts if text.strip()}

    @property
    def by_column(self) -> dict[int, str]:
        parts = (chosen.partition(":") for chosen in self.column)
        return {int(place): name for place, _colon, name in parts}


def _row_choice(text: str) -> str:
    """Raises ValueError on what the page does not offer."""
    if re.fullmatch(r"[0-9]{1,7}:(new|change|skip)", text, re.ASCII) is None:
        raise inputs.refuse_value(mark("Choose one of the options."))
    return text


class RowChoices(inputs.Input):
    """What is done with the rows that differ from what is there: with each, as "7:change", and with
    those nobody chose for.
    """

    row: Annotated[list[Annotated[str, AfterValidator(_row_choice)]], Field(max_length=400)] = []
    rest: models.Doing | None = None
    # `Preview.seen` of the page on which this was chosen.
    seen: inputs.Seen | None = None

    @property
    def by_row(self) -> dict[int, models.Doing]:
        parts = (chosen.split(":") for chosen in self.row)
        return {int(number): models.Doing(doing) for number, doing in parts}


@dataclass(frozen=True)
class Sent:
    """The posted form, not yet checked, with the contents of its file."""

    form: core_forms.Form[Upload]
    content: bytes

    @property
    def filename(self) -> str:
        """The name without a folder, short enough to store; the end says what kind of file it
        is.
        """
        return self.form.value("file").replace("\\", "/").rsplit("/", 1)[-1][-120:]


def packed(content: bytes) -> str:
    """A file that is in the page itself, to be read again: nobody keeps it meanwhile. Nothing where
    it would come back as more than may be sent.
    """
    text = b64encode(zlib.compress(content))
    return text.decode() if len(text) <= sheet_bounds.MAX_BYTES else ""


def unpacked(text: str) -> bytes:
    """What `packed` gave, as far as a file may be large; nothing of what it did not give."""
    try:
        return zlib.decompressobj().decompress(b64decode(text), sheet_bounds.MAX_BYTES + 1)
    except (ValueError, zlib.error):
        return b""


def kind_in(form: core_forms.Form[Upload]) -> models.ImportKind | None:
    """What a form that nobody checked yet says that the file holds: the right depends on it."""
    try:
        return models.ImportKind(form.value("kind"))
    except ValueError:
        return None


@dataclass(frozen=True)
class ImportChoices:
    """What the page of the form chooses from and explains."""

    organisations: list[core_words.Choice]
    kinds: list[core_words.Choice]

    @classmethod
    def of(cls, actor: Actor) -> "ImportChoices":
        seats = actor.deciding_seats
        found = [
            core_words.Choice(str(seat.organisation_id), seat.organisation_name) for seat in seats
        ]
        return cls(
            found if len(found) > 1 else [],
            core_words.options(
                kind for kind in models.ImportKind if policy.may_import(actor, kind)
            ),
        )

    @property
    def columns(self) -> list[dict[str, object]]:
        """Every column of every kind, to read."""
        return [
            {
                "kind": kind.label,
                "rows": [
                    (c.names[0], c.field, _(c.about) if c.about else "", c.is_required)
                    for c in COLUMNS[models.ImportKind(kind.value)]
                ],
            }
            for kind in self.kinds
        ]


EXAMPLE_NAMES = {
    "behoeften": models.ImportKind.NEEDS,
    "aanbod": models.ImportKind.OFFERS,
    "omvang": models.ImportKind.SIZES,
    "signalen": models.ImportKind.SIGNALS,
    "organisaties": models.ImportKind.ORGANISATIONS,
}

_EXAMPLES = {
    models.ImportKind.NEEDS: (
        "titel|omschrijving|soort hulp|doelgroep|gemeente|aantal "
        "mensen|aantal|eenheid|urgentie|nodig vanaf|nodig tot",
        "40 ouderen kunnen geen boodschappen doen|Eén keer per week is genoeg.|Boodschappen en "
        "maaltijden|Ouderen"
        "|{place}|40|40|mensen|hoog|{start}|{end}",
        "Tolken bij het spreekuur|Op dinsdag en donderdag, in het Arabisch.|Taal en "
        "tolken|Migranten en statushouders"
        "|{place}|25|6|uur per week|gewoon|{start}|{end}",
    ),
    models.ImportKind.OFFERS: (
        "titel|omschrijving|soort hulp|doelgroepen|gemeenten|aantal|eenheid|beschikbaar "
        "vanaf|beschikbaar tot",
        "Boodschappen aan huis|Vrijwilligers met een fiets, op dinsdag.|Boodschappen en maaltijden"
        "|Ouderen; Medisch kwetsbaren|{place}|30|mensen|{start}|{end}",
        "Busje met acht plaatsen|Met een chauffeur, op werkdagen.|Vervoer|Alle "
        "inwoners|{place}|20|ritten per week"
        "|{start}|{end}",
    ),
    models.ImportKind.SIZES: (
        "doelgroep|gemeente|aantal mensen|bron|peildatum",
        "Ouderen|{place}|1.250|Basisregistratie personen, 75 jaar en ouder|{start}",
        "Mantelzorgers|{place}|400|Schatting van het wijkteam|{start}",
    ),
    models.ImportKind.SIGNALS: (
        "wat zie je|thema|doelgroep|gemeente|richting|ernst|trend|bron|zekerheid|gezien op",
        "Van de ondervraagde ouderen voelt een op de drie zich eenzaam.|Eenzaamheid"
        "|Ouderen|{place}|negatief|4|neemt toe|onderzoek|zeker|{start}",
        "Buren doen vaker boodschappen voor elkaar.|Eenzaamheid|Alle inwoners|{place}"
        "|positief|3|blijft gelijk|onderzoek|redelijk zeker|{start}",
    ),
    models.ImportKind.ORGANISATIONS: (
        "naam|soort organisatie|gemeente|wat doet ze|soorten hulp|doelgroepen|werkt in"
        "|contactpersoon|e-mailadres|telefoonnummer",
        "Voedselbank De Brug|initiatief|{place}|Wekelijks een pakket voor wie weinig heeft."
        "|Boodschappen en maaltijden|Mensen met schulden of weinig geld|{place}||info@example.nl|",
        "Welzijn Noord|welzijn|{place}|Ontmoeting en hulp in de wijk.|Bezoek en maatjes"
        "|Ouderen; Mantelzorgers|||balie@example.nl|",
    ),
}


def example(kind: models.ImportKind, place: Municipality | None) -> bytes:
    """A small file that can be sent as it is, as a Dutch spreadsheet opens it: semicolons, and a
    mark for UTF-8.
    """
    start = clock.today()
    end = start + timedelta(days=90)
    words = {"place": place.name if place is not None else ""}
    words |= {
        name: f"{day.day}-{day.month}-{day.year}" for name, day in (("start", start), ("end", end))
    }
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=";").writerows(
        line.format(**words).split("|") for line in _EXAMPLES[kind]
    )
    return text.getvalue().encode("utf-8-sig")
