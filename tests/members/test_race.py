"""Two who do the same at once: one membership, one account, one who can let others in."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from sqlalchemy import Engine, create_engine
from sqlmodel import Session, col, select

from app.core.errors import AppError
from app.core.settings import Settings
from app.identity.actor import Actor
from app.identity.models import Membership, Person, Role
from app.identity.queries import get_person_by_email
from app.members import acceptance_commands, commands, queries
from app.members.models import MemberInvitation
from app.organisations.queries import get_organisation
from tests.conftest import Databases
from tests.members.invitations import HOME, PASSWORD, address_of, invite
from tests.world import World

NOBODY = Actor(person_id=None, name="")


@pytest.fixture
def real(databases: Databases) -> Iterator[Engine]:
    engine = create_engine(databases.copy("world"))
    yield engine
    engine.dispose()


def at_once(real: Engine, *doing: Callable[[Session], object]) -> list[str]:
    """Each does it in a transaction of their own. Of each what came of it: "done", or the error."""
    ready = Barrier(len(doing))

    def one(do: Callable[[Session], object]) -> str:
        with Session(real) as session:
            session.connection()
            ready.wait(timeout=30)
            try:
                do(session)
            except AppError as problem:
                return type(problem).__name__
            session.commit()
            return "done"

    with ThreadPoolExecutor(len(doing)) as pool:
        return sorted(pool.map(one, doing))


def signing_up(
    settings: Settings, invitation: MemberInvitation, name: str
) -> Callable[[Session], None]:
    token = address_of(settings, invitation).rpartition("/")[2]

    def do(session: Session) -> None:
        link = queries.get_link(session, settings, token, lock=True)
        given = acceptance_commands.SignUpInput(name=name, password=PASSWORD)
        acceptance_commands.sign_up(session, NOBODY, link, given)

    return do


def seats_of(session: Session, email: str) -> dict[str, Role]:
    person = get_person_by_email(session, email)
    assert person is not None
    rows = session.exec(select(Membership).where(col(Membership.person_id) == person.id))
    return {str(row.organisation_id): row.role for row in rows}


def test_the_same_link_finished_twice_is_one_membership(real: Engine, settings: Settings) -> None:
    with Session(real, expire_on_commit=False) as session:
        invitation = invite(World(session))
    done = at_once(real, *(signing_up(settings, invitation, f"Noor {letter}") for letter in "abcd"))
    assert done == ["Conflict", "Conflict", "Conflict", "done"]
    with Session(real) as session:
        assert list(seats_of(session, invitation.email).values()) == [Role.MEMBER]


def test_two_invitations_accepted_at_once_are_one_account_with_both(
    real: Engine, settings: Settings
) -> None:
    with Session(real, expire_on_commit=False) as session:
        world = World(session)
        first = invite(world)
        second = invite(world, who="amina", to="Gemeente Eemsdelta", role=Role.READER)
    done = at_once(
        real, signing_up(settings, first, "Noor"), signing_up(settings, second, "Noortje")
    )
    assert done == ["done", "done"]
    with Session(real) as session:
        people = session.exec(select(Person).where(col(Person.email) == first.email)).all()
        assert len(people) == 1
        assert seats_of(session, first.email) == {
            str(first.organisation_id): Role.MEMBER,
            str(second.organisation_id): Role.READER,
        }


def _second_coordinator(session: Session) -> None:
    world = World(session)
    home = world.organisation(HOME)
    session.add(
        Membership(
            person_id=world.person("farid").id, organisation_id=home.id, role=Role.COORDINATOR
        )
    )
    session.commit()


def _demoting(who: str, whom: str) -> Callable[[Session], None]:
    """As a request does it: the actor is read before the lock."""

    def do(session: Session) -> None:
        world = World(session)
        actor, other = world[who], world.person(whom).id
        home_id = world.organisation(HOME).id
        session.expire_all()
        home = get_organisation(session, actor, home_id, lock=True)
        member = queries.get_member(session, home, other)
        given = commands.RoleInput(role=Role.READER)
        commands.change_role(session, actor, home, member, given)

    return do


def test_two_coordinators_who_demote_each_other_leave_one(real: Engine) -> None:
    with Session(real) as session:
        _second_coordinator(session)
    done = at_once(real, _demoting("chantal", "farid"), _demoting("farid", "chantal"))
    assert done == ["Forbidden", "done"]
    with Session(real) as session:
        home = World(session).organisation(HOME)
        assert queries.count_keepers(session, home) == 1


def _leaving(who: str) -> Callable[[Session], None]:
    def do(session: Session) -> None:
        world = World(session)
        actor, home_id = world[who], world.organisation(HOME).id
        session.expire_all()
        commands.leave(session, actor, get_organisation(session, actor, home_id, lock=True))

    return do


def test_two_coordinators_who_leave_at_once_leave_one(real: Engine) -> None:
    with Session(real) as session:
        _second_coordinator(session)
    assert at_once(real, _leaving("chantal"), _leaving("farid")) == ["Conflict", "done"]
    with Session(real) as session:
        home = World(session).organisation(HOME)
        assert queries.count_keepers(session, home) == 1
