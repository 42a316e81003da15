"""Reading plans, always from what the actor may see."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import joinedload
from sqlmodel import Session, col, select

from app.core.errors import NotFound
from app.core.i18n import current_locale, gettext as _
from app.core.inputs import Input
from app.core.pages import TOTAL_LIMIT, Order, ResultPage, take_page
from app.identity.actor import Actor
from app.needs.labels import owner_label
from app.needs.models import Need, Urgency
from app.needs.policy import hides_number, is_masked
from app.offers.models import Offer
from app.planning.models import (
    GapReason,
    LeftReason,
    LineStatus,
    Plan,
    PlanLine,
    PlanNeed,
    PlanStatus,
)
from app.planning.policy import visible_to
from app.reference.models import SafetyRegion, Unit

KEPT = 10  # earlier plans that are still listed


class PlanPart(StrEnum):
    """Which needs of a plan a page shows."""

    PROPOSALS = "proposals"
    OPEN = "open"


class PlanFilters(Input):
    """What the address of a plan asks for."""

    part: PlanPart = PlanPart.PROPOSALS
    cursor: str | None = None


@dataclass(frozen=True, slots=True)
class PlanRow:
    """One plan in the list of a region's plans."""

    plan: Plan
    region: str
    lines: int
    taken: int


@dataclass(frozen=True, slots=True)
class LineRow:
    """One proposal."""

    id: UUID
    offer_id: UUID
    offer_title: str
    partner: str
    quantity: int
    reasons: list[str]
    cautions: list[str]
    status: LineStatus
    left_reason: LeftReason | None
    match_id: UUID | None


@dataclass(frozen=True, slots=True)
class PlannedNeed:
    """One need with its proposals. Quantities are of now; a small group has no place and no
    number.
    """

    id: UUID
    title: str
    owner: str
    municipality_code: str | None
    target_group: str
    support_type: str
    urgency: Urgency
    unit: Unit
    quantity: int
    committed: int
    wanted: int
    planned: int
    gap: GapReason | None
    created_at: datetime
    is_masked: bool
    lines: list[LineRow]

    @property
    def hides_number(self) -> bool:
        return hides_number(is_masked=self.is_masked, unit=self.unit, quantity=self.quantity)

    @property
    def after(self) -> int:
        """What is covered when every proposal becomes an agreement."""
        return min(self.committed + self.planned, self.quantity)

    @property
    def asked(self) -> int:
        """What was asked and not answered yet when the plan was made."""
        return max(self.quantity - self.committed - self.wanted, 0)

    @property
    def missing(self) -> int:
        """What the plan leaves open, of what was open when it was made."""
        return self.wanted - self.planned


@dataclass(frozen=True, slots=True)
class Sums:
    """A plan in numbers."""

    full: int
    partly: int
    without: int
    open_lines: int
    taken_lines: int
    left_lines: int

    @property
    def needs(self) -> int:
        return self.full + self.partly + self.without

    @property
    def lines(self) -> int:
        return self.open_lines + self.taken_lines + self.left_lines


def find_plans(session: Session, actor: Actor) -> list[PlanRow]:
    """The last plans of the actor's regions, the newest first."""
    of_plan = sa.select(sa.func.count()).where(col(PlanLine.plan_id) == col(Plan.id))
    rows = session.execute(
        sa.select(
            Plan,
            col(SafetyRegion.name),
            of_plan.scalar_subquery(),
            of_plan.where(col(PlanLine.status) == LineStatus.TAKEN).scalar_subquery(),
        )
        .join(SafetyRegion, col(SafetyRegion.code) == col(Plan.region_code))
        .where(visible_to(actor))
        .order_by(col(Plan.created_at).desc(), col(Plan.id).desc())
        .limit(KEPT)
    )
    return [PlanRow(*row) for row in rows]


def get_plan(session: Session, actor: Actor, plan_id: UUID) -> Plan:
    """One plan. Raises NotFound when the actor may not see it."""
    plan = session.exec(select(Plan).where(col(Plan.id) == plan_id, visible_to(actor))).first()
    if plan is None:
        raise NotFound(_("This plan does not exist, or it is not meant for you."))
    return plan


def find_newer(session: Session, actor: Actor, plan: Plan) -> UUID | None:
    """A later plan of the same region that is ready."""
    return session.exec(
        select(Plan.id)
        .where(
            visible_to(actor),
            col(Plan.region_code) == plan.region_code,
            col(Plan.status) == PlanStatus.READY,
            col(Plan.created_at) > plan.created_at,
        )
        .order_by(col(Plan.created_at).desc())
        .limit(1)
    ).first()


def get_sums(session: Session, plan: Plan) -> Sums:
    """The plan in numbers, in two queries."""
    planned, wanted = col(PlanNeed.planned), col(PlanNeed.wanted)
    needs = session.execute(
        sa.select(
            sa.func.count().filter(planned == wanted),
            sa.func.count().filter(planned > 0, planned < wanted),
            sa.func.count().filter(planned == 0),
        ).where(col(PlanNeed.plan_id) == plan.id)
    ).one()
    status = col(PlanLine.status)
    lines = session.execute(
        sa.select(*(sa.func.count().filter(status == each) for each in LineStatus)).where(
            col(PlanLine.plan_id) == plan.id
        )
    ).one()
    return Sums(*needs, *lines)


def find_planned_needs(
    session: Session, actor: Actor, plan: Plan, filters: PlanFilters, *, size: int
) -> ResultPage[PlannedNeed]:
    """One page of needs with their proposals, the most urgent first."""
    rules: list[sa.ColumnElement[bool]] = [col(PlanNeed.plan_id) == plan.id]
    rules.append(
        col(PlanNeed.planned) > 0
        if filters.part is PlanPart.PROPOSALS
        else col(PlanNeed.gap).is_not(None)
    )
    total = sa.select(sa.func.count()).select_from(
        sa.select(sa.literal(1)).select_from(PlanNeed).where(*rules).limit(TOTAL_LIMIT).subquery()
    )
    page: ResultPage[_Found] = take_page(
        session,
        _NEEDS.where(*rules),
        Order((col(Need.urgency_order), col(Need.created_at), col(Need.id))),
        cursor=filters.cursor,
        size=size,
        total=total.scalar_subquery(),
        build=lambda row: _Found(row.Need, row.PlanNeed),
    )
    lines = _find_lines(session, plan, [row.need.id for row in page.rows])
    rows = [_need_row(actor, row, lines.get(row.need.id, [])) for row in page.rows]
    return ResultPage(rows, page.total, page.next, page.previous)


@dataclass(frozen=True, slots=True)
class _Found:
    need: Need
    planned: PlanNeed


_NEEDS: Any = (
    sa.select(Need, PlanNeed)
    .join(PlanNeed, col(PlanNeed.need_id) == col(Need.id))
    .options(joinedload(Need.organisation))  # type: ignore[arg-type]
)


def _need_row(actor: Actor, found: _Found, lines: list[LineRow]) -> PlannedNeed:
    need, planned = found.need, found.planned
    masked = is_masked(actor, need)
    return PlannedNeed(
        id=need.id,
        title=need.title,
        owner=owner_label(need.organisation.name, is_masked=masked),
        municipality_code=None if masked else need.municipality_code,
        target_group=need.target_group,
        support_type=need.support_type,
        urgency=need.urgency,
        unit=need.unit,
        quantity=need.quantity,
        committed=need.committed,
        wanted=planned.wanted,
        planned=planned.planned,
        gap=planned.gap,
        created_at=need.created_at,
        is_masked=masked,
        lines=lines,
    )


def _find_lines(
    session: Session, plan: Plan, need_ids: Sequence[UUID]
) -> Mapping[UUID, list[LineRow]]:
    rows: Any = session.execute(
        sa.select(PlanLine, Offer)
        .join(Offer, col(Offer.id) == col(PlanLine.offer_id))
        .options(joinedload(Offer.organisation))  # type: ignore[arg-type]
        .where(col(PlanLine.plan_id) == plan.id, col(PlanLine.need_id).in_(need_ids))
        .order_by(col(PlanLine.quantity).desc(), col(PlanLine.score).desc(), col(PlanLine.id))
    ).all()
    found: dict[UUID, list[LineRow]] = defaultdict(list)
    for line, offer in rows:
        reasons, cautions = line.reasons[current_locale()]
        found[line.need_id].append(
            LineRow(
                id=line.id,
                offer_id=offer.id,
                offer_title=offer.title,
                partner=offer.organisation.name,
                quantity=line.quantity,
                reasons=reasons,
                cautions=cautions,
                status=line.status,
                left_reason=line.left_reason,
                match_id=line.match_id,
            )
        )
    return found
