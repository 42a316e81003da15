"""Examples of resilience: who writes, reads, does it too and thinks well of it."""

from __future__ import annotations

from typing import Any

import pytest
from sqlmodel import Session, col, select

from app.core import errors
from app.dossier import need_merger_commands
from app.resilience import (
    adoption_commands,
    commands,
    near_queries,
    origin_queries,
    place_queries,
    policy,
    queries,
)
from app.resilience.fields import ExampleChange
from app.resilience.models import ExampleStatus, ResilienceExample
from app.subscribers import connect
from tests.matches.test_small_groups import SMALL
from tests.resilience.examples import SOUP, adopt, appreciate, found, hold, write
from tests.world import Visitors, World

PEOPLE = ("amina", "bram", "chantal", "daan", "eva", "farid", "greet", "hugo")


@pytest.mark.parametrize("state", list(ExampleStatus))
def test_who_sees_an_example_in_the_list_sees_its_page(world: World, state: ExampleStatus) -> None:
    example = write(world, publish="1" if state is not ExampleStatus.DRAFT else "0")
    if state is ExampleStatus.WITHDRAWN:
        commands.withdraw_example(world.session, world["chantal"], example)
        world.session.flush()
    everybody = {"shown": {*PEOPLE} - {"hugo"}, "draft": {"chantal"}}
    expected = everybody.get(state.value, {"chantal", "daan", "eva"})
    in_sql = {
        who
        for who in PEOPLE
        if world.session.exec(
            select(ResilienceExample.id).where(policy.visible_to(world[who]))
        ).first()
    }
    loaded = {who for who in PEOPLE if policy.can_see(world[who], example)}
    assert in_sql == loaded == expected


def test_who_keeps_it_in_order(world: World) -> None:
    example = write(world)
    may = {who: bool(policy.ExamplePolicy(world[who], example).edit) for who in PEOPLE}
    assert {who for who, allowed in may.items() if allowed} == {"chantal", "daan"}
    assert not policy.may_write(world["greet"])


def test_an_organisation_says_it_once_and_can_take_it_back(world: World) -> None:
    example = write(world)
    adopt(world, example, "amina", municipality="GM1979")
    adopt(world, example, "bram", municipality="GM1979", note="Op donderdag, met brood erbij.")
    adopt(world, example, "farid", municipality="GM1950")
    (row,) = found(world, "amina")
    assert (row.doers, row.places, row.is_adopted, row.is_own) == (3, 2, True, False)
    held = hold(world, example, "amina")
    assert [each.note for each in held.adoptions] == ["Op donderdag, met brood erbij.", ""]
    for _twice in range(2):
        held = hold(world, example, "amina")
        adoption_commands.leave_example(world.session, world["amina"], held)
        world.session.expire_all()
    (row,) = found(world, "amina")
    assert (row.doers, row.places, row.is_adopted) == (2, 2, False)


def test_nobody_does_its_own_example_too(world: World) -> None:
    example = write(world)
    with pytest.raises(errors.Forbidden):
        adopt(world, example, "chantal")
    with pytest.raises(errors.Forbidden):
        adopt(world, example, "greet")


def test_what_is_not_on_show_is_not_done_too(world: World) -> None:
    example = write(world)
    adopt(world, example, "amina")
    commands.withdraw_example(world.session, world["chantal"], hold(world, example, "chantal"))
    world.session.flush()
    held = hold(world, example, "chantal")
    assert [str(v.objection) for v in (policy.ExamplePolicy(world["daan"], held).adopt,)]
    assert not policy.ExamplePolicy(world["daan"], held).adopt
    assert not policy.ExamplePolicy(world["chantal"], held).appreciate
    shown = commands.show_example(world.session, world["chantal"], held)
    assert [each.organisation_id for each in shown.adoptions] == [
        world["amina"].seats[0].organisation_id
    ]


def test_a_person_appreciates_once(world: World) -> None:
    example = write(world)
    for who in ("amina", "amina", "greet", "chantal"):
        appreciate(world, example, who)
    assert queries.count_appreciation(world.session, world["amina"], example) == (3, True)
    appreciate(world, example, "amina", "0")
    appreciate(world, example, "amina", "0")
    assert queries.count_appreciation(world.session, world["amina"], example) == (2, False)
    (row,) = found(world, "greet")
    assert (row.appreciated, row.is_liked) == (2, True)


WRONG: list[tuple[dict[str, Any], str]] = [
    ({"theme": "bestaat-niet"}, "theme"),
    ({"support_type": "bestaat-niet"}, "support_type"),
    ({"target_group": "bestaat-niet"}, "target_group"),
    ({"municipality": "GM0106"}, "municipality"),
    ({"municipality": "GM0000"}, "municipality"),
    ({"money_needed": "Bel Jan de Vries uit Delfzijl"}, "sure_no_names"),
]


@pytest.mark.parametrize(("changes", "field"), WRONG)
def test_what_is_filled_in_wrong_is_said_beside_its_field(
    world: World, changes: dict[str, Any], field: str
) -> None:
    with pytest.raises(errors.Invalid) as problem:
        write(world, **changes)
    assert problem.value.errors.keys() == {field}


def test_two_who_edit_the_same_example_hear_of_each_other(world: World) -> None:
    example = write(world)
    typed = SOUP | {"version": example.version}
    first = ExampleChange.model_validate(typed | {"title": "Soep en brood op dinsdag"})
    commands.edit_example(world.session, world["chantal"], example, first)
    second = ExampleChange.model_validate(typed | {"title": "Pannenkoeken op dinsdag"})
    with pytest.raises(errors.Invalid):
        commands.edit_example(world.session, world["daan"], example, second)


def test_what_came_from_a_small_group_names_no_place_and_leads_nobody_there(world: World) -> None:
    need = world.need(publish=True, **SMALL)
    with pytest.raises(errors.Invalid) as problem:
        write(world, "amina", need=str(need.id))
    assert problem.value.errors.keys() == {"municipality"}
    example = write(world, "amina", need=str(need.id), municipality=None)
    session = world.session
    assert origin_queries.find_origins(session, world["amina"], example)
    assert not origin_queries.find_origins(session, world["farid"], example)
    # Who may not know whose it is makes no example of it either.
    assert write(world, "farid", need=str(need.id)).need_id is None


def test_an_example_follows_the_need_it_came_from_into_another(world: World) -> None:
    gone, stays = (world.need(publish=True) for _ in range(2))
    example = write(world, "amina", need=str(gone.id))
    given = {"into": stays.id, "seen": need_merger_commands.versions(gone, stays)}
    merger = need_merger_commands.NeedMerger.model_validate(given)
    connect()
    need_merger_commands.merge_need(world.session, world["amina"], gone, merger)
    world.session.expire_all()
    assert example.need_id == stays.id


def test_filters(world: World) -> None:
    example = write(world)
    other = write(world, "amina", title="Sneeuwploeg in de straat", theme="physical_health_care",
                  money_needed="zout en scheppen", municipality=None)  # fmt: skip
    adopt(world, example, "farid", municipality="GM1950")

    def titles(**filters: Any) -> set[Any]:
        return {row.id for row in found(world, "amina", **filters)}

    assert titles() == {example.id, other.id}
    assert titles(theme="social_cohesion") == {example.id}
    assert titles(municipality="GM1950") == {example.id, other.id}
    assert titles(municipality="GM0014") == {other.id}
    assert titles(took="no_money") == {example.id}
    assert titles(q="sneeuw") == {other.id}
    assert titles(q="bejaarden", theme="social_cohesion") == {example.id}
    assert titles(mine=True) == {other.id}
    assert titles(status="draft") == set()


def test_the_map_counts_an_organisation_once_in_a_municipality(world: World) -> None:
    first, second = write(world), write(world, title="Samen eten op vrijdag")
    for example in (first, second):
        adopt(world, example, "amina", municipality="GM1979")
    adopt(world, first, "farid", municipality="GM1950")
    write(world, "farid", title="Nog een concept", publish="0", municipality="GM1950")

    def counted(example: ResilienceExample | None = None) -> dict[str, int]:
        places = place_queries.find_places(world.session, world["greet"], example)
        assert len(places) == 10, "every municipality of the region has its circle"
        return {place.code: place.number for place in places if place.number}

    assert counted() == {"GM1979": 2, "GM1950": 1}
    assert counted(second) == {"GM1979": 2}


def test_beside_a_need_stand_at_most_three_that_are_like_it(world: World) -> None:
    need = world.need(publish=True)
    both = write(world)
    kind = write(world, title="Alleen dezelfde hulp", target_group="homeless")
    write(world, title="Iets heel anders", target_group="homeless", support_type="transport")
    near = near_queries.find_like_need(world.session, world["amina"], need)
    assert [(each.id, each.same_group) for each in near] == [(both.id, True), (kind.id, False)]
    (own,) = near_queries.find_for_own_needs(world.session, world["amina"])
    assert (own.id, own.need) == (both.id, need.title)
    assert near_queries.find_for_own_needs(world.session, world["chantal"]) == []


def test_the_walk_of_an_example_in_the_browser(
    visitors: Visitors, world: World, session: Session
) -> None:
    chantal, amina = visitors["chantal"], visitors["amina"]
    answer = chantal.post("/veerkracht", data=SOUP | {"publish": "1"})
    page = chantal.get(answer.headers["location"])
    assert "Soep aan de deur op dinsdag" in page.text
    here = answer.headers["location"]
    listed = amina.get("/veerkracht")
    assert "8 vrijwilligers, 2 uur per week" in listed.text and here in listed.text
    referer = {"referer": "https://testserver/veerkracht?theme=social_cohesion"}
    sent = {"page": "list", "municipality": "GM1979"}
    back = amina.post(f"{here}/meedoen", data=sent, headers=referer)
    assert back.headers["location"].startswith("/veerkracht?theme=social_cohesion#at_")
    assert "Jullie doen dit ook" in amina.get("/veerkracht").text
    wrong = amina.post(f"{here}/meedoen", data={"municipality": "GM0106"})
    assert wrong.status_code == 422 and "Kies een gemeente in je eigen regio" in wrong.text
    assert amina.post(f"{here}/mooi", data={"value": "1"}).status_code == 303
    assert amina.get(here).status_code == 200
    assert chantal.post(f"{here}/intrekken").status_code == 303
    assert amina.get(here).status_code == 404
    assert session.exec(select(col(ResilienceExample.status))).one() is ExampleStatus.WITHDRAWN
