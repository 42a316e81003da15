"""The results of a survey become signals: previewed, stored once, changed by their reference."""

from __future__ import annotations

from typing import Any

import pytest
from sqlmodel import Session, select

from app.core import clock
from app.imports import forms
from app.signals.models import Signal, SignalDirection, SignalSource, SignalStatus, SignalTrend
from tests.imports.files import csv_file
from tests.imports.test_pages import send
from tests.imports.test_round_trip import Kind, brought, opened, saved
from tests.signals.doors import stored as stored_of_resident
from tests.signals.entries import logged_by
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


def listed(visitors: Visitors, who: str) -> tuple[list[str], list[list[str]]]:
    """The list as somebody downloads it, its head and its rows."""
    head, *rows = opened(visitors[who].get("/signalen/lijst.csv?status=all").content)
    return head, rows


def changed(visitors: Visitors, who: str, of: Signal, value: int) -> bytes:
    head, rows = listed(visitors, who)
    (row,) = [each for each in rows if str(of.id) in each]
    row[head.index("Grootte van het effect")] = str(value)
    return saved([head, row])


def test_a_file_that_comes_back_changes_what_was_edited_in_it(
    visitors: Visitors, world: World, session: Session
) -> None:
    signal = logged_by(world, "daan")
    session.commit()
    same = changed(visitors, "daan", signal, signal.severity or 0)
    done = brought(world, "daan", Kind.SIGNALS, same)
    assert (done.stored, done.changed, done.linked) == (0, 0, 1)
    content = changed(visitors, "daan", signal, 2)
    assert brought(world, "daan", Kind.SIGNALS, content).changed == 1
    session.expire_all()
    (after,) = stored(session)
    assert (after.severity, after.trend, after.theme) == (2, SignalTrend.RISING, "work_income")


@pytest.mark.parametrize("who", ["farid", "amina"])
def test_a_file_changes_no_signal_of_somebody_else(
    visitors: Visitors, world: World, session: Session, who: str
) -> None:
    """Nor by the municipality where it is, which decides about it and says it no other way."""
    signal = logged_by(world, "daan")
    session.commit()
    content = changed(visitors, "daan", signal, 2)
    done = brought(world, who, Kind.SIGNALS, content)
    assert done.changed == 0 and done.is_stopped
    session.expire_all()
    assert stored(session)[0].severity == 4


def test_what_somebody_else_took_up_stands_as_it_was_taken_up(
    visitors: Visitors, world: World, session: Session
) -> None:
    signal = logged_by(world, "chantal")
    session.commit()
    content = changed(visitors, "chantal", signal, 2)
    assert brought(world, "chantal", Kind.SIGNALS, content).changed == 1
    again = changed(visitors, "chantal", signal, 5)
    answer = {"theme": "work_income", "target_group": "older_people", "severity": "2"}
    visitors["amina"].post(f"/signalen/{signal.id}/oppakken", data=answer)
    session.expire_all()
    done = brought(world, "chantal", Kind.SIGNALS, again)
    assert done.changed == 0 and done.is_stopped


def test_what_a_resident_told_is_of_nobodys_file(world: World, session: Session) -> None:
    signal = stored_of_resident(session)
    row = ROW | {"kenmerk": str(signal.id)}
    done = brought(world, "daan", Kind.SIGNALS, csv_file(row))
    assert done.is_stopped
    assert session.get(Signal, signal.id).severity is None  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("direction", "trend", "word"),
    [
        ("negative", "rising", "Het wordt erger"),
        ("negative", "falling", "Het wordt minder erg"),
        ("positive", "rising", "Het gaat steeds beter"),
        ("positive", "falling", "Het gaat minder goed"),
        ("positive", "steady", "Het blijft gelijk"),
    ],
)
def test_the_trend_is_said_of_what_is_wrong_and_of_what_works_and_comes_back(
    visitors: Visitors, world: World, session: Session, direction: str, trend: str, word: str
) -> None:
    signal = logged_by(world, "daan", direction=direction, trend=trend)
    session.commit()
    head, rows = listed(visitors, "daan")
    assert rows[0][head.index("Trend")] == word
    assert word in visitors["daan"].get(f"/signalen/{signal.id}").text
    assert word in visitors["daan"].get("/signalen").text
    done = brought(world, "daan", Kind.SIGNALS, saved([head, *rows]))
    assert (done.changed, done.linked) == (0, 1), [f for row in done.rows for f in row.faults]
