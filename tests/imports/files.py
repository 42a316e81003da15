"""Files as people send them."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from openpyxl import Workbook

from app.core import clock
from app.imports.columns import Mapped, map_columns
from app.imports.models import ImportKind
from app.imports.sheets import read_sheet

SOON = (clock.today() + timedelta(days=60)).isoformat()
NEED: dict[str, Any] = {
    "titel": "40 ouderen kunnen geen boodschappen doen",
    "soort hulp": "Boodschappen en maaltijden",
    "doelgroep": "Ouderen",
    "gemeente": "Eemsdelta",
    "aantal": "40",
    "eenheid": "mensen",
    "nodig tot": SOON,
}
OFFER: dict[str, Any] = {
    "titel": "Boodschappen aan huis",
    "soort hulp": "groceries_meals",
    "doelgroepen": "Ouderen; daklozen",
    "gemeenten": "GM1979; Gemeente Oldambt",
    "aantal": "30",
    "eenheid": "uur per week",
    "beschikbaar tot": SOON,
}

SIZE: dict[str, Any] = {
    "doelgroep": "Ouderen",
    "gemeente": "Eemsdelta",
    "aantal mensen": "1.250",
    "bron": "CBS, 2025",
    "peildatum": "1-3-2025",
}

ORGANISATION: dict[str, Any] = {
    "naam": "Dorpshuis De Brink",
    "soort organisatie": "initiatief",
    "gemeente": "Eemsdelta",
    "wat doet ze": "Ontmoeting en warme maaltijden.",
    "soorten hulp": "Boodschappen en maaltijden",
    "doelgroepen": "Ouderen; mantelzorg",
    "werkt in": "Eemsdelta; GM1966",
    "contactpersoon": "Wil Bos",
    "e-mailadres": "Balie@Example.nl",
    "telefoonnummer": "0596 123456",
}


def csv_file(*rows: dict[str, Any], separator: str = ";", encoding: str = "utf-8") -> bytes:
    names = list(dict.fromkeys(name for row in rows for name in row))
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, names, delimiter=separator, restval="")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode(encoding)


def xlsx_file(*rows: Sequence[Any]) -> bytes:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(list(row))
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def jsonl_file(*rows: dict[str, Any]) -> bytes:
    return "\n".join(json.dumps(row) for row in rows).encode()


def needs(*rows: dict[str, Any]) -> Mapped:
    return map_columns(ImportKind.NEEDS, read_sheet("behoeften.csv", csv_file(*rows)))


def offers(*rows: dict[str, Any]) -> Mapped:
    return map_columns(ImportKind.OFFERS, read_sheet("aanbod.csv", csv_file(*rows)))


def sizes(*rows: dict[str, Any]) -> Mapped:
    return map_columns(ImportKind.SIZES, read_sheet("omvang.csv", csv_file(*rows)))


def organisations(*rows: dict[str, Any]) -> Mapped:
    return map_columns(ImportKind.ORGANISATIONS, read_sheet("organisaties.csv", csv_file(*rows)))
