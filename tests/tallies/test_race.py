"""Many change needs, offers and matches of one group at the same moment: real threads, real
transactions. Nobody waits for a tally, none is lost.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from uuid import UUID

import pytest
import sqlalchemy as sa
from sqlmodel import Session, col

from app.tallies import commands, parts
from app.tallies.models import NeedTally
from app.tallies.queries import find_tallies
from tests.conftest import Databases
from tests.matches.pairs import Pairs
from tests.tallies.deeds import GROUPS, Deeds, meant
from tests.world import World

THREADS, TURNS = 4, 8
WHAT = (
    *("log", "post", "agree", "edit_need", "edit_offer", "withdraw_match", "finish_match"),
    *("close_need", "pause_offer", "resume_offer", "move_on"),
)


@pytest.fixture
def engine(databases: Databases) -> Iterator[sa.Engine]:
    engine = sa.create_engine(databases.copy("world"), pool_size=THREADS + 1)
    yield engine
    engine.dispose()


def test_however_many_change_something_at_once_no_number_is_lost(engine: sa.Engine) -> None:
    owners: dict[UUID, str] = {}
    barrier = Barrier(THREADS)

    def work(thread: int) -> Counter[str]:
        chance, done = random.Random(thread), Counter[str]()
        barrier.wait(timeout=30)
        for turn in range(TURNS):
            # First something to do things to; even numbers: all of it now, so of the same keys.
            name = WHAT[turn % 3] if turn < 3 else chance.choice(WHAT)
            with Session(engine, expire_on_commit=False) as session, session.begin():
                deeds = Deeds(Pairs(World(session)), owners)
                if name == "move_on":
                    done["moved" if commands.move_on(session) else "in use"] += 1
                else:
                    deeds.do(name, 2 * chance.randrange(200))
                done.update(deeds.done)
        return done

    with ThreadPoolExecutor(THREADS) as threads:
        happened = sum(threads.map(work, range(THREADS)), Counter[str]())
    assert happened["log"] > THREADS and happened["agree"] > 0, happened
    with Session(engine) as session:
        for table in parts.TALLIES:
            assert commands.find_differences(session, table) == []
        pairs = Pairs(World(session))
        tallies = find_tallies(session, pairs["farid"], GROUPS)
        for group in GROUPS:
            right = meant(pairs, pairs["farid"], group)
            assert (tallies[group].opened, tallies[group].partners) == (
                right.opened,
                len(right.partners),
            )
        # As many rows of a key as were ever at it together, and no more.
        key = [getattr(NeedTally, name) for name in parts.KEYS[NeedTally]]
        rows = sa.select(sa.func.count(col(NeedTally.id))).group_by(*key)
        assert max(session.execute(rows).scalars()) <= THREADS
