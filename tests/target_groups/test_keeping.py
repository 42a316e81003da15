"""Who keeps the groups of a region, what they are called, and what is found by it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from sqlmodel import Session, col, select

from app.audit.models import AuditEntry
from app.core.errors import Conflict, Forbidden, Invalid
from app.needs.filters import NeedFilters
from app.needs.queries import find_needs
from app.offers.queries import OfferFilters, find_offers
from app.target_groups.choices import RegionChoices
from app.target_groups.commands import (
    GroupInput,
    GroupWordsInput,
    add_group,
    edit_group,
    set_own_words,
)
from app.target_groups.models import TargetGroup
from app.target_groups.policy import can_see, may_keep, visible_to
from app.target_groups.queries import Group, find_groups, get_group, get_groups
from app.target_groups.words import replace_group, slug_of, split_words
from tests.world import World

SKIPPERS = "schippers_vr01"


def given(**changes: Any) -> GroupInput:
    return GroupInput.model_validate(
        {"label": "Schippers", "synonyms": "binnenvaart\nschippersgezinnen"} | changes
    )


def added(world: World, who: str = "daan", **changes: Any) -> Group:
    group = add_group(world.session, world[who], given(**changes))
    return get_group(world.session, world[who], group.slug)


def refused(world: World, **changes: Any) -> dict[str, str]:
    with pytest.raises(Invalid) as caught:
        add_group(world.session, world["daan"], given(**changes))
    return caught.value.errors


def found_needs(world: World, typed: str, who: str = "farid") -> list[str]:
    return [
        n.title for n in find_needs(world.session, world[who], NeedFilters(q=typed), size=50).rows
    ]


def found_offers(world: World, typed: str, who: str = "farid") -> list[str]:
    return [
        o.title for o in find_offers(world.session, world[who], OfferFilters(q=typed), size=50).rows
    ]


def events_of(session: Session) -> list[tuple[str, dict[str, Any]]]:
    query = (
        select(AuditEntry)
        .where(col(AuditEntry.event).startswith("target_group:"))
        .order_by(col(AuditEntry.id))
    )
    return [(entry.event, entry.facts) for entry in session.exec(query)]


def test_the_team_and_the_administrator_add_a_group_that_the_region_can_choose(
    world: World,
) -> None:
    group = added(world)
    assert (group.slug, group.label_en, group.words) == (
        SKIPPERS,
        "Schippers",
        ("binnenvaart", "schippersgezinnen"),
    )
    added(world, "eva", label="Bewoners van de Eilanden!", synonyms="", label_en="Islanders")
    assert get_groups(world.session, ["bewoners_van_de_eilanden_vr01"], "VR01")
    assert get_groups(world.session, [SKIPPERS, "bewoners_van_de_eilanden_vr01"], "VR03") == {}
    labels = [
        c.label for c in RegionChoices.for_reading(world.session, world["amina"]).target_groups
    ]
    assert labels[-2:] == ["Schippers", "Bewoners van de Eilanden!"]
    assert "Schippers" not in [
        c.label for c in RegionChoices.for_reading(world.session, world["hugo"]).target_groups
    ]
    need = world.need(target_group=SKIPPERS)
    assert need.target_group == SKIPPERS
    assert events_of(world.session)[0] == ("target_group:added", {"target_group": SKIPPERS})


@pytest.mark.parametrize("who", ["amina", "bram", "chantal", "farid", "greet", "hugo"])
def test_others_do_not(world: World, who: str) -> None:
    group = added(world)
    older = get_group(world.session, world["daan"], "older_people")
    assert not may_keep(world[who])
    for attempt in (
        lambda: add_group(world.session, world[who], given(label="Vissers")),
        lambda: edit_group(world.session, world[who], group, given(label="Vissers")),
        lambda: set_own_words(
            world.session, world[who], older, GroupWordsInput(synonyms="grijsaards")
        ),
    ):
        with pytest.raises(Forbidden):
            attempt()


def test_the_rule_in_sql_is_the_rule_in_python(world: World) -> None:
    added(world)
    world.session.add(
        TargetGroup(slug="vissers_vr03", label_nl="Vissers", label_en="Fishers", region_code="VR03")
    )
    world.session.flush()
    everything = world.session.exec(select(TargetGroup)).all()
    assert len({group.region_code for group in everything}) == 3
    for who in ("amina", "daan", "eva", "greet", "hugo"):
        seen = set(world.session.exec(select(TargetGroup.slug).where(visible_to(world[who]))))
        assert seen == {group.slug for group in everything if can_see(world[who], group)}


def test_a_word_stands_for_one_group_and_the_refusal_says_which(world: World) -> None:
    assert "Ouderen" in refused(world, label="Senioren")["label"]
    assert "Ouderen" in refused(world, label="OUDEREN", synonyms="")["label"]
    assert set(refused(world, synonyms="binnenvaart, bejaarden")) == {"synonyms"}
    assert set(refused(world, label_en="Older people")) == {"label_en"}
    added(world)
    assert "Schippers" in refused(world, label="Bínnenvaart ", synonyms="")["label"]
    older = get_group(world.session, world["daan"], "older_people")
    with pytest.raises(Invalid) as caught:
        set_own_words(
            world.session, world["daan"], older, GroupWordsInput(synonyms="tachtigers, schippers")
        )
    assert "Schippers" in caught.value.errors["synonyms"]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"synonyms": ",".join(f"woord {n}" for n in range(41))}, "synonyms"),
        ({"synonyms": "x" * 61}, "synonyms"),
    ],
)
def test_too_many_and_too_long_words_are_refused(
    world: World, changes: dict[str, str], field: str
) -> None:
    assert set(refused(world, **changes)) == {field}


def test_a_second_group_of_the_same_key_gets_a_number(world: World) -> None:
    added(world, label="Café-bezoekers", synonyms="")
    assert added(world, label="Café bezoekers", synonyms="").slug == "cafe_bezoekers_2_vr01"
    assert slug_of("!!!", "VR01") == "doelgroep_vr01"


def test_a_changed_name_and_synonym_find_what_is_there_already(world: World) -> None:
    group = added(world)
    world.need(publish=True, title="Brandhout voor in de haven", target_group=SKIPPERS)
    world.need(publish=True, title="Diesel voor de kachel", also_groups=[SKIPPERS])
    world.offer(publish=True, title="Gas aan de kade", target_groups=[SKIPPERS, "older_people"])
    assert found_needs(world, "varensgezel") == found_offers(world, "varensgezel") == []
    edit_group(
        world.session,
        world["eva"],
        group,
        given(label="Varenden", synonyms="varensgezellen", version=1),
    )
    assert set(found_needs(world, "varensgezel")) == {
        "Brandhout voor in de haven",
        "Diesel voor de kachel",
    }
    assert found_offers(world, "varensgezel") == ["Gas aan de kade"]
    assert found_needs(world, "binnenvaart") == found_offers(world, "binnenvaart") == []
    # Where others live is still searched by, and nobody has to save again for it.
    assert len(found_needs(world, "Eemsdelta")) == 2
    assert events_of(world.session)[-1][1]["changed"] == ["label_nl", "label_en", "synonyms"]


def test_where_a_small_group_lives_is_not_found_after_a_change_of_words_either(
    world: World,
) -> None:
    group = added(world)
    world.need(
        publish=True,
        title="Hulp voor een paar gezinnen",
        target_group=SKIPPERS,
        people=3,
        quantity=3,
    )
    edit_group(world.session, world["daan"], group, given(synonyms="varensgezellen"))
    assert found_needs(world, "varensgezellen") == ["Hulp voor een paar gezinnen"]
    assert found_needs(world, "Eemsdelta") == []


def test_a_region_has_words_of_its_own_for_a_national_group(world: World) -> None:
    need = world.need(publish=True)
    older = get_group(world.session, world["daan"], "older_people")
    assert found_needs(world, "grijsaards") == []
    set_own_words(
        world.session,
        world["daan"],
        older,
        GroupWordsInput(synonyms="grijsaards, Senioren", version=0),
    )
    now = get_group(world.session, world["daan"], "older_people")
    assert now.own_words == ("grijsaards",), "what everybody knows already is not kept twice"
    assert found_needs(world, "grijsaards") == [need.title]
    assert "grijsaards" not in get_group(world.session, world["hugo"], "older_people").words
    written = world.need(publish=True, title="Later geschreven behoefte")
    assert written.title in found_needs(world, "grijsaards")
    set_own_words(world.session, world["eva"], now, GroupWordsInput(synonyms="", version=1))
    assert found_needs(world, "grijsaards") == []


def test_who_was_second_is_told_so(world: World) -> None:
    group = added(world)
    edit_group(world.session, world["daan"], group, given(label="Varenden", version=1))
    older = get_group(world.session, world["daan"], "older_people")
    set_own_words(
        world.session, world["daan"], older, GroupWordsInput(synonyms="grijsaards", version=0)
    )
    with pytest.raises(Invalid) as caught:
        edit_group(world.session, world["eva"], group, given(label="Zeelui", version=1))
    assert set(caught.value.errors) == {"version"}
    with pytest.raises(Invalid) as caught:
        set_own_words(
            world.session, world["eva"], older, GroupWordsInput(synonyms="opa's", version=0)
        )
    assert set(caught.value.errors) == {"version"}
    assert get_group(world.session, world["daan"], SKIPPERS).label_nl == "Varenden"
    edit_group(
        world.session, world["eva"], group, given(label="Varenden", version=1)
    )  # no change, no quarrel


def test_a_national_group_is_not_renamed_and_a_regional_one_has_no_second_list(
    world: World,
) -> None:
    older = get_group(world.session, world["daan"], "older_people")
    with pytest.raises(Conflict):
        edit_group(world.session, world["daan"], older, given(label="Oudjes"))
    with pytest.raises(Conflict):
        set_own_words(
            world.session, world["daan"], added(world), GroupWordsInput(synonyms="x-vaarders")
        )
    elsewhere = replace(older, slug="vissers_vr03", region_code="VR03")
    with pytest.raises(Forbidden):
        edit_group(world.session, world["daan"], elsewhere, given())


def test_a_filter_understands_every_word_for_a_group(world: World) -> None:
    added(world)
    choices = RegionChoices.for_reading(world.session, world["amina"])
    for typed in ("older_people", "senioren", "Ouderen", "older PEOPLE", "65-plussers"):
        assert choices.find_group(typed) == "older_people"
    assert choices.find_group("binnenvaart") == SKIPPERS
    assert choices.find_group("gezinnen met meerdere problemen") == "multi_problem_families"
    assert choices.find_group("niemand") == "niemand"


def test_words_and_lists_of_groups() -> None:
    assert split_words(" a b,\nA  b; c,,\n") == ["a b", "c"]
    assert replace_group(["x", "y", "z"], "z", "x") == ["x", "y"]
    assert replace_group(["z", "y"], "z", "x") == ["x", "y"]


def test_the_list_knows_the_words_of_its_own_region_only(world: World) -> None:
    older = get_group(world.session, world["daan"], "older_people")
    set_own_words(world.session, world["daan"], older, GroupWordsInput(synonyms="grijsaards"))
    own = {group.slug: group for group in find_groups(world.session, ["VR01"])}
    other = {group.slug: group for group in find_groups(world.session, ["VR03"])}
    assert own["older_people"].own_words == ("grijsaards",)
    assert other["older_people"].own_words == ()
