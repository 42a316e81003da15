"""What a role holds where, and what follows from the seats somebody has."""

from __future__ import annotations

from uuid import UUID, uuid4

import pytest
from sqlmodel import Session

from app.core.i18n import speaking
from app.identity.actor import PERMISSIONS, SYSTEM, Actor, CrisisNow, Permission, system_team
from app.identity.models import Membership, OrganisationStatus, Role
from app.identity.queries import get_actor
from app.reference.models import CrisisPhase, OrganisationKind
from tests.permissions import seat_in, somebody
from tests.world import World

HERE, THERE = uuid4(), uuid4()
WRITE, DECIDE, ADMISSION = Permission.CONTENT_WRITE, Permission.CONTENT_DECIDE, Permission.ADMISSION
HELD: dict[Role, set[Permission]] = {
    Role.READER: set(),
    Role.MEMBER: {WRITE},
    Role.COORDINATOR: {WRITE, DECIDE},
    Role.ADMINISTRATOR: {ADMISSION},
}


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("kind", OrganisationKind)
def test_a_seat_gives_what_its_role_holds_and_nothing_elsewhere(
    role: Role, kind: OrganisationKind
) -> None:
    actor = somebody(seat_in(HERE, role, kind))
    assert PERMISSIONS[role] == HELD[role]
    assert {p for p in Permission if actor.may(p, HERE)} == HELD[role]
    assert not any(actor.may(p, THERE) for p in Permission)
    is_region = kind is OrganisationKind.SAFETY_REGION
    assert actor.writing_seats == (actor.seats if WRITE in HELD[role] else ())
    assert actor.deciding_seats == (actor.seats if DECIDE in HELD[role] else ())
    assert actor.administering_seats == (actor.seats if ADMISSION in HELD[role] else ())
    assert actor.team_regions == (("VR01",) if is_region and WRITE in HELD[role] else ())
    oversees = ADMISSION in HELD[role] or (is_region and WRITE in HELD[role])
    assert actor.overseen_regions == (("VR01",) if oversees else ())
    assert actor.regions == ("VR01",)


def test_two_seats_add_up_and_never_lend_to_each_other() -> None:
    safety = OrganisationKind.SAFETY_REGION
    actor = somebody(
        seat_in(HERE, Role.READER, safety), seat_in(THERE, Role.COORDINATOR, region_code="VR03")
    )
    assert not actor.may(WRITE, HERE)
    assert actor.may(DECIDE, THERE)
    assert actor.regions == ("VR01", "VR03")
    assert actor.organisation_ids == (HERE, THERE)
    assert [seat.organisation_id for seat in actor.writing_seats] == [THERE]
    assert actor.team_regions == actor.overseen_regions == (), "writing elsewhere makes no team"
    found = actor.seat_in(THERE)
    assert found is actor.seats[1]
    assert actor.seat_in(uuid4()) is None
    same = somebody(seat_in(HERE, Role.MEMBER), seat_in(THERE, Role.MEMBER))
    assert same.regions == ("VR01",), "a region once"
    both = somebody(
        seat_in(HERE, Role.ADMINISTRATOR, safety), seat_in(THERE, Role.MEMBER, safety, "VR03")
    )
    assert set(both.overseen_regions) == {"VR01", "VR03"}
    assert both.team_regions == ("VR03",)


def test_the_system_reads_nothing_and_its_team_reads_one_region_as_nobody() -> None:
    assert (SYSTEM.regions, SYSTEM.seats, SYSTEM.overseen_regions) == ((), (), ())
    assert (SYSTEM.organisation_name, SYSTEM.region_name) == ("", "")
    team = system_team("VR05")
    assert team.person_id is None
    assert team.regions == team.team_regions == ("VR05",)
    assert team.organisation_ids == (UUID(int=0),), "nobody's, so small groups stay masked"
    assert not any(team.may(p, HERE) for p in Permission)
    assert team.deciding_seats == team.administering_seats == ()


def test_the_top_of_the_page_says_who_somebody_is() -> None:
    actor = somebody(seat_in(HERE, Role.MEMBER), seat_in(THERE, Role.ADMINISTRATOR))
    with speaking("en"):
        assert (actor.organisation_name, actor.region_name) == ("x", "x")
        assert CrisisNow("Kou", CrisisPhase.RECOVERY).phase.word == "recovery"
    for locale in ("nl", "en"):
        with speaking(locale):
            assert len({role.word for role in Role}) == len(Role)


@pytest.mark.parametrize("status", OrganisationStatus)
def test_only_an_admitted_organisation_gives_a_seat(
    session: Session, world: World, status: OrganisationStatus
) -> None:
    organisation = world.organisation("Gemeente Eemsdelta")
    other = world.organisation("Gemeente Assen").id
    organisation.merged_into_id = other if status is OrganisationStatus.MERGED else None
    organisation.status = status
    session.flush()
    actor = get_actor(session, world.person("amina").id)
    assert actor is not None
    assert len(actor.seats) == (status is OrganisationStatus.ADMITTED)
    assert bool(actor.crises) is (status is OrganisationStatus.ADMITTED)


def test_seats_come_in_the_order_in_which_they_were_given(session: Session, world: World) -> None:
    person, second = world.person("amina"), world.organisation("Gemeente Assen")
    first = world.organisation("Gemeente Eemsdelta")
    known = session.get_one(Membership, (person.id, first.id))
    for earlier, expected in ((True, [second.id, first.id]), (False, [first.id, second.id])):
        row = session.get(Membership, (person.id, second.id)) or Membership(
            person_id=person.id, organisation_id=second.id, role=Role.READER
        )
        day = known.created_at.replace(year=known.created_at.year + (-1 if earlier else 1), day=1)
        row.created_at = day
        session.add(row)
        session.flush()
        actor = get_actor(session, person.id)
        assert actor is not None
        assert [seat.organisation_id for seat in actor.memberships] == expected
        assert actor.seats == actor.memberships[:1], "nobody chose: where they came in first"
        assert actor.regions == (("VR03",) if earlier else ("VR01",))
        assert actor.everywhere.regions == (("VR03", "VR01") if earlier else ("VR01", "VR03"))


def test_nobody_is_the_actor_of_an_unknown_or_closed_account(
    session: Session, world: World
) -> None:
    person = world.person("amina")
    person.is_active = False
    session.flush()
    assert get_actor(session, person.id) is None
    assert get_actor(session, uuid4()) is None


def test_somebody_without_an_organisation_is_there_and_sees_nothing(
    session: Session, world: World
) -> None:
    person = world.person("greet")
    for seat in world["greet"].seats:
        session.delete(session.get_one(Membership, (person.id, seat.organisation_id)))
    session.flush()
    assert get_actor(session, person.id) == Actor(person.id, person.name)
