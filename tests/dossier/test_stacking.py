"""Where problems stack: which needs count together, for whom, and what the pages say about it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest

from app.core import clock
from app.dossier.stacking_queries import find_stackings_of
from app.needs.commands import NeedEnding, NeedWithdrawing, close_need, withdraw_need
from app.needs.models import Need, NeedOutcome, NeedWithdrawal
from app.reference.commands import lock_settings
from app.tallies.queries import find_tallies
from tests.dossier.stackings import find_stackings
from tests.world import Visitors, World

KINDS = ("groceries_meals", "transport", "buddy_visits")
EEMSDELTA = "GM1979"


def three(world: World, who: str = "amina", **changes: Any) -> list[Need]:
    return [
        world.need(who, publish=True, title=f"Behoefte aan {k}", support_type=k, **changes)
        for k in KINDS
    ]


GROUPS = ("older_people", "lonely_people", "informal_carers", "homeless", "all_residents")


def stacked(
    world: World, who: str = "farid", groups: Sequence[str] = GROUPS
) -> set[tuple[str, str]]:
    """Where they stack, as the page of a group says it; the list of groups says the same."""
    found = find_stackings(world.session, world[who], groups)
    places = {(stacking.target_group, stacking.municipality_code) for stacking in found}
    tallies = find_tallies(world.session, world[who], groups)
    assert places == {(slug, code) for slug, tally in tallies.items() for code in tally.stacked_in}
    return places


def test_three_kinds_of_help_for_one_group_in_one_municipality_stack_with_their_reasons(
    world: World,
) -> None:
    needs = three(world)
    (stacking,) = find_stackings(world.session, world["farid"], GROUPS)
    assert (stacking.target_group, stacking.municipality_code) == ("older_people", EEMSDELTA)
    assert {kind: [n.id for n in why.newest] for kind, why in stacking.reasons.items()} == {
        need.support_type: [need.id] for need in needs
    }
    assert stacked(world, "hugo") == set()
    assert stacked(world, groups=["older_people"]) == {("older_people", EEMSDELTA)}
    assert stacked(world, groups=["homeless"]) == set()


def test_the_same_kind_of_help_counts_once(world: World) -> None:
    for kind in (*KINDS[:2], KINDS[1]):
        world.need(publish=True, support_type=kind)
    assert stacked(world) == set()
    extra = world.need(publish=True, support_type=KINDS[2])
    (stacking,) = find_stackings_of(world.session, world["amina"], extra)
    assert {kind: why.count for kind, why in stacking.reasons.items()} == dict(
        zip(KINDS, (1, 2, 1), strict=True)
    )


@pytest.mark.parametrize(("extra", "named"), [(9, 12), (10, 3)])
def test_of_many_needs_the_newest_of_each_kind_are_named(
    visitors: Visitors, world: World, extra: int, named: int
) -> None:
    three(world)
    for number in range(extra):
        with clock.at(clock.now() - timedelta(days=1 + number)):
            world.need(publish=True, title=f"Eerder {number}", support_type=KINDS[0])
    (stacking,) = find_stackings(world.session, world["farid"], GROUPS)
    reasons = stacking.reasons.values()
    assert (stacking.count, sum(len(why.newest) for why in reasons)) == (3 + extra, named)
    assert stacking.reasons[KINDS[0]].newest[0].title == f"Behoefte aan {KINDS[0]}"
    world.session.commit()
    page = visitors["farid"].get("/doelgroepen/older_people").text
    assert f"Toon de {3 + extra} behoeften" in page
    assert ("en nog 10" in page) is (named == 3)


def test_a_group_that_is_hit_beside_another_counts_too(world: World) -> None:
    for kind in KINDS[:2]:
        world.need(publish=True, support_type=kind, target_group="lonely_people")
    third = world.need(
        publish=True, support_type=KINDS[2], also_groups=["lonely_people", "informal_carers"]
    )
    assert stacked(world) == {("lonely_people", EEMSDELTA)}
    assert [s.target_group for s in find_stackings_of(world.session, world["amina"], third)] == [
        "lonely_people"
    ]


def test_another_municipality_and_the_whole_region_do_not_count(world: World) -> None:
    for kind in KINDS[:2]:
        world.need("chantal", publish=True, support_type=kind, municipality=EEMSDELTA)
    world.need("chantal", publish=True, support_type=KINDS[2], municipality="GM0014")
    everywhere = world.need("chantal", publish=True, support_type=KINDS[2], municipality=None)
    assert stacked(world) == set()
    assert find_stackings_of(world.session, world["chantal"], everywhere) == []


def test_what_ended_counts_and_what_was_taken_back_or_never_published_does_not(
    world: World,
) -> None:
    first, second, third = three(world)
    close_need(world.session, world["amina"], first, NeedEnding(outcome=NeedOutcome.MET))
    world.session.flush()
    assert stacked(world) == {("older_people", EEMSDELTA)}
    withdraw_need(
        world.session, world["amina"], second, NeedWithdrawing(reason=NeedWithdrawal.WRONG)
    )
    draft = world.need(support_type=KINDS[1])
    world.session.flush()
    for who in ("amina", "daan"):
        assert stacked(world, who) == set()
    assert find_stackings_of(world.session, world["amina"], draft) == []
    assert find_stackings_of(world.session, world["amina"], third) == []


@pytest.mark.parametrize(("days", "counts"), [(89, True), (91, False)])
def test_needs_within_the_period_count_together(world: World, days: int, counts: bool) -> None:
    with clock.at(clock.now() - timedelta(days=days)):
        old = world.need(publish=True, support_type=KINDS[0])
    for kind in KINDS[1:]:
        world.need(publish=True, support_type=kind)
    assert bool(stacked(world)) is counts
    assert bool(find_stackings_of(world.session, world["amina"], old)) is counts


def test_the_region_sets_the_period(world: World) -> None:
    with clock.at(clock.now() - timedelta(days=20)):
        three(world)
    assert stacked(world)
    lock_settings(world.session, "VR01").stacking_days = 14
    world.session.flush()
    assert stacked(world) == set()


def test_a_small_group_counts_only_for_who_may_know_where_it_is(world: World) -> None:
    for kind in KINDS[:2]:
        world.need(publish=True, support_type=kind)
    small = world.need(publish=True, support_type=KINDS[2], people=3, quantity=3)
    for who in ("amina", "bram"):
        assert stacked(world, who) == {("older_people", EEMSDELTA)}
        assert len(find_stackings_of(world.session, world[who], small)) == 1
    for who in ("farid", "daan", "eva", "chantal", "greet"):
        assert stacked(world, who) == set()
        assert find_stackings_of(world.session, world[who], small) == []


def test_the_page_of_a_need_says_that_problems_stack(visitors: Visitors, world: World) -> None:
    need, *_others = three(world)
    world.session.commit()
    page = visitors["farid"].get(f"/behoeften/{need.id}").text
    assert "Hier stapelen de problemen zich op" in page
    for label in ("vervoer", "bezoek en maatjes", "Ouderen in Eemsdelta"):
        assert label in page
    alone = world.need("farid", publish=True)
    world.session.commit()
    assert "stapelen" not in visitors["farid"].get(f"/behoeften/{alone.id}").text
