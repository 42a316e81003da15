"""A decision of the team in its review: counts at once, is told a minute later, and can be undone
until then.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from itertools import repeat
from threading import Barrier
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import Connection, Engine, create_engine, text
from sqlmodel import Session

from app.core import clock
from app.core.errors import AppError, Conflict, Forbidden
from app.core.job_worker import run_worker
from app.identity.actor import SYSTEM
from app.matches.commands import Answer, accept_match
from app.matches.locks import lock_match
from app.matches.models import GRACE, DeclineReason, Match, MatchStatus
from app.needs.commands import NeedEnding, close_need
from app.needs.models import NeedOutcome
from app.suggestions.review_commands import (
    Objection,
    approve_in_review,
    decline_in_review,
    tell_decision,
    tell_later,
    undo_review,
)
from app.work.queries import get_work
from app.work.task_kinds import TaskKind
from app.worker import load_tasks
from tests.conftest import Databases
from tests.matches.pairs import JAAP, Pairs
from tests.world import World

LATER = GRACE + timedelta(seconds=1)
JOBS = text("SELECT scheduled_at, args FROM procrastinate_jobs WHERE task_name = 'matching:tell'")


def yes(pairs: Pairs, match: Match, who: str = "daan") -> Match:
    return approve_in_review(
        pairs.session, pairs[who], lock_match(pairs.session, pairs[who], match.id)
    )


def no(pairs: Pairs, match: Match, who: str = "daan", note: str = "") -> Match:
    given = Objection(reason=DeclineReason.TOO_FAR, note=note)
    return decline_in_review(
        pairs.session, pairs[who], lock_match(pairs.session, pairs[who], match.id), given
    )


def back(pairs: Pairs, match: Match, who: str = "daan") -> Match:
    done = undo_review(pairs.session, pairs[who], lock_match(pairs.session, pairs[who], match.id))
    pairs.session.flush()
    return done


def tell(pairs: Pairs, match: Match, tell_at: datetime | None = None) -> bool:
    moment = tell_at or match.tell_at
    assert moment is not None
    return tell_decision(pairs.session, SYSTEM, match.id, moment)


def kinds(pairs: Pairs, who: str, match: Match) -> set[TaskKind]:
    pairs.session.flush()
    work = get_work(pairs.session, pairs[who])
    everything = (*work.late, *work.today, *work.week, *work.later, *work.waiting)
    return {task.kind for task in everything if task.id in (match.id, match.need_id)}


def test_a_yes_moves_the_match_at_once_and_asks_the_partner_a_minute_later(pairs: Pairs) -> None:
    match = yes(pairs, pairs.propose())
    assert match.status is MatchStatus.APPROVED
    assert kinds(pairs, "chantal", match) == {TaskKind.ANSWER}, "who looks may answer at once"
    assert kinds(pairs, "amina", match) == {TaskKind.WAIT}
    assert "match:told" not in pairs.events(match), "but nobody is told yet"
    with clock.at(clock.now() + LATER):
        assert kinds(pairs, "chantal", match) == {TaskKind.ANSWER}, "also when no worker runs"
        assert tell(pairs, match)
        assert kinds(pairs, "chantal", match) == {TaskKind.ANSWER}
    assert pairs.events(match) == ["match:proposed", "match:approved", "match:told"]


def test_the_days_to_answer_count_from_when_the_partner_is_told(pairs: Pairs) -> None:
    noon = datetime(2026, 11, 25, 12, tzinfo=clock.AMSTERDAM)
    match = pairs.propose()
    with clock.at(noon):
        yes(pairs, match)
    assert match.tell_at == noon + GRACE
    assert match.answer_by == noon + GRACE + timedelta(days=3)


def test_the_job_is_put_off_until_the_minute_is_over_and_disappears_with_its_transaction(
    pairs: Pairs, connection: Connection
) -> None:
    match = pairs.propose()
    before = pairs.session.begin_nested()
    yes(pairs, match)
    [job] = connection.execute(JOBS).all()
    assert match.tell_at is not None
    assert job.scheduled_at == match.tell_at
    assert job.args == {"match_id": str(match.id), "tell_at": match.tell_at.isoformat()}
    before.rollback()
    assert connection.execute(JOBS).all() == []


def test_a_no_is_told_to_who_proposed_it_a_minute_later(pairs: Pairs) -> None:
    match = no(pairs, pairs.propose(), note="Zoek iets in de buurt.")
    assert (match.status, match.decline_reason) == (MatchStatus.DECLINED, DeclineReason.TOO_FAR)
    assert match.ending_note == "Zoek iets in de buurt."
    assert kinds(pairs, "amina", match) == {TaskKind.WAIT}, "for her nothing has changed yet"
    assert kinds(pairs, "chantal", match) == {TaskKind.WAIT}
    with clock.at(clock.now() + LATER):
        assert kinds(pairs, "amina", match) == {TaskKind.FIND_PARTNER}
        assert kinds(pairs, "chantal", match) == set()
        assert tell(pairs, match)
    assert pairs.events(match)[-2:] == ["match:declined", "match:told"]


def test_on_the_page_of_a_match_a_yes_is_told_at_once(pairs: Pairs) -> None:
    match = pairs.approved()
    assert match.tell_at is None
    assert kinds(pairs, "chantal", match) == {TaskKind.ANSWER}
    with pytest.raises(Conflict, match="doorgegeven"):
        back(pairs, match)


@pytest.mark.parametrize("decide", [yes, no])
def test_within_the_minute_it_is_proposed_again_as_if_nothing_had_happened(
    pairs: Pairs, decide: Any
) -> None:
    match = pairs.propose()
    aside = {"moved_at", "board_column"}  # when it moved, and what the database works out itself
    kept = match.model_dump(exclude=aside)
    decide(pairs, match)
    tell_at = match.tell_at
    back(pairs, match)
    assert match.model_dump(exclude=aside) == kept
    assert kinds(pairs, "daan", match) == {TaskKind.REVIEW}
    assert not tell(pairs, match, tell_at), "nobody hears of what was undone"
    assert pairs.events(match)[-1] == "match:review_undone"
    decide(pairs, match)
    assert not tell(pairs, match, tell_at), (
        "the first decision is gone; the second has a minute of its own"
    )
    assert tell(pairs, match)
    assert not tell(pairs, match, tell_at), "once"


@pytest.mark.parametrize("decide", [yes, no])
def test_after_the_minute_it_can_no_longer_be_undone(pairs: Pairs, decide: Any) -> None:
    match = decide(pairs, pairs.propose())
    with clock.at(clock.now() + GRACE - timedelta(seconds=1)):
        assert match.is_untold
    with clock.at(clock.now() + LATER):
        with pytest.raises(Conflict, match="doorgegeven"):
            back(pairs, match)
        tell(pairs, match)
        with pytest.raises(Conflict, match="doorgegeven"):
            back(pairs, match)


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        (Pairs.accept, "Beide kanten hebben hier al ja op gezegd."),
        (Pairs.decline, "De organisatie die gevraagd was, heeft hier al nee op gezegd."),
        (lambda pairs, match: pairs.withdraw(match, "amina"), "Deze koppeling is al ingetrokken."),
    ],
)
def test_a_partner_that_answers_within_the_minute_makes_undoing_impossible(
    pairs: Pairs, answer: Callable[[Pairs, Match], object], why: str
) -> None:
    match = yes(pairs, pairs.propose())
    answer(pairs, match)
    was = match.status
    with pytest.raises(Conflict, match=re.escape(why)):
        back(pairs, match)
    assert match.status is was
    assert not tell(pairs, match), "there is nothing left to tell"


def test_of_two_asked_the_first_answer_makes_undoing_impossible_and_the_other_is_still_told(
    pairs: Pairs,
) -> None:
    match = tell_later(pairs.session, pairs.propose("daan"))
    assert kinds(pairs, "chantal", match) == {TaskKind.ANSWER}, "as the page of the match says"
    assert match.is_untold
    pairs.accept(match)
    with pytest.raises(
        Conflict, match="De organisatie die gevraagd was, heeft hier al ja op gezegd"
    ):
        back(pairs, match)
    assert tell(pairs, match)


def test_what_the_team_proposed_itself_is_withdrawn_when_it_is_undone(pairs: Pairs) -> None:
    match = tell_later(pairs.session, pairs.propose("daan"))
    tell_at = match.tell_at
    back(pairs, match)
    assert match.status is MatchStatus.WITHDRAWN
    assert not tell(pairs, match, tell_at)


def test_a_no_cannot_be_undone_when_there_is_a_newer_proposal_or_nothing_left_to_propose(
    pairs: Pairs,
) -> None:
    need, offer = pairs.need(), pairs.offer()
    match = no(pairs, pairs.propose(need=need, offer=offer))
    newer = pairs.propose(need=need, offer=offer)
    with pytest.raises(Conflict, match="nieuwer"):
        back(pairs, match)
    pairs.withdraw(newer)
    close_need(pairs.session, pairs["amina"], need, NeedEnding(outcome=NeedOutcome.MET))
    with pytest.raises(Conflict, match="Niemand"):
        back(pairs, match)
    full = pairs.need(quantity=10)
    match = no(pairs, pairs.propose(need=full, quantity=10))
    pairs.accepted(need=full, offer=pairs.offer(JAAP), quantity=10)
    with pytest.raises(Conflict, match="Niemand"):
        back(pairs, match)


@pytest.mark.parametrize("who", ["amina", "bram", "chantal", "eva", "farid", "greet"])
def test_only_the_team_decides_and_undoes_in_its_review(pairs: Pairs, who: str) -> None:
    match = pairs.propose()
    for decide in (yes, no):
        with pytest.raises(Forbidden):
            decide(pairs, match, who)
    yes(pairs, match)
    with pytest.raises(Forbidden):
        back(pairs, match, who)
    assert match.is_untold


@pytest.mark.parametrize("state", ["approved", "asked"])
def test_the_team_reviews_only_what_waits_for_it(pairs: Pairs, state: str) -> None:
    pairs.review("none" if state == "asked" else "all")
    match = pairs.propose() if state == "asked" else pairs.approved()
    for decide in (yes, no):
        with pytest.raises(Conflict):
            decide(pairs, match)


@pytest.fixture
def own_engine(databases: Databases) -> Iterator[Engine]:
    engine = create_engine(databases.copy("world"), pool_size=6)
    yield engine
    engine.dispose()


def test_the_worker_passes_a_decision_on_when_its_minute_is_over_and_not_what_was_undone(
    own_engine: Engine,
) -> None:
    load_tasks()
    long_ago = clock.now() - timedelta(minutes=5)
    with Session(own_engine, expire_on_commit=False) as session, session.begin():
        pairs = Pairs(World(session))
        with clock.at(long_ago):
            told, undone = yes(pairs, pairs.propose()), yes(pairs, pairs.propose())
            back(pairs, undone)
        fresh = yes(pairs, pairs.propose())
    with ThreadPoolExecutor(1) as threads:  # the browser's driver keeps an event loop in this one
        threads.submit(run_worker, own_engine, wait=False).result()
    with Session(own_engine) as session:
        pairs = Pairs(World(session))
        assert [pairs.events(m).count("match:told") for m in (told, undone, fresh)] == [1, 0, 0]
        assert session.execute(JOBS).all()[0].args["match_id"] == str(fresh.id), (
            "that one still waits"
        )


def test_undoing_and_accepting_at_the_same_moment_one_of_them_wins(own_engine: Engine) -> None:
    with Session(own_engine, expire_on_commit=False) as session, session.begin():
        pairs = Pairs(World(session))
        held = [yes(pairs, pairs.propose(quantity=1)).id for _ in range(25)]
        daan, chantal = pairs["daan"], pairs["chantal"]
    wins: Counter[str] = Counter()

    def attempt(name: str, match_id: UUID, barrier: Barrier) -> bool:
        with Session(own_engine, expire_on_commit=False) as session:
            barrier.wait(timeout=20)
            try:
                with session.begin():
                    match = lock_match(session, daan if name == "undo" else chantal, match_id)
                    if name == "undo":
                        undo_review(session, daan, match)
                    else:
                        accept_match(session, chantal, match, Answer())
            except AppError:
                return False
        return True

    with ThreadPoolExecutor(2) as threads:
        for number, match_id in enumerate(held):
            barrier, first = Barrier(2), ("undo", "accept") if number % 2 else ("accept", "undo")
            tried = threads.map(attempt, first, repeat(match_id), repeat(barrier))
            done = dict(zip(first, tried, strict=True))
            assert sorted(done.values()) == [False, True], done
            wins["undo" if done["undo"] else "accept"] += 1
            with Session(own_engine) as session:
                match = session.get_one(Match, match_id)
                assert match.status is (
                    MatchStatus.PROPOSED if done["undo"] else MatchStatus.ACCEPTED
                )
    assert wins["undo"] and wins["accept"], wins
