"""Who signed in a while ago shows their password again before a second factor is changed."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlmodel import Session, select
from starlette.testclient import TestClient

from app.demo.cast import DEMO_PASSWORD
from app.identity.models import LoginSession
from app.identity.password_commands import FRESH
from app.second_factors.models import AuthenticatorApp
from tests.html import Page
from tests.second_factors.conftest import INDEX
from tests.world import Visitors

CHANGES = ("app", "app/code", "app/weghalen", "herstelcodes", "passkeys/vraag")


@pytest.fixture
def amina(visitors: Visitors, session: Session) -> TestClient:
    """Somebody who signed in a while ago."""
    client = visitors["amina"]
    for login in session.exec(select(LoginSession)):
        login.created_at -= FRESH + timedelta(minutes=1)
    session.commit()
    return client


@pytest.mark.parametrize("change", CHANGES)
def test_nothing_is_changed_before_the_password_was_asked_again(
    amina: TestClient, session: Session, change: str
) -> None:
    answer = amina.post(f"{INDEX}/{change}", data={"code": "000000"})
    assert answer.status_code == 409
    assert not session.exec(select(AuthenticatorApp)).all()


def actions_on(client: TestClient) -> set[str]:
    page = Page(client.get(INDEX).text)
    return {str(e.attributes.get("action")) for e in page["content"].inside if e.tag == "form"}


def test_the_page_asks_the_password_and_shows_the_buttons_after_it(amina: TestClient) -> None:
    assert actions_on(amina) == {f"{INDEX}/wachtwoord"}
    wrong = amina.post(f"{INDEX}/wachtwoord", data={"password": "helemaal-verkeerd"})
    assert wrong.status_code == 422
    assert "niet je wachtwoord" in Page(wrong.text)["f_password_error"].text
    assert actions_on(amina) == {f"{INDEX}/wachtwoord"}
    right = amina.post(f"{INDEX}/wachtwoord", data={"password": DEMO_PASSWORD})
    assert right.headers["location"] == INDEX
    assert f"{INDEX}/app" in actions_on(amina) and f"{INDEX}/wachtwoord" not in actions_on(amina)
    assert amina.post(f"{INDEX}/app").headers["location"] == f"{INDEX}/app"


def test_who_guesses_it_is_stopped(amina: TestClient) -> None:
    tries = [
        amina.post(f"{INDEX}/wachtwoord", data={"password": f"verkeerd {n}"}).status_code
        for n in range(11)
    ]
    assert tries == [422] * 10 + [429]


def test_after_ten_minutes_it_is_asked_again(amina: TestClient, session: Session) -> None:
    amina.post(f"{INDEX}/wachtwoord", data={"password": DEMO_PASSWORD})
    session.expire_all()
    (login,) = [each for each in session.exec(select(LoginSession)) if each.proven_at]
    assert login.proven_at is not None
    login.proven_at -= FRESH
    session.commit()
    assert amina.post(f"{INDEX}/app").status_code == 409


def test_who_just_signed_in_is_not_asked(visitors: Visitors) -> None:
    assert f"{INDEX}/wachtwoord" not in actions_on(visitors["bram"])
