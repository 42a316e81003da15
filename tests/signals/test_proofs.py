"""A message counts as proven when its browser solved a challenge of ours, and of one solution only
one message.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from typing import Any
from uuid import UUID

import altcha
import pytest
from sqlalchemy import Engine, create_engine
from sqlmodel import Session, col, select

from app.core import clock
from app.core.settings import Mode, Settings
from app.identity.actor import SYSTEM
from app.organisations.models import OrganisationClaim
from app.signals import commands, fields, form_keys, proofs, try_commands
from app.signals.models import Signal, SpentChallenge
from tests.conftest import Databases
from tests.organisations import claims
from tests.organisations.registrations import DOOR, REGISTRATION
from tests.signals.doors import SIGNAL, opened, sent
from tests.world import Visitors

SETTINGS = Settings(mode=Mode.DEMO)


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(proofs, "FEWEST", 3)
    monkeypatch.setattr(proofs, "MOST", 6)


def asked(visitors: Visitors, key: str) -> dict[str, Any]:
    answer = visitors[None].get("/signaal-geven/opgave", params={"form_key": key})
    assert answer.status_code == 200 and answer.headers["content-type"] == "application/json"
    found: dict[str, Any] = answer.json()
    return found


def solved(challenge: dict[str, Any]) -> str:
    """What ALTCHA's widget puts in the form."""
    read = altcha.Challenge.from_dict(challenge)
    solution = altcha.solve_challenge(read)
    assert solution is not None
    return altcha.Payload(read, solution).to_base64()


def changed(typed: str, change: Callable[[dict[str, Any]], object]) -> str:
    said = json.loads(base64.b64decode(typed))
    change(said)
    return base64.b64encode(json.dumps(said).encode()).decode()


def proven(session: Session) -> list[bool]:
    session.expire_all()
    return list(session.exec(select(Signal.is_proven).order_by(col(Signal.created_at))))


def test_a_message_of_a_browser_that_worked_is_proven(visitors: Visitors, session: Session) -> None:
    key = opened(visitors, "/signaal-geven")
    assert sent(visitors, key=key, proof=solved(asked(visitors, key))).status_code == 303
    assert sent(visitors, description=SIGNAL["description"] + " Ook de winkel.").status_code == 303
    assert proven(session) == [True, False]


@pytest.mark.parametrize("path", ["/signaal-geven", "/hulp-aanbieden"])
def test_one_solution_is_one_message(visitors: Visitors, session: Session, path: str) -> None:
    key = opened(visitors, path)
    proof = solved(asked(visitors, key))
    first = sent(visitors, path, key=key, proof=proof)
    again = sent(visitors, path, key=key, proof=proof)
    assert again.headers["location"] == first.headers["location"]
    sent(visitors, path, key=key, proof=proof, description="Iets heel anders dan daarnet.")
    assert proven(session) == [True, False]
    # Who goes back and writes something else works once more.
    proof = solved(asked(visitors, key))
    sent(visitors, path, key=key, proof=proof, description="En nog weer iets heel anders.")
    assert proven(session) == [True, False, True]


def _easier(said: dict[str, Any]) -> None:
    said["challenge"]["parameters"]["keyPrefix"] = ""


def _fewer_rounds(said: dict[str, Any]) -> None:
    said["challenge"]["parameters"]["cost"] = 1


def _later(said: dict[str, Any]) -> None:
    said["challenge"]["parameters"]["data"]["until"] += 60


def _unsigned(said: dict[str, Any]) -> None:
    said["challenge"]["signature"] = None


def _guessed(said: dict[str, Any]) -> None:
    said["solution"]["counter"] += 1


def _empty(said: dict[str, Any]) -> None:
    said.clear()


def _wrong_kind(said: dict[str, Any]) -> None:
    said["challenge"]["parameters"]["nonce"] = [1]


def _no_form(said: dict[str, Any]) -> None:
    del said["challenge"]["parameters"]["data"]


ALTERED = [_easier, _fewer_rounds, _later, _unsigned, _guessed, _empty, _wrong_kind, _no_form]


@pytest.mark.parametrize("change", ALTERED, ids=lambda change: change.__name__.strip("_"))
def test_what_was_altered_proves_nothing_and_loses_nothing(
    visitors: Visitors, session: Session, change: Callable[[dict[str, Any]], object]
) -> None:
    key = opened(visitors, "/signaal-geven")
    proof = solved(asked(visitors, key))
    assert sent(visitors, key=key, proof=changed(proof, change)).status_code == 303
    assert proven(session) == [False]
    # The solution itself is still good for a message.
    form_id = form_keys.get_id(SETTINGS, form_keys.PublicForm.SIGNAL, key)
    assert proofs.read_proof(SETTINGS, proof, form_id) is not None


@pytest.mark.parametrize(
    "proof", ["x", "é", "e30=", "AAAA", "bnVsbA==", "W10=", "MQ==", "[" * 3_000]
)
def test_what_is_no_solution_proves_nothing(
    visitors: Visitors, session: Session, proof: str
) -> None:
    assert sent(visitors, proof=proof).status_code == 303
    assert proven(session) == [False]


def test_a_solution_counts_for_its_own_form_only(visitors: Visitors, session: Session) -> None:
    proof = solved(asked(visitors, opened(visitors, "/signaal-geven")))
    assert sent(visitors, key=opened(visitors, "/signaal-geven"), proof=proof).status_code == 303
    assert proven(session) == [False]


def test_a_challenge_of_another_installation_proves_nothing(session: Session) -> None:
    other = Settings(mode=Mode.DEMO, secret_key="x" * 40)
    form_id = UUID(int=1)
    proof = solved(proofs.new_challenge(other, form_id))
    assert proofs.read_proof(other, proof, form_id) is not None
    assert proofs.read_proof(SETTINGS, proof, form_id) is None


def test_a_form_that_was_left_open_for_long_is_sent_all_the_same(
    visitors: Visitors, session: Session
) -> None:
    key = opened(visitors, "/signaal-geven")
    proof = solved(asked(visitors, key))
    with clock.at(clock.now() + proofs.LASTS + timedelta(minutes=1)):
        assert sent(visitors, key=key, proof=proof).status_code == 303
    assert proven(session) == [False]


def test_what_is_refused_uses_nothing_up(visitors: Visitors, session: Session) -> None:
    key = opened(visitors, "/signaal-geven")
    proof = solved(asked(visitors, key))
    assert sent(visitors, key=key, proof=proof, municipality="").status_code == 422
    assert sent(visitors, key=key, proof=proof).status_code == 303
    assert proven(session) == [True]


def test_what_came_when_there_were_too_many_uses_nothing_up(
    visitors: Visitors, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(try_commands, "OF_ADDRESS", 1)
    first = opened(visitors, "/signaal-geven")
    assert sent(visitors, key=first, proof=solved(asked(visitors, first))).status_code == 303
    key = opened(visitors, "/signaal-geven")
    proof = solved(asked(visitors, key))
    assert sent(visitors, key=key, proof=proof).status_code == 429
    monkeypatch.setattr(try_commands, "OF_ADDRESS", 2)
    assert sent(visitors, key=key, proof=proof).status_code == 303
    assert proven(session) == [True, True]


def test_the_registration_of_an_organisation_asks_the_same(
    visitors: Visitors, session: Session
) -> None:
    for number in range(try_commands.UNPROVEN_OF_ADDRESS + 1):
        key = opened(visitors, DOOR + "/nieuw")
        proof = solved(asked(visitors, key))
        given = REGISTRATION | {"form_key": key, "proof": proof, "name": f"Stichting {number}"}
        assert visitors[None].post(DOOR, data=given).status_code == 303
    assert len(session.exec(select(SpentChallenge)).all()) == 4


def test_who_asks_to_speak_for_an_organisation_is_asked_the_same(
    visitors: Visitors, session: Session
) -> None:
    assert "data-proof" in visitors[None].get(claims.door(visitors)).text
    for number in range(try_commands.UNPROVEN_OF_ADDRESS + 1):
        key = claims.opened(visitors)
        proof = solved(asked(visitors, key))
        answer = claims.asked(visitors, key, proof=proof, contact_email=f"noor{number}@b.example")
        assert answer.status_code == 303
    assert set(session.exec(select(OrganisationClaim.is_proven)).all()) == {True}


def test_without_the_key_of_a_form_there_is_nothing_to_work_for(visitors: Visitors) -> None:
    for key in ("", "x", "AAAA" * 11 + "AA"):
        answer = visitors[None].get("/signaal-geven/opgave", params={"form_key": key})
        assert answer.status_code == 404


def test_what_was_used_up_is_kept_as_long_as_it_could_be_used_again(session: Session) -> None:
    form_id = UUID(int=1)
    proof = solved(proofs.new_challenge(SETTINGS, form_id))
    sender = try_commands.PublicSender(SETTINGS, "192.0.2.1")
    assert try_commands.prove(session, sender, proof, form_id).is_proven
    assert not try_commands.prove(session, sender, proof, form_id).is_proven
    with clock.at(clock.now() + proofs.LASTS - timedelta(minutes=1)):
        assert try_commands.forget_tries(session) == 0
    with clock.at(clock.now() + proofs.LASTS + timedelta(minutes=1)):
        assert try_commands.forget_tries(session) == 1
        assert not try_commands.prove(session, sender, proof, form_id).is_proven


@pytest.fixture
def real(databases: Databases) -> Iterator[Engine]:
    engine = create_engine(databases.copy("world"))
    yield engine
    engine.dispose()


def test_six_at_once_with_one_solution_are_one_proven_message(
    real: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(try_commands, "UNPROVEN_OF_ADDRESS", 6)
    key = form_keys.new_key(SETTINGS, form_keys.PublicForm.SIGNAL)
    form_id = form_keys.get_id(SETTINGS, form_keys.PublicForm.SIGNAL, key)
    proof = solved(proofs.new_challenge(SETTINGS, form_id))
    ready = Barrier(6)

    def send(number: int) -> bool:
        told = SIGNAL | {"description": f"De bus komt hier {number} dagen in de week niet meer."}
        given = fields.SignalInput.model_validate(told | {"form_key": key, "proof": proof})
        sender = try_commands.PublicSender(SETTINGS, f"192.0.2.{number}")
        with Session(real) as session:
            session.connection()
            ready.wait(timeout=30)
            signal = commands.send_signal(session, SYSTEM, sender, given)
            is_proven = signal.is_proven
            session.commit()
            return is_proven

    with ThreadPoolExecutor(6) as pool:
        assert sorted(pool.map(send, range(6))) == [False] * 5 + [True]
