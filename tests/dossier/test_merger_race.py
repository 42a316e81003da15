"""Others write for an organisation at the moment it goes up in another: nothing stays behind."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from sqlalchemy import Engine, create_engine, text
from sqlalchemy.exc import OperationalError
from sqlmodel import Session

from app.core.errors import AppError
from app.identity.models import Membership, Role
from app.matches.commands import Answer, accept_match
from app.matches.locks import lock_match
from app.organisations.admission_commands import AdmissionReason, suspend_organisation
from app.organisations.queries import get_organisation
from app.web.problems import ENDED_BY_DATABASE
from tests.conftest import Databases
from tests.dossier.merging import GONE, STAYS, merge, named
from tests.dossier.test_mergers import left_behind
from tests.matches.pairs import Pairs
from tests.world import World

PATIENCE = 60
WAITING = text(
    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND "
    "wait_event_type = 'Lock'"
)


@pytest.fixture
def engine(databases: Databases) -> Iterator[Engine]:
    engine = create_engine(databases.copy("world"), pool_size=8)
    yield engine
    engine.dispose()


def attempt(engine: Engine, do: Callable[[Pairs], Any]) -> str:
    """Do it in a transaction of its own: what became of it."""
    with Session(engine, expire_on_commit=False) as session:
        try:
            do(Pairs(World(session)))
            session.commit()
        except AppError as problem:
            return type(problem).__name__
        except OperationalError as problem:
            if getattr(problem.orig, "sqlstate", None) not in ENDED_BY_DATABASE:
                raise
            return "ended"
    return "done"


def wait_for_waiting(engine: Engine, number: int = 1) -> None:
    """Until so many wait for a lock."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        with engine.connect() as connection:
            if connection.execute(WAITING).scalar_one() >= number:
                return
        time.sleep(0.05)
    raise AssertionError("nobody waits")


def post_offer(pairs: Pairs) -> None:
    pairs.offer("chantal", title="Nog een rit erbij")


def join(pairs: Pairs) -> None:
    gone, bram = named(pairs.session, GONE).id, pairs["bram"].person_id
    assert bram is not None
    pairs.session.add(Membership(person_id=bram, organisation_id=gone, role=Role.MEMBER))


@pytest.mark.parametrize("write", [post_offer, join])
def test_what_is_written_while_they_merge_is_refused_and_can_be_tried_again(
    engine: Engine, write: Callable[[Pairs], None]
) -> None:
    with ThreadPoolExecutor(1) as threads, Session(engine, expire_on_commit=False) as session:
        pairs = Pairs(World(session))
        merge(pairs)
        late = threads.submit(attempt, engine, write)
        wait_for_waiting(engine)
        session.commit()
        assert late.result(PATIENCE) == "ended"
    with Session(engine) as session:
        assert left_behind(session) == {}
    if write is post_offer:  # now as who speaks for the one that stays
        assert attempt(engine, post_offer) == "done"
        with Session(engine) as session:
            assert left_behind(session) == {}


@pytest.mark.parametrize("write", [post_offer, join])
def test_what_was_written_just_before_moves_along(
    engine: Engine, write: Callable[[Pairs], None]
) -> None:
    with ThreadPoolExecutor(1) as threads, Session(engine, expire_on_commit=False) as session:
        write(Pairs(World(session)))
        session.flush()
        merging = threads.submit(attempt, engine, merge)
        wait_for_waiting(engine)
        session.commit()
        assert merging.result(PATIENCE) == "done"
    with Session(engine) as session:
        assert left_behind(session) == {}


def test_an_answer_at_the_same_moment_counts_or_finds_it_moved(engine: Engine) -> None:
    with Session(engine, expire_on_commit=False) as session, session.begin():
        pairs = Pairs(World(session))
        asked = [pairs.approved().id for _each in range(4)]

    def answer(number: int) -> Callable[[Pairs], None]:
        def do(pairs: Pairs) -> None:
            actor = pairs["chantal"]
            accept_match(
                pairs.session, actor, lock_match(pairs.session, actor, asked[number]), Answer()
            )

        return do

    deeds = [merge, *(answer(number) for number in range(len(asked)))]
    with ThreadPoolExecutor(len(deeds)) as threads:
        done = list(threads.map(lambda deed: attempt(engine, deed), deeds))
    if done[0] == "ended":
        assert attempt(engine, merge) == "done"
    else:
        assert done[0] == "done"
    with Session(engine) as session:
        assert left_behind(session) == {}


def test_two_mergers_that_cross_leave_one_of_the_two(engine: Engine) -> None:
    def across(pairs: Pairs) -> None:
        merge(pairs, STAYS, GONE)

    with ThreadPoolExecutor(2) as threads:
        done = list(threads.map(lambda deed: attempt(engine, deed), (merge, across)))
    assert done.count("done") == 1
    with Session(engine) as session:
        ends = {named(session, name).merged_into_id for name in (GONE, STAYS)}
        assert None in ends
        assert len(ends) == 2


def test_who_is_suspended_meanwhile_is_not_merged(engine: Engine) -> None:
    def suspend(pairs: Pairs) -> None:
        actor = pairs["eva"]
        stays = named(pairs.session, STAYS).id
        held = get_organisation(pairs.session, actor, stays, lock=True)
        suspend_organisation(
            pairs.session, actor, held, AdmissionReason(reason="Wij zoeken het uit.")
        )

    with ThreadPoolExecutor(1) as threads, Session(engine, expire_on_commit=False) as session:
        suspend(Pairs(World(session)))
        session.flush()
        merging = threads.submit(attempt, engine, merge)
        wait_for_waiting(engine)
        session.commit()
        assert merging.result(PATIENCE) == "Invalid"
