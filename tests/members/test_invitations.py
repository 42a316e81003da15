"""Invitations as one table: where one stands, who follows its link, and what comes of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import Session, col, select

from app.core import clock
from app.core.settings import Settings
from app.identity.models import Membership, OrganisationStatus, Person, Role
from app.identity.queries import get_person_by_email
from app.mail.models import Mail
from app.members import invitation_commands as commands
from app.members.models import MemberInvitation
from tests.members.invitations import HOME, PASSWORD, SIGN_UP, address_of, invite
from tests.world import Visitors, World

EMAIL = "noor@nieuw.example"


def memberships(session: Session, email: str = EMAIL) -> dict[str, Role]:
    """Of whoever has this address: which role in which organisation."""
    session.expire_all()
    person = get_person_by_email(session, email)
    if person is None:
        return {}
    rows = session.exec(select(Membership).where(col(Membership.person_id) == person.id))
    return {str(row.organisation_id): row.role for row in rows}


def _as_it_is(world: World, invitation: MemberInvitation) -> None:
    """Nothing happened to it."""


def _used(world: World, invitation: MemberInvitation) -> None:
    invitation.accepted_at = clock.now()


def _withdrawn(world: World, invitation: MemberInvitation) -> None:
    home = world.organisation(HOME)
    commands.withdraw_invitation(world.session, world["chantal"], home, invitation)


def _too_old(world: World, invitation: MemberInvitation) -> None:
    invitation.expires_at = clock.now()


def _nearly_too_old(world: World, invitation: MemberInvitation) -> None:
    invitation.expires_at = clock.now() + timedelta(hours=1)


def _sent_again(world: World, invitation: MemberInvitation) -> None:
    home = world.organisation(HOME)
    commands.renew_invitation(world.session, world["chantal"], home, invitation)


def _too_old_and_sent_again(world: World, invitation: MemberInvitation) -> None:
    _too_old(world, invitation)
    _sent_again(world, invitation)


def _inviter_demoted(world: World, invitation: MemberInvitation) -> None:
    _seat_of_chantal(world).role = Role.MEMBER


def _inviter_gone(world: World, invitation: MemberInvitation) -> None:
    world.session.delete(_seat_of_chantal(world))


def _inviter_closed(world: World, invitation: MemberInvitation) -> None:
    world.person("chantal").is_active = False


def _inviter_demoted_and_sent_again(world: World, invitation: MemberInvitation) -> None:
    _inviter_demoted(world, invitation)
    home = world.organisation(HOME)
    commands.renew_invitation(world.session, world["eva"], home, invitation)


def _suspended(world: World, invitation: MemberInvitation) -> None:
    world.organisation(HOME).status = OrganisationStatus.SUSPENDED


def _seat_of_chantal(world: World) -> Membership:
    found = (world.person("chantal").id, world.organisation(HOME).id)
    return world.session.get_one(Membership, found)


OLD, NEW = "the link in the first mail", "the link in the last mail"
# What happened, which link somebody has, what the page says in the one of it that is dead.
TABLE: list[tuple[Callable[[World, MemberInvitation], None], str, str | None]] = [
    (_as_it_is, OLD, None),
    (_nearly_too_old, OLD, None),
    (_used, OLD, "al gebruikt"),
    (_withdrawn, OLD, "ingetrokken"),
    (_too_old, OLD, "te oud"),
    (_sent_again, OLD, "nieuwere mail"),
    (_sent_again, NEW, None),
    (_too_old_and_sent_again, OLD, "nieuwere mail"),
    (_too_old_and_sent_again, NEW, None),
    (_inviter_demoted, OLD, "niet meer geldig"),
    (_inviter_gone, OLD, "niet meer geldig"),
    (_inviter_closed, OLD, "niet meer geldig"),
    (_inviter_demoted_and_sent_again, OLD, "nieuwere mail"),
    (_inviter_demoted_and_sent_again, NEW, None),
    (_suspended, OLD, "niet meer geldig"),
]
CELLS = pytest.mark.parametrize(
    ("happened", "link", "dead"),
    TABLE,
    ids=lambda cell: getattr(cell, "__name__", str(cell)),
)


@CELLS
def test_who_is_new(
    visitors: Visitors,
    session: Session,
    settings: Settings,
    happened: Callable[[World, MemberInvitation], None],
    link: str,
    dead: str | None,
) -> None:
    world = visitors.world
    invitation = invite(world)
    old = address_of(settings, invitation)
    happened(world, invitation)
    session.commit()
    address = old if link is OLD else address_of(settings, invitation)
    for _twice in range(2):  # opening it uses nothing up
        page = visitors[None].get(address)
        assert page.status_code == 200
        assert (dead or "noor@nieuw.example") in page.text
    answer = visitors[None].post(address, data=SIGN_UP)
    assert answer.status_code == 303
    joined = memberships(session)
    if dead is None:
        assert joined == {str(world.organisation(HOME).id): Role.MEMBER}
        assert "al gebruikt" in visitors[None].get(address).text or link is OLD
    else:
        assert answer.headers["location"] == address
        assert joined == {}


@CELLS
def test_who_is_signed_in_with_that_address(
    visitors: Visitors,
    session: Session,
    settings: Settings,
    happened: Callable[[World, MemberInvitation], None],
    link: str,
    dead: str | None,
) -> None:
    world = visitors.world
    email = world.person("farid").email
    invitation = invite(world, email)
    old = address_of(settings, invitation)
    before = memberships(session, email)
    happened(world, invitation)
    session.commit()
    address = old if link is OLD else address_of(settings, invitation)
    page = visitors["farid"].get(address)
    assert (dead or "/meedoen") in page.text
    assert visitors["farid"].post(f"{address}/meedoen").status_code == 303
    new = {} if dead else {str(world.organisation(HOME).id): Role.MEMBER}
    assert memberships(session, email) == before | new


def test_who_is_signed_in_under_another_address(
    visitors: Visitors, session: Session, settings: Settings
) -> None:
    invitation = invite(visitors.world)
    address = address_of(settings, invitation)
    page = visitors["farid"].get(address)
    assert "met een ander e-mailadres" in page.text
    assert "/meedoen" not in page.text
    assert 'name="password"' not in page.text
    before = memberships(session, visitors.world.person("farid").email)
    assert visitors["farid"].post(f"{address}/meedoen").headers["location"] == address
    assert visitors["farid"].post(address, data=SIGN_UP).headers["location"] == address
    assert memberships(session, visitors.world.person("farid").email) == before
    assert memberships(session) == {}
    assert 'name="password"' in visitors[None].get(address).text  # it works still


def test_who_is_a_member_already_keeps_their_role(
    visitors: Visitors, session: Session, settings: Settings
) -> None:
    world = visitors.world
    email, home = world.person("farid").email, world.organisation(HOME)
    invitation = invite(world, email, Role.READER)
    address = address_of(settings, invitation)
    session.add(
        Membership(
            person_id=world.person("farid").id, organisation_id=home.id, role=Role.COORDINATOR
        )
    )
    session.commit()
    assert visitors["farid"].post(f"{address}/meedoen").status_code == 303
    assert memberships(session, email)[str(home.id)] is Role.COORDINATOR
    assert "al gebruikt" in visitors["farid"].get(address).text


def test_a_member_is_not_invited_again(visitors: Visitors) -> None:
    world = visitors.world
    home = world.organisation(HOME)
    answer = visitors["chantal"].post(
        f"/netwerk/{home.id}/leden/uitnodigen",
        data={"email": world.person("chantal").email.upper(), "role": "member"},
    )
    assert answer.status_code == 422
    assert "hoort al bij de organisatie" in answer.text


def test_who_has_an_account_is_asked_to_sign_in(visitors: Visitors, settings: Settings) -> None:
    invitation = invite(visitors.world, visitors.world.person("farid").email)
    page = visitors[None].get(address_of(settings, invitation))
    assert "/inloggen?next=" in page.text
    assert 'name="password"' not in page.text


def test_whose_account_is_closed_does_not_come_in(
    visitors: Visitors, session: Session, settings: Settings
) -> None:
    person = visitors.world.person("farid")
    invitation = invite(visitors.world, person.email)
    person.is_active = False
    session.commit()
    before = memberships(session, person.email)
    address = address_of(settings, invitation)
    assert "is gesloten" in visitors[None].get(address).text
    assert visitors[None].post(address, data=SIGN_UP).status_code == 422
    assert memberships(session, person.email) == before


def test_two_organisations_invite_the_same_address(
    visitors: Visitors, session: Session, settings: Settings
) -> None:
    world = visitors.world
    first = invite(world)
    second = invite(world, who="amina", to="Gemeente Eemsdelta", role=Role.READER)
    assert visitors[None].post(address_of(settings, first), data=SIGN_UP).status_code == 303
    visitors[None].cookies.clear()
    assert "log in" in visitors[None].get(address_of(settings, second)).text.lower()
    # Who had the page of the second one open still, fills its form in.
    other = {"name": "Noortje", "password": PASSWORD + "!"}
    answer = visitors[None].post(address_of(settings, second), data=other)
    assert answer.headers["location"] == "/inloggen"
    assert memberships(session) == {
        str(world.organisation(HOME).id): Role.MEMBER,
        str(world.organisation("Gemeente Eemsdelta").id): Role.READER,
    }
    account = session.exec(select(Person).where(col(Person.email) == EMAIL)).one()
    assert account.name == "Noor"
    given: dict[str, Any] = {"email": EMAIL, "password": PASSWORD}
    assert visitors[None].post("/inloggen", data=given).status_code == 303


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"password": "te kort"}, "12"),
        ({"password": ""}, "Kies een wachtwoord."),
        ({"name": ""}, "Vul je naam in."),
    ],
)
def test_a_failed_sign_up_leaves_it_usable(
    visitors: Visitors, session: Session, settings: Settings, wrong: dict[str, str], said: str
) -> None:
    address = address_of(settings, invite(visitors.world))
    answer = visitors[None].post(address, data=SIGN_UP | wrong)
    assert answer.status_code == 422
    assert said in answer.text
    assert memberships(session) == {}
    assert visitors[None].post(address, data=SIGN_UP).status_code == 303
    assert len(memberships(session)) == 1


def test_inviting_again_kills_the_link_before_it_and_owes_one_more_mail(
    visitors: Visitors, session: Session, settings: Settings
) -> None:
    first = address_of(settings, invite(visitors.world))
    again = invite(visitors.world, role=Role.COORDINATOR)
    assert "nieuwere mail" in visitors[None].get(first).text
    assert visitors[None].post(address_of(settings, again), data=SIGN_UP).status_code == 303
    assert list(memberships(session).values()) == [Role.COORDINATOR]
    mails = session.exec(select(Mail).where(col(Mail.address) == EMAIL)).all()
    assert sorted(mail.facts["version"] for mail in mails) == ["1", "2"]


def test_after_an_expired_or_used_one_somebody_is_invited_anew(
    visitors: Visitors, session: Session
) -> None:
    world = visitors.world
    old = invite(world)
    old.expires_at = clock.now()
    session.commit()
    assert invite(world).id == old.id
    old.accepted_at = clock.now()
    session.commit()
    assert invite(world).id != old.id


def test_the_page_says_nothing_of_the_link_nor_whether_there_is_an_account(
    visitors: Visitors, settings: Settings
) -> None:
    world = visitors.world
    known, unknown = world.person("hugo").email, "niemand@nieuw.example"
    home = world.organisation(HOME)
    pages = []
    for email in (known, unknown):
        data = {"email": email, "role": "member"}
        answer = visitors["chantal"].post(f"/netwerk/{home.id}/leden/uitnodigen", data=data)
        assert answer.status_code == 303
        text = visitors["chantal"].get(f"/netwerk/{home.id}/leden").text
        assert "/uitnodiging/" not in text
        pages.append(text.count(email) - text.count("niemand@elders.example"))
    assert pages[0] == pages[1] > 0
