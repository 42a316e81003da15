"""The results of a survey become signals: previewed, stored once, and never changed by a file."""

from __future__ import annotations

from typing import Any

import pytest
from sqlmodel import Session, select

from app.core import clock
from app.imports import forms
from app.signals.models import Signal, SignalDirection, SignalSource, SignalStatus
from tests.imports.files import csv_file
from tests.imports.test_pages import send
from tests.imports.test_round_trip import Kind, brought
from tests.world import Visitors, World

ROW = {
    "wat zie je": "Een op de drie ondervraagde ouderen voelt zich eenzaam.",
    "thema": "eenzaamheid",
    "doelgroep": "Ouderen",
    "gemeente": "Eemsdelta",
    "richting": "negatief",
    "ernst": "4",
}


def stored(session: Session) -> list[Signal]:
    return list(session.exec(select(Signal).order_by("created_at")))


@pytest.mark.parametrize(
    ("who", "status"), [("daan", SignalStatus.ACCEPTED), ("chantal", SignalStatus.RECEIVED)]
)
def test_rows_of_a_survey_become_signals_once(
    world: World, session: Session, who: str, status: SignalStatus
) -> None:
    more = ROW | {"trend": "neemt toe", "zekerheid": "zeker", "bron": "media"}
    content = csv_file(ROW, more | {"doelgroep": "Mantelzorgers"})
    assert brought(world, who, Kind.SIGNALS, content).stored == 2
    first, second = sorted(
        stored(session), key=lambda signal: signal.source_kind or "", reverse=True
    )
    assert (first.source_kind, first.status) == (SignalSource.RESEARCH, status)
    assert (first.theme, first.severity) == ("social_cohesion", 4)
    assert first.direction is SignalDirection.NEGATIVE and first.seen_on == clock.today()
    assert second.source_kind is SignalSource.MEDIA and second.trend and second.sureness
    again = brought(world, who, Kind.SIGNALS, content)
    assert (again.stored, again.linked) == (0, 2) and len(stored(session)) == 2


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"thema": "weer"}, "thema"),
        ({"richting": "opzij"}, "richting"),
        ({"ernst": "9"}, "ernst"),
        ({"wat zie je": "Bel mevrouw op 06-12345678 voor meer."}, "wat zie je"),
        ({"gemeente": "Assen"}, "gemeente"),
    ],
)
def test_what_is_wrong_in_a_row_stops_the_file_and_says_where(
    world: World, session: Session, changes: dict[str, Any], said: str
) -> None:
    done = brought(world, "daan", Kind.SIGNALS, csv_file(ROW, ROW | changes))
    assert done.is_stopped and not stored(session)
    assert said in {fault.column for row in done.rows for fault in row.faults}


def test_the_example_can_be_sent_as_it_is(visitors: Visitors, session: Session) -> None:
    content = visitors["daan"].get("/importeren/voorbeeld/signalen.csv").content
    answer = send(visitors["daan"], content, kind="signals")
    assert answer.status_code == 200, answer.text
    assert "Eemsdelta" in visitors["amina"].get("/importeren/voorbeeld/signalen.csv").text
    assert forms.EXAMPLE_NAMES["signalen"] is Kind.SIGNALS


@pytest.mark.parametrize(
    ("column", "word", "field", "value"),
    [
        ("thema", "Onderwijs", "theme", "education_upbringing"),
        ("thema", "economie", "theme", "economy_business"),
        ("ernst", "licht", "severity", 1),
        ("ernst", "Matig", "severity", 2),
        ("ernst", "groot", "severity", 3),
        ("ernst", "ernstig", "severity", 3),
        ("ernst", "zeer ernstig", "severity", 4),
        ("ernst", "5", "severity", 5),
        ("richting", "gaat goed", "direction", "positive"),
        ("richting", "Negative", "direction", "negative"),
        ("trend", "stijgend", "trend", "rising"),
        ("trend", "Afnemend", "trend", "falling"),
        ("zekerheid", "waarschijnlijk", "sureness", "fair"),
        ("bron", "Bewoners", "source_kind", "residents"),
        ("bron", "nieuws", "source_kind", "media"),
    ],
)
def test_words_that_people_use_are_read(
    world: World, session: Session, column: str, word: str, field: str, value: Any
) -> None:
    done = brought(world, "daan", Kind.SIGNALS, csv_file(ROW | {column: word}))
    assert done.stored == 1, [fault for row in done.rows for fault in row.faults]
    (signal,) = stored(session)
    assert getattr(signal, field) == value
