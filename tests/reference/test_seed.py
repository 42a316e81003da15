"""The reference data, as seeded."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import func, select as sa_select
from sqlmodel import Session, col, select

from app.core import clock
from app.reference.choice_queries import get_choices
from app.reference.commands import NewCrisis, seed_reference, start_crisis
from app.reference.crisis_queries import default_crisis
from app.reference.models import CrisisPhase, Municipality, SafetyRegion, SupportType, Theme
from app.target_groups.commands import seed_target_groups
from app.target_groups.models import ALL_RESIDENTS, TargetGroup

TABLES = (SafetyRegion, Municipality, SupportType, Theme, TargetGroup)


def counts(session: Session) -> list[int]:
    return [
        session.execute(sa_select(func.count()).select_from(table)).scalar_one() for table in TABLES
    ]


def test_there_are_25_safety_regions_and_342_municipalities(session: Session) -> None:
    assert counts(session)[:2] == [25, 342]
    used = set(session.exec(select(Municipality.region_code)))
    assert used == set(session.exec(select(SafetyRegion.code)))
    assert all(
        code.startswith("GM") and len(code) == 6 for code in session.exec(select(Municipality.code))
    )


def test_seeding_again_changes_nothing(session: Session) -> None:
    def everything() -> list[str]:
        return sorted(
            str(row.model_dump()) for table in TABLES for row in session.exec(select(table))
        )

    before = everything()
    seeded = seed_reference(session) | seed_target_groups(session)
    assert list(seeded.values()) == counts(session)
    session.expire_all()
    assert everything() == before


def test_seeding_brings_back_what_was_changed_and_leaves_a_regions_own_words(
    session: Session,
) -> None:
    session.get_one(Municipality, "GM1979").name = "Delfzijl"
    session.add(SupportType(slug="boat", label_nl="Boot", label_en="Boat", region_code="VR01"))
    session.flush()
    seed_reference(session)
    session.expire_all()
    assert session.get_one(Municipality, "GM1979").name == "Eemsdelta"
    assert session.get_one(SupportType, "boat").region_code == "VR01"
    own = {choice.value for choice in get_choices(session, ["VR01"]).support_types}
    other = {choice.value for choice in get_choices(session, ["VR03"]).support_types}
    assert own - other == {"boat"}


def test_neighbours_are_neighbours_of_each_other(session: Session) -> None:
    towns = {town.code: town for town in session.exec(select(Municipality))}
    for code, town in towns.items():
        assert code not in town.neighbours
        assert len(set(town.neighbours)) == len(town.neighbours)
        for neighbour in town.neighbours:
            assert code in towns[neighbour].neighbours, f"{town.name} and {towns[neighbour].name}"
    assert {towns[code].name for code in towns["GM1979"].neighbours} >= {"Het Hogeland", "Oldambt"}


def test_every_centroid_lies_in_the_netherlands(session: Session) -> None:
    for town in session.exec(select(Municipality)):
        assert 50.7 < town.latitude < 53.7, town.name
        assert 3.3 < town.longitude < 7.3, town.name


def test_every_word_has_both_languages_and_its_own_slug(session: Session) -> None:
    for table in (SupportType, Theme, TargetGroup):
        words = session.exec(select(table)).all()
        assert all(word.label_nl and word.label_en for word in words)
    assert session.get(TargetGroup, ALL_RESIDENTS) is not None


def test_every_kind_of_help_serves_themes_and_every_theme_is_served(session: Session) -> None:
    serving = {kind.slug: kind.themes for kind in session.exec(select(SupportType))}
    assert all(1 <= len(themes) == len(set(themes)) <= 3 for themes in serving.values()), serving
    assert {theme for themes in serving.values() for theme in themes} == set(
        session.exec(select(Theme.slug))
    )
    assert (
        get_choices(session, ["VR01"]).themes_of("groceries_meals")[0]
        == "Lichamelijke gezondheid en zorg"
    )
    assert get_choices(session, ["VR01"]).themes_of("unknown") == []


def test_names_sort_as_people_expect(session: Session) -> None:
    ordered = session.exec(select(Municipality.name).order_by(col(Municipality.sort_name))).all()
    assert ordered.index("'s-Hertogenbosch") > ordered.index("Rotterdam")
    assert ordered.index("Súdwest-Fryslân") < ordered.index("Tilburg")


def test_the_default_crisis_is_the_first_that_goes_on_today(session: Session) -> None:
    today = clock.today()
    assert default_crisis(session, "VR05") is None
    for position, (slug, started) in enumerate([("later", 3), ("first", -9), ("second", -30)]):
        start_crisis(
            session,
            NewCrisis(
                region_code="VR05", slug=slug, name=slug, phase=CrisisPhase.ACUTE,
                position=position,
                started_on=today + timedelta(days=started),
            ),
        )  # fmt: skip
    found = default_crisis(session, "VR05")
    assert found is not None and found.slug == "first"
    found.ended_on = today - timedelta(days=1)
    session.flush()
    second = default_crisis(session, "VR05")
    assert second is not None and second.slug == "second"
