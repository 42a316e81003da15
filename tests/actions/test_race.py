"""Two people at the same moment: real threads, real transactions."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from threading import Barrier
from uuid import UUID

import pytest
from sqlalchemy import Engine, create_engine, text
from sqlalchemy.exc import OperationalError
from sqlmodel import Session, col, select

from app.actions.commands import ActionClosing, finish_action, start_action
from app.actions.match_commands import Serving, serve_matches
from app.actions.models import (
    Action,
    ActionMatch,
    ActionPartner,
    ActionStatus,
    ActionStep,
    PartnerStatus,
)
from app.actions.partner_commands import PartnerAnswer, answer_invitation
from app.actions.queries import get_action, get_partner, get_step
from app.actions.step_commands import tick_step
from app.audit.models import AuditEntry
from app.core.errors import Conflict, Invalid
from app.matches.commands import TakingBack, withdraw_match
from app.matches.locks import lock_match
from app.matches.models import Match, MatchStatus, WithdrawReason
from app.web.problems import ENDED_BY_DATABASE
from tests.actions.deeds import Deeds
from tests.conftest import Databases
from tests.matches.pairs import JAAP, Pairs
from tests.world import World

ROUNDS = 12
Act = Callable[[Deeds], None]


@pytest.fixture(scope="module")
def own_engine(databases: Databases) -> Iterator[Engine]:
    engine = create_engine(databases.copy("world"), pool_size=4)
    yield engine
    engine.dispose()


@contextmanager
def deeds_in(engine: Engine) -> Iterator[Deeds]:
    """A transaction of its own, committed at the end."""
    with Session(engine, expire_on_commit=False) as session, session.begin():
        yield Deeds(Pairs(World(session)))


def at_once(engine: Engine, *acts: Act) -> list[str]:
    """Everybody acts at the same moment, each in a transaction: "done", which refusal each one
    heard, or "deadlock".
    """
    barrier = Barrier(len(acts))

    def work(act: Act) -> str:
        try:
            with deeds_in(engine) as deeds:
                deeds.session.execute(text("SELECT 1"))
                barrier.wait(timeout=30)
                act(deeds)
            return "done"
        except (Conflict, Invalid) as refusal:
            return type(refusal).__name__
        except OperationalError as problem:
            if getattr(problem.orig, "sqlstate", None) not in ENDED_BY_DATABASE:
                raise
            return "deadlock"

    with ThreadPoolExecutor(len(acts)) as threads:
        return list(threads.map(work, acts))


def test_two_partners_answer_at_once_and_both_are_heard(own_engine: Engine) -> None:
    for _round in range(ROUNDS):
        with deeds_in(own_engine) as deeds:
            asked = {who: deeds.pairs[who].seats[0].organisation_id for who in ("amina", JAAP)}
            action_id = deeds.action(partners=list(asked.values())).id

        def answer(
            who: str, said: str, action_id: UUID = action_id, asked: dict[str, UUID] = asked
        ) -> Act:
            def act(deeds: Deeds) -> None:
                action = get_action(deeds.session, deeds.pairs[who], action_id, lock=True)
                partner = get_partner(action, asked[who])
                answer_invitation(
                    deeds.session,
                    deeds.pairs[who],
                    action,
                    partner,
                    PartnerAnswer.model_validate({"answer": said}),
                )

            return act

        # Two for one partner: the second one hears it.
        results = at_once(
            own_engine, answer("amina", "yes"), answer(JAAP, "no"), answer("amina", "no")
        )
        assert results[1] == "done"
        assert sorted((results[0], results[2])) == ["Conflict", "done"]
        with Session(own_engine) as session:
            rows = session.exec(select(ActionPartner).where(ActionPartner.action_id == action_id))
            status = {partner.organisation_id: partner.status for partner in rows}
        assert status[asked[JAAP]] is PartnerStatus.DECLINED
        first = PartnerStatus.JOINED if results[0] == "done" else PartnerStatus.DECLINED
        assert status[asked["amina"]] is first


def test_two_coordinators_close_it_at_once_and_one_of_them_hears_it(own_engine: Engine) -> None:
    for _round in range(ROUNDS):
        with deeds_in(own_engine) as deeds:
            action_id = deeds.start(deeds.action()).id

        def close(lesson: str, action_id: UUID = action_id) -> Act:
            def act(deeds: Deeds) -> None:
                action = get_action(deeds.session, deeds["chantal"], action_id, lock=True)
                given = ActionClosing.model_validate({"outcome": "succeeded", "lessons": lesson})
                finish_action(deeds.session, deeds["chantal"], action, given)

            return act

        results = at_once(own_engine, close("De eerste les."), close("De tweede les."))
        assert sorted(results) == ["Conflict", "done"]
        with Session(own_engine) as session:
            action = session.get_one(Action, action_id)
            assert action.lessons == (
                "De eerste les." if results[0] == "done" else "De tweede les."
            )
            ends = select(AuditEntry).where(
                AuditEntry.object_id == action_id, col(AuditEntry.event) == "action:done"
            )
            assert len(session.exec(ends).all()) == 1


def test_an_action_starts_while_one_of_its_matches_is_withdrawn(own_engine: Engine) -> None:
    for number in range(ROUNDS):
        with deeds_in(own_engine) as deeds:
            matches = [match.id for match in deeds.accepted(2)]
            action_id = deeds.action(match=matches).id

        def start(deeds: Deeds, action_id: UUID = action_id) -> None:
            start_action(
                deeds.session,
                deeds["chantal"],
                get_action(deeds.session, deeds["chantal"], action_id, lock=True),
            )

        def withdraw(deeds: Deeds, match_id: UUID = matches[number % 2]) -> None:
            match = lock_match(deeds.session, deeds["amina"], match_id)
            withdraw_match(
                deeds.session, deeds["amina"], match, TakingBack(reason=WithdrawReason.WRONG)
            )

        # A running match can be withdrawn too, so both always succeed, whoever is first.
        assert at_once(own_engine, start, withdraw) == ["done", "done"]
        with Session(own_engine) as session:
            assert session.get_one(Action, action_id).status is ActionStatus.RUNNING
            assert session.get_one(Match, matches[number % 2]).status is MatchStatus.WITHDRAWN
            assert session.get_one(Match, matches[1 - number % 2]).status is MatchStatus.RUNNING


def test_two_actions_claim_one_match_and_one_gets_it(own_engine: Engine) -> None:
    for _round in range(ROUNDS):
        with deeds_in(own_engine) as deeds:
            match_id = deeds.accepted(1)[0].id
            actions = {who: deeds.action(who).id for who in ("chantal", "amina")}

        def claim(who: str, actions: dict[str, UUID] = actions, match_id: UUID = match_id) -> Act:
            def act(deeds: Deeds) -> None:
                action = get_action(deeds.session, deeds[who], actions[who], lock=True)
                serve_matches(deeds.session, deeds[who], action, Serving(match=[match_id]))

            return act

        results = at_once(own_engine, claim("chantal"), claim("amina"))
        assert sorted(results) == ["Invalid", "done"]
        with Session(own_engine) as session:
            links = session.exec(select(ActionMatch).where(ActionMatch.match_id == match_id)).all()
            assert [link.action_id for link in links] == [
                actions["chantal" if results[0] == "done" else "amina"]
            ]


def test_two_who_tick_off_one_step_have_done_it_once(own_engine: Engine) -> None:
    with deeds_in(own_engine) as deeds:
        action = deeds.action()
        action_id, step_id = action.id, deeds.step(action).id

    def tick(deeds: Deeds) -> None:
        action = get_action(deeds.session, deeds["chantal"], action_id, lock=True)
        tick_step(
            deeds.session,
            deeds["chantal"],
            action,
            get_step(deeds.session, action, step_id),
        )

    assert at_once(own_engine, tick, tick) == ["done", "done"]
    with Session(own_engine) as session:
        assert session.get_one(ActionStep, step_id).done_at is not None
        ticks = select(AuditEntry).where(
            AuditEntry.object_id == action_id, col(AuditEntry.event) == "action:step_done"
        )
        assert len(session.exec(ticks).all()) == 1
