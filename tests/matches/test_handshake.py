"""The whole handshake as a machine that does whatever it likes: people ask, answer (also by phone)
and take back, change what they need and have, put two needs or two organisations together, days go
by, and the worker comes, is killed at any statement, or stays away. Through it all no more is
promised than there is, the numbers are those of the matches, and who waits for an answer is told
once.

`SCHAKELBORD_TEST_MACHINE=300` tries so many sequences.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, Phase, settings, strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import Engine, create_engine, event
from sqlmodel import Session, col, select

from app import worker
from app.audit.models import AuditEntry
from app.core import clock, errors, jobs
from app.local.embedded_postgres import Cluster
from app.mail.models import Mail
from app.matches import terms, terms_commands
from app.matches.models import ASKED, COMMITTED, GRACE, LIVE, TOLD_LATE, Match, Side
from app.messages import jobs as message_jobs
from app.needs.models import Need
from app.offers.models import Offer
from app.suggestions import jobs as telling_jobs
from app.tallies import commands as tallies, parts
from tests.conftest import Databases, _drop
from tests.dossier import merging
from tests.dossier.test_need_mergers import merge as merge_needs
from tests.matches.pairs import JAAP, Pairs, sums
from tests.world import World

MANY = int(os.environ.get("SCHAKELBORD_TEST_MACHINE", "6"))
STEPS = 26
QUEUED = sa.text(
    "SELECT id, task_name, args FROM procrastinate_jobs WHERE status = 'todo'"
    " AND task_name LIKE 'matching:%' AND coalesce(scheduled_at, :now) <= :now ORDER BY id"
)
DONE = sa.text("DELETE FROM procrastinate_jobs WHERE id = :id")
NUMBERS = st.integers(0, 9)
REFUSED = (errors.Invalid, errors.Conflict, errors.Forbidden, errors.NotFound)
Holds = dict[UUID, datetime]


class Killed(BaseException):
    """As SIGKILL: nobody catches it, and PostgreSQL rolls back what was not committed."""


@contextmanager
def killed_at(engine: Engine, statement: int) -> Iterator[None]:
    """The worker is killed before so many statements more."""
    left = [statement]

    def count(*_told: Any) -> None:
        left[0] -= 1
        if left[0] < 0:
            event.remove(engine, "before_cursor_execute", count)
            raise Killed

    event.listen(engine, "before_cursor_execute", count)
    try:
        with suppress(Killed):
            yield
    finally:
        if left[0] >= 0:
            event.remove(engine, "before_cursor_execute", count)


class Handshake(RuleBasedStateMachine):
    """One region in a database of its own, where everything is committed."""

    cluster: Cluster
    databases: Databases
    tried: Counter[str]

    def __init__(self) -> None:
        super().__init__()
        self.engine = create_engine(self.databases.copy("world"))
        self.session = Session(self.engine, expire_on_commit=False)
        self.before = jobs._engine
        jobs.use_engine(self.engine)
        self.now = clock.now()
        self.steps = 0
        self.is_one = False  # the two organisations that offer
        self.matches: list[UUID] = []

    def teardown(self) -> None:
        try:
            self.come_to_rest()
        finally:
            self.session.close()
            self.engine.dispose()
            _drop(self.cluster, str(self.engine.url.database))
            jobs._engine = self.before

    @initialize(review=st.sampled_from(["all", "none", "none"]))
    def begin(self, review: str) -> None:
        """With something asked of both, so that there is much to do from the first step on."""
        with clock.at(self.now):
            self.pairs = Pairs(World(self.session))
            self.pairs.review(review)
            self.needs = [self.pairs.need(quantity=20, people=20), self.pairs.need(quantity=12)]
            self.offers = [
                self.pairs.offer(quantity=15),
                self.pairs.offer(JAAP, title="Een bus met chauffeur", quantity=25),
            ]
            for need in self.needs:
                for offer in self.offers:
                    match = self.pairs.propose(need=need, offer=offer, quantity=8)
                    self.matches.append(match.id)
                    if review == "all":
                        self.pairs.approve(match)
            self.session.commit()

    # What people try. What is refused changes nothing.

    def attempt(self, name: str, act: Callable[[], Any]) -> None:
        told = self.told()
        with clock.at(self.now):
            before = self.session.begin_nested()
            try:
                act()
                self.session.flush()
                before.commit()
                self.tried[name] += 1
            except REFUSED:
                before.rollback()
            self.session.commit()
        self.session.expire_all()
        self.now += timedelta(seconds=1)
        assert self.told() == told, f"{name} told somebody by itself"

    @rule(one=NUMBERS, two=NUMBERS, by_team=st.booleans())
    def propose(self, one: int, two: int, by_team: bool) -> None:
        need, offer = self.needs[one % len(self.needs)], self.offers[two % 2]
        who = "daan" if by_team else ("amina", self.pairs.owners[offer.id])[one % 2]

        def act() -> None:
            match = self.pairs.propose(who, need, offer, quantity=4 + two)
            self.matches.append(match.id)

        count = len(self.matches)
        self.attempt("propose", act)
        with Session(self.engine) as looking:
            self.matches[count:] = [m for m in self.matches[count:] if looking.get(Match, m)]

    @precondition(lambda self: self.matches)
    @rule(one=NUMBERS)
    def approve(self, one: int) -> None:
        self.attempt("approve", lambda: self.pairs.approve(self.match(one)))

    @precondition(lambda self: self.matches)
    @rule(one=NUMBERS, of_need=st.booleans(), phone=st.sampled_from(["", "", "amina", "daan"]))
    def accept(self, one: int, of_need: bool, phone: str) -> None:
        def act() -> None:
            match = self.match(one)
            self.pairs.accept(match, *self.by(of_need, phone), seen=terms.versions(match),
                              **self.how(of_need, phone))  # fmt: skip

        self.attempt(f"accept{' by phone' if phone else ''}", act)

    @precondition(lambda self: self.matches)
    @rule(one=NUMBERS, phone=st.sampled_from(["", "", "", "daan"]))
    def accept_as_asked(self, one: int, phone: str) -> None:
        """By the side that was asked, which is what most often follows."""
        self.accept(one, False, phone)

    @precondition(lambda self: self.matches)
    @rule(one=NUMBERS)
    def accept_and_wait(self, one: int) -> None:
        self.accept(one, False, "")
        self.wait(61)

    @precondition(lambda self: self.matches)
    @rule(one=NUMBERS, of_need=st.booleans(), phone=st.sampled_from(["", "", "amina", "daan"]))
    def decline(self, one: int, of_need: bool, phone: str) -> None:
        def act() -> None:
            self.pairs.decline(
                self.match(one), *self.by(of_need, phone), **self.how(of_need, phone)
            )

        self.attempt(f"decline{' by phone' if phone else ''}", act)

    @precondition(lambda self: self.matches)
    @rule(one=NUMBERS, of_need=st.booleans())
    def undo(self, one: int, of_need: bool) -> None:
        self.attempt("undo", lambda: self.pairs.undo(self.match(one), *self.by(of_need, "")))

    @precondition(lambda self: self.matches)
    @rule(one=NUMBERS, step=st.sampled_from(["withdraw", "start", "complete", "confirm"]))
    def go_on(self, one: int, step: str) -> None:
        def confirm(match: Match) -> None:
            who = self.pairs.owners[match.offer_id]
            terms_commands.confirm_terms(self.session, self.pairs[who], match)

        act = confirm if step == "confirm" else getattr(self.pairs, step)
        self.attempt(step, lambda: act(self.match(one)))

    @rule(one=NUMBERS, number=st.integers(1, 24))
    def resize(self, one: int, number: int) -> None:
        thing = self.thing(one)
        people: dict[str, Any] = {"people": number} if isinstance(thing, Need) else {}
        self.attempt(
            f"resize {type(thing).__name__}",
            lambda: self.pairs.edit(thing, quantity=number, **people, sure_terms=True),
        )

    @rule(one=NUMBERS, unit=st.sampled_from(["people", "parcels_per_week", "pieces"]))
    def recount(self, one: int, unit: str) -> None:
        edit = lambda: self.pairs.edit(self.thing(one), unit=unit, sure_terms=True)  # noqa: E731
        self.attempt("another unit", edit)

    @precondition(lambda self: self.steps > STEPS // 3)
    @rule(one=NUMBERS, two=NUMBERS)
    def merge_needs(self, one: int, two: int) -> None:
        gone, stays = (self.needs[number % len(self.needs)] for number in (one, two))
        done = self.tried["merge needs"]
        most = min(gone.quantity + stays.quantity, 40)
        merge = lambda: merge_needs(self.pairs, gone, stays, quantity=most)  # noqa: E731
        if gone.id != stays.id:
            self.attempt("merge needs", merge)
        if self.tried["merge needs"] > done:
            self.needs.remove(gone)
            with clock.at(self.now):
                self.needs.append(self.pairs.need(quantity=18))
                self.session.commit()

    @precondition(lambda self: self.steps > STEPS // 2 and not self.is_one)
    @rule()
    def merge_organisations(self) -> None:
        self.is_one = True
        self.attempt("merge organisations", lambda: merging.merge(self.pairs))
        self.pairs.world._actors.clear()
        self.pairs._others.clear()

    # What time and the worker do.

    @rule(far=st.sampled_from([10, 70, 3600, 86_400, 4 * 86_400, 8 * 86_400]))
    def wait(self, far: int) -> None:
        self.now += timedelta(seconds=far)

    @rule()
    def work(self) -> None:
        self.by_worker(self.turn)
        self.tried["work"] += 1

    @rule(at=st.integers(0, 120), is_lost=st.booleans())
    def work_and_be_killed(self, at: int, is_lost: bool) -> None:
        """The job that it had goes to another worker, or is lost with all that wait."""

        def be_killed() -> None:
            is_killed = True
            with killed_at(self.engine, at):
                self.turn()
                is_killed = False
            if not is_killed:
                return
            if is_lost:
                with self.engine.begin() as connection:
                    connection.execute(sa.text("DELETE FROM procrastinate_jobs"))
            self.tried["killed"] += 1

        self.by_worker(be_killed)

    def turn(self) -> None:
        """All that a worker finds to do at this moment."""
        with self.engine.connect() as connection:
            waiting = connection.execute(QUEUED, {"now": self.now}).all()
        for job, name, args in waiting:
            jobs.app.tasks[name].func(**args)
            with self.engine.begin() as connection:
                connection.execute(DONE, {"id": job})
        telling_jobs.tell_untold()
        message_jobs.lapse()
        message_jobs.questions()
        message_jobs.daily()

    def by_worker(self, act: Callable[[], None]) -> None:
        holds, told = self.holds(), self.told()
        self.session.rollback()
        with clock.at(self.now):
            act()
        self.session.expire_all()
        self.now += timedelta(seconds=1)
        ended = {match: until for match, until in holds.items() if self.holds().get(match) != until}
        assert self.told() - told == Counter(ended.keys()), "who waits is told of each answer, once"
        assert all(until <= self.now for until in ended.values()), "and not before it stands"

    # What is so at any moment.

    @invariant()
    def the_sums_are_right(self) -> None:
        if not hasattr(self, "offers"):
            return
        things: list[Need | Offer] = [*self.needs, *self.offers]
        for thing in things:
            assert 0 <= thing.committed <= thing.quantity
            assert sums(self.session, thing) == thing.committed
        live = [(m.need_id, m.offer_id) for m in self.all() if m.status in LIVE]
        assert len(live) == len(set(live)), "nobody is asked twice for the same"
        for match in self.all():
            if match.status in ASKED:
                need = self.session.get_one(Need, match.need_id)
                offer = self.session.get_one(Offer, match.offer_id)
                assert need.left > 0 and offer.left > 0, "who is asked for what is full"

    @invariant()
    def the_tallies_are_those_of_counting(self) -> None:
        self.steps += 1
        if self.steps % 5 == 0:
            self.count_again()

    @invariant()
    def nobody_is_mailed_the_same_twice(self) -> None:
        rows = select(col(Mail.kind), col(Mail.person_id), col(Mail.object_id), col(Mail.window))
        about = Counter(self.session.exec(rows.where(col(Mail.object_id).in_(self.matches))).all())
        assert not [key for key, many in about.items() if many > 1]

    def count_again(self) -> None:
        for table in parts.TALLIES:
            assert tallies.find_differences(self.session, table) == []

    def come_to_rest(self) -> None:
        """The worker is there again: nobody waits in vain any more."""
        if not hasattr(self, "offers"):
            return
        self.now += GRACE + TOLD_LATE
        self.by_worker(self.turn)
        self.now += timedelta(minutes=1)
        self.by_worker(self.turn)
        assert not self.holds()
        self.the_sums_are_right()
        self.count_again()
        amina = self.pairs.world.person("amina").id
        for match in self.all():
            if match.status in COMMITTED and match.accepted_at and self.amina_waited(match):
                window = f"{match.accepted_at:%Y-%m-%d %H:%M:%S.%f} +00"
                kind = (col(Mail.kind) == "messages:said_yes", col(Mail.object_id) == match.id)
                who = select(Mail).where(*kind, col(Mail.window) == window)
                found = [mail.person_id for mail in self.session.exec(who)]
                assert found == [amina], "who asked hears the yes, once"
                self.tried["told of a yes"] += 1

    def amina_waited(self, match: Match) -> bool:
        """The last yes was of the other side, and she did not write it down for them."""
        said = select(AuditEntry).where(
            col(AuditEntry.object_id) == match.id,
            col(AuditEntry.event) == "match:accepted",
            col(AuditEntry.at) >= match.accepted_at,
        )
        (yes,) = self.session.exec(said).all()
        amina = self.pairs.world.person("amina").id
        return yes.facts["side"] == Side.OFFER and yes.person_id != amina

    # Looking.

    def holds(self) -> Holds:
        """Answers that nobody is told of yet, as whoever comes now reads them."""
        with Session(self.engine) as looking:
            asked = select(Match.id, Match.undo_until).where(col(Match.undo_until).is_not(None))
            return {match: until for match, until in looking.exec(asked) if until is not None}

    def told(self) -> Counter[UUID]:
        with Session(self.engine) as looking:
            rule_ = col(AuditEntry.event) == "match:answer_told"
            return Counter(looking.exec(select(AuditEntry.object_id).where(rule_)).all())

    def all(self) -> list[Match]:
        return list(self.session.exec(select(Match).where(col(Match.id).in_(self.matches))))

    def match(self, number: int) -> Match:
        return self.pairs._locked(self.matches[-1 - number % min(5, len(self.matches))], "amina")

    def thing(self, number: int) -> Need | Offer:
        things: list[Need | Offer] = [*self.needs, *self.offers]
        return things[number % len(things)]

    def by(self, of_need: bool, phone: str) -> tuple[str, ...]:
        return (phone,) if phone else ("amina",) if of_need else ()

    def how(self, of_need: bool, phone: str) -> dict[str, str]:
        return {"on_behalf": "1", "channel": "phone"} if phone else {}


@pytest.fixture
def machine(cluster: Cluster, databases: Databases) -> type[Handshake]:
    worker.load_tasks()

    class Machine(Handshake):
        pass

    Machine.cluster, Machine.databases, Machine.tried = cluster, databases, Counter()
    return Machine


def test_whatever_people_and_workers_do_what_is_promised_is_there_and_told_once(
    machine: type[Handshake],
) -> None:
    bounds = settings(
        max_examples=MANY,
        stateful_step_count=STEPS,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        phases=(Phase.explicit, Phase.generate),
    )
    run_state_machine_as_test(machine, settings=bounds)
    print(dict(machine.tried))
