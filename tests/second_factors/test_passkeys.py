"""Passkeys: made and used at this website only, by who unlocked them, and each answer once."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import Session, select
from starlette.testclient import TestClient

from app.core import clock
from app.core.settings import Settings
from app.second_factors import relying_party
from app.second_factors.models import Passkey
from tests.second_factors.authenticator import PRESENT, VERIFIED, Authenticator
from tests.second_factors.conftest import INDEX, STEP, code_of, give_password, set_up_app
from tests.world import Visitors

MAKE, USE = f"{INDEX}/passkeys", "/inloggen/passkey"


def ask(client: TestClient, address: str) -> Any:
    answer = client.post(f"{address}/vraag")
    assert answer.status_code == 200, answer.text
    return answer.json()


def make(client: TestClient, name: str = "Telefoon") -> Authenticator:
    """A passkey of who is signed in."""
    device = Authenticator()
    sent = {"name": name, "answer": device.make(ask(client, MAKE))}
    answer = client.post(MAKE, data=sent)
    assert answer.status_code in (200, 303), answer.text
    return device


@pytest.fixture
def device(production: Visitors) -> Authenticator:
    """A passkey of Amina."""
    return make(production["amina"])


def is_in(client: TestClient) -> bool:
    return client.get("/behoeften").status_code == 200


def test_a_passkey_alone_signs_in_without_an_address(
    production: Visitors, device: Authenticator
) -> None:
    stranger = production[None]
    asked = ask(stranger, USE)
    assert asked["allowCredentials"] == []
    assert asked["userVerification"] == "required"
    answer = stranger.post(USE, data={"answer": device.use(asked), "next": "/aanbod"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/aanbod")
    assert is_in(stranger)


def test_what_is_asked_of_a_new_one(production: Visitors, device: Authenticator) -> None:
    asked = ask(production["amina"], MAKE)
    wanted = asked["authenticatorSelection"]
    assert (wanted["residentKey"], wanted["userVerification"]) == ("required", "required")
    assert len(asked["excludeCredentials"]) == 1
    assert asked["rp"]["id"] == "testserver"


def test_a_passkey_is_a_second_step_too(production: Visitors, device: Authenticator) -> None:
    stranger = production[None]
    assert give_password(stranger, "amina", next="/aanbod") == STEP
    asked = ask(stranger, USE)
    assert len(asked["allowCredentials"]) == 1
    answer = stranger.post(USE, data={"answer": device.use(asked)})
    assert answer.headers["location"] == "/aanbod"
    assert is_in(stranger)


LIES: dict[str, dict[str, Any]] = {
    "another origin": {"origin": "https://testserver.example"},
    "another relying party": {"name": "example"},
    "another challenge": {"challenge": "YW5kZXJz"},
    "nobody unlocked it": {"flags": PRESENT},
    "nobody was there": {"flags": VERIFIED},
    "another person": {"user": b"iemand anders..."},
}


@pytest.mark.parametrize("lie", LIES.values(), ids=LIES)
def test_a_passkey_that_lies_lets_nobody_in(
    production: Visitors, device: Authenticator, lie: dict[str, Any]
) -> None:
    stranger = production[None]
    for half in (False, True):
        if half:
            give_password(stranger, "amina")
        answer = stranger.post(USE, data={"answer": device.use(ask(stranger, USE), **lie)})
        assert answer.status_code == 422
        assert "passkey werkt hier niet" in answer.text
        assert not is_in(stranger)
    assert stranger.post(USE, data={"answer": device.use(ask(stranger, USE))}).status_code == 303


@pytest.mark.parametrize(
    "lie", [v for k, v in LIES.items() if k != "another person"], ids=list(LIES)[:-1]
)
def test_a_new_passkey_that_lies_is_not_kept(
    production: Visitors, session: Session, lie: dict[str, Any]
) -> None:
    amina, device = production["amina"], Authenticator()
    sent = {"name": "Telefoon", "answer": device.make(ask(amina, MAKE), **lie)}
    answer = amina.post(MAKE, data=sent)
    assert answer.status_code == 422
    assert "niet opgeslagen" in answer.text
    assert 'value="Telefoon"' in answer.text
    assert session.exec(select(Passkey)).all() == []


def test_an_answer_counts_once_and_in_its_own_browser(
    production: Visitors, device: Authenticator
) -> None:
    stranger = production[None]
    said = device.use(ask(stranger, USE))
    # Another browser, that was asked something else or nothing.
    other = production["bram"]
    other.post("/uitloggen")
    assert other.post(USE, data={"answer": said}).status_code == 422
    ask(other, USE)
    assert other.post(USE, data={"answer": said}).status_code == 422
    assert stranger.post(USE, data={"answer": said}).status_code == 303
    stranger.post("/uitloggen")
    assert stranger.post(USE, data={"answer": said}).status_code == 422


def test_an_answer_that_is_wrong_uses_its_challenge_up(
    production: Visitors, device: Authenticator
) -> None:
    stranger = production[None]
    asked = ask(stranger, USE)
    assert stranger.post(USE, data={"answer": "{}"}).status_code == 422
    assert stranger.post(USE, data={"answer": device.use(asked)}).status_code == 422


def test_a_challenge_lasts_five_minutes(production: Visitors, device: Authenticator) -> None:
    stranger = production[None]
    asked = ask(stranger, USE)
    with clock.at(clock.now() + timedelta(minutes=5, seconds=1)):
        assert stranger.post(USE, data={"answer": device.use(asked)}).status_code == 422


@pytest.mark.parametrize("steps", [0, -1])
def test_a_count_that_does_not_go_up_is_of_a_copy(
    production: Visitors, device: Authenticator, steps: int
) -> None:
    stranger = production[None]
    device.use({"challenge": "", "rpId": ""}, steps=4)
    stranger.post(USE, data={"answer": device.use(ask(stranger, USE))})
    assert is_in(stranger)
    stranger.post("/uitloggen")
    again = device.use(ask(stranger, USE), steps=steps)
    assert stranger.post(USE, data={"answer": again}).status_code == 422


def test_one_that_never_counts_goes_on_working(production: Visitors, device: Authenticator) -> None:
    stranger = production[None]
    for _time in range(2):
        answer = stranger.post(USE, data={"answer": device.use(ask(stranger, USE), steps=0)})
        assert answer.status_code == 303
        stranger.post("/uitloggen")


def test_the_passkey_of_somebody_else_is_no_second_step(
    production: Visitors, device: Authenticator
) -> None:
    set_up_app(production["bram"])
    stranger = production[None]
    give_password(stranger, "bram")
    answer = stranger.post(USE, data={"answer": device.use(ask(stranger, USE))})
    assert answer.status_code == 422
    assert not is_in(stranger)


def test_one_that_was_taken_away_or_whose_account_is_closed_opens_nothing(
    production: Visitors, session: Session, device: Authenticator
) -> None:
    other = make(production["amina"], "Blauwe sleutel")
    passkey = session.exec(select(Passkey).where(Passkey.name == "Telefoon")).one()
    page = production["amina"].get(INDEX).text
    assert "Telefoon" in page
    assert "Blauwe sleutel" in page
    # Nobody else takes it away.
    assert production["bram"].post(f"{MAKE}/{passkey.id}/weghalen").status_code == 404
    assert production["amina"].post(f"{MAKE}/{passkey.id}/weghalen").status_code == 303
    stranger = production[None]
    assert stranger.post(USE, data={"answer": device.use(ask(stranger, USE))}).status_code == 422
    production.world.person("amina").is_active = False
    session.commit()
    assert stranger.post(USE, data={"answer": other.use(ask(stranger, USE))}).status_code == 422


def test_what_somebody_typed_stays_when_the_passkey_does_not_work(production: Visitors) -> None:
    answer = production[None].post(USE, data={"answer": "x", "next": "/aanbod", "typed": "{}"})
    assert 'name="next" value="/aanbod"' in answer.text


@pytest.mark.parametrize("answer", ["", "x", "[]", "{}", '{"id": 1}', '{"id":"", "rawId":""}'])
def test_nonsense_is_refused(production: Visitors, answer: str) -> None:
    assert production[None].post(USE, data={"answer": answer}).status_code == 422


def test_an_app_code_helps_who_has_a_passkey_too(
    production: Visitors, device: Authenticator
) -> None:
    key, _none = set_up_app(production["amina"])
    give_password(production[None], "amina")
    assert production[None].post(STEP, data={"code": code_of(key, 1)}).status_code == 303


@pytest.mark.parametrize(
    ("known", "origin", "name", "origins"),
    [
        ({}, "http://localhost:8000", "localhost", ["http://localhost:8000"]),
        ({}, "http://127.0.0.1:8000", None, []),
        ({}, "https://bord.example.nl", None, []),
        (
            {"public_url": "https://bord.example.nl"},
            "http://localhost:8000",
            "bord.example.nl",
            ["https://bord.example.nl"],
        ),
        (
            {"public_url": "http://127.0.0.1:8000"},
            "http://localhost:8000",
            "localhost",
            ["http://localhost:8000"],
        ),
        (
            {"passkey_domain": "example.nl", "public_url": "https://bord.example.nl"},
            "https://bord.example.nl",
            "example.nl",
            ["https://example.nl"],
        ),
        (
            {"passkey_domain": "example.nl", "passkey_origins": "https://a.example.nl"},
            "https://a.example.nl",
            "example.nl",
            ["https://a.example.nl"],
        ),
    ],
)
def test_for_which_name_passkeys_are_made(
    known: dict[str, str], origin: str, name: str | None, origins: list[str]
) -> None:
    settings = Settings(database_url="postgresql://unused", **known)  # type: ignore[arg-type]
    party = relying_party.here(settings, origin)
    assert (party and party.name) == name
    assert list(party.origins if party else ()) == origins


def test_at_a_number_the_page_says_where_passkeys_work() -> None:
    assert relying_party.elsewhere("http://127.0.0.1:8000") == "http://localhost:8000"
    assert relying_party.elsewhere("http://192.0.2.1:8000") == ""
    assert relying_party.elsewhere("http://localhost:8000") == ""
