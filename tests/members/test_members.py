"""Changing a role, taking somebody away, and leaving; from the next request on."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlmodel import Session, select

from app.audit.models import AuditEntry
from app.core import clock
from app.core.errors import Conflict, Invalid
from app.identity.actor import SYSTEM
from app.identity.models import Membership, OrganisationStatus, Role
from app.mail.models import Mail
from app.members import commands, invitation_commands, queries
from app.members.models import MemberInvitation
from app.members.policy import MembersPolicy
from tests.members.invitations import HOME, invite
from tests.world import Visitors, World

REGION = "Veiligheidsregio Groningen"


def join(world: World, who: str, role: Role, to: str = HOME) -> Membership:
    home = world.organisation(to)
    seat = Membership(person_id=world.person(who).id, organisation_id=home.id, role=role)
    world.session.add(seat)
    world.session.commit()
    return seat


def leden(world: World, name: str = HOME) -> str:
    return f"/netwerk/{world.organisation(name).id}/leden"


def test_the_page_shows_members_with_roles_to_the_organisation_and_the_administrator(
    visitors: Visitors,
) -> None:
    page = leden(visitors.world)
    for who in ("chantal", "eva"):
        text = visitors[who].get(page).text
        assert "Chantal" in text
        assert "coördinator" in text
    for who in ("amina", "daan"):
        assert visitors[who].get(page).status_code == 403
    assert visitors["hugo"].get(page).status_code == 404


def test_another_role_counts_from_the_next_request(visitors: Visitors, session: Session) -> None:
    world = visitors.world
    bram, page = world.person("bram"), leden(world, "Gemeente Eemsdelta")
    assert visitors["bram"].get(page).text.count('name="email"') == 0
    answer = visitors["amina"].post(f"{page}/{bram.id}/rol", data={"role": "coordinator"})
    assert answer.status_code == 303
    assert visitors["bram"].get(page).text.count('name="email"') == 1
    lines = session.exec(
        select(AuditEntry).where(AuditEntry.event == "membership:role_changed")
    ).all()
    assert [line.facts for line in lines] == [
        {"person": str(bram.id), "role": "coordinator", "was": "member"}
    ]


def test_who_is_taken_away_is_out_at_the_next_request_and_their_work_stays(
    visitors: Visitors, session: Session
) -> None:
    world = visitors.world
    need = world.need("bram")
    session.commit()
    bram, page = world.person("bram"), leden(world, "Gemeente Eemsdelta")
    assert visitors["bram"].get(f"/behoeften/{need.id}").status_code == 200
    assert visitors["amina"].post(f"{page}/{bram.id}/weghalen").status_code == 303
    told = "Bram hoort niet meer bij Gemeente Eemsdelta."
    assert told in visitors["amina"].get(page).text
    assert told not in visitors["amina"].get(page).text, "once"
    assert visitors["bram"].get(f"/behoeften/{need.id}").status_code == 404
    assert visitors["bram"].get(page).status_code == 404
    assert need.title in visitors["amina"].get("/behoeften").text
    assert "Bram" not in visitors["amina"].get(page).text.partition("s_history")[0]


def test_who_leaves_goes_to_a_page_they_may_see(visitors: Visitors) -> None:
    world = visitors.world
    page = leden(world, "Gemeente Eemsdelta")
    answer = visitors["bram"].post(f"{page}/vertrekken")
    assert answer.headers["location"] == "/mijn-werk"
    assert visitors["bram"].get("/mijn-werk").status_code == 200
    assert visitors["bram"].get(page).status_code == 404


@pytest.mark.parametrize("verb", ["demote", "remove", "leave"])
@pytest.mark.parametrize(
    ("who", "home", "keeper"),
    [
        ("chantal", HOME, Role.COORDINATOR),
        ("eva", "Veiligheidsregio Groningen", Role.ADMINISTRATOR),
    ],
)
def test_the_last_one_cannot_disappear_nor_be_demoted(
    session: Session, world: World, verb: str, who: str, home: str, keeper: Role
) -> None:
    organisation = world.organisation(home)
    member = queries.get_member(session, organisation, world.person(who).id)
    assert member.role is keeper
    demoted = commands.RoleInput(role=Role.READER)
    verbs = {
        "demote": lambda: commands.change_role(
            session, world["eva"], organisation, member, demoted
        ),
        "remove": lambda: commands.remove_member(session, world["eva"], organisation, member),
        "leave": lambda: commands.leave(session, world[who], organisation),
    }
    with pytest.raises(Conflict, match="laatste"):
        verbs[verb]()
    join(world, "farid", keeper, home)
    commands.leave(session, world[who], organisation)
    assert queries.count_keepers(session, organisation) == 1


@pytest.mark.parametrize("reader", ["chantal", "eva"])
def test_of_the_last_one_the_page_says_so_beside_no_button(visitors: Visitors, reader: str) -> None:
    world = visitors.world
    page, chantal = leden(world), world.person("chantal").id
    ways = (f"{page}/vertrekken", f"{page}/{chantal}/weghalen", f"{page}/{chantal}/rol")
    text = visitors[reader].get(page).text
    assert "Dit is de laatste coördinator." in text
    assert not any(way in text for way in ways)
    join(world, "farid", Role.COORDINATOR)
    text = visitors[reader].get(page).text
    assert "Dit is de laatste coördinator." not in text
    assert any(way in text for way in ways)


def test_what_nobody_looks_after_then_is_said_before(visitors: Visitors) -> None:
    world = visitors.world
    page = leden(world, "Gemeente Eemsdelta")
    told = "Dan regelt niemand dit nog: 2 behoeften en 1 keer aanbod."
    assert "Dan regelt niemand" not in visitors["amina"].get(page).text
    for number in range(2):
        world.need("bram", title=f"Soep, nummer {number}")
    world.offer("bram")
    world.need("farid", title="Van een ander")
    world.session.commit()
    assert visitors["amina"].get(page).text.count(told) == 1
    assert visitors["bram"].get(page).text.count(told) == 1, "who goes oneself too"


def test_a_keeper_with_a_closed_account_does_not_count(session: Session, world: World) -> None:
    join(world, "farid", Role.COORDINATOR)
    world.person("farid").is_active = False
    session.flush()
    with pytest.raises(Conflict, match="laatste"):
        commands.leave(session, world["chantal"], world.organisation(HOME))


def test_who_gives_which_role(session: Session, world: World) -> None:
    region = world.organisation("Veiligheidsregio Groningen")
    given = {
        (who, name): set(MembersPolicy(world[who], world.organisation(name)).roles)
        for who, name in (
            ("eva", region.name),
            ("daan", region.name),
            ("eva", HOME),
            ("chantal", HOME),
        )
    }
    usual = {Role.COORDINATOR, Role.MEMBER, Role.READER}
    assert given == {
        ("eva", region.name): usual | {Role.ADMINISTRATOR},
        ("daan", region.name): usual,
        ("eva", HOME): usual,
        ("chantal", HOME): usual,
    }


def test_a_role_that_is_not_theirs_to_give_is_said_beside_the_field(visitors: Visitors) -> None:
    page = leden(visitors.world)
    data = {"email": "noor@nieuw.example", "role": "administrator"}
    answer = visitors["chantal"].post(f"{page}/uitnodigen", data=data)
    assert answer.status_code == 422
    assert "Alleen een beheerder van de regio geeft deze rol." in answer.text
    assert "noor@nieuw.example" in answer.text
    chantal = visitors.world.person("chantal").id
    answer = visitors["eva"].post(f"{page}/{chantal}/rol", data={"role": "administrator"})
    assert answer.status_code == 422


def test_an_organisation_that_does_not_take_part_invites_nobody(
    session: Session, world: World
) -> None:
    home = world.organisation(HOME)
    home.status = OrganisationStatus.SUSPENDED
    given = invitation_commands.InvitationInput(email="noor@nieuw.example", role=Role.READER)
    with pytest.raises(Conflict):
        invitation_commands.invite_member(session, world["eva"], home, given)


def test_who_does_not_give_a_role_does_not_touch_an_invitation_in_it(
    visitors: Visitors, session: Session
) -> None:
    """Of the region's own organisation a coordinator gives the usual roles only."""
    invite(visitors.world, role=Role.ADMINISTRATOR, who="eva", to=REGION)
    page = leden(visitors.world, REGION)
    asked = visitors["daan"].get(page)
    assert "noor@nieuw.example" in asked.text and "/intrekken" not in asked.text
    data = {"email": "noor@nieuw.example", "role": "reader"}
    answer = visitors["daan"].post(f"{page}/uitnodigen", data=data)
    assert answer.status_code == 422
    assert "Alleen een beheerder van de regio verandert deze uitnodiging." in answer.text
    invitation = session.exec(select(MemberInvitation)).one()
    taken = visitors["daan"].post(f"{page}/uitnodigingen/{invitation.id}/intrekken")
    assert taken.status_code == 403
    session.refresh(invitation)
    assert (invitation.role, invitation.withdrawn_at) == (Role.ADMINISTRATOR, None)
    taken = visitors["eva"].post(f"{page}/uitnodigingen/{invitation.id}/intrekken")
    assert taken.status_code == 303


def test_who_is_invited_is_not_mailed_again_and_again(visitors: Visitors, session: Session) -> None:
    page = leden(visitors.world)
    data = {"email": "noor@nieuw.example", "role": "reader"}
    for role in ("member", "coordinator"):
        answer = visitors["chantal"].post(f"{page}/uitnodigen", data=data | {"role": role})
        assert answer.status_code == 303
    (invitation,) = session.exec(select(MemberInvitation)).all()
    again = f"{page}/uitnodigingen/{invitation.id}/opnieuw"
    assert visitors["chantal"].post(again).status_code == 303
    with clock.at(clock.now() + timedelta(minutes=5)):  # no second press of the same button
        assert visitors["chantal"].post(again).status_code == 409
    refused = visitors["chantal"].post(f"{page}/uitnodigen", data=data)
    assert refused.status_code == 422 and data["email"] in refused.text
    assert "Dit adres kreeg het laatste uur al een paar uitnodigingen." in refused.text
    # Nor when the one before is withdrawn first.
    visitors["chantal"].post(f"{page}/uitnodigingen/{invitation.id}/intrekken")
    assert visitors["chantal"].post(f"{page}/uitnodigen", data=data).status_code == 422
    assert len(session.exec(select(Mail)).all()) == invitation_commands.TO_ADDRESS
    with clock.at(clock.now() + timedelta(minutes=61)):
        assert visitors["chantal"].post(f"{page}/uitnodigen", data=data).status_code == 303


def test_an_organisation_does_not_write_to_a_whole_list(session: Session, world: World) -> None:
    for number in range(invitation_commands.OF_ORGANISATION):
        invite(world, f"n{number}@nieuw.example")
    with pytest.raises(Invalid) as refused:
        invite(world, "noor@nieuw.example")
    assert list(refused.value.errors) == ["email"]
    # Another organisation is another, and the region's operator is not counted.
    invite(world, who="eva", to=REGION)
    home = world.organisation(HOME)
    given = invitation_commands.InvitationInput(email="jan@nieuw.example", role=Role.READER)
    invitation_commands.invite_member(session, SYSTEM, home, given)
