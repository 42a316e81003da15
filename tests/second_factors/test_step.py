"""The step after the password: what lets somebody in, once, and what a half sign-in opens."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlmodel import Session, select
from starlette.testclient import TestClient

from app.core import clock
from app.identity.models import LoginSession
from app.second_factors.entry_commands import forget_entries
from app.second_factors.models import PendingSignIn
from app.web.cookies import SESSION, STEP as STEP_COOKIE
from tests.second_factors.conftest import (
    INDEX,
    STEP,
    code_of,
    credentials,
    give_password,
    set_up_app,
)
from tests.world import Visitors


@pytest.fixture
def key(visitors: Visitors) -> str:
    """Amina has an app."""
    return set_up_app(visitors["amina"])[0]


@pytest.fixture
def codes(visitors: Visitors) -> list[str]:
    """Amina has an app, and these recovery codes."""
    return set_up_app(visitors["amina"])[1]


def is_in(client: TestClient) -> bool:
    return client.get("/behoeften").status_code == 200


def test_without_a_second_factor_the_password_is_enough(visitors: Visitors) -> None:
    assert give_password(visitors[None], "bram") == "/"
    assert is_in(visitors[None])


def test_the_password_alone_leads_to_the_step_and_the_code_leads_in(
    visitors: Visitors, key: str
) -> None:
    stranger = visitors[None]
    assert give_password(stranger, "amina", next="/aanbod") == STEP
    assert stranger.cookies.get(SESSION) is None
    assert not is_in(stranger)
    assert "Tweede stap" in stranger.get(STEP).text
    wrong = stranger.post(STEP, data={"code": "000000"})
    assert wrong.status_code == 422
    assert "klopt niet" in wrong.text
    right = stranger.post(STEP, data={"code": code_of(key, 1)})
    assert (right.status_code, right.headers["location"]) == (303, "/aanbod")
    assert is_in(stranger)
    assert stranger.cookies.get(STEP_COOKIE) is None


def test_a_code_that_was_used_is_not_accepted_again_nor_one_before_it(
    visitors: Visitors, key: str
) -> None:
    stranger = visitors[None]
    for steps, gets_in in ((0, False), (1, True), (1, False), (-1, False)):
        give_password(stranger, "amina")
        answer = stranger.post(STEP, data={"code": code_of(key, steps)})
        assert (answer.status_code == 303) is gets_in, steps
        stranger.post("/uitloggen")
        stranger.cookies.clear()


def test_the_clock_of_a_telephone_may_be_one_step_off(visitors: Visitors, key: str) -> None:
    stranger = visitors[None]
    with clock.at(clock.now() + timedelta(minutes=10)):
        for steps, gets_in in ((-2, False), (2, False), (-1, True), (1, True)):
            give_password(stranger, "amina")
            answer = stranger.post(STEP, data={"code": code_of(key, steps)})
            assert (answer.status_code == 303) is gets_in, steps
            stranger.cookies.clear()


def test_a_recovery_code_works_once_in_any_writing(visitors: Visitors, codes: list[str]) -> None:
    stranger = visitors[None]
    assert len(set(codes)) == 10
    written = codes[3].replace("-", " ").lower()
    for gets_in in (True, False):
        give_password(stranger, "amina")
        assert (stranger.post(STEP, data={"code": written}).status_code == 303) is gets_in
        stranger.cookies.clear()
    assert "9 van de 10" in visitors["amina"].get(INDEX).text


def test_new_recovery_codes_end_the_old_ones(visitors: Visitors, codes: list[str]) -> None:
    assert visitors["amina"].post(f"{INDEX}/herstelcodes").status_code == 200
    give_password(visitors[None], "amina")
    assert visitors[None].post(STEP, data={"code": codes[0]}).status_code == 422


def test_tries_are_counted_and_the_eleventh_waits(visitors: Visitors, key: str) -> None:
    stranger = visitors[None]
    for _try in range(10):
        give_password(stranger, "amina")
        assert stranger.post(STEP, data={"code": "000000"}).status_code == 422
    late = stranger.post(STEP, data={"code": code_of(key, 1)})
    assert late.status_code == 429
    assert int(late.headers["retry-after"]) > 0
    with clock.at(clock.now() + timedelta(minutes=16)):
        give_password(stranger, "amina")
        assert stranger.post(STEP, data={"code": code_of(key)}).status_code == 303


def test_right_codes_are_no_tries(visitors: Visitors, key: str) -> None:
    for minute in range(1, 13):
        with clock.at(clock.now() + timedelta(minutes=minute)):
            give_password(visitors[None], "amina")
            answer = visitors[None].post(STEP, data={"code": code_of(key)})
            assert answer.status_code == 303
            visitors[None].cookies.clear()


def test_a_half_sign_in_lasts_ten_minutes(visitors: Visitors, session: Session, key: str) -> None:
    stranger = visitors[None]
    give_password(stranger, "amina")
    with clock.at(clock.now() + timedelta(minutes=10, seconds=1)):
        answer = stranger.post(STEP, data={"code": code_of(key)})
        assert answer.headers["location"] == "/inloggen"
        assert not is_in(stranger)
        assert forget_entries(session) == 1
    assert session.exec(select(PendingSignIn)).all() == []


def test_the_session_is_new_and_the_one_before_it_ended(
    visitors: Visitors, session: Session, key: str
) -> None:
    """Who was signed in as somebody else in this browser is not any more, from the password on."""
    browser = visitors[None]
    give_password(browser, "bram")
    bram = browser.cookies[SESSION]
    before = len(session.exec(select(LoginSession)).all())
    give_password(browser, "amina")
    assert len(session.exec(select(LoginSession)).all()) == before - 1
    browser.post(STEP, data={"code": code_of(key, 1)})
    assert browser.cookies[SESSION] != bram


def test_half_in_the_sign_in_page_leads_on_and_another_account_may_be_taken(
    visitors: Visitors, key: str
) -> None:
    stranger = visitors[None]
    give_password(stranger, "amina")
    assert stranger.get("/inloggen").headers["location"] == STEP
    assert stranger.get("/bord").headers["location"].startswith("/inloggen?next=")
    assert stranger.post(f"{STEP}/stoppen").headers["location"] == "/inloggen"
    assert stranger.get("/inloggen").status_code == 200
    assert give_password(stranger, "bram") == "/"


def test_half_in_nobody_sets_up_another_factor(visitors: Visitors, key: str) -> None:
    """Else the password would be enough after all."""
    stranger = visitors[None]
    give_password(stranger, "amina")
    for method, path in (
        ("GET", INDEX),
        ("POST", f"{INDEX}/app"),
        ("GET", f"{INDEX}/app"),
        ("POST", f"{INDEX}/app/code"),
        ("POST", f"{INDEX}/herstelcodes"),
        ("POST", f"{INDEX}/verder"),
        ("POST", f"{INDEX}/passkeys"),
        ("POST", f"{INDEX}/passkeys/vraag"),
        ("POST", f"{INDEX}/app/weghalen"),
    ):
        answer = stranger.request(method, path)
        assert (answer.headers.get("location") or "").startswith("/inloggen"), path


def test_the_demo_door_stays_one_click(visitors: Visitors, key: str) -> None:
    answer = visitors[None].post("/inloggen/demo", data={"person": "amina"})
    assert answer.headers["location"] == "/"
    assert is_in(visitors[None])


def test_a_closed_account_gets_no_further(visitors: Visitors, key: str) -> None:
    stranger = visitors[None]
    give_password(stranger, "amina")
    visitors.world.person("amina").is_active = False
    visitors.world.session.commit()
    assert stranger.post(STEP, data={"code": code_of(key, 1)}).headers["location"] == "/inloggen"
    assert credentials("amina")["email"] == visitors.world.person("amina").email
