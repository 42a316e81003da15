"""The crises of a region: who keeps them, which one is the default, what is refused and what is
written down.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Connection
from sqlmodel import Session, col, select

from app.audit.models import AuditEntry
from app.core import clock
from app.core.errors import Conflict, Forbidden, Invalid, NotFound
from app.crises.commands import (
    CrisisInput,
    add_crisis,
    edit_crisis,
    end_crisis,
    make_default,
    remove_crisis,
)
from app.crises.labels import CRISIS_WORDS
from app.crises.locks import lock_crisis
from app.crises.policy import ListsPolicy
from app.crises.queries import find_crises, get_crisis
from app.identity.timeline import find_timeline
from app.needs.forms import NeedChoices
from app.reference.choice_queries import get_choices
from app.reference.crisis_queries import default_crisis
from app.reference.models import Crisis
from tests.crises.lists import CRISIS
from tests.days import noon_after
from tests.html import Page
from tests.statements import counted
from tests.world import Visitors, World, form

KEEPERS = ["daan", "eva"]
OTHERS = ["amina", "bram", "chantal", "farid", "greet", "hugo"]


def given(**changes: Any) -> CrisisInput:
    return CrisisInput.model_validate(CRISIS | changes)


def added(world: World, who: str = "daan", **changes: Any) -> Crisis:
    crisis = add_crisis(world.session, world[who], given(**changes))
    world.session.flush()
    return crisis


def lines_of(session: Session, crisis: Crisis) -> list[tuple[str, dict[str, Any]]]:
    session.flush()
    query = (
        select(AuditEntry)
        .where(col(AuditEntry.object_id) == crisis.id)
        .order_by(col(AuditEntry.id))
    )
    return [(line.event, line.facts) for line in session.exec(query)]


def default_of(session: Session) -> str:
    session.flush()
    found = default_crisis(session, "VR01")
    assert found is not None
    in_forms = get_choices(session, ["VR01"]).default_crisis
    assert in_forms == found.slug, "the form starts with what the command would choose"
    return found.slug


def test_who_changes_a_crisis_locks_the_settings_first_as_who_adds_a_measure_to_it_does(
    session: Session, world: World
) -> None:
    crisis = added(world)
    with counted(session.connection()) as sent:
        lock_crisis(session, world["daan"], crisis.id)
    held = [
        next(table for table in ("region_settings", "crisis") if f"FROM {table}" in each)
        for each in map(str, sent)
        if "FOR UPDATE" in each
    ]
    assert held == ["region_settings", "crisis"]


@pytest.mark.parametrize("name", ["Lange droogte", "LANGE DROOGTE", "Làngé droogte"])
def test_no_two_crises_of_a_region_have_one_name(session: Session, world: World, name: str) -> None:
    crisis, other = added(world), added(world, name="Hoogwater aan zee")
    with pytest.raises(Invalid) as refused:
        added(world, name=name)
    assert set(refused.value.errors) == {"name"}
    with pytest.raises(Invalid) as refused:
        edit_crisis(session, world["daan"], other, given(name=name))
    assert set(refused.value.errors) == {"name"}
    edit_crisis(session, world["daan"], crisis, given(name=name, phase="recovery"))
    assert crisis.name == name


@pytest.mark.parametrize("who", KEEPERS)
def test_the_team_and_the_administrator_keep_the_crises(
    session: Session, world: World, who: str
) -> None:
    crisis = added(world, who)
    assert (crisis.slug, crisis.region_code, crisis.position) == ("lange_droogte_vr01", "VR01", 3)
    (line,) = session.exec(select(AuditEntry).where(col(AuditEntry.object_id) == crisis.id))
    assert (line.event, line.person_id, line.region_code) == (
        "crisis:added",
        world[who].person_id,
        "VR01",
    )
    assert "Lange droogte" not in str(line.facts)


@pytest.mark.parametrize("who", OTHERS)
def test_nobody_else_does(session: Session, world: World, who: str) -> None:
    crisis, actor = added(world), world[who]
    assert not ListsPolicy(actor).keep
    for refused in (
        lambda: add_crisis(session, actor, given()),
        lambda: edit_crisis(session, actor, crisis, given(name="Van een ander")),
        lambda: end_crisis(session, actor, crisis),
        lambda: make_default(session, actor, crisis),
        lambda: remove_crisis(session, actor, crisis),
    ):
        with pytest.raises(Forbidden):
            refused()
    assert (crisis.name, crisis.ended_on, crisis.position) == ("Lange droogte", None, 3)


def test_a_crisis_of_another_region_does_not_exist(session: Session, world: World) -> None:
    with pytest.raises(NotFound):
        get_crisis(session, world["hugo"], added(world).id)


def test_slugs_end_in_the_region_and_are_nobody_elses(world: World) -> None:
    assert added(world, name="Griepgolf '27!").slug == "griepgolf_27_vr01"
    assert added(world, name="Griepgolf 27").slug == "griepgolf_27_2_vr01"
    assert added(world, name="Énergie").slug == "energie_vr01"
    assert added(world, name="危機危機").slug == "crisis_vr01"
    long = added(world, name="droogte en hitte " * 4).slug
    assert len(long) <= 64 and long.endswith("_vr01")


def test_the_first_one_that_goes_on_is_the_default(session: Session, world: World) -> None:
    assert default_of(session) == "energiearmoede"
    later = added(
        world, name="Komt nog", started_on=(clock.today() + timedelta(days=1)).isoformat()
    )
    with pytest.raises(Conflict):
        make_default(session, world["daan"], later)
    drought = added(world)
    make_default(session, world["eva"], drought)
    assert default_of(session) == "lange_droogte_vr01"
    everything = session.exec(
        select(Crisis).where(col(Crisis.region_code) == "VR01").order_by(col(Crisis.position))
    )
    assert [(c.slug, c.position) for c in everything] == [
        ("lange_droogte_vr01", 1), ("energiearmoede", 2), ("hoogwater", 3), ("komt_nog_vr01", 4),
    ]  # fmt: skip
    other = session.exec(select(Crisis).where(col(Crisis.region_code) == "VR03")).one()
    assert other.position == 1, "another region keeps its own order"
    end_crisis(session, world["daan"], drought)
    assert default_of(session) == "lange_droogte_vr01", "its last day counts"
    with clock.at(noon_after(days=1)):
        assert default_of(session) == "energiearmoede"
        make_default_again = pytest.raises(Conflict)
        with make_default_again:
            make_default(session, world["daan"], drought)
    assert [event for event, _facts in lines_of(session, drought)] == [
        "crisis:added", "crisis:made_default", "crisis:ended",
    ]  # fmt: skip


def test_a_new_need_is_for_the_default_and_a_form_does_not_offer_what_has_ended(
    session: Session, world: World
) -> None:
    first = session.exec(
        select(Crisis).where(col(Crisis.slug) == "energiearmoede", Crisis.region_code == "VR01")
    ).one()
    old = world.need(publish=True)
    first.ended_on = clock.today() - timedelta(days=1)
    session.flush()
    hoogwater = session.exec(select(Crisis).where(col(Crisis.slug) == "hoogwater")).one()
    assert world.need(publish=True).crisis_id == hoogwater.id
    choices = NeedChoices.for_writing(session, world["amina"])
    assert choices.defaults["crisis"] == "hoogwater"
    assert [c.value for c in choices.current_crises()] == ["hoogwater"]
    assert [c.value for c in choices.current_crises("energiearmoede")] == [
        "energiearmoede",
        "hoogwater",
    ]
    assert old.crisis_id == first.id


def test_every_step_is_a_line_in_the_history(session: Session, world: World) -> None:
    daan, crisis = world["daan"], added(world)
    edit_crisis(session, daan, crisis, given(phase="recovery"))
    edit_crisis(session, daan, crisis, given(phase="aftercare", name="Droogte"))
    edit_crisis(
        session, daan, crisis, given(phase="aftercare", name="Droogte")
    )  # the same again is no change
    end_crisis(session, daan, crisis)
    with pytest.raises(Conflict):
        end_crisis(session, daan, crisis)
    edit_crisis(session, daan, crisis, given(phase="aftercare", name="Droogte"))
    assert lines_of(session, crisis) == [
        ("crisis:added", {"phase": "acute"}),
        ("crisis:phase_changed", {"before": "acute", "after": "recovery"}),
        ("crisis:edited", {"changed": ["name"]}),
        ("crisis:phase_changed", {"before": "recovery", "after": "aftercare"}),
        ("crisis:ended", {"last_day": clock.today().isoformat()}),
        ("crisis:reopened", {}),
    ]
    told = [
        entry.text for entry in find_timeline(session, crisis.id, CRISIS_WORDS, with_names=True)
    ]
    assert "Fase van acuut naar herstel" in told
    assert crisis.version == 5


def test_what_something_points_at_is_not_thrown_away(session: Session, world: World) -> None:
    daan, used, unused = world["daan"], added(world), added(world, name="Per ongeluk")
    need = world.need(crisis=used.slug)
    with pytest.raises(Invalid) as refused:
        remove_crisis(session, daan, used)
    assert "" in refused.value.errors
    remove_crisis(session, daan, unused)
    session.flush()
    left = set(session.exec(select(Crisis.name).where(col(Crisis.region_code) == "VR01")))
    assert left == {"Energiearmoede", "Hoogwater", "Lange droogte"}
    session.refresh(need)
    assert need.crisis_id == used.id
    assert lines_of(session, unused)[-1] == ("crisis:removed", {})
    assert "crisis:removed" not in dict(lines_of(session, used))


WRONG = [
    ("name", "", "Zeg hoe de crisis heet"),
    ("name", "ab", "minstens 3 tekens"),
    ("name", "x" * 81, "hoogstens 80"),
    ("name", "Bel 06-12345678", "telefoonnummer"),
    ("phase", "", "Kies hoe ver"),
    ("phase", "voorbij", "Kies een van de mogelijkheden"),
    ("started_on", "", "eerste dag"),
    ("started_on", "31-2-2026", "datum in die bestaat"),
    ("ended_on", "2026-05-31", "vóór de begindatum"),
]


@pytest.mark.parametrize(("field", "typed", "said"), WRONG)
def test_a_wrong_value_comes_back_with_a_sentence_beside_it(
    visitors: Visitors, field: str, typed: str, said: str
) -> None:
    answer = visitors["daan"].post("/beheer/crises", data=form(CRISIS | {field: typed}))
    page = Page(answer.text)
    assert answer.status_code == 422
    assert said in page.error(field)
    assert page.typed("name") == [typed if field == "name" else CRISIS["name"]]
    assert len(visitors.world.session.exec(select(Crisis)).all()) == 3


def test_who_was_second_keeps_what_was_typed(visitors: Visitors) -> None:
    world = visitors.world
    crisis = added(world)
    world.session.commit()
    path = f"/beheer/crises/{crisis.id}"
    first = visitors["eva"].post(path, data=form(CRISIS | {"phase": "recovery", "version": 1}))
    assert first.status_code == 303
    second = visitors["daan"].post(
        path, data=form(CRISIS | {"name": "Droogte en hitte", "version": 1})
    )
    page = Page(second.text)
    assert second.status_code == 422
    assert "Deze crisis is intussen gewijzigd" in second.text
    assert page.typed("name") == ["Droogte en hitte"]
    assert page.typed("version") == ["2"]
    world.session.refresh(crisis)
    assert (crisis.name, crisis.phase.value) == ("Lange droogte", "recovery")


def test_the_list_shows_what_goes_on_and_how_much_points_at_it(visitors: Visitors) -> None:
    world = visitors.world
    drought = added(world, ended_on="2026-06-30")
    world.need(publish=True)
    world.offer(publish=True)
    world.need(publish=True, crisis=drought.slug)
    world.session.commit()
    rows = find_crises(world.session, world["daan"], "VR01")
    assert [(r.slug, r.going.value, r.is_default, r.needs, r.offers) for r in rows] == [
        ("energiearmoede", "now", True, 1, 1), ("hoogwater", "now", False, 0, 0),
        ("lange_droogte_vr01", "over", False, 1, 0),
    ]  # fmt: skip
    html = visitors["daan"].get("/beheer/crises").text
    assert html.count("/eerste") == 1, "only what goes on and is not first yet"
    moved = visitors["daan"].post(f"/beheer/crises/{rows[1].id}/eerste")
    assert moved.headers["location"] == "/beheer/crises"
    assert default_of(world.session) == "hoogwater"


def test_the_page_says_why_it_cannot_be_thrown_away(visitors: Visitors) -> None:
    crisis = added(visitors.world)
    visitors.world.need("amina", crisis=crisis.slug)  # a draft that daan does not see
    visitors.world.session.commit()
    answer = visitors["daan"].post(f"/beheer/crises/{crisis.id}/weggooien")
    assert answer.status_code == 422
    assert "Je kunt hem daarom niet weggooien" in answer.text
    assert visitors["daan"].get(f"/beheer/crises/{crisis.id}/wijzigen").status_code == 200


@pytest.mark.parametrize("rows", [1, 12])
def test_the_list_costs_the_same_few_queries(
    visitors: Visitors, connection: Connection, rows: int
) -> None:
    daan = visitors["daan"]
    for number in range(rows):
        visitors.world.need(
            publish=True, crisis=added(visitors.world, name=f"Crisis {number}").slug
        )
    visitors.world.session.commit()
    with counted(connection) as sent:
        assert daan.get("/beheer/crises").status_code == 200
    assert len(sent) == 4, "\n".join(sent)
