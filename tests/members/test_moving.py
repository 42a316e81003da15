"""Moving: accept the invitation of one organisation and leave another, both or neither."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import sqlalchemy as sa
from sqlalchemy import Engine
from sqlmodel import Session, col, select

from app.core.policy import require
from app.core.settings import Settings
from app.identity.models import Membership, Role
from app.members import acceptance_commands, queries
from app.members.models import MemberInvitation
from tests.members.invitations import HOME, address_of, invite
from tests.members.test_race import at_once, real, seats_of
from tests.world import Visitors, World

__all__ = ["real"]
TOWN = "Gemeente Eemsdelta"


def invited(world: World, who: str, role: Role = Role.MEMBER) -> MemberInvitation:
    return invite(world, world.person(who).email, role)


def seats(world: World, who: str) -> set[str]:
    query = select(Membership.organisation_id).where(
        col(Membership.person_id) == world.person(who).id
    )
    return {str(found) for found in world.session.exec(query)}


def test_who_ticks_it_leaves_with_the_same_press(visitors: Visitors, settings: Settings) -> None:
    world = visitors.world
    town, home = (str(world.organisation(name).id) for name in (TOWN, HOME))
    need = world.need("bram")
    address = address_of(settings, invited(world, "bram"))
    page = visitors["bram"].get(address).text
    assert "Gemeente Eemsdelta" in page
    assert f'value="{town}"' in page and f'value="{home}"' not in page
    answer = visitors["bram"].post(f"{address}/meedoen", data={"leave": town})
    assert answer.headers["location"] == "/mijn-werk"
    assert seats(world, "bram") == {home}
    world.session.expire_all()
    assert need.in_charge_id is None
    assert HOME in visitors["bram"].get("/mijn-werk").text


def test_who_ticks_nothing_belongs_to_both(visitors: Visitors, settings: Settings) -> None:
    world = visitors.world
    both = {str(world.organisation(name).id) for name in (TOWN, HOME)}
    address = address_of(settings, invited(world, "bram"))
    answer = visitors["bram"].post(f"{address}/meedoen")
    assert answer.headers["location"] == "/mijn-account/organisatie"
    assert seats(world, "bram") == both


def test_the_last_coordinator_neither_leaves_nor_joins(
    visitors: Visitors, settings: Settings
) -> None:
    world = visitors.world
    town = str(world.organisation(TOWN).id)
    address = address_of(settings, invited(world, "amina"))
    answer = visitors["amina"].post(f"{address}/meedoen", data={"leave": town})
    assert answer.status_code == 422
    assert "de laatste coördinator" in answer.text
    assert " checked" in answer.text.split(f'value="{town}"')[1][:80], "what was ticked stands"
    assert seats(world, "amina") == {town}
    # The invitation is not used up: without the tick it works.
    assert visitors["amina"].post(f"{address}/meedoen").status_code == 303


def test_nobody_leaves_for_another(visitors: Visitors, settings: Settings) -> None:
    """An organisation that somebody does not belong to is not left, whoever's number is sent."""
    world = visitors.world
    town = str(world.organisation("Gemeente Westerwolde").id)
    before = seats(world, "farid")
    address = address_of(settings, invited(world, "bram"))
    visitors["bram"].post(f"{address}/meedoen", data={"leave": town})
    assert seats(world, "farid") == before


def moving(
    settings: Settings, invitation: MemberInvitation, who: str, name: str
) -> Callable[[Session], None]:
    token = address_of(settings, invitation).rpartition("/")[2]

    def do(session: Session) -> None:
        world = World(session)
        actor, left = world[who], world.organisation(name).id
        session.expire_all()
        link = queries.get_link(session, settings, token, lock=True, leaving=[left])
        require(acceptance_commands.join.right(actor, link))
        given = acceptance_commands.JoinInput(leave=[left])
        acceptance_commands.join(session, actor, link, given)

    return do


def wait_until_somebody_waits(session: Session) -> None:
    """Until a transaction waits for the lock of another."""
    waiting = sa.text("SELECT count(*) FROM pg_locks WHERE NOT granted")
    until = time.monotonic() + 60
    while not session.execute(waiting).scalar_one():
        assert time.monotonic() < until, "nobody waits for a lock"
        session.rollback()
        time.sleep(0.02)


def test_the_same_move_twice_at_once_is_one(real: Engine, settings: Settings) -> None:
    with Session(real, expire_on_commit=False) as session:
        world = World(session)
        invitation = invited(world, "bram")
        home, email = str(world.organisation(HOME).id), world.person("bram").email
    moves = [moving(settings, invitation, "bram", TOWN) for _ in range(2)]
    assert at_once(real, *moves) == ["Conflict", "done"]
    with Session(real) as session:
        assert seats_of(session, email) == {home: Role.MEMBER}


def test_two_last_coordinators_who_move_at_once_leave_one(real: Engine, settings: Settings) -> None:
    with Session(real, expire_on_commit=False) as session:
        world = World(session)
        town = world.organisation(TOWN)
        farid = world.person("farid").id
        other = Membership(person_id=farid, organisation_id=town.id, role=Role.COORDINATOR)
        session.add(other)
        session.commit()
        ggd = world.organisation("GGD Groningen").name
        invitations = {
            "amina": invited(world, "amina"),
            "farid": invite(world, world.person("farid").email, who="eva", to=ggd),
        }
    first, second = (moving(settings, invitations[who], who, TOWN) for who in invitations)
    with Session(real) as moved, ThreadPoolExecutor(1) as pool:
        first(moved)
        later = pool.submit(at_once, real, second)
        with Session(real) as looking:
            wait_until_somebody_waits(looking)
        moved.commit()
        assert later.result(timeout=60) == ["Invalid"]
    with Session(real) as session:
        world = World(session)
        town = world.organisation(TOWN)
        assert queries.count_keepers(session, town) == 1
        # Who could not leave did not join either.
        assert seats(world, "farid") == {
            str(world.organisation(name).id) for name in (TOWN, "Gemeente Westerwolde")
        }


def test_two_who_change_places_at_once_both_do(real: Engine, settings: Settings) -> None:
    with Session(real, expire_on_commit=False) as session:
        world = World(session)
        farid, home = world.person("farid"), world.organisation(HOME)
        session.add(Membership(person_id=farid.id, organisation_id=home.id, role=Role.MEMBER))
        session.commit()
        there = invited(world, "bram")
        back = invite(world, farid.email, who="amina", to=TOWN)
    moves = moving(settings, there, "bram", TOWN), moving(settings, back, "farid", HOME)
    assert at_once(real, *moves) == ["done", "done"]
    with Session(real) as session:
        world = World(session)
        town, home_id, own = (
            str(world.organisation(name).id) for name in (TOWN, HOME, "Gemeente Westerwolde")
        )
        assert seats(world, "bram") == {home_id}
        assert seats(world, "farid") == {town, own}
