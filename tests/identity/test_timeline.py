"""The history of an object: which lines, in which order, and who may read who did it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlmodel import Session

from app.audit.models import AuditEntry
from app.core import clock
from app.core.i18n import speaking
from app.identity.timeline import find_timeline
from tests.world import World

NOW = datetime(2027, 3, 14, 12, tzinfo=UTC)
WORDS = {
    "thing:made": lambda facts: "Made",
    "thing:changed": lambda facts: f"Changed: {facts['what']}",
}
THING = uuid4()


@pytest.fixture(autouse=True)
def noon() -> Iterator[None]:
    with clock.at(NOW), speaking("en"):
        yield


def line(
    session: Session,
    event: str,
    minutes: int,
    who: UUID | None = None,
    of: UUID = THING,
    **facts: Any,
) -> None:
    at = NOW - timedelta(minutes=minutes)
    session.add(AuditEntry(event=event, object_id=of, person_id=who, facts=facts, at=at))
    session.flush()


def test_the_newest_line_comes_first_and_only_what_has_words_is_told(
    session: Session, world: World
) -> None:
    line(session, "thing:made", 60)
    line(session, "thing:changed", 5, what="title")
    line(session, "thing:secret", 1)
    line(session, "thing:made", 0, of=uuid4())
    found = find_timeline(session, THING, WORDS, with_names=True)
    assert [entry.text for entry in found] == ["Changed: title", "Made"]
    assert found[0].when == "2027-03-14T11:55:00+00:00"
    assert found[0].when_label == "today 12:55"


def test_who_did_it_is_told_to_the_own_organisation_only(session: Session, world: World) -> None:
    amina = world.person("amina")
    line(session, "thing:made", 60, amina.id)
    line(session, "thing:made", 50)  # the system
    line(session, "thing:made", 40, uuid4())  # somebody who is gone
    told = find_timeline(session, THING, WORDS, with_names=True)
    assert [entry.note for entry in told] == ["by a former user", "", f"by {amina.name}"]
    assert {e.note for e in find_timeline(session, THING, WORDS, with_names=False)} == {""}


def test_a_long_history_tells_its_end(session: Session) -> None:
    for minutes in range(25):
        line(session, "thing:changed", minutes, what=str(minutes))
    assert [e.text for e in find_timeline(session, THING, WORDS, with_names=False, limit=2)] == [
        "Changed: 0",
        "Changed: 1",
    ]
    assert len(find_timeline(session, THING, WORDS, with_names=False)) == 20


def test_of_one_moment_what_was_written_last_comes_first(session: Session) -> None:
    for number in range(3):
        line(session, "thing:changed", 0, what=str(number))
    found = find_timeline(session, THING, WORDS, with_names=False)
    assert [entry.text for entry in found] == ["Changed: 2", "Changed: 1", "Changed: 0"]
