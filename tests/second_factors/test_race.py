"""Two who send the same at the same moment: one gets in."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pyotp
import pytest
from sqlalchemy import Engine, create_engine
from sqlmodel import Session

from app.core import clock
from app.core.settings import Settings
from app.identity.actor import Actor
from app.second_factors import commands, entry_commands, passkey_commands, queries, seals
from app.second_factors.models import AuthenticatorApp
from app.second_factors.relying_party import RelyingParty
from tests.conftest import Databases
from tests.world import World

KEY = "een geheim van de toetsen, lang genoeg"


@pytest.fixture(scope="module")
def real(databases: Databases) -> Iterator[Engine]:
    engine = create_engine(databases.copy("world"))
    yield engine
    engine.dispose()


@pytest.fixture
def amina(real: Engine) -> Actor:
    with Session(real) as session:
        return World(session)["amina"]


def at_once(real: Engine, do: Callable[[Session], object]) -> list[bool]:
    """Four do it; each commits."""
    ready = Barrier(4)

    def one(_number: int) -> bool:
        with Session(real) as session:
            session.connection()
            ready.wait(timeout=30)
            done = bool(do(session))
            session.commit()
            return done

    with ThreadPoolExecutor(4) as pool:
        return sorted(pool.map(one, range(4)))


ONCE = [False, False, False, True]


def test_a_code_of_an_app(real: Engine, amina: Actor) -> None:
    assert amina.person_id is not None
    secret = pyotp.random_base32()
    with Session(real) as session:
        session.add(
            AuthenticatorApp(
                person_id=amina.person_id,
                sealed=seals.seal(KEY, amina.person_id, secret),
                confirmed_at=clock.now(),
            )
        )
        session.commit()
    with clock.at(clock.now()):
        code, person_id = pyotp.TOTP(secret).at(clock.now()), amina.person_id
        moment = clock.now()

        def use(session: Session) -> bool:
            with clock.at(moment):
                return commands.use_app(session, KEY, person_id, code)

        assert at_once(real, use) == ONCE


def test_a_recovery_code(real: Engine, amina: Actor) -> None:
    settings = Settings(database_url="postgresql://unused")
    assert amina.person_id is not None
    with Session(real) as session:
        if not queries.get_factors(session, settings, amina).are_there:
            session.add(
                AuthenticatorApp(person_id=amina.person_id, sealed=b"", confirmed_at=clock.now())
            )
            session.flush()
        factors = queries.lock_factors(session, settings, amina)
        code = commands.make_codes(session, amina, factors)[0]
        session.commit()
    use = lambda session: commands.use_recovery_code(session, amina, code)  # noqa: E731
    assert at_once(real, use) == ONCE


def test_what_a_passkey_has_to_sign(real: Engine) -> None:
    with Session(real) as session:
        party = RelyingParty("localhost", ("http://localhost",))
        passkey_commands.ask_known(session, (), party, "browser")
        session.commit()
    taken = at_once(
        real,
        lambda session: passkey_commands.take_challenge(session, passkey_commands.USING, "browser"),
    )
    assert taken == ONCE


def test_a_half_sign_in(real: Engine) -> None:
    with Session(real) as session:
        person = World(session).person("amina")
        token = entry_commands.begin_entry(session, person, "/", "", has_one=True)
        session.commit()
    assert at_once(real, lambda session: entry_commands.take_entry(session, token)) == ONCE
