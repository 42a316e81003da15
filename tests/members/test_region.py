"""`region open` and `account close`, as real processes on an empty database of production."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from sqlalchemy import Engine, create_engine
from sqlmodel import Session, col, select

from app.core.settings import Mode, Settings
from app.identity.models import LoginSession, Membership, Organisation, Person, Role
from app.mail.models import Mail
from tests.commands import command
from tests.conftest import Databases
from tests.members.invitations import SIGN_UP
from tests.world import Visitors

EMAIL = "Eerste@Groningen.example"
OPEN = ("region", "open", "VR01", "--administrator", EMAIL)
KEY = "een sleutel van meer dan tweeendertig tekens"
LINK = re.compile(r"https://bord\.example/(uitnodiging/\S+)")


@pytest.fixture(scope="module")
def url(databases: Databases) -> str:
    return databases.copy("empty")


@pytest.fixture(scope="module")
def asked(url: str) -> dict[str, str]:
    return {
        "DATABASE_URL": url,
        "SCHAKELBORD_MODE": "production",
        "SCHAKELBORD_SECRET_KEY": KEY,
        "SCHAKELBORD_PUBLIC_URL": "https://bord.example",
    }


@pytest.fixture(scope="module")
def real(url: str) -> Iterator[Engine]:
    engine = create_engine(url)
    yield engine
    engine.dispose()


def test_a_region_begins_from_nothing(url: str, asked: dict[str, str], real: Engine) -> None:
    without_key = {name: value for name, value in asked.items() if "SECRET" not in name}
    refused = command(*OPEN, **without_key)
    assert (refused.returncode, refused.stdout) == (1, "")
    assert "SCHAKELBORD_SECRET_KEY" in refused.stderr

    first = command(*OPEN, **asked)
    assert first.returncode == 0, first.stderr
    found = LINK.search(first.stdout)
    assert found is not None

    again = command(*OPEN, **asked)
    assert again.returncode == 0
    assert "staat er al" in again.stdout
    assert "is al uitgenodigd" in again.stdout
    assert LINK.search(again.stdout) is None

    second = command(*OPEN, "--again", **asked)
    renewed = LINK.search(second.stdout)
    assert renewed is not None, second
    assert renewed.group(1) != found.group(1)

    mailed = command(
        *OPEN, "--again", SCHAKELBORD_SMTP_HOST="127.0.0.1",
        SCHAKELBORD_MAIL_FROM="bord@bord.example", **asked,
    )  # fmt: skip
    assert "krijgt een mail" in mailed.stdout
    assert LINK.search(mailed.stdout) is None
    last = LINK.search(command(*OPEN, "--again", **asked).stdout)
    assert last is not None

    with real.connect() as connection, Session(connection) as session:
        assert len(session.exec(select(Organisation)).all()) == 1
        assert len(session.exec(select(Mail)).all()) == 4
        assert session.exec(select(Person)).all() == []
        production = Settings(
            database_url=url,
            mode=Mode.PRODUCTION,
            secret_key=KEY,
            public_url="https://bord.example",
        )
        with Visitors(connection, session, production) as visitors:
            assert "nieuwere mail" in visitors[None].get(f"/{found.group(1)}").text
            answer = visitors[None].post(f"/{last.group(1)}", data=SIGN_UP)
            assert answer.status_code == 303
            # The region's administrator sets a second step up before they are in.
            assert answer.headers["location"].startswith("/mijn-account/tweede-stap")
        session.commit()
    with Session(real) as session:
        person = session.exec(select(Person)).one()
        assert person.email == EMAIL.lower()
        assert session.exec(select(Membership)).one().role is Role.ADMINISTRATOR
    assert "hoort er al bij" in command(*OPEN, "--again", **asked).stdout

    with Session(real) as session:
        session.add(LoginSession(token_hash=b"x", person_id=person.id))
        session.commit()
    assert "is gesloten" in command("account", "close", EMAIL, **asked).stdout
    with Session(real) as session:
        assert session.exec(select(LoginSession)).all() == []
        assert not session.exec(select(col(Person.is_active))).one()
    assert "is open" in command("account", "open", EMAIL, **asked).stdout
    with Session(real) as session:
        assert session.exec(select(col(Person.is_active))).one()
    unknown = command("account", "close", "niemand@nergens.example", **asked)
    assert (unknown.returncode, unknown.stdout) == (1, "")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("region", "open", "VR99", "--administrator", EMAIL), "geen veiligheidsregio VR99"),
        (("region", "open", "VR01", "--administrator", "eva"), "heel e-mailadres"),
    ],
)
def test_what_cannot_be_is_said_in_dutch(
    asked: dict[str, str], words: tuple[str, ...], said: str
) -> None:
    refused = command(*words, **asked)
    assert refused.returncode != 0
    assert said in refused.stderr
