"""Large files are made two at a time, by all processes together; small ones wait for nobody."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, col, select

from app.audit.models import AuditEntry
from app.exports import commands, listing
from tests.world import Visitors, World

LISTS = ["/behoeften/lijst.csv", "/behoeften/lijst.xlsx"]


@pytest.fixture
def places(engine: Engine) -> Iterator[ExitStack]:
    """Those of others: each in a transaction of its own, as in another process."""
    with ExitStack() as held:
        yield held


def take(engine: Engine, held: ExitStack, count: int) -> None:
    for _each in range(count):
        session = held.enter_context(Session(engine))
        assert commands.has_place(session)


@pytest.mark.parametrize("path", LISTS)
def test_who_comes_third_is_told_to_try_again(
    visitors: Visitors,
    world: World,
    engine: Engine,
    places: ExitStack,
    monkeypatch: pytest.MonkeyPatch,
    path: str,
) -> None:
    monkeypatch.setattr(listing, "LARGE", 2)
    for number in range(4):
        world.need(publish=True, title=f"{number} ouderen zoeken vervoer")
    world.session.commit()
    take(engine, places, commands.AT_ONCE)
    taken = select(AuditEntry).where(col(AuditEntry.event) == "export:taken")
    busy = visitors["amina"].get(path)
    assert (busy.status_code, busy.headers["retry-after"]) == (503, "5")
    assert "Andere grote bestanden worden nu gemaakt" in busy.text
    assert "content-disposition" not in busy.headers
    assert world.session.exec(taken).all() == [], "nobody took it along"
    monkeypatch.setattr(listing, "LARGE", 100)
    assert visitors["amina"].get(path).status_code == 200, "a small one needs none"
    assert len(world.session.exec(taken).all()) == 1
    places.close()
    monkeypatch.setattr(listing, "LARGE", 2)
    assert visitors["amina"].get(path).status_code == 200, "a place came free"


def test_a_place_ends_with_the_transaction_that_makes_the_file(engine: Engine) -> None:
    """So before the first byte is sent: a slow reader holds none."""
    for _each in range(3):
        with Session(engine) as session:
            assert commands.has_place(session)
            session.commit()
    with Session(engine) as one, Session(engine) as two, Session(engine) as three:
        taken = [commands.has_place(each) for each in (one, two, three)]
        assert taken == [True, True, False]
