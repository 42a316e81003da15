"""What went on around the signals: phases of crises, measures in force, and their support."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from sqlmodel import Session, col, select

from app.core import clock
from app.crises import commands, measure_commands
from app.picture import axis_queries, labels, periods, support_queries
from app.picture.filters import PictureFilters
from app.reference.models import Crisis, CrisisPhase, Measure
from tests.picture.test_picture import cells_of, rows_behind, seen, shown
from tests.world import Visitors, World

DAY, WEEK = timedelta(days=1), timedelta(weeks=1)


def crisis_of(world: World, name: str, ago: int, **more: Any) -> Crisis:
    given = commands.CrisisInput(
        name=name, phase=CrisisPhase.ACUTE, started_on=clock.today() - timedelta(days=ago), **more
    )
    return commands.add_crisis(world.session, world["eva"], given)


def bring(world: World, crisis: Crisis, phase: CrisisPhase, ago: int) -> None:
    with clock.at(clock.now() - timedelta(days=ago)):
        given = commands.CrisisInput(
            name=crisis.name, phase=phase, started_on=crisis.started_on, version=crisis.version
        )
        commands.edit_crisis(world.session, world["eva"], crisis, given)
        world.session.flush()


def measure_of(world: World, title: str, ago: int, **more: Any) -> Measure:
    starts = clock.today() - timedelta(days=ago)
    given = measure_commands.MeasureInput.model_validate(
        {"title": title, "level": "national", "starts_on": starts} | more
    )
    measure = measure_commands.add_measure(world.session, world["eva"], given)
    world.session.flush()
    return measure


def stays(line: axis_queries.CrisisLine) -> list[tuple[str | None, int]]:
    return [(each.phase and each.phase.value, each.columns) for each in line.stays]


def test_a_crisis_stands_in_the_phase_that_it_had_then(world: World, session: Session) -> None:
    span = periods.usual(clock.today())
    crisis = crisis_of(world, "Dijkdoorbraak", ago=70)
    bring(world, crisis, CrisisPhase.RECOVERY, ago=35)
    bring(world, crisis, CrisisPhase.AFTERCARE, ago=6)
    crisis_of(world, "Brand in een haven", ago=60, ended_on=clock.today() - timedelta(days=50))
    crisis_of(world, "Griep van vroeger", ago=400, ended_on=clock.today() - timedelta(days=300))
    found = {
        each.name: each for each in axis_queries.find_crises(session, world["greet"], span, None)
    }
    phases = [(None, 1), ("acute", 5), ("recovery", 5), ("aftercare", 1)]
    assert stays(found["Dijkdoorbraak"]) == phases
    assert stays(found["Brand in een haven"]) == [(None, 3), ("acute", 2), (None, 7)]
    assert "Griep van vroeger" not in found
    for each in found.values():
        assert sum(stay.columns for stay in each.stays) == len(span.parts)
    [one] = axis_queries.find_crises(session, world["greet"], span, crisis.slug)
    assert one == found["Dijkdoorbraak"]
    assert axis_queries.find_crises(session, world["hugo"], span, crisis.slug) == []


def support_of(world: World, who: str, **asked: Any) -> support_queries.Support:
    given = PictureFilters.model_validate(asked)
    span = given.read_span()
    return support_queries.find_support(world.session, world[who], given.of_signals(span), span)


def about(world: World, measure: Measure | None, **more: Any) -> None:
    slug = measure.slug if measure else None
    seen(world, theme="public_support", measure=slug, **more)


def test_support_is_counted_by_measure_beside_when_it_was_in_force(world: World) -> None:
    ban = measure_of(world, "Bezoekverbod", ago=40, ends_on=clock.today() - timedelta(days=20))
    world.session.delete(measure_of(world, "Vergissing", ago=3))
    measure_of(world, "Toeslag", ago=2)
    old = measure_of(world, "Oude regel", ago=300, ends_on=clock.today() - timedelta(days=200))
    for direction in ("negative", "negative", "positive"):
        about(world, ban, direction=direction, ago=25)
    about(world, old, ago=10)
    about(world, None, ago=10)
    seen(world, theme="mental_health", measure=ban.slug)
    found = support_of(world, "greet")
    mine = {
        line.title: line
        for line in found.measures
        if line.title in ("Bezoekverbod", "Toeslag", "Oude regel")
    }
    assert list(mine) == ["Bezoekverbod", "Oude regel", "Toeslag"]
    signals = mine["Bezoekverbod"].signals
    assert (signals.negative.total, signals.positive.total) == (2, 1)
    assert [(stay.holds, stay.columns) for stay in mine["Bezoekverbod"].stays] == [
        (False, 6), (True, 4), (False, 2),
    ]  # fmt: skip
    assert not any(stay.holds for stay in mine["Oude regel"].stays)
    assert found.unsaid.negative.total == 1
    assert (found.everything.negative.total, found.everything.positive.total) == (4, 1)
    assert found.least == mine["Bezoekverbod"]
    assert "“Bezoekverbod”: 2." in labels.say_support(found).translate({0xE000: "", 0xE001: ""})


@pytest.mark.parametrize(
    ("who", "asked"),
    [("greet", {}), ("amina", {"municipality": "GM1979"}), ("daan", {"period": "weeks_4"})],
)
def test_every_number_of_support_leads_to_its_rows(
    visitors: Visitors, world: World, who: str, asked: dict[str, str]
) -> None:
    wide, local = (
        measure_of(world, "Bezoekverbod", ago=40),
        measure_of(world, "Wijkcentrum dicht", ago=30, level="local"),
    )
    for measure in (wide, local, None):
        for people in (3, 40):
            about(world, measure, people=people, ago=5, direction="negative")
            about(world, measure, people=people, ago=15, direction="positive")
    world.session.commit()
    found = {
        a: n for a, n in cells_of(shown(visitors, who, **asked)) if "theme=public_support" in a
    }
    assert len([address for address in found if "measure=" in address]) >= 8
    for address, number in found.items():
        assert rows_behind(world, who, address) == number, address


def test_a_local_measure_does_not_tell_where_a_small_group_is(world: World) -> None:
    local = measure_of(world, "Wijkcentrum dicht", ago=30, level="local")
    seen(world, "amina", theme="public_support", measure=local.slug, people=3)
    of_amina, of_farid = support_of(world, "amina"), support_of(world, "farid")
    assert [line.slug for line in of_amina.measures if line.signals.has_signals] == [local.slug]
    assert not any(line.signals.has_signals for line in of_farid.measures)
    assert of_farid.unsaid.negative.total == of_farid.everything.negative.total == 1
    assert of_amina.unsaid.negative.total == 0


def test_a_measure_is_in_the_column_that_it_touches(world: World, session: Session) -> None:
    assert session.exec(select(Measure).where(col(Measure.title) == "Eén dag")).all() == []
    day = date(2026, 3, 12)
    span = periods.Span(date(2026, 3, 1), date(2026, 3, 28))
    measure_of(world, "Eén dag", ago=(clock.today() - day).days, ends_on=day)
    given = PictureFilters(seen_from=span.first, seen_until=span.last)
    found = support_queries.find_support(session, world["greet"], given.of_signals(span), span)
    [line] = [each for each in found.measures if each.title == "Eén dag"]
    assert [(stay.holds, stay.columns) for stay in line.stays] == [
        (False, 1),
        (True, 1),
        (False, 2),
    ]
