"""The file of a report: PDF/UA whatever it says, and the same bytes for the same content."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import page
import pytest
from hypothesis import given, settings, strategies as st

from app.imports import processes
from app.reports import typesetter


def content(**changes: Any) -> dict[str, Any]:
    """A small report."""
    return {
        "title": "Maatschappelijk beeld Groningen, week 48",
        "subtitle": "5 oktober tot en met 28 november 2026",
        "author": "Groningen",
        "footer": "Maatschappelijk beeld Groningen, week 48",
        "contents": "Inhoud",
        "interpreted": "Wat het betekent",
        "taken_at": "2026-11-28T12:00:00.123456+00:00",
        "about": ["Zoals het was op 28 november 2026."],
        "interpretations": [interpretation()],
        "sections": [section(["Totaal", "21 nov"], [["Wonen", "12", "3"]])],
    } | changes


def interpretation(text: str = "Kou in huis.\nTweede alinea.") -> dict[str, Any]:
    return {
        "title": "Kou raakt wie al schulden had",
        "who": "Veiligheidsregio, 12 november 2026",
        "parts": [{"name": "Wat we zien", "text": text}],
        "proposed": "Voorstellen",
        "proposals": [text],
    }


def section(columns: list[str], rows: list[list[str]], name: str = "Gevolgen") -> dict[str, Any]:
    table = {
        "caption": f"{name} per thema",
        "first": "Thema",
        "columns": columns,
        "rows": [{"name": row[0], "cells": row[1:]} for row in rows],
    }
    return {
        "name": name,
        "sentence": "Wonen weegt het zwaarst.",
        "definition": "Elk signaal telt een keer.",
        "nothing": "Niets te tellen.",
        "tables": [table] if rows else [],
    }


def faults_of(file: bytes) -> list[str]:
    report = page.validate_pdf_bytes(file, profile="ua1")
    assert report.rules.total > 50, "it looked at hardly anything"
    return [f"{each.rule_id}: {each.message}" for each in report.failures]


WIDE = section(
    [f"Midden-Groningen {number}" for number in range(30)],
    [[f"Groep {row}", *("12" for _column in range(30))] for row in range(90)],
)


@pytest.mark.parametrize(
    "said",
    [
        content(),
        content(interpretations=[]),
        content(sections=[]),
        content(sections=[section([], [], name="Leeg")]),
        content(sections=[WIDE, WIDE]),
        content(interpretations=[interpretation()] * 20),
    ],
    ids=["usual", "no words", "no figures", "nothing to count", "wide and long", "many words"],
)
def test_every_report_is_pdf_ua(said: dict[str, Any]) -> None:
    assert faults_of(typesetter.typeset_here(said)) == []


def test_a_validator_that_finds_nothing_would_be_no_test() -> None:
    import typst

    plain = typst.compile(b"Hallo", pdf_tags=False)
    assert faults_of(plain) != []


# What a setting program takes for an instruction, what no font has, and what turns a line round.
ODD = (
    '#raw *vet* $x$ `code` <label> @ref // weg \\ /* weg */ [x] {y} #import "/etc/passwd": *',
    "漢字 \U0001f600 ‮omgekeerd‬ \u200b\u00ad\u0301 ﷽ \U000e0041",
    "عربي مع أرقام 12, Українська, Ελληνικά, Türkçe, Zażółć",
    "a" * 4000,
    "= Geen kop\n- geen lijst\n+ geen lijst\n\n\n\n",
    "\t \n",
)


@pytest.mark.parametrize("text", ODD)
def test_odd_texts_stand_there_as_they_are(text: str) -> None:
    said = content(interpretations=[interpretation(text)])
    said["sections"][0]["tables"][0]["rows"].append({"name": text[:200], "cells": [text[:9]] * 2})
    assert faults_of(typesetter.typeset_here(said)) == []


@given(st.text(max_size=60))
@settings(max_examples=25, deadline=None)
def test_any_text_can_be_set(text: str) -> None:
    said = content(title=f"Beeld {text}", interpretations=[interpretation(text)])
    assert faults_of(typesetter.typeset_here(said)) == []


def test_the_same_content_is_the_same_file_in_another_process_too() -> None:
    said = content(sections=[WIDE])
    first, second = typesetter.typeset(said), typesetter.typeset(json.loads(json.dumps(said)))
    assert first == second == typesetter.typeset_here(said)
    other = typesetter.typeset(said | {"subtitle": "Een andere week"})
    assert other != first


def test_what_asks_too_much_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(typesetter, "LIMITS", processes.Limits(1, 30, 2 * 1024**3))
    endless = content(sections=[WIDE] * 400)
    with pytest.raises(processes.Overrun):
        typesetter.typeset(endless)


def test_what_stands_on_the_pages(tmp_path: Path) -> None:
    """Read back as somebody's reader does: every text once, in order."""
    reader = shutil.which("pdftotext")
    if reader is None:
        pytest.skip("pdftotext is not installed")
    file = tmp_path / "report.pdf"
    file.write_bytes(typesetter.typeset_here(content()))
    text = subprocess.run(
        [reader, "-layout", str(file), "-"], capture_output=True, check=True
    ).stdout.decode()
    places = [
        text.index(each)
        for each in (
            "Maatschappelijk beeld Groningen",
            "Zoals het was op",
            "Inhoud",
            "Kou raakt wie al schulden had",
            "Tweede alinea.",
            "Gevolgen per thema",
            "Elk signaal telt een keer.",
        )
    ]
    assert places == sorted(places)
    assert "Wonen" in text and "12" in text
