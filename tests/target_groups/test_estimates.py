"""How large a group is: who says so, what counts, what others see of few people."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from app.core import clock
from app.core.errors import AppError, Forbidden, Invalid
from app.target_groups.estimate_commands import add_estimate
from app.target_groups.fields import EstimateInput
from app.target_groups.size_queries import Size, find_sizes, total_of
from tests.world import World

EEMSDELTA, GRONINGEN, ASSEN = "GM1979", "GM0014", "GM0106"


def given(**changes: Any) -> EstimateInput:
    plain = {
        "target_group": "older_people",
        "municipality": EEMSDELTA,
        "people": 1200,
        "source": "CBS, 2025",
    }
    return EstimateInput.model_validate(plain | changes)


def seen(world: World, who: str, **wanted: Any) -> list[Size]:
    return find_sizes(world.session, world[who], **wanted)


def test_the_team_and_the_municipality_itself_write_a_size_down(world: World) -> None:
    for who, people in (("daan", 1000), ("amina", 1100), ("bram", 1200)):
        add_estimate(world.session, world[who], given(people=people))
    (size,) = seen(world, "greet")
    assert (size.people, size.organisation_name, size.as_of) == (
        1200,
        "Gemeente Eemsdelta",
        clock.today(),
    )
    assert [s.people for s in seen(world, "chantal", with_history=True)] == [1200, 1100, 1000]


@pytest.mark.parametrize("who", ["chantal", "eva", "greet"])
def test_others_do_not(world: World, who: str) -> None:
    with pytest.raises(Forbidden):
        add_estimate(world.session, world[who], given())
    assert seen(world, "daan") == []


@pytest.mark.parametrize(
    ("who", "changes", "field"),
    [
        ("farid", {}, "municipality"),  # of Westerwolde
        ("daan", {"municipality": ASSEN}, "municipality"),  # in another region
        ("daan", {"municipality": "GM9999"}, "municipality"),
        ("daan", {"target_group": "nobody"}, "target_group"),
        ("daan", {"as_of": "1-1-2099"}, "as_of"),
        ("daan", {"organisation": "00000000-0000-0000-0000-000000000001"}, "organisation"),
    ],
)
def test_a_wrong_size_says_in_which_field(
    world: World, who: str, changes: dict[str, str], field: str
) -> None:
    with pytest.raises(AppError) as caught:
        add_estimate(world.session, world[who], given(**changes))
    assert isinstance(caught.value, Invalid)
    assert set(caught.value.errors) == {field}


def test_the_latest_day_counts_whatever_was_written_last(world: World) -> None:
    today = clock.today()
    add_estimate(world.session, world["daan"], given(people=900, as_of=today - timedelta(days=1)))
    add_estimate(world.session, world["daan"], given(people=100, as_of=date(2020, 1, 1)))
    add_estimate(world.session, world["daan"], given(people=50, municipality=GRONINGEN))
    assert {s.municipality_code: s.people for s in seen(world, "amina")} == {
        EEMSDELTA: 900,
        GRONINGEN: 50,
    }
    assert [
        s.people for s in seen(world, "amina", municipalities=[EEMSDELTA], with_history=True)
    ] == [900, 100]
    assert seen(world, "amina", groups=["lonely_people"]) == []
    assert seen(world, "hugo") == []


def test_few_people_are_counted_for_nobody_but_who_wrote_it(world: World) -> None:
    add_estimate(world.session, world["amina"], given(people=4))
    add_estimate(world.session, world["daan"], given(people=5, municipality=GRONINGEN))
    assert {s.people for s in seen(world, "bram")} == {4, 5}
    for who in ("daan", "farid", "greet", "chantal", "eva"):
        assert total_of(seen(world, who)) == (5, False)
    assert total_of(seen(world, "amina")) == (9, True)
