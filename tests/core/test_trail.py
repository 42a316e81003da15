"""The trail of many events at once says what the same events say one by one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, ClassVar

import pytest
from sqlalchemy import event, text
from sqlmodel import Session

from app.audit import record, recording_together
from app.core.db import new_id
from app.core.events import Event
from tests.world import World


@dataclass(frozen=True, kw_only=True)
class Tried(Event):
    name: ClassVar[str] = "test:tried"
    reason: str | None = None
    changed: list[str] | None = None


def lines(session: Session) -> list[tuple[Any, ...]]:
    session.flush()
    told = text(
        "SELECT object_id, event, person_id, organisation_id, region_code, facts,"
        " at BETWEEN now() - interval '1 hour' AND now() + interval '1 hour'"
        " FROM audit_entry WHERE event = 'test:tried' ORDER BY id"
    )
    return [tuple(row) for row in session.execute(told)]


def test_lines_that_are_written_together_say_the_same(world: World) -> None:
    session, amina = world.session, world["amina"]
    events = [
        Tried(object_id=new_id(), organisation_id=None, region_code="GM20", reason="é “ja”\n'\\"),
        Tried(object_id=new_id(), organisation_id=None, region_code=None, changed=["a", "b"]),
    ]
    for each in events:
        record(session, amina, each)
    one_by_one = lines(session)
    sent: list[str] = []
    listener = session.get_bind()
    event.listen(listener, "before_cursor_execute", lambda *told: sent.append(told[2]))
    with recording_together(session):
        for each in events:
            record(session, amina, each)
        assert lines(session) == one_by_one, "they come at the end"
    together = lines(session)[len(one_by_one) :]
    assert together == one_by_one and len(together) == 2
    assert sum(said.startswith("INSERT INTO audit_entry") for said in sent) == 1
    with pytest.raises(ZeroDivisionError):
        _fail_halfway(session, lambda: record(session, amina, events[0]))
    record(session, amina, events[0])
    assert len(lines(session)) == 5, "what failed left nothing behind"


def _fail_halfway(session: Session, work: Callable[[], None]) -> None:
    with recording_together(session):
        work()
        raise ZeroDivisionError
