"""Making a plan, in steps that a job runs in a transaction each, so that everybody can see how far
it is.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

import numpy as np
import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.audit import record
from app.core import clock
from app.core.db import new_id
from app.core.i18n import LOCALES, speaking
from app.identity.actor import SYSTEM, system_team
from app.identity.models import Organisation
from app.matches.models import ASKED, Match
from app.needs.models import Need
from app.offers.models import Offer
from app.planning import events
from app.planning.gaps import explain_planned, explain_unmatched
from app.planning.models import (
    LIVE,
    GapReason,
    Plan,
    PlanFailure,
    PlanLine,
    PlanNeed,
    PlanStage,
    PlanStatus,
)
from app.planning.problem import Problem
from app.planning.solving import Solution
from app.scoring.terms import ENGINE
from app.suggestions.gates import is_available, is_wanted
from app.suggestions.pairs import Admissible, Admitted, find_pairs
from app.target_groups.choices import RegionChoices

# Solving takes 40 seconds and 300 MB at a million pairs.
MOST_PAIRS = 3_000_000
SILENCE = timedelta(minutes=10)


class TooLarge(Exception):
    """More pairs than a plan can hold."""


@dataclass(frozen=True, slots=True)
class OpenNeed:
    """A need with something left: `left` of `quantity`, in its unit; `urgency` from 0 (acute) to 3
    (low).
    """

    id: UUID
    quantity: int
    urgency: int
    left: int


@dataclass(frozen=True)
class Question:
    """A region's needs and offers, the pairs in the order of the problem, and the problem in which
    they stand by position.
    """

    need_ids: list[UUID]
    offer_ids: list[UUID]
    pairs: list[Admissible]
    admitted: Admitted
    problem: Problem


def begin_plan(session: Session, plan_id: UUID) -> str | None:
    """Take a queued plan up. Returns its region, or None when somebody else did or it is gone."""
    plan = session.exec(select(Plan).where(col(Plan.id) == plan_id).with_for_update()).first()
    if plan is None or plan.status is not PlanStatus.QUEUED:
        return None
    plan.status, plan.stage, plan.moved_at = PlanStatus.RUNNING, PlanStage.GATHERING, clock.now()
    return plan.region_code


def reach_stage(session: Session, plan_id: UUID, stage: PlanStage, **counts: int) -> None:
    """Show how far a plan is."""
    plan = session.get_one(Plan, plan_id)
    plan.stage, plan.moved_at = stage, clock.now()
    for name, count in counts.items():
        setattr(plan, name, count)


def find_stock(session: Session, region_code: str) -> tuple[list[OpenNeed], dict[UUID, int]]:
    """Open needs, and what every offer has left by id.

    What is asked and not answered counts as if the answer were yes: a plan asks nobody twice for
    the same.
    """
    asked = _asked(session, region_code)
    left_of_need: Any = col(Need.quantity) - col(Need.committed)
    rows: Any = session.execute(
        sa.select(
            col(Need.id), col(Need.quantity), col(Need.urgency_order), left_of_need.label("left")
        )
        .where(col(Need.region_code) == region_code, *is_wanted(clock.today()))
        .order_by(col(Need.id))
    )
    needs = [
        OpenNeed(row.id, row.quantity, row.urgency_order, row.left - asked.get(row.id, 0))
        for row in rows
    ]
    offers: Any = session.execute(
        sa.select(col(Offer.id), col(Offer.quantity) - col(Offer.committed))
        .join(Organisation, col(Organisation.id) == col(Offer.organisation_id))
        .where(col(Offer.region_code) == region_code, *is_available(clock.today()))
        .order_by(col(Offer.id))
    )
    left = {offer_id: max(rest - asked.get(offer_id, 0), 0) for offer_id, rest in offers}
    return [need for need in needs if need.left > 0], left


def _asked(session: Session, region_code: str) -> Mapping[UUID, int]:
    """What waits for an answer, by the id of the need (in its unit) and of the offer (in its)."""
    rules = (col(Match.region_code) == region_code, col(Match.status).in_(ASKED))
    of_needs = (
        sa.select(col(Match.need_id), sa.func.sum(col(Match.quantity)))
        .where(*rules)
        .group_by(col(Match.need_id))
    )
    of_offers = (
        sa.select(col(Match.offer_id), sa.func.sum(col(Match.offer_quantity)))
        .where(*rules)
        .group_by(col(Match.offer_id))
    )
    return {
        key: int(total) for query in (of_needs, of_offers) for key, total in session.execute(query)
    }


def compare(session: Session, region_code: str) -> Question:
    """The problem of a region. Raises TooLarge."""
    needs, left = find_stock(session, region_code)
    admitted = find_pairs(session, system_team(region_code), region_code)
    if len(admitted.pairs) > MOST_PAIRS:
        raise TooLarge
    return ask(needs, left, admitted)


def ask(needs: list[OpenNeed], left: Mapping[UUID, int], admitted: Admitted) -> Question:
    """Needs, offers and pairs by position. Pairs whose need or offer has gone meanwhile are left
    out.
    """
    everything = admitted.everything
    need_of = [candidate.facts.id for candidate in everything.needs]
    offer_of = [candidate.facts.id for candidate in everything.offers]
    need_at = {need.id: place for place, need in enumerate(needs)}
    pairs = [p for p in admitted.pairs if need_of[p.need] in need_at and offer_of[p.offer] in left]
    offer_ids = sorted({offer_of[pair.offer] for pair in pairs})
    offer_at = {offer_id: place for place, offer_id in enumerate(offer_ids)}
    problem = Problem.of(
        [need.left for need in needs],
        [need.urgency for need in needs],
        [left[offer_id] for offer_id in offer_ids],
        (
            [need_at[need_of[pair.need]] for pair in pairs],
            [offer_at[offer_of[pair.offer]] for pair in pairs],
            [pair.score for pair in pairs],
        ),
        need_size=[need.quantity for need in needs],
    )
    return Question([need.id for need in needs], offer_ids, pairs, admitted, problem)


def finish_plan(
    session: Session, plan_id: UUID, question: Question, solution: Solution, bound: int
) -> None:
    """Store what was found."""
    plan = session.exec(select(Plan).where(col(Plan.id) == plan_id).with_for_update()).one()
    if plan.status is not PlanStatus.RUNNING:  # given up meanwhile
        return
    lines = _lines(session, plan, question, solution)
    if lines:
        session.execute(sa.insert(PlanLine), lines)
    needs = _needs(session, plan_id, question, solution)
    if needs:
        session.execute(sa.insert(PlanNeed), needs)
    plan.status, plan.stage, plan.moved_at, plan.finished_at = (
        PlanStatus.READY,
        None,
        clock.now(),
        clock.now(),
    )
    plan.engine, plan.objective, plan.bound = ENGINE, solution.objective, bound
    plan.wanted, plan.covered = int(question.problem.need_left.sum()), solution.covered
    event = events.PlanMade(
        object_id=plan.id,
        region_code=plan.region_code,
        lines=len(lines),
        covered=plan.covered,
        wanted=plan.wanted,
    )
    record(session, SYSTEM, event)


def _lines(
    session: Session, plan: Plan, question: Question, solution: Solution
) -> list[dict[str, Any]]:
    problem = question.problem
    chosen = np.flatnonzero(solution.quantity).tolist()
    why = _explain(session, plan.region_code, question, chosen)
    return [
        {
            "id": new_id(),
            "plan_id": plan.id,
            "need_id": question.need_ids[problem.pair_need[pair]],
            "offer_id": question.offer_ids[problem.pair_offer[pair]],
            "quantity": int(solution.quantity[pair]),
            "score": float(problem.pair_score[pair]),
        }
        | told
        for pair, told in zip(chosen, why, strict=True)
    ]


def _explain(
    session: Session, region_code: str, question: Question, chosen: list[int]
) -> list[dict[str, Any]]:
    """Terms, and reasons in every language, as the region's team may know them."""
    found: list[dict[str, Any]] = [{"reasons": {}} for _pair in chosen]
    for locale in LOCALES:
        with speaking(locale):
            label = RegionChoices.for_reading(session, system_team(region_code)).label
            for row, pair in zip(found, chosen, strict=True):
                terms, why = question.admitted.explain(question.pairs[pair], label)
                row["terms"] = asdict(terms)
                row["reasons"][locale] = [list(why.reasons), list(why.cautions)]
    return found


def _needs(
    session: Session, plan_id: UUID, question: Question, solution: Solution
) -> list[dict[str, Any]]:
    problem = question.problem
    received = problem.received(solution.quantity)
    reasons = {
        question.need_ids[place]: reason
        for place, reason in explain_planned(problem, solution.quantity).items()
    }
    open_ids = [
        question.need_ids[place] for place in np.flatnonzero(received < problem.need_left).tolist()
    ]
    unmatched = [need_id for need_id in open_ids if need_id not in reasons]
    reasons |= explain_unmatched(session, unmatched) if unmatched else {}
    return [
        {
            "plan_id": plan_id,
            "need_id": need_id,
            "wanted": int(problem.need_left[place]),
            "planned": int(received[place]),
            # A need that went away while the plan was made has no reason any more; nobody will see
            # it.
            "gap": reasons.get(need_id, GapReason.POOR_FIT)
            if received[place] < problem.need_left[place]
            else None,
        }
        for place, need_id in enumerate(question.need_ids)
    ]


def fail_plan(session: Session, plan_id: UUID, failure: PlanFailure) -> None:
    """Give a plan up, so that another can be asked for. What ended already stays as it is."""
    plan = session.exec(select(Plan).where(col(Plan.id) == plan_id).with_for_update()).first()
    if plan is None or plan.status not in LIVE:
        return
    plan.status, plan.stage, plan.failure = PlanStatus.FAILED, None, failure
    plan.moved_at = plan.finished_at = clock.now()
    record(
        session,
        SYSTEM,
        events.PlanFailed(object_id=plan.id, region_code=plan.region_code, failure=failure),
    )


def give_up_silent(session: Session) -> int:
    """Plans of which nothing was heard for a while: their worker is gone. Returns how many."""
    silent = select(Plan.id).where(
        col(Plan.status).in_(LIVE), col(Plan.moved_at) < clock.now() - SILENCE
    )
    lost = session.exec(silent).all()
    for plan_id in lost:
        fail_plan(session, plan_id, PlanFailure.STOPPED)
    return len(lost)
