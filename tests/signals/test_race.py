"""Two who give the same signal at the same moment: real threads, real transactions."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from threading import Barrier

import pytest
from sqlalchemy import Engine, create_engine, text
from sqlmodel import Session, col, select

from app.core import errors
from app.signals import partner_commands, signal_fields
from app.signals.models import Signal
from tests.conftest import Databases
from tests.signals.entries import ENTRY
from tests.world import World

ROUNDS = 6


@pytest.fixture(scope="module")
def own_engine(databases: Databases) -> Iterator[Engine]:
    engine = create_engine(databases.copy("world"), pool_size=4)
    yield engine
    engine.dispose()


def give(engine: Engine, barrier: Barrier, given: signal_fields.SignalEntry, who: str) -> str:
    """In a transaction of its own: "stored", or the field that is asked about."""
    try:
        with Session(engine) as session, session.begin():
            actor = World(session)[who]
            session.execute(text("SELECT 1"))
            barrier.wait(timeout=30)
            partner_commands.log_new_signal(session, actor, given)
        return "stored"
    except errors.Invalid as problem:
        return next(iter(problem.errors))


@pytest.mark.parametrize("others", [("daan", "daan"), ("amina", "daan")])
def test_the_same_signal_at_once_is_stored_once(
    own_engine: Engine, others: tuple[str, str]
) -> None:
    for turn in range(ROUNDS):
        said = f"Steeds meer gezinnen vragen in week {turn} om een deken en een kachel."
        changes = {"description": said, "asks_alike": "1"}
        given = signal_fields.SignalEntry.model_validate(ENTRY | changes)
        barrier = Barrier(2)

        with ThreadPoolExecutor(2) as threads:
            heard = sorted(threads.map(partial(give, own_engine, barrier, given), others))
        assert heard == ["stored", "sure_alike"]
        with Session(own_engine) as session, session.begin():
            (signal,) = session.exec(select(Signal).where(col(Signal.description) == said)).all()
            session.delete(signal)
