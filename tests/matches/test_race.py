"""Many partners take the last places at the same moment: real threads, real transactions, thousands
of times.
"""

from __future__ import annotations

import random
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from uuid import UUID

import pytest
from sqlalchemy import Engine, create_engine, text
from sqlalchemy.exc import OperationalError
from sqlmodel import Session, col, select
from starlette.testclient import TestClient

from app.core.errors import Conflict, Forbidden, Invalid, NotFound
from app.core.settings import Settings
from app.dossier.offers import ending_offer
from app.identity.actor import Actor
from app.identity.commands import start_session
from app.main import create_app
from app.matches.commands import Answer, TakingBack, accept_match, withdraw_match
from app.matches.locks import lock_answered, lock_match
from app.matches.models import ASKED, Match, MatchStatus, WithdrawReason
from app.matches.undo_commands import undo_answer
from app.needs.commands import NeedWithdrawing, withdraw_need
from app.needs.models import Need, NeedWithdrawal
from app.needs.queries import get_need
from app.offers.commands import OfferWithdrawing, withdraw_offer
from app.offers.models import Offer, OfferWithdrawal
from app.web.cookies import SESSION
from app.web.problems import ENDED_BY_DATABASE
from tests.conftest import Databases
from tests.matches.pairs import JAAP, KARIN, MARIJKE, Pairs, sums
from tests.world import ORIGIN, World

THREADS, ROUNDS, NEEDS = 8, 24, 3
PARTNERS = ("chantal", JAAP, KARIN, MARIJKE)
WAITING = text(
    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND "
    "wait_event_type = 'Lock'"
)


@pytest.fixture(scope="module")
def own_engine(databases: Databases) -> Iterator[Engine]:
    # Long enough that a deadlock a test makes on purpose is complete before anybody looks for it.
    options = {"options": "-c deadlock_timeout=2s"}
    engine = create_engine(databases.copy("world"), pool_size=THREADS + 2, connect_args=options)
    yield engine
    engine.dispose()


class Race:
    """Rounds with fresh matches: every need with every offer. What happened is counted by name."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.counts: Counter[str] = Counter()
        with Session(engine) as session, session.begin():
            pairs = Pairs(World(session))
            pairs.review("none")
            self.actors = {key: pairs[key] for key in ("amina", *PARTNERS)}

    def set_up(self) -> None:
        with Session(self.engine, expire_on_commit=False) as session, session.begin():
            pairs = Pairs(World(session))
            self.needs = [pairs.need().id for _ in range(NEEDS)]
            offers = {pairs.offer(who).id: who for who in PARTNERS}
            self.offers = list(offers)
            self.answering: dict[UUID, Actor] = {}
            for need_id in self.needs:
                for offer_id, who in offers.items():
                    need, offer = session.get_one(Need, need_id), session.get_one(Offer, offer_id)
                    match = pairs.propose("amina", need, offer, quantity=15)
                    self.answering[match.id] = self.actors[who]

    def run(self, number: int) -> None:
        """One round: every thread tries every match once; in some rounds needs and offers are
        withdrawn meanwhile.
        """
        self.set_up()
        barrier = Barrier(THREADS)

        def work(thread: int) -> Counter[str]:
            chance = random.Random(1000 * number + thread)
            order = list(self.answering)
            chance.shuffle(order)
            seen: Counter[str] = Counter()
            barrier.wait(timeout=30)
            for turn, match_id in enumerate(order):
                if number % 3 == 1 and turn == thread == 3:
                    self._try(seen, self._end_need)
                if number % 3 == 2 and turn == 3 and thread in (2, 5):
                    self._try(seen, self._end_offer)
                seen["attempts"] += 1
                much = chance.randint(1, 25)
                self._try(seen, lambda session, m=match_id, n=much: self._take(session, m, n))  # type: ignore[misc]
                if chance.random() < 0.12:
                    self._try(seen, lambda session, m=match_id: self._step_back(session, m))  # type: ignore[misc]
                if chance.random() < 0.12:
                    self._try(seen, lambda session, m=match_id: self._stop(session, m))  # type: ignore[misc]
            return seen

        with ThreadPoolExecutor(THREADS) as threads:
            for seen in threads.map(work, range(THREADS)):
                self.counts += seen

    def _try(self, seen: Counter[str], act: Callable[[Session], str]) -> None:
        """What a caller does: hears a refusal, and tries again when the database ended the
        transaction.
        """
        while True:
            try:
                with Session(self.engine, expire_on_commit=False) as session, session.begin():
                    result = act(session)
                seen[result] += 1
                return
            except (Conflict, NotFound, Invalid) as refusal:
                seen[type(refusal).__name__] += 1
                return
            except OperationalError as problem:
                if getattr(problem.orig, "sqlstate", None) not in ENDED_BY_DATABASE:
                    raise
                seen["again"] += 1

    def _take(self, session: Session, match_id: UUID, quantity: int) -> str:
        actor = self.answering[match_id]
        match = lock_match(session, actor, match_id)
        try:
            accept_match(session, actor, match, Answer(quantity=quantity))
            return "taken"
        except Invalid:
            left = min(match.need.left, match.offer.left)
            assert left < quantity, "refused what was still there"
            if left == 0:
                raise
            accept_match(session, actor, match, Answer(quantity=left))
            return "rest taken"

    def _stop(self, session: Session, match_id: UUID) -> str:
        amina = self.actors["amina"]
        withdraw_match(
            session,
            amina,
            lock_match(session, amina, match_id),
            TakingBack(reason=WithdrawReason.WRONG),
        )
        return "stopped"

    def _step_back(self, session: Session, match_id: UUID) -> str:
        actor = self.answering[match_id]
        try:
            undo_answer(session, actor, lock_answered(session, actor, match_id))
        except (Conflict, Forbidden):
            return "nothing to undo"
        return "undone"

    def _end_need(self, session: Session) -> str:
        amina = self.actors["amina"]
        need = get_need(session, amina, self.needs[0], lock=True)
        withdraw_need(session, amina, need, NeedWithdrawing(reason=NeedWithdrawal.WRONG))
        return "need withdrawn"

    def _end_offer(self, session: Session) -> str:
        chantal = self.actors["chantal"]
        offer = ending_offer(session, chantal, self.offers[0])
        withdraw_offer(session, chantal, offer, OfferWithdrawing(reason=OfferWithdrawal.STOPPED))
        return "offer withdrawn"

    def check(self) -> None:
        with Session(self.engine) as session:
            owners: list[Need | Offer] = [session.get_one(Need, key) for key in self.needs]
            owners += [session.get_one(Offer, key) for key in self.offers]
            for owner in owners:
                assert 0 <= owner.committed <= owner.quantity
                assert owner.committed == sums(session, owner)
            left = {owner.id: owner.left for owner in owners}
            for match in session.exec(select(Match).where(col(Match.id).in_(list(self.answering)))):
                if (
                    match.status in ASKED
                ):  # everybody tried it, so only what became free later can be left
                    assert left[match.need_id] and left[match.offer_id], (
                        "asked, though nothing is left"
                    )
                if match.status is MatchStatus.ACCEPTED:
                    assert match.accepted_at is not None


def test_however_many_accept_at_once_nothing_is_promised_twice(own_engine: Engine) -> None:
    race = Race(own_engine)
    for number in range(ROUNDS):
        race.run(number)
        race.check()
    counts = race.counts
    assert counts["attempts"] == ROUNDS * THREADS * NEEDS * len(PARTNERS)
    assert counts["attempts"] > 2000
    # Each kind of meeting really took place.
    for event in (
        "taken",
        "rest taken",
        "stopped",
        "undone",
        "Conflict",
        "need withdrawn",
        "offer withdrawn",
    ):
        assert counts[event] > 0, counts
    assert counts["again"] == 0, "needs are always held before offers, so nobody waits in a circle"


def test_who_loses_to_the_database_itself_hears_that_somebody_was_before_them(
    own_engine: Engine, settings: Settings
) -> None:
    with Session(own_engine, expire_on_commit=False) as session, session.begin():
        pairs = Pairs(World(session))
        pairs.review("none")
        match = pairs.propose()
        token = start_session(session, pairs.world.person("chantal"))
    app = create_app(settings, own_engine)
    options = {"base_url": ORIGIN, "headers": {"origin": ORIGIN}, "follow_redirects": False}
    client = TestClient(app, **options)  # type: ignore[arg-type]
    client.cookies.set(SESSION, token)
    with (
        own_engine.connect() as gate,
        own_engine.connect() as watch,
        ThreadPoolExecutor(1) as threads,
    ):
        # Only the request looks for a deadlock.
        gate.execute(text("SET LOCAL deadlock_timeout = '60s'"))
        gate.execute(text("SELECT 1 FROM offer WHERE id = :id FOR UPDATE"), {"id": match.offer_id})
        answer = threads.submit(
            client.post, f"/koppelingen/{match.id}/accepteren", data={"quantity": "5"}
        )
        deadline = time.monotonic() + 20
        while watch.execute(WAITING).scalar_one() < 1:
            assert time.monotonic() < deadline, "they never met"
            watch.rollback()
            time.sleep(0.01)
        gate.execute(text("SELECT 1 FROM need WHERE id = :id FOR UPDATE"), {"id": match.need_id})
        gate.rollback()
        assert answer.result(timeout=20).status_code == 409
    assert (
        client.post(f"/koppelingen/{match.id}/accepteren", data={"quantity": "5"}).status_code
        == 303
    )


def test_who_takes_a_yes_back_waits_for_no_need_while_it_holds_an_offer(own_engine: Engine) -> None:
    """Between the lock and the undo another yes fills another need, which ends an invitation of the
    same offer. Whoever holds that need would wait for the offer.
    """
    with Session(own_engine, expire_on_commit=False) as session, session.begin():
        pairs = Pairs(World(session))
        pairs.review("none")
        mine, other = pairs.need().id, pairs.need()
        offer, filling = pairs.offer(), pairs.offer(JAAP)
        kept = pairs.propose("amina", session.get_one(Need, mine), offer, quantity=5)
        ended = pairs.propose("amina", other, offer, quantity=5)
        filled = pairs.propose("amina", other, filling, quantity=15)
        chantal, jaap = pairs["chantal"], pairs[JAAP]
        pairs.accept(kept, quantity=5)
        session.execute(text("UPDATE need SET quantity = 15 WHERE id = :id"), {"id": other.id})
    with (
        Session(own_engine, expire_on_commit=False) as undoing,
        Session(own_engine, expire_on_commit=False) as gate,
    ):
        undoing.execute(text("SET LOCAL lock_timeout = '2s'"))
        match = lock_answered(undoing, chantal, kept.id)
        with Session(own_engine, expire_on_commit=False) as session, session.begin():
            accept_match(session, jaap, lock_match(session, jaap, filled.id), Answer(quantity=15))
        gate.execute(text("SELECT 1 FROM need WHERE id = :id FOR UPDATE"), {"id": other.id})
        undo_answer(undoing, chantal, match)
        undoing.commit()
    with Session(own_engine) as session:
        statuses = [session.get_one(Match, each.id).status for each in (kept, ended, filled)]
    assert statuses == [MatchStatus.PROPOSED, MatchStatus.WITHDRAWN, MatchStatus.ACCEPTED]
