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

from app.core import errors, inputs, pages
from app.core.i18n import current_locale, gettext as _
from app.identity.actor import Actor
from app.needs import labels as need_labels
from app.needs.models import Need, Urgency
from app.needs.policy import hides_number, is_masked
from app.offers.models import Offer
from app.planning import models, policy
from app.reference import models as reference_models

KEPT = 10  # earlier plans that are still listed


class PlanPart(StrEnum):
    """Which needs of a plan a page shows."""

    PROPOSALS = "proposals"
    OPEN = "open"


class PlanFilters(inputs.Input):
    """What the address of a plan asks for."""

    part: PlanPart = PlanPart.PROPOSALS
    cursor: str | None = None


@dataclass(frozen=True, slots=True)
class PlanRow:
    """One plan in the list of a region's plans."""

    plan: models.Plan
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
    status: models.LineStatus
    left_reason: models.LeftReason | None
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
    unit: reference_models.Unit
    quantity: int
    committed: int
    wanted: int
    planned: int
    gap: models.GapReason | None
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
    of_plan = sa.select(sa.func.count()).where(col(models.PlanLine.plan_id) == col(models.Plan.id))
    rows = session.execute(
        sa.select(
            models.Plan,
            col(reference_models.SafetyRegion.name),
            of_plan.scalar_subquery(),
            of_plan.where(col(models.PlanLine.status) == models.LineStatus.TAKEN).scalar_subquery(),
        )
        .join(
            reference_models.SafetyRegion,
            col(reference_models.SafetyRegion.code) == col(models.Plan.region_code),
        )
        .where(policy.visible_to(actor))
        .order_by(col(models.Plan.created_at).desc(), col(models.Plan.id).desc())
        .limit(KEPT)
    )
    return [PlanRow(*row) for row in rows]


def get_plan(session: Session, actor: Actor, plan_id: UUID) -> models.Plan:
    """One plan. Raises NotFound when the actor may not see it."""
    plan = session.exec(
        select(models.Plan).where(col(models.Plan.id) == plan_id, policy.visible_to(actor))
    ).first()
    if plan is None:
        raise errors.NotFound(_("This plan does not exist, or it is not meant for you."))
    return plan


def find_newer(session: Session, actor: Actor, plan: models.Plan) -> UUID | None:
    """A later plan of the same region that is ready."""
    return session.exec(
        select(models.Plan.id)
        .where(
            policy.visible_to(actor),
            col(models.Plan.region_code) == plan.region_code,
            col(models.Plan.status) == models.PlanStatus.READY,
            col(models.Plan.created_at) > plan.created_at,
        )
        .order_by(col(models.Plan.created_at).desc())
        .limit(1)
    ).first()


def get_sums(session: Session, plan: models.Plan) -> Sums:
    """The plan in numbers, in two queries."""
    planned, wanted = col(models.PlanNeed.planned), col(models.PlanNeed.wanted)
    needs = session.execute(
        sa.select(
            sa.func.count().filter(planned == wanted),
            sa.func.count().filter(planned > 0, planned < wanted),
            sa.func.count().filter(planned == 0),
        ).where(col(models.PlanNeed.plan_id) == plan.id)
    ).one()
    status = col(models.PlanLine.status)
    lines = session.execute(
        sa.select(*(sa.func.count().filter(status == each) for each in models.LineStatus)).where(
            col(models.PlanLine.plan_id) == plan.id
        )
    ).one()
    return Sums(*needs, *lines)


def find_planned_needs(
    session: Session, actor: Actor, plan: models.Plan, filters: PlanFilters, *, size: int
) -> pages.ResultPage[PlannedNeed]:
    """One page of needs with their proposals, the most urgent first."""
    rules: list[sa.ColumnElement[bool]] = [col(models.PlanNeed.plan_id) == plan.id]
    rules.append(
        col(models.PlanNeed.planned) > 0
        if filters.part is PlanPart.PROPOSALS
        else col(models.PlanNeed.gap).is_not(None)
    )
    order = pages.Order((col(Need.urgency_order), col(Need.created_at), col(Need.id)))
    total = pages.count_rows(models.PlanNeed, rules)
    paged = pages.Paged(_NEEDS.where(*rules), order, size, total, of_objects=True)
    page: pages.ResultPage[_Found] = paged.take(
        session,
        {},
        cursor=filters.cursor,
        build=lambda row: _Found(row.Need, row.PlanNeed),
    )
    lines = _find_lines(session, plan, [row.need.id for row in page.rows])
    rows = [_need_row(actor, row, lines.get(row.need.id, [])) for row in page.rows]
    return pages.ResultPage(rows, page.total, page.next, page.previous)


@dataclass(frozen=True, slots=True)
class _Found:
    need: Need
    planned: models.PlanNeed


_NEEDS: Any = (
    sa.select(Need, models.PlanNeed)
    .join(models.PlanNeed, col(models.PlanNeed.need_id) == col(Need.id))
    .options(joinedload(Need.organisation))  # type: ignore[arg-type]
)


def _need_row(actor: Actor, found: _Found, lines: list[LineRow]) -> PlannedNeed:
    need, planned = found.need, found.planned
    masked = is_masked(actor, need)
    # Of a small group the plan counted the largest; who may know how many it is reads that.
    left = need.left if need.is_small and not masked else planned.wanted
    return PlannedNeed(
        id=need.id,
        title=need.title,
        owner=need_labels.owner_label(need.organisation.name, is_masked=masked),
        municipality_code=None if masked else need.municipality_code,
        target_group=need.target_group,
        support_type=need.support_type,
        urgency=need.urgency,
        unit=need.unit,
        quantity=need.quantity,
        committed=need.committed,
        wanted=min(planned.wanted, left),
        planned=min(planned.planned, left),
        gap=planned.gap,
        created_at=need.created_at,
        is_masked=masked,
        lines=lines,
    )


def _find_lines(
    session: Session, plan: models.Plan, need_ids: Sequence[UUID]
) -> Mapping[UUID, list[LineRow]]:
    rows: Any = session.execute(
        sa.select(models.PlanLine, Offer)
        .join(Offer, col(Offer.id) == col(models.PlanLine.offer_id))
        .options(joinedload(Offer.organisation))  # type: ignore[arg-type]
        .where(col(models.PlanLine.plan_id) == plan.id, col(models.PlanLine.need_id).in_(need_ids))
        .order_by(
            col(models.PlanLine.quantity).desc(),
            col(models.PlanLine.score).desc(),
            col(models.PlanLine.id),
        )
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
