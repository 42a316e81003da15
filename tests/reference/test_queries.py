"""Reading the lists of a region: its own words and the national ones, its crises and choices."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from app.core import clock
from app.core.i18n import speaking
from app.core.read_once import reading_once
from app.reference.choice_queries import get_choices
from app.reference.commands import choose_settings, lock_settings
from app.reference.crisis_queries import get_crisis, get_measure, of_crisis, of_measure
from app.reference.labels import amount
from app.reference.models import (
    Crisis,
    CrisisPhase,
    Measure,
    MeasureLevel,
    Municipality,
    OrganisationKind,
    RegionSettings,
    ReviewMode,
    SafetyRegion,
    SupportType,
    Theme,
    Unit,
)
from app.reference.queries import (
    count_regions,
    find_support_types,
    get_settings,
    get_support_type,
    get_themes,
    serves_theme,
)
from tests.reference.lists import DAY, crisis, measure


@pytest.fixture
def own_words(session: Session) -> Session:
    """VR01 has a kind of help and a theme of its own."""
    session.add(
        SupportType(
            slug="boat", label_nl="Boot", label_en="Boat", region_code="VR01",
            synonyms=["sloep"], themes=["mental_health"], position=900,
        )
    )  # fmt: skip
    session.add(Theme(slug="sailing", label_nl="Varen", label_en="Sailing", region_code="VR01"))
    session.flush()
    return session


@pytest.mark.parametrize(
    ("regions", "has_own"),
    [([], False), (["VR03"], False), (["VR01"], True), (["VR03", "VR01"], True)],
)
def test_a_list_has_the_national_words_and_those_of_its_regions(
    own_words: Session, regions: list[str], has_own: bool
) -> None:
    choices = get_choices(own_words, regions)
    kinds = {choice.value: choice for choice in choices.support_types}
    assert "transport" in kinds
    assert ("boat" in kinds) is has_own
    assert ("sailing" in {choice.value for choice in choices.themes}) is has_own
    if has_own:
        assert kinds["boat"].words == ("sloep",)
        assert kinds["boat"].themes == ("mental_health",)
        assert choices.support_types[-1].value == "boat", "by position"
        assert choices.themes_of("boat") == [choices.labels["mental_health"]]
    for region in regions:
        assert (get_support_type(own_words, "boat", region) is not None) is (region == "VR01")
        assert ("boat" in find_support_types(own_words, region)) is (region == "VR01")
        found = [theme.slug for theme in get_themes(own_words, ["sailing", "none"], region)]
        assert found == (["sailing"] if region == "VR01" else [])


def test_a_list_speaks_the_language_of_its_reader(own_words: Session) -> None:
    for locale, label in (("nl", "Boot"), ("en", "Boat")):
        with speaking(locale):
            assert get_choices(own_words, ["VR01"]).labels["boat"] == label


def test_municipalities_are_those_of_the_region_and_of_the_regions_next_to_it(
    session: Session,
) -> None:
    choices = get_choices(session, ["VR01"])
    towns = {town.code: town for town in session.exec(select(Municipality))}
    assert {c.value for c in choices.municipalities} == {
        code for code, town in towns.items() if town.region_code == "VR01"
    }
    assert {c.value for c in choices.nearby} == {
        code for code, town in towns.items() if town.region_code in ("VR02", "VR03")
    }
    names = [towns[c.value].sort_name for c in choices.municipalities]
    assert names == sorted(names)
    both = get_choices(session, ["VR01", "VR03"])
    assert not {c.value for c in both.nearby} & {c.value for c in both.municipalities}


def test_crises_and_measures_are_of_one_region(session: Session) -> None:
    cold, ban = crisis(session, "kou"), measure(session, "verbod")
    other = (
        crisis(session, "kou", region_code="VR06"),
        measure(session, "verbod", region_code="VR06"),
    )
    assert get_crisis(session, "kou", "VR05") is cold
    assert get_measure(session, "verbod", "VR05") is ban
    assert get_crisis(session, "kou", "VR06") is other[0]
    assert get_measure(session, "verbod", "VR06") is other[1]
    for region in ("VR01", "VR99"):
        assert get_crisis(session, "kou", region) is None
        assert get_measure(session, "verbod", region) is None
    with pytest.raises(IntegrityError):
        crisis(session, "kou")


def test_measures_are_chosen_by_the_alphabet_whatever_their_capitals(session: Session) -> None:
    for title in ("bezoekverbod", "Avondklok", "Café dicht"):
        measure(session, title)
    found = [choice.label for choice in get_choices(session, ["VR05"]).measures]
    assert found == ["Avondklok", "bezoekverbod", "Café dicht"]


def test_rows_of_a_crisis_a_theme_or_a_measure_are_found_by_its_slug(session: Session) -> None:
    cold = crisis(session, "kou")
    wide = measure(session, "verbod", crisis_id=cold.id)
    local = measure(session, "haven", level=MeasureLevel.LOCAL, crisis_id=cold.id)
    free = measure(session, "vrij")
    crises = select(Measure.slug).where(of_crisis(col(Measure.crisis_id), "kou"))
    assert set(session.exec(crises)) == {"verbod", "haven"}
    known, unknown = sa.true(), sa.false()
    for one, place, found in (
        (wide, None, True),
        (local, None, True),
        (wide, unknown, True),
        (local, known, True),
        (local, unknown, False),  # a local one tells where something is
    ):
        rule = of_measure(col(Measure.id), one.slug, place_known=place)
        assert set(session.exec(select(Measure.slug).where(rule))) == (
            {one.slug} if found else set()
        )
    assert not set(session.exec(select(Measure.slug).where(of_measure(col(Measure.id), "kou"))))
    assert free.crisis_id is None
    serving = select(SupportType.slug).where(serves_theme(col(SupportType.slug), "mental_health"))
    assert set(session.exec(serving)) == {
        kind.slug for kind in session.exec(select(SupportType)) if "mental_health" in kind.themes
    }


def test_a_region_without_choices_has_the_defaults_and_they_are_stored_once_held(
    session: Session,
) -> None:
    given = get_settings(session, "VR05")
    assert session.get(RegionSettings, "VR05") is None, "reading stores nothing"
    assert (given.freshness_weeks, given.review_mode, given.answer_days) == (
        8,
        ReviewMode.ACROSS,
        3,
    )
    held = lock_settings(session, "VR05")
    assert lock_settings(session, "VR05") is held
    ignored = {"region_code", "version"}
    assert held.model_dump(exclude=ignored) == given.model_dump(exclude=ignored) | {
        "stacking_days": 90
    }
    choose_settings(
        session, "VR05", moderated_kinds=[OrganisationKind.BUSINESS], review_mode=ReviewMode.ALL
    )
    session.flush()
    chosen = get_settings(session, "VR05")
    assert (chosen.moderated_kinds, chosen.review_mode) == (["business"], ReviewMode.ALL)
    assert get_settings(session, "VR06").moderated_kinds == []


@pytest.mark.parametrize(
    ("column", "low", "high"),
    [
        ("freshness_weeks", 1, 52),
        ("answer_days", 1, 30),
        ("suggestion_threshold", 0, 1),
        ("plan_threshold", 0, 1),
        ("stacking_days", 7, 365),
    ],
)
def test_no_setting_lies_outside_its_bounds(
    session: Session, column: str, low: int, high: int
) -> None:
    for value, is_right in ((low, True), (high, True), (low - 1, False), (high + 1, False)):
        row = lock_settings(session, "VR05")
        setattr(row, column, value)
        if is_right:
            session.flush()
        else:
            with pytest.raises(IntegrityError):
                session.flush()
            session.rollback()


def test_what_is_asked_twice_in_long_work_is_read_once(session: Session) -> None:
    with clock.at(datetime(2027, 3, 20, 12, tzinfo=UTC)):
        with reading_once(session):
            assert get_crisis(session, "kou", "VR05") is None
            crisis(session, "kou", started_on=DAY - timedelta(days=1))
            assert get_crisis(session, "kou", "VR05") is None
        assert get_crisis(session, "kou", "VR05") is not None


def test_an_empty_database_knows_no_regions(session: Session) -> None:
    assert count_regions(session) == len(session.exec(select(SafetyRegion)).all()) == 25


@pytest.mark.parametrize("locale", ["nl", "en"])
def test_every_code_has_a_word_of_its_own(locale: str) -> None:
    with speaking(locale):
        for kind in (Unit, CrisisPhase, OrganisationKind, MeasureLevel, ReviewMode):
            words = [code.word for code in kind]
            assert all(words) and len(set(words)) == len(words)
        assert all(phase.hint for phase in CrisisPhase)
        for unit in Unit:
            one, more = amount(unit, 1), amount(unit, 1250)
            assert one.startswith("1 ")
            assert more.startswith("1.250 " if locale == "nl" else "1,250 ")
            assert one.partition(" ")[2] != more.partition(" ")[2] or locale == "nl", unit


def test_only_pieces_are_given_away_for_good() -> None:
    assert {unit for unit in Unit if not unit.is_renewed} == {Unit.PIECES}


def test_a_crisis_of_another_region_does_not_stand_at_the_top(session: Session) -> None:
    crisis(session, "kou")
    assert [c.value for c in get_choices(session, ["VR05"]).crises] == ["kou"]
    assert session.exec(select(Crisis).where(col(Crisis.region_code) == "VR05")).one().slug == "kou"
    assert "kou" not in [c.value for c in get_choices(session, ["VR06"]).crises]


def test_choices_that_a_refused_command_made_are_the_defaults_again(session: Session) -> None:
    held = lock_settings(session, "VR05")
    held.answer_days = 9
    session.rollback()
    assert get_settings(session, "VR05").answer_days == 3
