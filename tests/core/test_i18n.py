"""Numbers, dates and plurals as the reader writes them."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from app.core import clock, i18n
from app.core.i18n import speaking
from app.reference.labels import amount
from app.reference.models import Unit

SUNDAY = datetime(2026, 11, 22, 7, 15, tzinfo=UTC)


@pytest.mark.parametrize(
    ("value", "dutch", "english"), [(1250.5, "1.250,5", "1,250.5"), (40, "40", "40")]
)
def test_numbers(value: float, dutch: str, english: str) -> None:
    assert i18n.number(value) == dutch
    with speaking("en"):
        assert i18n.number(value) == english


def test_dates_are_written_out_with_a_small_letter() -> None:
    assert i18n.long_date(date(2026, 11, 22)) == "22 november 2026"
    assert (
        i18n.period(date(2026, 11, 9), date(2027, 3, 1))
        == "9 november 2026 tot en met 1 maart 2027"
    )
    assert i18n.period(date(2026, 11, 9), None) == "vanaf 9 november 2026"
    with speaking("en"):
        assert i18n.long_date(date(2026, 11, 22)) == "22 November 2026"


@pytest.mark.parametrize(
    ("words", "dutch", "english"),
    [
        ([], "", ""),
        (["Oldambt"], "Oldambt", "Oldambt"),
        (["Oldambt", "Pekela"], "Oldambt en Pekela", "Oldambt and Pekela"),
        (["a", "b", "c"], "a, b en c", "a, b and c"),
    ],
    ids=str,
)
def test_a_sentence_sums_up_with_a_word_before_the_last(
    words: list[str], dutch: str, english: str
) -> None:
    assert i18n.listed(iter(words)) == i18n.short_list(words) == dutch
    with speaking("en"):
        assert i18n.listed(words) == i18n.short_list(words) == english
    assert i18n.short_list([*"abcdef"]) == "a, b, c en 3 andere"
    labels = ["Medisch kwetsbaren", "GGZ-cliënten", "Ouderen"]
    assert i18n.listed_labels(iter(labels)) == "Medisch kwetsbaren, GGZ-cliënten en ouderen"
    assert i18n.listed_labels(labels[:1], within=True) == "medisch kwetsbaren"
    themes = ["Gezondheid en zorg", "Wonen"]
    assert i18n.listed_labels(themes) == "Gezondheid en zorg, wonen", "or nobody knows which is one"
    assert i18n.listed_labels([]) == i18n.short_labels([]) == ""
    assert i18n.short_labels(iter(labels)) == i18n.listed_labels(labels)
    assert i18n.short_labels(iter(labels), within=True, most=2) == (
        "medisch kwetsbaren, GGZ-cliënten en 1 andere"
    )


def test_a_short_date_names_the_year_only_when_it_is_another_one() -> None:
    with clock.at(SUNDAY):
        assert i18n.short_date(date(2026, 11, 22)) == "zo 22 november"
        assert i18n.short_date(date(2027, 1, 4)) == "ma 4 januari 2027"


def test_moments_are_in_dutch_time_on_a_24_hour_clock() -> None:
    with clock.at(SUNDAY):
        assert i18n.moment(SUNDAY) == "vandaag 8.15 uur"
        assert i18n.moment(datetime(2026, 11, 21, 15, 10, tzinfo=UTC)) == "gisteren 16.10 uur"
        assert i18n.moment(datetime(2026, 11, 20, 23, 30, tzinfo=UTC)) == "gisteren 0.30 uur"
        assert i18n.exact_moment(datetime(2026, 7, 1, 18, 5, tzinfo=UTC)) == "1 juli 2026 20.05"


def test_age_in_days() -> None:
    with clock.at(SUNDAY):
        ages = [i18n.age(datetime(2026, 11, day, 12, tzinfo=UTC)) for day in (22, 21, 20, 10)]
    assert ages == ["vandaag", "gisteren", "2 dagen geleden", "12 dagen geleden"]


def test_plurals_follow_the_number() -> None:
    assert amount(Unit.PLACES, 1) == "1 plek"
    assert amount(Unit.PLACES, 1250) == "1.250 plekken"
    with speaking("en"):
        assert (amount(Unit.PEOPLE, 1), amount(Unit.PEOPLE, 2)) == ("1 person", "2 people")


def test_a_long_list_says_how_many_more() -> None:
    places = ["Eemsdelta", "Oldambt", "Pekela", "Veendam", "Stadskanaal"]
    assert i18n.short_list(places[:3]) == "Eemsdelta, Oldambt en Pekela"
    assert i18n.short_list(places) == "Eemsdelta, Oldambt, Pekela en 2 andere"
    assert i18n.short_list(places[:4]).startswith("Eemsdelta, Oldambt, Pekela en 1 ")


def test_a_language_we_do_not_have_is_dutch() -> None:
    with speaking("nl"):
        i18n.use_locale("fr")
        assert i18n.current_locale() == "nl"
