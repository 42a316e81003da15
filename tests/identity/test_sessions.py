"""The rules of signing in, at their edges: which session lets somebody in, which try counts, and
what is forgotten. How it goes in a browser is in `tests/web/test_sessions.py`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from pydantic import SecretStr, ValidationError
from sqlmodel import Session, select

from app.core import clock
from app.core.errors import TooMany
from app.core.settings import Settings
from app.demo.cast import DEMO_PASSWORD
from app.identity import password_commands, try_commands
from app.identity.actor import SYSTEM
from app.identity.commands import (
    Credentials,
    NewPerson,
    add_person,
    check_password,
    end_session,
    forget_old_sessions,
    start_session,
    touch_session,
)
from app.identity.models import LoginSession, Membership, Person, Role, SignInFailure
from app.identity.queries import find_organisation, get_organisation, get_signed_in, token_hash
from tests.refusals import trail
from tests.world import World

NOW = datetime(2027, 3, 14, 12, tzinfo=UTC)
SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)
HOME, OFFICE = "192.0.2.1", "192.0.2.2"


@pytest.fixture(autouse=True)
def noon() -> Iterator[None]:
    """Every test begins at the same moment."""
    with clock.at(NOW):
        yield


@pytest.fixture
def few() -> Settings:
    """Three tries a quarter of an hour."""
    secret = SecretStr("een geheim van de toetsen, lang genoeg")
    return Settings(database_url="postgresql://unused", secret_key=secret, sign_in_attempts=3)


def login_of(session: Session, token: str) -> LoginSession:
    session.flush()
    return session.get_one(LoginSession, token_hash(token))


@pytest.mark.parametrize(
    ("born", "seen", "lets_in"),
    [
        (0, 0, True),
        (60, 60, True),
        (60, 119, True),
        (60, 120, False),  # idle for as long as the settings say
        (599, 1, True),
        (600, 1, False),  # too old, however much it is used
        (1200, 1, False),
    ],
)
def test_a_session_lets_somebody_in_until_it_is_idle_or_old(
    session: Session, world: World, born: int, seen: int, lets_in: bool
) -> None:
    settings = Settings(
        database_url="postgresql://unused", session_idle_minutes=120, session_absolute_minutes=600
    )
    token = start_session(session, world.person("amina"))
    login = login_of(session, token)
    login.created_at, login.last_seen_at = NOW - born * MINUTE, NOW - seen * MINUTE
    session.flush()
    found = get_signed_in(session, token, settings)
    assert (found is not None) is lets_in
    if found is not None:
        assert (found[0].without_kept_lists(), found[1]) == (world["amina"], login)
    # What no longer lets anybody in is forgotten, and nothing else.
    assert forget_old_sessions(session, settings) == (not lets_in)
    session.expire_all()
    assert (session.get(LoginSession, token_hash(token)) is not None) is lets_in


def test_no_other_secret_and_no_closed_account_gets_in(
    session: Session, world: World, few: Settings
) -> None:
    token = start_session(session, world.person("amina"))
    session.flush()
    for wrong in ("", token[:-1], token + "x", token_hash(token).hex()):
        assert get_signed_in(session, wrong, few) is None
    world.person("amina").is_active = False
    session.flush()
    assert get_signed_in(session, token, few) is None


def test_a_session_is_noted_as_alive_once_a_minute(session: Session, world: World) -> None:
    login = login_of(session, start_session(session, world.person("amina")))
    for later, noted in ((MINUTE, NOW), (MINUTE + SECOND, NOW + MINUTE + SECOND)):
        with clock.at(NOW + later):
            touch_session(session, login)
        assert login.last_seen_at == noted


def test_signing_in_and_out_are_lines_in_the_trail_of_the_person(
    session: Session, world: World
) -> None:
    amina = world.person("amina").id
    token = start_session(session, world.person("amina"))
    end_session(session, token)
    end_session(session, token)  # an old cookie ends nothing
    end_session(session, "unknown")
    lines = [(e.event, e.object_id, e.person_id, e.facts) for e in trail(session, "person:signed")]
    assert lines == [
        ("person:signed_in", amina, amina, {}),
        ("person:signed_out", amina, amina, {}),
    ]
    assert session.get(LoginSession, token_hash(token)) is None


def attempt(
    session: Session, settings: Settings, who: str = "amina", *, right: bool, address: str = HOME
) -> Person | None:
    password = DEMO_PASSWORD if right else "niet-het-wachtwoord"
    given = Credentials(email=f"{who}@eemsdelta.example", password=password)
    found = check_password(session, settings, given, address)
    session.flush()
    return found


def test_the_right_password_gives_the_person_and_notes_nothing(
    session: Session, world: World, few: Settings
) -> None:
    assert attempt(session, few, right=True) == world.person("amina")
    assert session.exec(select(SignInFailure)).all() == []


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """A hasher that takes no time; what it was asked to compare with."""
    asked: list[str] = []

    class Hasher:
        def verify_and_update(self, password: str, known: str) -> tuple[bool, str | None]:
            asked.append(known)
            return password == DEMO_PASSWORD and known != password_commands.NOBODY, None

    monkeypatch.setattr(password_commands, "HASHER", Hasher())
    return asked


def test_an_unknown_closed_or_passwordless_account_costs_a_comparison_and_a_note_too(
    session: Session, world: World, few: Settings, quick: list[str]
) -> None:
    world.person("bram").password_hash = None
    assert attempt(session, few, "niemand", right=True) is None
    assert attempt(session, few, "bram", right=True, address=OFFICE) is None
    world.person("amina").is_active = False
    session.flush()
    assert attempt(session, few, right=True, address="192.0.2.3") is None
    assert quick == [password_commands.NOBODY] * 3
    assert len(session.exec(select(SignInFailure)).all()) == 6, "one for each, one for its network"
    keys = {failure.key_hash for failure in session.exec(select(SignInFailure))}
    assert all(len(key) == 32 for key in keys), "no address is stored"
    read_back = hashlib.sha256(f"address:{OFFICE}".encode()).digest()
    assert read_back not in keys, "who knows the way to make them, but not our secret"
    other = few.model_copy(update={"secret_key": SecretStr("een ander geheim, dat lang genoeg is")})
    of_office = [try_commands.key(each, "address", OFFICE) for each in (few, other)]
    assert of_office[0] in keys and of_office[1] not in keys


def test_so_many_failures_of_one_account_refuse_it_wherever_it_comes_from(
    session: Session, few: Settings, quick: list[str]
) -> None:
    for n in range(3):
        with clock.at(NOW + n * MINUTE):
            assert attempt(session, few, right=False) is None
    with clock.at(NOW + 3 * MINUTE):
        with pytest.raises(TooMany) as caught:
            attempt(session, few, right=True, address=OFFICE)
        assert caught.value.retry_after == 12 * 60, "until the first of them is forgotten"
        assert len(quick) == 3, "a refused try compares nothing"
        assert attempt(session, few, "bram", right=True) is not None
    with clock.at(NOW + 15 * MINUTE - SECOND), pytest.raises(TooMany):
        attempt(session, few, right=True)
    with clock.at(NOW + 15 * MINUTE):
        assert attempt(session, few, right=True) is not None


def test_a_network_may_fail_ten_times_as_often_as_an_account(
    session: Session, few: Settings, quick: list[str]
) -> None:
    for n in range(30):
        assert attempt(session, few, f"poging{n}", right=False) is None
    with pytest.raises(TooMany):
        attempt(session, few, right=True)
    assert attempt(session, few, right=True, address=OFFICE) is not None


def test_failures_are_forgotten_after_the_window(
    session: Session, few: Settings, quick: list[str]
) -> None:
    attempt(session, few, right=False)
    with clock.at(NOW + 15 * MINUTE - SECOND):
        assert forget_old_sessions(session, few) == 0
    with clock.at(NOW + 15 * MINUTE):
        assert forget_old_sessions(session, few) == 2
    assert session.exec(select(SignInFailure)).all() == []


def test_a_hash_that_is_out_of_date_is_renewed_at_the_next_sign_in(
    session: Session, world: World, few: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Renewing:
        def verify_and_update(self, password: str, known: str) -> tuple[bool, str | None]:
            return password == DEMO_PASSWORD, "newer"

    monkeypatch.setattr(password_commands, "HASHER", Renewing())
    before = world.person("amina").password_hash
    attempt(session, few, right=False)
    assert world.person("amina").password_hash == before
    attempt(session, few, right=True)
    assert world.person("amina").password_hash == "newer"


def test_a_new_account_has_one_seat_and_a_line_in_the_trail(session: Session, world: World) -> None:
    home = world.organisation("Gemeente Eemsdelta")
    given = NewPerson(name="Ina", email=" Ina@Voorbeeld.example ", role=Role.READER)
    person = add_person(session, world["amina"], home, given)
    assert (person.email, person.password_hash, person.is_active) == (
        "ina@voorbeeld.example",
        None,
        True,
    )
    (line,) = trail(session, "person:added")[-1:]
    assert (line.object_id, line.person_id) == (person.id, world["amina"].person_id)
    assert (line.organisation_id, line.region_code) == (home.id, "VR01")
    assert line.facts == {"role": "reader"}
    seats = session.exec(select(Membership).where(Membership.person_id == person.id)).all()
    assert [(seat.organisation_id, seat.role) for seat in seats] == [(home.id, Role.READER)]
    assert SYSTEM.person_id is None


@pytest.mark.parametrize(
    "changes",
    [
        {"name": ""},
        {"name": "x" * 121},
        {"email": "zonder-apenstaart"},
        {"email": "spatie in@voorbeeld.example"},
        {"email": "a@zonderpunt"},
        {"email": "x" * 250 + "@a.nl"},
        {"password": "elf tekens!"},
        {"password": "x" * 201},
        {"role": "owner"},
    ],
)
def test_an_account_that_is_not_right_is_refused(changes: dict[str, str]) -> None:
    plain = {"name": "Ina", "email": "ina@voorbeeld.example", "role": "member"}
    NewPerson.model_validate(plain | {"password": "twaalf teken"})
    with pytest.raises(ValidationError) as caught:
        NewPerson.model_validate(plain | changes)
    assert {problem["loc"] for problem in caught.value.errors()} == {(name,) for name in changes}


def test_an_organisation_is_found_by_its_name_in_its_region_only(
    session: Session, world: World
) -> None:
    home = world.organisation("Gemeente Eemsdelta")
    assert find_organisation(session, home.name, "VR01") is home
    assert find_organisation(session, home.name, "VR03") is None
    assert find_organisation(session, home.name.lower(), "VR01") is None
    assert get_organisation(session, home.id) is home
    assert get_organisation(session, world.person("amina").id) is None
