"""Signing in and out: one cookie, one row, and an end to both."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Connection
from sqlmodel import Session, col, select
from starlette.testclient import TestClient

from app.core import clock
from app.core.i18n import gettext as dutch
from app.core.settings import Mode, Settings
from app.demo.cast import DEMO_PASSWORD
from app.identity.models import LoginSession, OrganisationStatus
from app.main import create_app
from app.web.cookies import LANGUAGE, NOTICE, SESSION
from app.web.middleware import SecurityHeaders
from tests.world import GROCERIES, ORIGIN, Visitors, form

AMINA = {"email": "amina@eemsdelta.example", "password": DEMO_PASSWORD}


@pytest.fixture
def stranger(visitors: Visitors) -> TestClient:
    return visitors[None]


def cookies_of(answer: Any) -> dict[str, dict[str, str]]:
    """Name -> its attributes in lower case, and its value under ""."""
    found: dict[str, dict[str, str]] = {}
    for line in answer.headers.get_list("set-cookie"):
        first, *rest = line.split("; ")
        name, _, value = first.partition("=")
        found[name] = {"": value} | {
            key.lower(): word for key, _, word in (part.partition("=") for part in rest)
        }
    return found


def is_signed_in(client: TestClient) -> bool:
    return client.get("/behoeften").status_code == 200


def sessions(session: Session) -> list[LoginSession]:
    return list(session.exec(select(LoginSession).order_by(col(LoginSession.created_at))).all())


def test_the_session_cookie_is_for_this_host_only_and_out_of_reach_of_scripts(
    stranger: TestClient,
) -> None:
    for path, body in (("/inloggen", AMINA), ("/inloggen/demo", {"person": "amina"})):
        cookie = cookies_of(stranger.post(path, data=body))[SESSION]
        assert SESSION.startswith("__Host-")
        assert cookie.keys() == {"", "path", "secure", "httponly", "samesite"}, (
            "no domain, and gone with the browser"
        )
        assert (cookie["path"], cookie["samesite"].lower()) == ("/", "lax")
        assert len(cookie[""]) >= 43, "256 bits"


def test_the_other_cookies_are_as_strict(visitors: Visitors, stranger: TestClient) -> None:
    said = cookies_of(visitors["amina"].post("/behoeften", data=form(GROCERIES)))
    chosen = cookies_of(stranger.post("/taal", data={"language": "en"}))
    assert [*said, *chosen] == [NOTICE, LANGUAGE]
    for name, cookie in (said | chosen).items():
        assert name.startswith("__Host-")
        assert (
            cookie.keys() >= {"secure", "httponly", "samesite", "path"} and "domain" not in cookie
        )


def test_reading_sets_no_cookie_at_all(stranger: TestClient, visitors: Visitors) -> None:
    assert not cookies_of(stranger.get("/")) and not cookies_of(stranger.get("/inloggen"))
    assert not cookies_of(visitors["amina"].get("/behoeften"))


def test_only_the_hash_of_the_secret_is_stored(stranger: TestClient, session: Session) -> None:
    token = cookies_of(stranger.post("/inloggen", data=AMINA))[SESSION][""]
    (stored,) = sessions(session)
    assert stored.token_hash == hashlib.sha256(token.encode()).digest()


def test_every_sign_in_gives_a_new_secret_and_never_takes_over_one_that_was_planted(
    stranger: TestClient, session: Session
) -> None:
    planted = "x" * 43
    stranger.cookies.set(SESSION, planted)
    tokens = [planted] + [
        cookies_of(stranger.post("/inloggen", data=AMINA))[SESSION][""] for _ in range(3)
    ]
    assert len(set(tokens)) == 4
    assert hashlib.sha256(planted.encode()).digest() not in {
        one.token_hash for one in sessions(session)
    }


def test_signing_out_kills_the_old_cookie(visitors: Visitors, session: Session) -> None:
    amina = visitors["amina"]
    old = amina.cookies.get(SESSION)
    assert old is not None and is_signed_in(amina)
    answer = amina.post("/uitloggen")
    assert (answer.status_code, answer.headers["location"]) == (303, "/inloggen")
    assert cookies_of(answer)[SESSION][""].strip('"') == ""
    assert sessions(session) == []
    visitors[None].cookies.set(SESSION, old)
    assert not is_signed_in(visitors[None])


def test_signing_out_leaves_other_browsers_signed_in(visitors: Visitors, session: Session) -> None:
    bram = visitors["bram"]
    visitors["amina"].post("/uitloggen")
    assert is_signed_in(bram) and len(sessions(session)) == 1


def test_a_session_ends_when_nobody_uses_it(visitors: Visitors, settings: Settings) -> None:
    amina, idle = visitors["amina"], timedelta(minutes=settings.session_idle_minutes)
    assert idle <= timedelta(hours=8)
    start = clock.now()
    with clock.at(start + idle - timedelta(minutes=1)):
        assert is_signed_in(amina)  # and used just now, so it goes on
    with clock.at(start + 2 * idle - timedelta(minutes=3)):
        assert is_signed_in(amina)
    with clock.at(start + 3 * idle):
        assert not is_signed_in(amina)


def test_a_session_ends_for_good_however_much_it_is_used(
    visitors: Visitors, settings: Settings
) -> None:
    amina, longest = visitors["amina"], timedelta(minutes=settings.session_absolute_minutes)
    assert longest <= timedelta(hours=72)
    start = clock.now()
    for hours in range(6, int(longest.total_seconds() // 3600), 6):
        with clock.at(start + timedelta(hours=hours)):
            assert is_signed_in(amina), f"after {hours} hours"
    with clock.at(start + longest + timedelta(seconds=1)):
        assert not is_signed_in(amina)


def test_people_of_a_suspended_organisation_lose_their_seat_at_once(
    visitors: Visitors, session: Session
) -> None:
    chantal, world = visitors["chantal"], visitors.world
    offer = world.offer("chantal", publish=True)
    session.commit()
    assert chantal.get(f"/aanbod/{offer.id}/wijzigen").status_code == 200
    world.organisation("Boodschappenhulp Delfzijl").status = OrganisationStatus.SUSPENDED
    session.commit()
    assert chantal.get(f"/aanbod/{offer.id}").status_code == 404
    assert chantal.get("/behoeften/nieuw").status_code == 403
    assert chantal.post("/behoeften", data=form(GROCERIES)).status_code == 403


def test_a_closed_account_is_out_at_once_and_cannot_come_back(
    visitors: Visitors, session: Session
) -> None:
    amina = visitors["amina"]
    visitors.world.person("amina").is_active = False
    session.commit()
    assert not is_signed_in(amina)
    assert visitors[None].post("/inloggen", data=AMINA).status_code == 422


def test_a_wrong_password_and_an_unknown_address_get_the_same_answer(stranger: TestClient) -> None:
    wrong = stranger.post("/inloggen", data=AMINA | {"password": "niet-het-wachtwoord"})
    unknown = stranger.post(
        "/inloggen", data={"email": "niemand@eemsdelta.example", "password": "niet-het-wachtwoord"}
    )
    assert wrong.status_code == unknown.status_code == 422
    assert wrong.text.replace("amina@", "niemand@") == unknown.text
    assert dutch("This e-mail address and password do not belong together.") in wrong.text
    assert "niet-het-wachtwoord" not in wrong.text, "a password never comes back"


def test_the_address_is_read_in_any_case_and_the_password_exactly(stranger: TestClient) -> None:
    assert (
        stranger.post("/inloggen", data=AMINA | {"email": " Amina@Eemsdelta.EXAMPLE "}).status_code
        == 303
    )
    for password in (DEMO_PASSWORD.upper(), f" {DEMO_PASSWORD}", f"{DEMO_PASSWORD} "):
        assert stranger.post("/inloggen", data=AMINA | {"password": password}).status_code == 422


def test_too_many_tries_are_refused_in_dutch_also_with_the_right_password(
    stranger: TestClient, settings: Settings
) -> None:
    for _ in range(settings.sign_in_attempts):
        assert (
            stranger.post("/inloggen", data=AMINA | {"password": "niet-het-wachtwoord"}).status_code
            == 422
        )
    refused = stranger.post("/inloggen", data=AMINA)
    assert refused.status_code == 429
    assert 1 <= int(refused.headers["retry-after"]) <= settings.sign_in_window_minutes * 60
    assert dutch("Too many tries") in refused.text and SESSION not in cookies_of(refused)

    # Somebody else in the same building can still come in, and so can amina when she has waited.
    bram = {"email": "bram@eemsdelta.example", "password": DEMO_PASSWORD}
    assert stranger.post("/inloggen", data=bram).status_code == 303
    with clock.at(clock.now() + timedelta(seconds=int(refused.headers["retry-after"]))):
        assert stranger.post("/inloggen", data=AMINA).status_code == 303


def client_with(connection: Connection, **knobs: Any) -> TestClient:
    """A stranger's browser at an application with other settings."""
    app = create_app(Settings(database_url="postgresql://unused", **knobs))
    app.state.engine = connection
    return TestClient(
        SecurityHeaders(app), base_url=ORIGIN, headers={"origin": ORIGIN}, follow_redirects=False
    )


def test_one_place_cannot_try_the_passwords_of_everybody(connection: Connection) -> None:
    client = client_with(connection, mode=Mode.DEMO, sign_in_attempts=1)
    for n in range(10):  # ten times what one account may fail: a whole office can share one address
        tried = {"email": f"poging{n}@nergens.example", "password": "x"}
        assert client.post("/inloggen", data=tried).status_code == 422
    assert client.post("/inloggen", data=AMINA).status_code == 429


def test_the_demo_door_does_not_exist_in_production(connection: Connection) -> None:
    client = client_with(connection, mode=Mode.PRODUCTION)
    assert client.post("/inloggen/demo", data={"person": "amina"}).status_code == 404
    assert client.post("/inloggen/demo", data={}).status_code == 404
    page = client.get("/inloggen")
    assert (
        page.status_code == 200
        and "/inloggen/demo" not in page.text
        and "amina" not in page.text.lower()
    )


def test_production_is_what_a_server_is_when_nobody_says_otherwise(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("SCHAKELBORD_MODE", raising=False)
    assert Settings().mode is Mode.PRODUCTION
