""" "There already" is only what is stored to the letter; what is like it is asked."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import col, select

from app.core import clock
from app.imports import models
from app.imports.checked_rows import Outcome
from app.imports.models import Doing
from app.needs.models import Need
from app.offers.models import Offer
from app.target_groups.models import TargetGroupEstimate
from tests.imports.files import NEED, OFFER, SIZE, csv_file
from tests.imports.test_round_trip import brought, previewed
from tests.world import World

Kind = models.ImportKind
SOONER = (clock.today() + timedelta(days=5)).isoformat()
LATER = (clock.today() + timedelta(days=75)).isoformat()

# What somebody may have mended in a row since it came in, and what it is called there.
NEED_CHANGES: dict[str, Any] = {
    "soort hulp": "Vervoer", "doelgroep": "Eenzame mensen", "aantal": "75",
    "eenheid": "uur per week", "nodig tot": LATER, "urgentie": "spoed", "ook voor": "mantelzorgers",
    "omschrijving": "Twee keer per week", "nodig vanaf": SOONER,
}  # fmt: skip
OFFER_CHANGES: dict[str, Any] = {
    "soort hulp": "Vervoer", "doelgroepen": "Ouderen", "gemeenten": "GM1979", "aantal": "31",
    "eenheid": "mensen", "beschikbaar tot": LATER, "omschrijving": "Ook op zondag",
}  # fmt: skip
CASES = [
    *((Kind.NEEDS, "amina", NEED, header, text) for header, text in NEED_CHANGES.items()),
    *((Kind.OFFERS, "chantal", OFFER, header, text) for header, text in OFFER_CHANGES.items()),
]


def counted(world: World) -> int:
    return sum(len(world.session.exec(select(table)).all()) for table in (Need, Offer))


@pytest.mark.parametrize(("kind", "who", "row", "header", "text"), CASES, ids=str)
def test_a_row_that_says_something_else_is_shown_beside_what_is_stored(
    world: World, kind: Kind, who: str, row: dict[str, Any], header: str, text: str
) -> None:
    (first,) = brought(world, who, kind, csv_file(row)).rows
    before = counted(world)
    content = csv_file(row | {header: text})
    (shown,) = previewed(world, who, kind, content)
    assert (shown.outcome, shown.item_id) == (Outcome.DIFFERS, first.item_id)
    assert [difference.column for difference in shown.differences] == [header]
    assert shown.choices == tuple(Doing) and shown.unchosen is None

    assert brought(world, who, kind, content).is_stopped, "nobody chose"
    assert brought(world, who, kind, content, row=["2:skip"]).count(Outcome.SKIPPED) == 1
    assert counted(world) == before
    assert brought(world, who, kind, content, row=["2:change"]).changed == 1
    (again,) = previewed(world, who, kind, content)
    assert (again.outcome, again.item_id) == (Outcome.EXISTS, first.item_id)
    assert counted(world) == before


def test_a_choice_for_all_rows_is_for_those_that_nobody_chose(world: World) -> None:
    rows = [NEED | {"titel": f"Boodschappen voor groep {n}"} for n in range(4)]
    brought(world, "amina", Kind.NEEDS, csv_file(*rows))
    content = csv_file(*(row | {"aantal": "75"} for row in rows))
    done = brought(world, "amina", Kind.NEEDS, content, row=["3:skip", "4:new"], rest=Doing.CHANGE)
    assert [row.outcome for row in done.rows] == [
        Outcome.CHANGED, Outcome.SKIPPED, Outcome.NEW, Outcome.CHANGED,
    ]  # fmt: skip
    stored = world.session.exec(select(Need).where(col(Need.title).startswith("Boodschappen voor")))
    assert sorted((need.title[-1], need.quantity, need.people) for need in stored) == [
        ("0", 75, 75), ("1", 40, 40), ("2", 40, 40), ("2", 75, 75), ("3", 75, 75),
    ]  # fmt: skip


def test_what_a_row_does_not_say_is_no_difference(world: World) -> None:
    brought(
        world,
        "amina",
        Kind.NEEDS,
        csv_file(NEED | {"urgentie": "spoed", "ook voor": "mantelzorgers"}),
    )
    (shown,) = previewed(world, "amina", Kind.NEEDS, csv_file(NEED))
    assert shown.outcome is Outcome.EXISTS


def test_another_place_and_another_time_is_another_need(world: World) -> None:
    brought(world, "chantal", Kind.OFFERS, csv_file(OFFER))
    other = OFFER | {"gemeenten": "Groningen", "beschikbaar tot": LATER}
    (shown,) = previewed(world, "chantal", Kind.OFFERS, csv_file(other))
    assert shown.outcome is Outcome.NEW


def test_each_stored_thing_is_the_twin_of_one_row(world: World) -> None:
    """A second week of the same is not a correction of the first when the first is in the file."""
    week = [NEED | {"nodig tot": (clock.today() + timedelta(days=d)).isoformat()} for d in (7, 14)]
    brought(world, "amina", Kind.NEEDS, csv_file(week[0]))
    shown = previewed(world, "amina", Kind.NEEDS, csv_file(*week))
    assert [row.outcome for row in shown] == [Outcome.EXISTS, Outcome.NEW]
    shown = previewed(world, "amina", Kind.NEEDS, csv_file(week[1]))
    assert [row.outcome for row in shown] == [Outcome.DIFFERS]


def test_two_rows_with_one_title_that_say_something_else_are_two(world: World) -> None:
    done = brought(world, "amina", Kind.NEEDS, csv_file(NEED, NEED | {"aantal": "75"}))
    assert [row.outcome for row in done.rows] == [Outcome.NEW, Outcome.NEW]


def test_the_team_stores_beside_it_or_skips_what_is_of_another_organisation(world: World) -> None:
    row = NEED | {"organisatie": "Gemeente Eemsdelta"}
    brought(world, "amina", Kind.NEEDS, csv_file(NEED))
    content = csv_file(row | {"aantal": "75"})
    (shown,) = previewed(world, "daan", Kind.NEEDS, content)
    assert (shown.outcome, shown.choices) == (Outcome.DIFFERS, (Doing.NEW, Doing.SKIP))
    assert brought(world, "daan", Kind.NEEDS, content, row=["2:change"]).is_stopped
    assert brought(world, "daan", Kind.NEEDS, content, row=["2:new"]).stored == 1


@pytest.mark.parametrize("day", ["", "today"])
def test_a_size_that_goes_back_to_an_earlier_number_is_news(world: World, day: str) -> None:
    for people in ("1250", "1300"):
        first = SIZE | {"aantal mensen": people, "peildatum": "1-3-2025"}
        brought(world, "daan", Kind.SIZES, csv_file(first))
    back = SIZE | {"aantal mensen": "1250", "peildatum": day and clock.today().isoformat()}
    (shown,) = previewed(world, "daan", Kind.SIZES, csv_file(back))
    assert (shown.outcome, shown.unchosen) == (Outcome.DIFFERS, Doing.NEW)
    assert shown.choices == (Doing.NEW, Doing.SKIP)
    assert ("aantal mensen", "1.300", "1.250") in [
        (told.column, told.stored, told.said) for told in shown.differences
    ]
    assert brought(world, "daan", Kind.SIZES, csv_file(back)).stored == 1
    newest = world.session.exec(
        select(TargetGroupEstimate).order_by(
            col(TargetGroupEstimate.as_of).desc(), col(TargetGroupEstimate.id).desc()
        )
    ).first()
    assert newest is not None and newest.people == 1250
    (again,) = previewed(world, "daan", Kind.SIZES, csv_file(back))
    assert again.outcome is Outcome.EXISTS


def test_a_number_of_long_ago_is_stored_without_a_question(world: World) -> None:
    brought(world, "daan", Kind.SIZES, csv_file(SIZE))
    old = SIZE | {"peildatum": "1-3-2020", "aantal mensen": "900"}
    (shown,) = previewed(world, "daan", Kind.SIZES, csv_file(old))
    assert shown.outcome is Outcome.NEW
