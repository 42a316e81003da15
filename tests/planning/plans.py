"""Quick ways to a plan, always through the command and the job."""

from __future__ import annotations

from uuid import UUID

from sqlmodel import Session, col, select

from app.audit.models import AuditEntry
from app.planning.commands import PlanWish, Taken, Taking, ask_plan, take_lines
from app.planning.jobs import make
from app.planning.models import GapReason, Plan, PlanLine, PlanNeed
from app.reference.models import RegionSettings
from tests.matches.pairs import Pairs


class Plans:
    """What the team of the region does with plans."""

    def __init__(self, pairs: Pairs) -> None:
        self.pairs, self.session = pairs, pairs.session
        self.admit(0.2)

    def admit(self, threshold: float) -> None:
        """From which score on a pair may enter a plan. Low unless said otherwise: how good a fit
        is, others test.
        """
        self.session.get_one(RegionSettings, "VR01").plan_threshold = threshold
        self.session.flush()

    def ask(self, who: str = "daan") -> Plan:
        return ask_plan(self.session, self.pairs[who], PlanWish())[0]

    def make(self, who: str = "daan") -> Plan:
        """Ask for a plan and let the worker make it."""
        plan = self.ask(who)
        self.session.commit()
        return self.run(plan)

    def run(self, plan: Plan) -> Plan:
        make(str(plan.id))
        self.session.expire_all()
        return self.session.get_one(Plan, plan.id)

    def take(self, plan: Plan, *lines: UUID, who: str = "daan") -> Taken:
        """Take over these proposals; without any, all."""
        given = Taking(lines=list(lines)) if lines else Taking(everything=True)
        taken = take_lines(self.session, self.pairs[who], plan, given)
        self.session.flush()
        return taken

    def lines(self, plan: Plan) -> list[PlanLine]:
        return lines_of(self.session, plan)

    def quantities(self, plan: Plan) -> dict[tuple[UUID, UUID], int]:
        """What is proposed: (need, offer) to quantity."""
        return {(line.need_id, line.offer_id): line.quantity for line in self.lines(plan)}

    def gaps(self, plan: Plan) -> dict[UUID, GapReason]:
        rows = self.session.exec(select(PlanNeed).where(col(PlanNeed.plan_id) == plan.id))
        return {row.need_id: row.gap for row in rows if row.gap is not None}

    def events(self, plan: Plan) -> list[str]:
        rows = self.session.exec(
            select(AuditEntry)
            .where(col(AuditEntry.object_id) == plan.id)
            .order_by(col(AuditEntry.at))
        )
        return [row.event for row in rows]


def lines_of(session: Session, plan: Plan) -> list[PlanLine]:
    query = (
        select(PlanLine)
        .where(col(PlanLine.plan_id) == plan.id)
        .order_by(col(PlanLine.quantity).desc())
    )
    return list(session.exec(query))
