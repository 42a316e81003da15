"""People who have a second factor, in a demonstration and in production."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pyotp
import pytest
from sqlalchemy import Connection
from sqlmodel import Session
from starlette.testclient import TestClient

from app.core import clock
from app.core.settings import Mode, Settings
from app.demo.cast import DEMO_PASSWORD, demo_cast
from tests.world import ORIGIN, Visitors

KEY = "een geheim van de toetsen, lang genoeg"
INDEX = "/mijn-account/tweede-stap"
STEP = "/inloggen/tweede-stap"


@pytest.fixture(autouse=True)
def half_minute() -> Iterator[None]:
    """No half minute ends within a test: an app would show another code then."""
    with clock.at(clock.now()):
        yield


@pytest.fixture(scope="session")
def strict() -> Settings:
    """In production the team and the administrators must have a second factor."""
    return Settings(
        mode=Mode.PRODUCTION,
        database_url="postgresql://unused",
        secret_key=KEY,
        public_url=ORIGIN,
    )


@pytest.fixture
def production(connection: Connection, session: Session, strict: Settings) -> Iterator[Visitors]:
    with Visitors(connection, session, strict) as visitors:
        yield visitors


def credentials(who: str, **also: str) -> dict[str, str]:
    email = next(member.email for member in demo_cast() if member.key == who)
    return {"email": email, "password": DEMO_PASSWORD, **also}


def give_password(client: TestClient, who: str, **also: str) -> str:
    """Where the password leads."""
    answer = client.post("/inloggen", data=credentials(who, **also))
    assert answer.status_code == 303, answer.text
    return str(answer.headers["location"])


def key_on(page: Any) -> str:
    """The key of an app, as the page shows it."""
    return "".join(re.findall(r"<span>([A-Z2-7]{4})</span>", page.text))


def code_of(key: str, steps: int = 0) -> str:
    """What an app shows now, or some half minutes later."""
    return pyotp.TOTP(key).at(clock.now() + timedelta(seconds=30 * steps))


def set_up_app(client: TestClient) -> tuple[str, list[str]]:
    """The key of a new app and the recovery codes that came with it, for who may set one up."""
    assert client.post(f"{INDEX}/app").headers["location"] == f"{INDEX}/app"
    key = key_on(client.get(f"{INDEX}/app"))
    answer = client.post(f"{INDEX}/app/code", data={"code": code_of(key)})
    codes = re.findall(r"<li>([A-Z2-9]{4}(?:-[A-Z2-9]{4}){3})</li>", answer.text)
    assert answer.status_code == (200 if codes else 303), answer.text
    return key, codes
