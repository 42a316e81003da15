"""What happens to groups and sizes: what changes, and the line in the trail with its facts."""

from __future__ import annotations

import inspect
from datetime import date
from typing import Any
from uuid import UUID

import pytest
from sqlmodel import Session, select

from app.core.errors import Invalid
from app.core.events import Event
from app.identity.models import Membership, Role
from app.identity.queries import get_actor
from app.target_groups import events
from app.target_groups.commands import (
    GroupMerging,
    GroupWordsInput,
    add_group,
    edit_group,
    merge_group,
    set_own_words,
)
from app.target_groups.estimate_commands import add_estimate, check_estimate
from app.target_groups.events import trail_id
from app.target_groups.fields import EstimateInput
from app.target_groups.labels import EVENT_WORDS
from app.target_groups.models import TargetGroup, TargetGroupEstimate, TargetGroupWords
from app.target_groups.queries import Group, find_groups, get_group
from app.target_groups.size_queries import find_sizes
from tests.refusals import everything, in_english, trail
from tests.target_groups.test_keeping import SKIPPERS, added, given
from tests.world import World

TABLES = (TargetGroup, TargetGroupWords, TargetGroupEstimate)


def read(world: World, slug: str = SKIPPERS, who: str = "daan") -> Group:
    return get_group(world.session, world[who], slug)


def words(world: World, typed: str, who: str = "daan", version: int | None = None) -> None:
    given = GroupWordsInput(synonyms=typed, version=version)
    set_own_words(world.session, world[who], read(world, "older_people"), given)


def size(**changes: Any) -> EstimateInput:
    plain = {"target_group": "older_people", "municipality": "GM1979", "people": 9, "source": "CBS"}
    return EstimateInput.model_validate(plain | changes)


def test_everything_that_happens_is_written_down_with_its_facts(
    world: World, session: Session
) -> None:
    region, town = (world[who].seats[0].organisation_id for who in ("daan", "amina"))
    added(world)
    edit_group(session, world["eva"], read(world), given(label="Varenden"))
    words(world, "grijsaards")
    add_estimate(session, world["amina"], size())
    merge_group(session, world["daan"], read(world), GroupMerging(into="older_people"))
    ours, stays = trail_id("VR01", SKIPPERS), trail_id("VR01", "older_people")
    estimate = session.exec(select(TargetGroupEstimate.id)).one()
    expected: list[tuple[str, UUID, str, UUID, dict[str, Any]]] = [
        ("added", ours, "daan", region, {"target_group": SKIPPERS}),
        ("edited", ours, "eva", region, {
            "target_group": SKIPPERS, "changed": ["label_nl", "label_en"]}),
        ("words_changed", stays, "daan", region, {"target_group": "older_people"}),
        ("size_estimated", estimate, "amina", town, {
            "target_group": "older_people", "municipality_code": "GM1979"}),
        ("merged", ours, "daan", region, {"target_group": SKIPPERS, "into": "older_people"}),
        ("took_over", stays, "daan", region, {"target_group": "older_people", "taken": SKIPPERS}),
    ]  # fmt: skip
    lines = trail(session, "target_group:")
    assert [
        (e.event.partition(":")[2], e.object_id, e.person_id, e.organisation_id, e.facts)
        for e in lines
    ] == [(name, of, world[who].person_id, org, facts) for name, of, who, org, facts in expected]
    assert {line.region_code for line in lines} == {"VR01"}
    assert {line.event for line in lines} == {
        kind.name
        for _name, kind in inspect.getmembers(events, inspect.isclass)
        if issubclass(kind, Event) and kind is not Event
    }
    with in_english():
        for line in lines:
            told = EVENT_WORDS.get(line.event)
            assert told is None or told(line.facts)
        assert (
            EVENT_WORDS["target_group:edited"](lines[1].facts) == "Changed: name and English name"
        )


def test_the_trail_of_a_group_is_one_of_its_region() -> None:
    assert trail_id("VR01", "a") == trail_id("VR01", "a")
    assert len({trail_id("VR01", "a"), trail_id("VR03", "a"), trail_id("VR01", "b")}) == 3


def test_what_changes_nothing_is_not_written_down(world: World, session: Session) -> None:
    added(world)
    words(world, "grijsaards, grootouders")
    before = everything(session, TABLES)
    edit_group(session, world["eva"], read(world), given(version=99))
    words(world, "grijsaards\ngrootouders; Senioren", version=99)
    check_estimate(session, world["amina"], size())
    session.flush()
    assert everything(session, TABLES) == before


def test_each_change_raises_the_version_by_one(world: World, session: Session) -> None:
    added(world)
    for version, label in ((1, "Varenden"), (2, "Zeelui"), (None, "Vissers")):
        edit_group(session, world["daan"], read(world), given(label=label, version=version))
    assert (read(world).version, read(world).label_nl, read(world).slug) == (4, "Vissers", SKIPPERS)
    for own, typed in enumerate(("grijsaards", "grootouders", "")):
        assert read(world, "older_people").words_version == own
        words(world, typed, version=own)
    assert read(world, "older_people").words_version == 3
    assert read(world, "older_people").version == 1, "the national group itself is left alone"


def test_a_new_group_stands_last_and_calls_itself_nothing_twice(
    world: World, session: Session
) -> None:
    group = add_group(
        session,
        world["daan"],
        given(label=" Vissers ", synonyms="VISSERS, kottervolk; fishers", label_en="Fishers"),
    )
    session.refresh(group)
    assert (group.label_nl, group.label_en, group.synonyms) == (
        "Vissers",
        "Fishers",
        ["kottervolk"],
    )
    assert [g.slug for g in find_groups(session, ["VR01"])][-1] == group.slug
    again = add_group(session, world["eva"], given(label="Zeelui", synonyms=""))
    assert again.position == group.position + 1
    assert (again.label_en, again.region_code, again.version) == ("Zeelui", "VR01", 1)


@pytest.mark.parametrize("into", ["older_people", "vissers_vr01"])
def test_the_group_that_stays_is_known_by_the_words_of_the_other(
    world: World, session: Session, into: str
) -> None:
    added(world, label="Vissers", synonyms="kottervolk")
    added(world, label_en="Bargees", synonyms="binnenvaart")
    if into == "older_people":
        words(world, "binnenvaarder")
    before = read(world, into)
    merge_group(session, world["daan"], read(world), GroupMerging(into=into))
    session.expire_all()
    gone, stays = read(world), read(world, into)
    assert gone.merged_into == into
    assert gone.version == 2
    assert stays.words == (*before.words, "Schippers", "binnenvaart", "Bargees")
    raised = (stays.version - before.version, stays.words_version - before.words_version)
    assert raised == ((1, 0) if into == "vissers_vr01" else (0, 1))
    elsewhere = get_group(session, world["hugo"], "older_people")
    assert "Schippers" not in elsewhere.words, "words of one region"


def test_of_two_seats_the_one_somebody_works_for_writes_the_size_down(
    world: World, session: Session
) -> None:
    """Who is of two municipalities says it for the one they work for, and for that one only."""
    second = world.organisation("Gemeente Westerwolde")
    amina = world.person("amina")
    session.add(Membership(person_id=amina.id, organisation_id=second.id, role=Role.MEMBER))
    session.flush()
    first = world.organisation("Gemeente Eemsdelta")
    for place, other, here in (
        ("GM1979", "GM1950", first.id),
        ("GM1950", "GM1979", second.id),
    ):
        actor = get_actor(session, amina.id, here)
        assert actor is not None
        assert add_estimate(session, actor, size(municipality=place)).organisation_id == here
        with pytest.raises(Invalid) as caught:
            add_estimate(session, actor, size(municipality=other))
        assert caught.value.errors.keys() == {"municipality"}


def test_a_size_is_stored_as_it_was_given_and_the_latest_of_one_day_counts(
    world: World, session: Session
) -> None:
    for people in (7, 8):
        add_estimate(session, world["amina"], size(people=people, as_of=date(2024, 2, 29)))
    rows = session.exec(select(TargetGroupEstimate)).all()
    assert {(r.people, r.region_code, r.source) for r in rows} == {
        (7, "VR01", "CBS"),
        (8, "VR01", "CBS"),
    }
    (shown,) = find_sizes(session, world["greet"])
    assert (shown.people, shown.as_of) == (8, date(2024, 2, 29))
    history = find_sizes(session, world["greet"], with_history=True)
    assert [one.people for one in history] == [8, 7]
