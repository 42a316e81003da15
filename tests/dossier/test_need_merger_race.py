"""Others answer, ask or take back at the moment a need goes up in another one: it counts, once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import Engine, create_engine
from sqlmodel import Session, col, select

from app.core import clock
from app.dossier.need_merger_commands import NeedMerger, merge_need, versions
from app.identity.actor import SYSTEM
from app.matches.commands import Answer, TakingBack, accept_match, withdraw_match
from app.matches.ending_commands import lapse_matches
from app.matches.locks import lock_answered, lock_match
from app.matches.models import Match, MatchStatus, WithdrawReason
from app.needs.models import Need
from app.needs.queries import get_need
from app.suggestions.commands import Proposal, propose_match
from tests.conftest import Databases
from tests.dossier.test_merger_race import attempt, wait_for_waiting
from tests.matches.pairs import JAAP, Pairs, sums
from tests.world import World

PATIENCE = 60


@pytest.fixture
def engine(databases: Databases) -> Iterator[Engine]:
    engine = create_engine(databases.copy("world"), pool_size=8)
    yield engine
    engine.dispose()


class Twins:
    """Two needs of amina's, one with a question to chantal, which is about to be answered."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        with Session(engine, expire_on_commit=False) as session, session.begin():
            pairs = Pairs(World(session))
            gone, stays = pairs.need(quantity=20), pairs.need(quantity=40)
            offer = pairs.offer(JAAP)
            match = pairs.approve(pairs.propose(need=gone, quantity=12))
            self.gone, self.stays, self.offer = gone.id, stays.id, offer.id
            self.match: UUID = match.id

    def merge(self, pairs: Pairs, *, back: bool = False) -> None:
        amina, ids = pairs["amina"], (self.gone, self.stays)[:: -1 if back else 1]
        gone, stays = (get_need(pairs.session, amina, each) for each in ids)
        seen = versions(gone, stays)
        most = gone.quantity + stays.quantity
        given = NeedMerger(into=stays.id, quantity=most, seen=seen)
        merge_need(pairs.session, amina, gone, given)

    def accept(self, pairs: Pairs) -> None:
        match = lock_answered(pairs.session, pairs["chantal"], self.match)
        accept_match(pairs.session, pairs["chantal"], match, Answer())

    def withdraw(self, pairs: Pairs) -> None:
        match = lock_match(pairs.session, pairs["amina"], self.match)
        given = TakingBack(reason=WithdrawReason.NO_LONGER_NEEDED)
        withdraw_match(pairs.session, pairs["amina"], match, given)

    def propose(self, pairs: Pairs) -> None:
        given = Proposal(need=self.gone, offer=self.offer, quantity=3)
        propose_match(pairs.session, pairs["amina"], given)

    def holds(self) -> Match:
        """What is committed is what the matches say; nothing that lives stays behind."""
        with Session(self.engine, expire_on_commit=False) as session:
            for need_id in (self.gone, self.stays):
                need = session.get_one(Need, need_id)
                assert need.committed == sums(session, need) <= need.quantity
            match = session.get_one(Match, self.match)
            gone = session.get_one(Need, self.gone)
            if gone.merged_into_id is not None:
                left = select(Match).where(col(Match.need_id) == self.gone)
                assert session.exec(left).all() == []
            return match


@pytest.fixture
def twins(engine: Engine) -> Twins:
    return Twins(engine)


def both(engine: Engine, first: Callable[[Pairs], Any], then: Callable[[Pairs], Any]) -> str:
    """The other begins while the first is not committed yet, and waits for it."""
    with ThreadPoolExecutor(1) as threads, Session(engine, expire_on_commit=False) as session:
        first(Pairs(World(session)))
        session.flush()
        late = threads.submit(attempt, engine, then)
        wait_for_waiting(engine)
        session.commit()
        return late.result(PATIENCE)


def test_a_yes_that_waited_for_it_counts_for_the_one_that_stays(twins: Twins) -> None:
    assert both(twins.engine, twins.merge, twins.accept) == "done"
    match = twins.holds()
    assert (match.need_id, match.status) == (twins.stays, MatchStatus.ACCEPTED)


def test_a_yes_of_just_before_moves_along(twins: Twins) -> None:
    # What was agreed meanwhile nobody had read: the page comes back, and the next press does it.
    assert both(twins.engine, twins.accept, twins.merge) in ("Invalid", "done")
    twins.holds()
    if twins.holds().need_id != twins.stays:
        assert attempt(twins.engine, twins.merge) == "done"
    match = twins.holds()
    assert (match.need_id, match.status) == (twins.stays, MatchStatus.ACCEPTED)


def test_a_match_that_is_taken_back_at_that_moment_ends_once(twins: Twins) -> None:
    assert both(twins.engine, twins.merge, twins.withdraw) == "done"
    assert twins.holds().status is MatchStatus.WITHDRAWN


def test_who_asks_for_the_one_that_goes_hears_that_it_is_not_open(twins: Twins) -> None:
    assert both(twins.engine, twins.merge, twins.propose) in ("Conflict", "Invalid", "NotFound")
    twins.holds()


def test_who_asked_for_it_just_before_is_asked_by_the_one_that_stays(twins: Twins) -> None:
    assert both(twins.engine, twins.propose, twins.merge) == "done"
    twins.holds()


def test_a_question_that_lapses_at_that_moment_lapses_there(twins: Twins) -> None:
    with Session(twins.engine) as session, session.begin():
        session.get_one(Match, twins.match).answer_by = clock.now() - timedelta(minutes=1)

    def lapse(pairs: Pairs) -> None:
        lapse_matches(pairs.session, SYSTEM)

    assert both(twins.engine, lapse, twins.merge) == "done"
    match = twins.holds()
    assert (match.need_id, match.status) == (twins.stays, MatchStatus.LAPSED)


def test_two_that_cross_leave_one_of_the_two(twins: Twins) -> None:
    def across(pairs: Pairs) -> None:
        twins.merge(pairs, back=True)

    assert both(twins.engine, twins.merge, across) in ("Conflict", "Invalid")
    twins.holds()


def test_many_at_once_leave_nothing_behind(twins: Twins) -> None:
    deeds = [twins.merge, twins.accept, twins.propose, twins.withdraw]
    with ThreadPoolExecutor(len(deeds)) as threads:
        done = list(threads.map(lambda deed: attempt(twins.engine, deed), deeds))
    assert "done" in done
    twins.holds()
