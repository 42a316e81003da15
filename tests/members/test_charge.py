"""One member looks after a need, an offer or an action; who leaves looks after nothing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy import Engine
from sqlmodel import Session, col, select

from app.actions.commands import plan_action
from app.actions.fields import NewAction
from app.actions.models import Action
from app.audit.models import AuditEntry
from app.core.errors import Forbidden, Invalid
from app.identity.models import Membership, Role
from app.members import charge_commands, commands, queries, region_commands
from app.members.charge import InCharge
from app.needs.models import Need
from app.organisations.queries import get_organisation
from app.privacy.erasure_commands import erase_person
from tests.members.test_race import at_once, real
from tests.statements import counted
from tests.world import Visitors, World

__all__ = ["real"]
HOME = "Gemeente Eemsdelta"


def action_of(world: World, who: str) -> Action:
    return plan_action(world.session, world[who], NewAction(title="Samen koken in Delfzijl"))


MAKERS: dict[str, Callable[[World, str], Any]] = {
    "behoeften": lambda world, who: world.need(who),
    "aanbod": lambda world, who: world.offer(who),
    "acties": action_of,
}
each_noun = pytest.mark.parametrize("noun", MAKERS)


def put(world: World, who: str, thing: InCharge, person: str | None) -> None:
    chosen = None if person is None else world.person(person).id
    given = charge_commands.ChargeInput(person=chosen)
    charge_commands.put_in_charge(world.session, world[who], thing, given)


def remove(world: World, who: str, name: str = HOME, by: str = "amina") -> None:
    home = world.organisation(name)
    member = queries.get_member(world.session, home, world.person(who).id)
    commands.remove_member(world.session, world[by], home, member)


@each_noun
def test_who_made_it_looks_after_it(world: World, noun: str) -> None:
    for who in ("amina", "bram"):
        assert MAKERS[noun](world, who).in_charge_id == world.person(who).id


@each_noun
def test_a_coordinator_chooses_a_colleague_or_nobody(visitors: Visitors, noun: str) -> None:
    world = visitors.world
    thing = MAKERS[noun](world, "amina")
    world.session.commit()
    page, bram = f"/{noun}/{thing.id}", world.person("bram").id
    for person, name in ((str(bram), "Bram"), ("", "niemand")):
        sent = visitors["amina"].post(f"{page}/verantwoordelijke", data={"person": person})
        assert sent.status_code == 303
        shown = visitors["amina"].get(page).text
        assert "Geregeld door" in shown
        assert name in shown.split("Geregeld door")[1][:120]
    facts = world.session.exec(
        select(AuditEntry.facts)
        .where(AuditEntry.event == "charge:given")
        .order_by(col(AuditEntry.at))
    ).all()
    assert facts == [{"person": str(bram)}, {}]


@each_noun
def test_others_neither_see_nor_choose_it(visitors: Visitors, noun: str) -> None:
    world = visitors.world
    thing = (
        world.need(publish=True)
        if noun == "behoeften"
        else world.offer("amina", publish=True)
        if noun == "aanbod"
        else action_of(world, "amina")
    )
    put(world, "amina", thing, "bram")
    world.session.commit()
    page = f"/{noun}/{thing.id}"
    # Whoever works there reads who it is; only a coordinator chooses.
    assert "Geregeld door" in visitors["bram"].get(page).text
    bram = {"person": str(world.person("bram").id)}
    assert visitors["bram"].post(f"{page}/verantwoordelijke", data=bram).status_code == 403
    for who in ("daan", "eva", "chantal", "farid"):
        shown = visitors[who].get(page).text
        assert "Geregeld door" not in shown
        assert "Gekozen wie dit regelt" not in shown
        assert "Bram" not in shown
        assert visitors[who].post(f"{page}/verantwoordelijke", data=bram).status_code == 403
    assert visitors["hugo"].post(f"{page}/verantwoordelijke", data=bram).status_code == 404


@each_noun
def test_only_a_member_is_chosen(world: World, noun: str) -> None:
    thing = MAKERS[noun](world, "amina")
    with pytest.raises(Invalid):
        put(world, "amina", thing, "chantal")
    with pytest.raises(Forbidden):
        put(world, "chantal", thing, "chantal")


@each_noun
def test_the_form_says_beside_the_field_that_somebody_is_no_member(
    visitors: Visitors, noun: str
) -> None:
    world = visitors.world
    thing = MAKERS[noun](world, "amina")
    world.session.commit()
    chantal = {"person": str(world.person("chantal").id)}
    answer = visitors["amina"].post(f"/{noun}/{thing.id}/verantwoordelijke", data=chantal)
    assert answer.status_code == 422
    assert "hoort niet bij de organisatie" in answer.text


@each_noun
@pytest.mark.parametrize("how", ["taken away", "erased", "closed", "moved to another owner"])
def test_who_is_gone_looks_after_nothing(world: World, noun: str, how: str) -> None:
    thing = MAKERS[noun](world, "bram")
    kept = MAKERS[noun](world, "amina")
    session, bram = world.session, world.person("bram")
    match how:
        case "taken away":
            remove(world, "bram")
        case "erased":
            erase_person(session, world["eva"], bram.email)
        case "closed":
            region_commands.switch_account(session, bram.email, is_open=False)
        case _:
            other = world.organisation("Gemeente Westerwolde").id
            table = sa.inspect(type(thing)).local_table
            moved = sa.update(table).where(table.c.id == thing.id).values(organisation_id=other)
            session.execute(moved)
    session.expire_all()
    assert thing.in_charge_id is None
    assert kept.in_charge_id == world.person("amina").id


def test_the_database_lets_go_of_who_leaves_whoever_deletes_the_row(world: World) -> None:
    need = world.need("bram")
    bram = world.person("bram").id
    world.session.execute(sa.delete(Membership).where(col(Membership.person_id) == bram))
    world.session.expire_all()
    assert need.in_charge_id is None


def test_nobody_leaves_with_what_they_were_given_at_that_moment(real: Engine) -> None:
    """Whichever of the two comes first: who is no member looks after nothing."""
    with Session(real, expire_on_commit=False) as session:
        world = World(session)
        needs = [world.need("amina") for _ in range(6)]
        amina, bram = world["amina"], world["bram"]
        home = world.organisation(HOME).id
        session.commit()

    def leaving(session: Session) -> None:
        organisation = get_organisation(session, bram, home, lock=True)
        commands.leave(session, bram, organisation)

    def choosing(need: Need) -> Callable[[Session], None]:
        def do(session: Session) -> None:
            locked = session.exec(select(Need).where(Need.id == need.id).with_for_update()).one()
            given = charge_commands.ChargeInput(person=bram.person_id)
            charge_commands.put_in_charge(session, amina, locked, given)

        return do

    done = at_once(real, leaving, *(choosing(need) for need in needs))
    assert set(done) <= {"done", "Invalid"}
    assert "done" in done
    with Session(real) as session:
        is_member = select(Membership).where(Membership.person_id == bram.person_id)
        assert session.exec(is_member).all() == []
        held = select(Need).where(Need.in_charge_id == bram.person_id)
        assert session.exec(held).all() == []


def test_who_is_leaving_at_this_moment_is_refused_and_not_waited_for(real: Engine) -> None:
    with Session(real, expire_on_commit=False) as session:
        world = World(session)
        need, amina, bram = world.need("amina"), world["amina"], world["bram"]
        home = world.organisation(HOME).id
        session.commit()
    given = charge_commands.ChargeInput(person=bram.person_id)
    with Session(real) as leaving, Session(real) as choosing:
        commands.leave(leaving, bram, get_organisation(leaving, bram, home, lock=True))
        choosing.execute(sa.text("SET LOCAL lock_timeout = '1s'"))
        locked = choosing.exec(select(Need).where(Need.id == need.id).with_for_update()).one()
        with pytest.raises(Invalid):
            charge_commands.put_in_charge(choosing, amina, locked, given)
        leaving.rollback()
        charge_commands.put_in_charge(choosing, amina, locked, given)
        choosing.commit()
    with Session(real) as session:
        assert session.get_one(Need, need.id).in_charge_id == bram.person_id


@each_noun
def test_lists_show_what_is_mine_and_what_is_nobodys(visitors: Visitors, noun: str) -> None:
    world = visitors.world
    mine, theirs = MAKERS[noun](world, "bram"), MAKERS[noun](world, "amina")
    nobodys = MAKERS[noun](world, "amina")
    others = MAKERS[noun](world, "farid")
    put(world, "amina", nobodys, None)
    put(world, "farid", others, None)
    world.session.commit()

    def found(asked: str) -> set[Any]:
        text = visitors["bram"].get(f"/{noun}?in_charge={asked}").text
        every = (mine, theirs, nobodys, others)
        return {each.id for each in every if f"/{noun}/{each.id}" in text}

    assert found("me") == {mine.id}
    assert found("nobody") == {nobodys.id}


def test_after_the_choice_the_page_says_who_it_is(visitors: Visitors) -> None:
    world, amina = visitors.world, visitors["amina"]
    pages = {
        f"/behoeften/{world.need('amina', publish=True).id}": "deze behoefte",
        f"/aanbod/{world.offer('amina', publish=True).id}": "dit aanbod",
    }
    world.session.commit()
    for page, what in pages.items():
        for person, told in ((world.person("bram").id, "Bram"), ("", "Niemand")):
            amina.post(f"{page}/verantwoordelijke", data={"person": person})
            assert f"{told} regelt {what}." in amina.get(page).text
            assert f"{told} regelt {what}." not in amina.get(page).text, "once"


def test_my_work_begins_with_what_is_mine_and_says_what_is_nobodys(visitors: Visitors) -> None:
    world = visitors.world
    first = world.need("amina", title="Eerst gemeld en niet van mij")
    mine = world.need("bram", title="Later gemeld en van mij alleen")
    put(world, "amina", first, None)
    put(world, "amina", mine, "amina")
    world.session.commit()
    text = visitors["amina"].get("/mijn-werk").text
    assert text.index("Later gemeld") < text.index("Eerst gemeld")
    assert text.count("Jij regelt dit") == 1
    assert "Niemand regelt dit nog" in text
    assert "/behoeften?in_charge=nobody" in text
    # Who may not choose is not asked to.
    assert "Niemand regelt dit nog" not in visitors["bram"].get("/mijn-werk").text


def test_a_page_and_my_work_cost_the_same_however_many_there_are(
    visitors: Visitors,
) -> None:
    world = visitors.world
    need = world.need("amina")
    world.session.commit()

    def cost(page: str) -> int:
        visitors["amina"].get(page)
        with counted(world.session.connection()) as sent:
            visitors["amina"].get(page)
        return len(sent)

    pages = ("/mijn-werk", "/behoeften?in_charge=me", f"/behoeften/{need.id}")
    before = [cost(page) for page in pages]
    for who in ("bram", "amina", "amina"):
        world.need(who)
        world.offer(who)
    world.session.add(
        Membership(
            person_id=world.person("farid").id,
            organisation_id=need.organisation_id,
            role=Role.READER,
        )
    )
    world.session.commit()
    assert [cost(page) for page in pages] == before
