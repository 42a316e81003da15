"""A password that says what everybody knows of its person is refused, wherever one is set."""

from __future__ import annotations

import re

import pytest
from sqlmodel import Session

from app.account.commands import PasswordInput, change_password
from app.core.errors import Invalid
from app.core.settings import PROJECT, Settings
from app.demo.cast import DEMO_PASSWORD
from app.identity.models import Person
from app.identity.password_commands import HASHER, hashed
from app.members.acceptance_commands import SignUpInput, sign_up
from app.members.queries import get_link
from app.passwords.commands import NewPassword, set_with_link
from app.passwords.models import LinkState
from tests.members.invitations import address_of, invite
from tests.members.test_race import NOBODY
from tests.passwords.test_forgotten import NEW, link
from tests.world import Visitors, World

ABOUT = ("Noor de Vries", "noor.devries@buurthulp.example", "Buurthulp Appingedam")
GUESSED = [
    "noor.devries@buurthulp.example",
    "NOOR.DEVRIES@buurthulp.example!",
    "Noor de Vries Noor",
    "noordevries2026",
    "Buurthulp Appingedam",
    "BuurthulpAppingedam1!",
    "Schakelbord2026!",
    "schakelbord schakelbord",
    "Schakelbord-Noor-12",
]
GOOD = [
    NEW,
    "correct paard batterij",
    "noor houdt van kersen",
    "Schakelbord is van ons allemaal",
    "7d1f9c02b4aa",  # pragma: allowlist secret
]


@pytest.mark.parametrize("password", GUESSED)
def test_what_everybody_knows_is_no_password(password: str) -> None:
    with pytest.raises(Invalid) as refused:
        hashed(password, ABOUT)
    assert "te raden" in refused.value.errors["password"]


@pytest.mark.parametrize("password", GOOD)
def test_a_word_of_it_in_a_sentence_is_fine(password: str) -> None:
    assert HASHER.verify(password, hashed(password, ABOUT))


def test_an_invitation_is_refused_one_and_stays(
    session: Session, world: World, settings: Settings
) -> None:
    token = address_of(settings, invite(world)).rpartition("/")[2]
    found = get_link(session, settings, token, lock=True)
    given = SignUpInput(name="Noor", password="BoodschappenhulpDelfzijl")
    with pytest.raises(Invalid):
        sign_up(session, NOBODY, found, given)
    assert found.invitation.accepted_at is None


def test_a_change_is_refused_one_beside_its_field(session: Session, world: World) -> None:
    amina = world.person("amina")
    given = PasswordInput(old=DEMO_PASSWORD, new=amina.email)
    with pytest.raises(Invalid) as refused:
        change_password(session, world["amina"], amina, "", given)
    assert refused.value.errors.keys() == {"new"}


def test_a_forgotten_one_is_refused_and_the_link_works_still(
    visitors: Visitors, session: Session, settings: Settings, world: World
) -> None:
    address, amina = link(session), world.person("amina")
    before = amina.password_hash
    answer = visitors[None].post(address, data={"password": amina.email})
    assert answer.status_code == 422
    assert "te raden" in answer.text
    session.expire_all()
    assert session.get_one(Person, amina.id).password_hash == before
    token = address.rpartition("/")[2]
    assert set_with_link(session, settings, token, NewPassword(password=NEW)) is LinkState.ALIVE


def test_only_one_place_makes_what_is_stored_of_a_password() -> None:
    made = re.compile(r"HASHER\.hash\(")
    found = {p.name for p in (PROJECT / "app").rglob("*.py") if made.search(p.read_text())}
    assert found == {"password_commands.py"}
