"""Who keeps target groups and who says how many people they are: the table is `permissions.txt`
beside this file. And every command asks its rule before it does anything.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest

from app.core.errors import AppError
from app.core.policy import Verdict
from app.identity.actor import SYSTEM, Actor
from app.identity.models import Role
from app.reference.models import OrganisationKind
from app.target_groups import commands, estimate_commands, policy
from app.target_groups.commands import GroupInput, GroupMerging, GroupWordsInput
from app.target_groups.fields import EstimateInput
from app.target_groups.policy import (
    GroupPolicy,
    keeping_seats,
    may_estimate,
    may_estimate_in,
    may_keep,
    sizing_seats,
)
from app.target_groups.queries import Group
from tests.permissions import (
    Untouched,
    answer_of,
    commands_of,
    read_permissions,
    rules_of,
    seat_in,
    somebody,
)
from tests.refusals import in_english, sentences_of

REGION, TOWN, HELPER, OTHER = (uuid4() for _number in range(4))
SAFETY_REGION, MUNICIPALITY = OrganisationKind.SAFETY_REGION, OrganisationKind.MUNICIPALITY
C, M, R, A = Role.COORDINATOR, Role.MEMBER, Role.READER, Role.ADMINISTRATOR
PEOPLE: dict[str, Actor] = {
    "team": somebody(seat_in(REGION, C, SAFETY_REGION)),
    "team_m": somebody(seat_in(REGION, M, SAFETY_REGION)),
    "admin": somebody(seat_in(REGION, A, SAFETY_REGION)),
    "watch": somebody(seat_in(REGION, R, SAFETY_REGION)),
    "town_c": somebody(seat_in(TOWN, C, MUNICIPALITY, municipality_code="GM1979")),
    "town_m": somebody(seat_in(TOWN, M, MUNICIPALITY, municipality_code="GM1979")),
    "town_r": somebody(seat_in(TOWN, R, MUNICIPALITY, municipality_code="GM1979")),
    "helper": somebody(seat_in(HELPER, C)),
    "away": somebody(seat_in(OTHER, C, SAFETY_REGION, "VR03")),
    "two": somebody(
        seat_in(HELPER, C),
        seat_in(OTHER, M, SAFETY_REGION, "VR03"),
        seat_in(REGION, C, SAFETY_REGION),
    ),
    "nobody": SYSTEM,
}
# Whose group it is, and in which other one it went up.
GROUPS: dict[str, tuple[str | None, str | None]] = {
    "national": (None, None),
    "own": ("VR01", None),
    "merged": ("VR01", "older_people"),
    "theirs": ("VR03", None),
    "theirs_merged": ("VR03", "older_people"),
}
TABLE = read_permissions(__file__, {"group": list(GROUPS)})


def group_in(state: str) -> Group:
    region, into = GROUPS.get(state, (None, None))
    return Group("vissers", "Vissers", "Fishers", (), (), region, into, 1, 0)


def verdict(rule: str, actor: Actor, group: Group) -> Verdict:
    alone = {"may_keep": may_keep, "may_estimate": may_estimate}
    if rule in alone:
        return alone[rule](actor)
    answer = getattr(GroupPolicy(actor, group), rule.removeprefix("GroupPolicy."))
    assert isinstance(answer, Verdict)
    return answer


@pytest.mark.parametrize("rule", TABLE.cells)
def test_each_person_hears_in_each_state_what_the_table_says(rule: str) -> None:
    assert PEOPLE.keys() == set(TABLE.people)
    with in_english():
        for (state,), answers in TABLE.cells[rule].items():
            actual = {
                who: answer_of(verdict(rule, actor, group_in(state)))
                for who, actor in PEOPLE.items()
            }
            assert actual == answers, state


def test_the_table_knows_every_rule_every_state_and_every_reason() -> None:
    assert TABLE.cells.keys() == rules_of(policy)
    for rule, cells in TABLE.cells.items():
        states = GROUPS if rule.startswith("GroupPolicy") else ["-"]
        assert cells.keys() == {(state,) for state in states}, rule
    said = {
        answer for cells in TABLE.cells.values() for a in cells.values() for answer in a.values()
    }
    assert said == set(TABLE.reasons.values()), "each reason is heard by somebody"
    sentences = {sentence for _status, sentence in said} - {""}
    assert sentences == set(sentences_of("target_groups", of_policy=True))


Command = Callable[[Any, Actor, Group], object]
GROUP, WORDS = GroupInput(label="Vissers"), GroupWordsInput(synonyms="kottervolk")
SIZE = EstimateInput(target_group="older_people", municipality="GM1979", people=9, source="CBS")
COMMANDS: list[tuple[str, str, Command]] = [
    ("add_group", "may_keep", lambda s, a, g: commands.add_group(s, a, GROUP)),
    ("edit_group", "GroupPolicy.rename", lambda s, a, g: commands.edit_group(s, a, g, GROUP)),
    (
        "set_own_words",
        "GroupPolicy.add_words",
        lambda s, a, g: commands.set_own_words(s, a, g, WORDS),
    ),
    (
        "merge_group",
        "GroupPolicy.merge",
        lambda s, a, g: commands.merge_group(s, a, g, GroupMerging(into="older_people")),
    ),
    (
        "check_estimate",
        "may_estimate",
        lambda s, a, g: estimate_commands.check_estimate(s, a, SIZE),
    ),
    ("add_estimate", "may_estimate", lambda s, a, g: estimate_commands.add_estimate(s, a, SIZE)),
]


@pytest.mark.parametrize(
    ("name", "rule", "command"), COMMANDS, ids=lambda part: part if isinstance(part, str) else ""
)
def test_a_command_asks_its_rule_before_it_does_anything(
    name: str, rule: str, command: Command
) -> None:
    with in_english():
        for states in TABLE.cells[rule]:
            for person, answer in TABLE.refusals(rule, states):
                with pytest.raises(AppError) as caught:
                    command(Untouched(), PEOPLE[person], group_in(states[0]))
                assert (caught.value.status, caught.value.message) == answer, (states, person)


def test_every_command_is_asked_here() -> None:
    assert {name for name, _rule, _command in COMMANDS} == commands_of(commands, estimate_commands)
    asked = {rule for _name, rule, _command in COMMANDS}
    rest = {"GroupPolicy.edit", "GroupPolicy.lives"}  # what `rename`, the others and the page ask
    assert rules_of(policy) - asked == rest


def test_in_which_seats_somebody_keeps_groups_and_writes_sizes_down() -> None:
    keeping = {who: [s.organisation_id for s in keeping_seats(a)] for who, a in PEOPLE.items()}
    assert {who for who, seats in keeping.items() if seats} == {
        "team",
        "team_m",
        "admin",
        "away",
        "two",
    }
    assert keeping["two"] == [OTHER, REGION]
    sizing = {who: [s.organisation_id for s in sizing_seats(a)] for who, a in PEOPLE.items()}
    assert sizing["two"] == [OTHER, REGION]
    assert sizing["town_m"] == [TOWN]
    both = somebody(seat_in(REGION, A, SAFETY_REGION), seat_in(OTHER, C, SAFETY_REGION, "VR03"))
    assert [s.organisation_id for s in keeping_seats(both)] == [REGION, OTHER]
    twice = seat_in(REGION, A, SAFETY_REGION)
    assert keeping_seats(somebody(twice, twice)) == (twice,)


@pytest.mark.parametrize(
    ("state", "region"), [("national", "VR03"), ("own", "VR01"), ("theirs", "VR03")]
)
def test_who_keeps_two_regions_keeps_a_group_in_the_seat_of_its_region(
    state: str, region: str
) -> None:
    found = GroupPolicy(PEOPLE["two"], group_in(state)).seat
    assert found is not None
    assert found.region_code == region


def test_a_municipality_speaks_for_itself_and_a_safety_region_for_all() -> None:
    town = seat_in(TOWN, C, MUNICIPALITY, municipality_code="GM1979")
    region = seat_in(REGION, C, SAFETY_REGION)
    assert may_estimate_in(town, "GM1979")
    assert not may_estimate_in(town, "GM0014")
    assert may_estimate_in(region, "GM1979")
    assert may_estimate_in(region, "GM0014")
