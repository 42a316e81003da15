"""Who asks: seats, permissions, several organisations, and who no longer gets in."""

from __future__ import annotations

from uuid import UUID, uuid4

import pytest
import sqlalchemy as sa
from sqlmodel import Session, col

from app.core.errors import Invalid
from app.core.settings import Settings
from app.identity.actor import PERMISSIONS, SYSTEM, Permission
from app.identity.commands import Credentials, NewPerson, add_person, check_password
from app.identity.models import LoginSession, Membership, OrganisationStatus, Person, Role
from app.identity.queries import get_actor, get_person_by_email
from tests.html import Page
from tests.world import GROCERIES, SHOPPING, Visitors, World, form

WRITE, DECIDE, ADMISSION = Permission.CONTENT_WRITE, Permission.CONTENT_DECIDE, Permission.ADMISSION


@pytest.mark.parametrize(
    ("who", "role", "permissions"),
    [
        ("amina", Role.COORDINATOR, {WRITE, DECIDE}),
        ("bram", Role.MEMBER, {WRITE}),
        ("greet", Role.READER, set()),
        ("eva", Role.ADMINISTRATOR, {ADMISSION}),
        ("daan", Role.COORDINATOR, {WRITE, DECIDE}),
    ],
)
def test_each_role_holds_its_permissions_in_its_own_organisation_only(
    world: World, who: str, role: Role, permissions: set[Permission]
) -> None:
    actor = world[who]
    (seat,) = actor.seats
    assert seat.role is role
    assert {p for p in Permission if actor.may(p, seat.organisation_id)} == permissions
    assert not any(actor.may(p, world["farid"].seats[0].organisation_id) for p in Permission)


def test_every_role_has_its_line_of_permissions() -> None:
    assert PERMISSIONS.keys() == set(Role)


def test_the_team_is_who_writes_for_the_safety_region(world: World) -> None:
    assert {
        who for who in ("amina", "daan", "eva", "greet", "hugo") if world[who].team_regions
    } == {"daan"}
    assert {
        who for who in ("amina", "daan", "eva", "greet", "hugo") if world[who].overseen_regions
    } == {"daan", "eva"}


def test_a_seat_tells_where_it_is(world: World) -> None:
    (seat,) = world["amina"].seats
    assert (seat.organisation_name, seat.region_code, seat.municipality_code) == (
        "Gemeente Eemsdelta",
        "VR01",
        "GM1979",
    )
    assert world["hugo"].regions == ("VR03",)
    assert [crisis.name for crisis in world["amina"].crises] != []


def test_the_system_has_no_seat_and_no_rights() -> None:
    assert SYSTEM.seats == ()
    assert not any(SYSTEM.may(permission, uuid4()) for permission in Permission)


@pytest.fixture
def with_two_seats(session: Session, world: World) -> UUID:
    """Chantal also coordinates the municipality of Westerwolde. The id of that organisation."""
    second = world.organisation("Gemeente Westerwolde")
    person = world.person("chantal")
    session.add(Membership(person_id=person.id, organisation_id=second.id, role=Role.COORDINATOR))
    session.commit()
    return second.id


def test_with_two_seats_no_form_asks_on_behalf_of_which(
    visitors: Visitors, with_two_seats: UUID
) -> None:
    for address in ("/behoeften/nieuw", "/aanbod/nieuw"):
        page = Page(visitors["chantal"].get(address).text)
        assert "f_organisation" not in page, "that is what the top of the page says"


@pytest.mark.parametrize(("address", "values"), [("/behoeften", GROCERIES), ("/aanbod", SHOPPING)])
def test_with_two_seats_nothing_is_made_for_another_than_the_chosen_one(
    visitors: Visitors, world: World, with_two_seats: UUID, address: str, values: dict[str, object]
) -> None:
    third = world.organisation("Gemeente Assen").id
    for other in (third, with_two_seats):
        answer = visitors["chantal"].post(address, data=form(values | {"organisation": other}))
        assert answer.status_code == 422
        assert "f_errors" in Page(answer.text)


def test_a_reader_of_one_and_coordinator_of_another_writes_for_the_other(
    session: Session, world: World
) -> None:
    second = world.organisation("Gemeente Westerwolde")
    greet = world.person("greet")
    session.add(Membership(person_id=greet.id, organisation_id=second.id, role=Role.COORDINATOR))
    session.flush()
    actor = get_actor(session, greet.id)
    assert actor is not None
    assert actor.writing_seats == (), "not as the reader that they are now"
    actor = get_actor(session, greet.id, second.id)
    assert actor is not None
    assert [seat.organisation_id for seat in actor.writing_seats] == [second.id]


def test_a_closed_account_gets_in_nowhere(
    visitors: Visitors, session: Session, settings: Settings
) -> None:
    amina = visitors["amina"]
    assert amina.get("/behoeften").status_code == 200
    person = visitors.world.person("amina")
    person.is_active = False
    session.commit()
    assert amina.get("/behoeften").status_code == 303
    assert get_actor(session, person.id) is None
    given = Credentials(email=person.email, password="schakelbord-demo")
    assert check_password(session, settings, given, "127.0.0.1") is None


def test_a_member_of_a_suspended_organisation_sees_and_does_nothing(
    visitors: Visitors, session: Session
) -> None:
    need = visitors.world.need(publish=True)
    bram = visitors["bram"]
    visitors.world.organisation("Gemeente Eemsdelta").status = OrganisationStatus.SUSPENDED
    session.commit()
    assert bram.get(f"/behoeften/{need.id}").status_code == 404
    listing = bram.get("/behoeften")
    assert listing.status_code == 200
    assert need.title not in listing.text
    assert bram.get("/behoeften/nieuw").status_code == 403
    assert bram.post("/behoeften", data=form(GROCERIES)).status_code == 403


@pytest.mark.parametrize("status", [OrganisationStatus.REQUESTED, OrganisationStatus.REFUSED])
def test_an_organisation_that_is_not_admitted_gives_no_seat(
    session: Session, world: World, status: OrganisationStatus
) -> None:
    world.organisation("Gemeente Eemsdelta").status = status
    session.flush()
    actor = get_actor(session, world.person("amina").id)
    assert actor is not None
    assert actor.seats == ()


def test_revoking_every_session_signs_out_every_browser(
    visitors: Visitors, session: Session
) -> None:
    amina, bram = visitors["amina"], visitors["bram"]
    own = col(LoginSession.person_id) == visitors.world.person("amina").id
    session.execute(sa.delete(LoginSession).where(own))
    session.commit()
    assert amina.get("/behoeften").status_code == 303
    assert bram.get("/behoeften").status_code == 200


def test_only_a_safety_region_has_administrators(session: Session, world: World) -> None:
    given = NewPerson(name="X", email="x@voorbeeld.example", role=Role.ADMINISTRATOR)
    with pytest.raises(Invalid) as refused:
        add_person(session, SYSTEM, world.organisation("Gemeente Eemsdelta"), given)
    assert refused.value.errors.keys() == {"role"}
    assert (
        add_person(session, SYSTEM, world.organisation("Veiligheidsregio Groningen"), given).name
        == "X"
    )


def test_an_address_has_one_account_in_whatever_case(session: Session, world: World) -> None:
    amina = world.person("amina")
    assert get_person_by_email(session, f" {amina.email.upper()} ") is amina
    again = NewPerson(name="Y", email=amina.email.upper(), role=Role.MEMBER)
    with pytest.raises(Invalid) as refused:
        add_person(session, SYSTEM, world.organisation("Gemeente Eemsdelta"), again)
    assert refused.value.errors.keys() == {"email"}


def test_a_password_is_stored_as_an_argon2_hash_only(session: Session, world: World) -> None:
    given = NewPerson(
        name="Z", email="z@voorbeeld.example", role=Role.MEMBER, password="lang genoeg geheim"
    )
    person: Person = add_person(session, SYSTEM, world.organisation("Gemeente Eemsdelta"), given)
    assert person.password_hash is not None and person.password_hash.startswith("$argon2")
    assert "geheim" not in str(person.model_dump())
