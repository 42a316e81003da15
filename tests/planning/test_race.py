"""Two of the team at the same moment, and partners who answer meanwhile: real threads, real
transactions.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from uuid import UUID

import pytest
from sqlalchemy import Engine, create_engine
from sqlmodel import Session, col, select

from app.core import jobs
from app.core.errors import Conflict, Invalid
from app.matches.commands import Answer, accept_match
from app.matches.locks import lock_match
from app.matches.models import Match
from app.planning.commands import PlanWish, Taking, ask_plan, take_lines
from app.planning.jobs import make
from app.planning.models import LineStatus, Plan, PlanLine
from app.planning.queries import get_plan
from tests.conftest import Databases
from tests.matches.pairs import JAAP, KARIN, MARIJKE, Pairs
from tests.planning.plans import Plans
from tests.world import World

THREADS, ROUNDS = 4, 6
PARTNERS = ("chantal", JAAP, KARIN, MARIJKE)


@pytest.fixture
def own_engine(databases: Databases) -> Iterator[Engine]:
    engine = create_engine(databases.copy("world"), pool_size=THREADS + 2)
    before = jobs._engine
    jobs.use_engine(engine)
    yield engine
    engine.dispose()
    if before is not None:
        jobs.use_engine(before)


def at_once(*acts: Callable[[], str]) -> Counter[str]:
    """Everything in a thread of its own, starting together. What each says is counted."""
    barrier = Barrier(len(acts))

    def start(act: Callable[[], str]) -> str:
        barrier.wait(timeout=30)
        return act()

    with ThreadPoolExecutor(len(acts)) as threads:
        return Counter(threads.map(start, acts))


def test_of_two_who_ask_at_once_one_starts_a_plan_and_the_other_is_led_to_it(
    own_engine: Engine,
) -> None:
    with Session(own_engine, expire_on_commit=False) as session:
        daan = World(session)["daan"]

    def ask() -> str:
        with Session(own_engine, expire_on_commit=False) as session, session.begin():
            return "new" if ask_plan(session, daan, PlanWish())[1] else "there already"

    assert at_once(*[ask] * THREADS) == {"new": 1, "there already": THREADS - 1}
    with Session(own_engine) as session:
        assert len(session.exec(select(Plan)).all()) == 1


def test_a_proposal_that_two_take_over_at_once_becomes_one_match(own_engine: Engine) -> None:
    with Session(own_engine, expire_on_commit=False) as session, session.begin():
        daan = World(session)["daan"]
        Plans(Pairs(World(session))).admit(0.2)
    for _round in range(ROUNDS):
        with Session(own_engine, expire_on_commit=False) as session, session.begin():
            pairs = Pairs(World(session))
            need_id = pairs.need().id
            pairs.offer(), pairs.offer(JAAP, quantity=10)
        plan_id = _make(own_engine)

        def take(plan_id: UUID = plan_id) -> str:
            with Session(own_engine, expire_on_commit=False) as session, session.begin():
                plan = get_plan(session, daan, plan_id)
                done = take_lines(session, daan, plan, Taking(everything=True))
                return f"{done.taken} taken, {done.left} left"

        # What an earlier round asked is left alone, so each round has the two pairs of its own.
        assert at_once(*[take] * THREADS) == {"2 taken, 0 left": 1, "0 taken, 0 left": THREADS - 1}
        with Session(own_engine) as session:
            assert len(session.exec(select(Match).where(col(Match.need_id) == need_id)).all()) == 2


def _make(engine: Engine) -> UUID:
    with Session(engine, expire_on_commit=False) as session, session.begin():
        plan, _is_new = ask_plan(session, World(session)["daan"], PlanWish())
    make(str(plan.id))
    return plan.id


def test_nobody_waits_in_a_circle_when_partners_answer_while_the_plan_is_taken_over(
    own_engine: Engine,
) -> None:
    """The plan holds many needs and offers, in another order than the matches that are answered."""
    with Session(own_engine, expire_on_commit=False) as session, session.begin():
        pairs = Pairs(World(session))
        Plans(pairs).admit(0.2)
        pairs.review("none")
        needs = [pairs.need(quantity=60) for _ in range(4)]
        offers = [(pairs.offer(who, quantity=70), who) for who in PARTNERS]
        actors = {who: pairs[who] for who in (*PARTNERS, "daan")}
        answering = {
            pairs.propose(need=need, offer=offer, quantity=5).id: actors[who]
            for need in needs
            for offer, who in offers[:2]
        }
    plan_id = _make(own_engine)

    def take() -> str:
        with Session(own_engine, expire_on_commit=False) as session, session.begin():
            plan = get_plan(session, actors["daan"], plan_id)
            take_lines(session, actors["daan"], plan, Taking(everything=True))
        return "taken"

    def answer() -> str:
        order = list(answering)
        random.Random(7).shuffle(order)
        for match_id in reversed(order):
            with Session(own_engine, expire_on_commit=False) as session, session.begin():
                try:
                    actor = answering[match_id]
                    accept_match(session, actor, lock_match(session, actor, match_id), Answer())
                except (Conflict, Invalid):
                    session.rollback()
        return "answered"

    assert at_once(take, answer, answer) == {"taken": 1, "answered": 2}
    with Session(own_engine) as session:
        lines = session.exec(select(PlanLine).where(col(PlanLine.plan_id) == plan_id)).all()
        assert lines and all(line.status is not LineStatus.OPEN for line in lines)
        assert len({line.match_id for line in lines if line.match_id}) == sum(
            line.status is LineStatus.TAKEN for line in lines
        )
