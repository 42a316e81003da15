"""Every sentence with which identity refuses something is said: by its commands, and by the page on
which somebody signs in.
"""

from __future__ import annotations

from collections import Counter
from html import unescape

import pytest
from sqlmodel import Session, select

from app.core.errors import Invalid, TooMany
from app.core.i18n import gettext as dutch
from app.core.inputs import Input
from app.core.settings import Mode, Settings
from app.demo.cast import DEMO_PASSWORD
from app.identity import password_commands, try_commands
from app.identity.actor import SYSTEM
from app.identity.commands import Credentials, NewPerson, add_person, check_password
from app.identity.models import LoginSession, Membership, Person, Role, SignInFailure
from tests.html import Page
from tests.refusals import Refusal, inputs_of, sentences_of, what_is_missing
from tests.world import Visitors, World

TABLES = (Person, Membership, LoginSession, SignInFailure)


def add(world: World, name: str, role: Role) -> None:
    given = NewPerson(name="Ina", email=name, role=role)
    add_person(world.session, SYSTEM, world.organisation("Gemeente Eemsdelta"), given)


def try_again(world: World) -> None:
    settings = Settings(database_url="postgresql://unused", mode=Mode.DEMO)
    settings = settings.model_copy(update={"sign_in_attempts": 0})
    given = Credentials(email="amina@eemsdelta.example", password=DEMO_PASSWORD)
    check_password(world.session, settings, given, "192.0.2.1")


REFUSALS: list[Refusal[World]] = [
    Refusal(
        "Only a safety region has administrators.",
        Invalid,
        lambda world: add(world, "ina@voorbeeld.example", Role.ADMINISTRATOR),
        "role",
    ),
    Refusal(
        "There is an account with this e-mail address already.",
        Invalid,
        lambda world: add(world, "Amina@eemsdelta.example", Role.READER),
        "email",
    ),
    Refusal(
        "This is easily guessed: it is mostly your name, your e-mail address, your organisation or "
        "the name of this site. Choose other words.",
        Invalid,
        lambda _world: password_commands.hashed("Schakelbord van Ina!", ("Ina",)),
        "password",
    ),
    Refusal(
        "This is one of the passwords that are tried first. Choose other words, such as three that "
        "have nothing to do with each other.",
        Invalid,
        lambda _world: password_commands.hashed("wachtwoord12", ("Ina",)),
        "password",
    ),
    Refusal("Too many failed tries.", TooMany, try_again),
]


@pytest.mark.parametrize("refusal", REFUSALS, ids=str)
def test_a_refusal_says_its_sentence_and_changes_nothing(
    refusal: Refusal[World], world: World
) -> None:
    settings = Settings(mode=Mode.DEMO)
    for kind, who in (("email", "amina@eemsdelta.example"), ("address", "192.0.2.1")):
        world.session.add(SignInFailure(key_hash=try_commands.key(settings, kind, who)))
    problem = refusal.is_heard(world.session, TABLES, world)
    if isinstance(problem, TooMany):
        assert 14 * 60 < problem.retry_after <= 15 * 60 + 1


# path, what is sent, the answer, and what the page says.
PAGES = [
    (
        "/inloggen",
        {"email": "amina@eemsdelta.example", "password": "niet-het-wachtwoord"},
        422,
        "This e-mail address and password do not belong together.",
    ),
    ("/inloggen/demo", {"person": "sinterklaas"}, 422, "Choose one of the people."),
]


@pytest.mark.parametrize(("path", "sent", "status", "sentence"), PAGES)
def test_the_page_says_why_somebody_does_not_come_in(
    visitors: Visitors,
    session: Session,
    path: str,
    sent: dict[str, str],
    status: int,
    sentence: str,
) -> None:
    answer = visitors[None].post(path, data=sent)
    assert answer.status_code == status
    assert dutch(sentence) in unescape(answer.text)
    assert "set-cookie" not in answer.headers
    assert session.exec(select(LoginSession)).all() == []


def test_every_sentence_is_heard_here() -> None:
    heard = Counter([*(refusal.sentence for refusal in REFUSALS), *(page[3] for page in PAGES)])
    # The demo door in production: `tests/web/test_sessions.py` knocks there.
    heard["This page does not exist."] += 1
    said = sentences_of("identity")
    assert heard.keys() == said.keys()
    assert heard >= said, "as often as it stands in the code"


@pytest.mark.parametrize("model", inputs_of("identity"))
def test_a_form_says_of_each_field_that_it_cannot_do_without_it(model: type[Input]) -> None:
    required = {name for name, known in model.model_fields.items() if known.is_required()}
    assert model.when_missing.keys() == required
    assert what_is_missing(model) == model.when_missing


def test_who_is_signed_in_does_not_see_the_page_again_and_goes_no_further_than_this_site(
    visitors: Visitors,
) -> None:
    for wish, goes_to in (("/aanbod", "/aanbod"), ("https://elders.example/x", "/")):
        answer = visitors["amina"].get("/inloggen", params={"next": wish})
        assert (answer.status_code, answer.headers["location"]) == (303, goes_to)
        sent = {"email": "bram@eemsdelta.example", "password": DEMO_PASSWORD, "next": wish}
        entered = visitors[None].post("/inloggen", data=sent)
        assert (entered.status_code, entered.headers["location"]) == (303, goes_to)


def test_a_stranger_is_sent_to_sign_in_and_comes_back(visitors: Visitors) -> None:
    answer = visitors[None].get("/behoeften")
    assert answer.status_code == 303
    assert answer.headers["location"].startswith("/inloggen?next=%2Fbehoeften")
    page = Page(visitors[None].get(answer.headers["location"]).text)
    assert "/behoeften" in page.typed("next")
