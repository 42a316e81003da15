"""Free text holds no person, and ordinary Dutch passes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, strategies as st
from stdnum.nl import bsn

from app.core.personal_data import Finding, likely_in, refused_in
from app.core.personal_sentences import REFUSALS
from app.core.settings import PROJECT

REAL_TEXTS = (
    PROJECT / "tests/data/matching/needs.jsonl",
    PROJECT / "tests/data/matching/offers.jsonl",
    PROJECT / "app/demo/data/needs.json",
    PROJECT / "app/demo/data/offers.json",
    PROJECT / "app/demo/data/organisations.json",
)
FREE_TEXT = ("title", "description", "closing_note")


@pytest.mark.parametrize(
    ("text", "finding"),
    [
        ("Het gaat om 111222333.", Finding.BSN),
        ("BSN: 111 222 333", Finding.BSN),
        ("bsn 1112.22.333", Finding.BSN),
        ("nummer 111-222-333 staat klaar", Finding.BSN),
        ("111.222.333", Finding.BSN),
        ("Maak over naar NL91ABNA0417164300", Finding.IBAN),
        ("Rekening NL91 ABNA 0417 1643 00 graag", Finding.IBAN),
        ("rekening nl91 abna 0417 1643 00 van de stichting", Finding.IBAN),
        ("Mail jan@voorbeeld.example", Finding.EMAIL),
        ("Mail naar jan.de.vries@wijkhulp.nl voor vragen", Finding.EMAIL),
        ("jan (at) wijkhulp.nl", Finding.EMAIL),
        ("jan[at]wijkhulp.nl", Finding.EMAIL),
        ("Bel 0596 61 23 45", Finding.PHONE),
        ("Bel 06-12345678 na zes uur", Finding.PHONE),
        ("06 12 34 56 78", Finding.PHONE),
        ("Bel +31 6 12345678", Finding.PHONE),
        ("(050) 312 34 56", Finding.PHONE),
        ("0031612345678", Finding.PHONE),
        ("Aanbellen op Marktstraat 12", Finding.ADDRESS),
        ("Het gaat om Oude Kerkweg 3a in het dorp", Finding.ADDRESS),
        ("Ophalen bij 9934 AB 12", Finding.ADDRESS),
        ("9934AB, nr. 12", Finding.ADDRESS),
    ],
)
def test_what_points_at_one_person_is_refused(text: str, finding: Finding) -> None:
    assert refused_in(text) is finding
    assert refused_in(f"Wij zoeken hulp.\n{text}\nAlvast dank.") is finding


def test_every_kind_of_finding_that_can_be_certain_has_its_reason() -> None:
    assert REFUSALS.keys() == set(Finding) - {Finding.NAME, Finding.DETAILS}


@pytest.mark.parametrize(
    "text",
    [
        "40 ouderen boven de 80 kunnen geen boodschappen doen",
        "Tussen 2020 en 2026 is het aantal gestegen van 1.250 naar 12.500",
        "Kosten: 1.234.567,89 euro per jaar",
        "Open van 09.00 tot 17.00 uur, ook op 22-11-2026 en 23-11-2026",
        "Voor postcodegebied 9934 en 9935",
        "In 2020 EU-subsidie gekregen",
        "Hulp op 1,5 meter afstand",
        "Weg 1 en weg 2 zijn dicht",
        "Langs de hele Dorpsstraat 40 gezinnen zonder stroom",
        "In de Stationsweg 12 dagen geen gas",
        "Bestelnummer 123456789",
        "Van 8 tot 12, of 13 tot 17",
        "De kosten zijn € 12.345,67",
    ],
)
def test_ordinary_sentences_pass(text: str) -> None:
    assert refused_in(text) is None


def _read(path: Path) -> list[dict[str, Any]]:
    text = path.read_text(encoding="utf-8")
    found: list[dict[str, Any]] = (
        json.loads(text)
        if path.suffix == ".json"
        else [json.loads(line) for line in text.splitlines()]
    )
    return found


@pytest.mark.parametrize("path", REAL_TEXTS, ids=lambda path: path.name)
def test_no_text_of_the_collections_is_refused(path: Path) -> None:
    texts = [row[name] for row in _read(path) for name in FREE_TEXT if row.get(name)]
    assert len(texts) >= 40
    assert [(text, refused_in(text)) for text in texts if refused_in(text)] == []


@pytest.mark.parametrize("path", REAL_TEXTS[:4], ids=lambda path: path.name)
def test_no_text_of_the_collections_is_taken_for_a_person(path: Path) -> None:
    texts = [row[name] for row in _read(path) for name in ("title", "description")]
    assert [text for text in texts if likely_in(text)] == []


@pytest.mark.parametrize(
    "text",
    [
        "Het gaat om mevrouw Jansen",
        "Vraag het aan dhr. van der Berg",
        "dhr Van der Berg",
        "Mevr. A. de Vries kan niet naar buiten",
        "mw. Bakker",
        "meneer Pietersen heeft hulp nodig",
        "De heer K. Postma",
        "familie De Boer",
        "oma Geertje zit alleen",
        "Een man die Karel heet, genaamd Karel",
    ],
)
def test_what_looks_like_a_name_is_warned_about(text: str) -> None:
    assert likely_in(text) is Finding.NAME


@pytest.mark.parametrize(
    "text",
    [
        "opa en oma komen",
        "familie en buren",
        "Familie en buren helpen al. Zij kunnen niet meer.",
        "meneer of mevrouw maakt niet uit",
        "De heer des huizes",
        "Een oom of tante past op",
        "Hulp voor opa's in Delfzijl",
        "Wie heet u welkom?",
    ],
)
def test_words_for_people_without_a_name_are_not(text: str) -> None:
    assert likely_in(text) is not Finding.NAME


digits = st.text("0123456789", min_size=8, max_size=8)
words = st.text(
    st.characters(codec="utf-8", exclude_categories=("Nd", "Nl", "No", "Cs")), max_size=20
).map(lambda text: text.rstrip("-.,"))


def _complete(eight: str) -> str | None:
    """Eight digits with the check digit that makes them a BSN, if there is one."""
    return next((eight + last for last in "0123456789" if bsn.is_valid(eight + last)), None)


@given(digits.map(_complete).filter(bool), words, words)
def test_any_valid_bsn_inside_a_text_is_found(number: str, before: str, after: str) -> None:
    assert refused_in(f"{before} {number} {after}") is not None
    assert refused_in(f"{before} {number}{after.lstrip('-')}") is not None


@given(
    st.text("0123456789", min_size=9, max_size=9).filter(lambda n: not bsn.is_valid(n)),
    words,
    words,
)
def test_nine_digits_that_fail_the_test_are_no_bsn(number: str, before: str, after: str) -> None:
    assert refused_in(f"{before} {number} {after}") is not Finding.BSN
