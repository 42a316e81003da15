"""Reading the crises and measures of a region, for those who keep them."""

from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import joinedload
from sqlmodel import Session, col, select

from app.core import clock, errors, inputs, pages, rows as core_rows, words
from app.core.i18n import gettext as _, mark, pmark
from app.crises.policy import visible_to
from app.identity.actor import Actor
from app.needs import policy as need_policy
from app.needs.models import Need
from app.offers.models import Offer
from app.offers.policy import visible_to as offer_visible_to
from app.reference import crisis_queries, models as reference_models


class CrisisGoing(words.Worded):
    """Whether a crisis goes on."""

    PLANNED = "planned", words.Word(pmark("crisis", "Still to come"), icon="open")
    NOW = "now", words.Word(pmark("crisis", "Going on"), icon="half")
    OVER = "over", words.Word(pmark("crisis", "Ended"), icon="full-check")


class MeasureGoing(words.Worded):
    """Whether a measure is in force."""

    PLANNED = "planned", words.Word(pmark("measure", "Still to come"), icon="open")
    NOW = "now", words.Word(pmark("measure", "In force"), icon="half")
    OVER = "over", words.Word(pmark("measure", "Over"), icon="full-check")


G = TypeVar("G", CrisisGoing, MeasureGoing)


def going_on(going: type[G], day: date, start: date, end: date | None) -> G:
    """Where a day stands in a period whose last day counts."""
    if start > day:
        return going.PLANNED
    return going.OVER if end is not None and end < day else going.NOW


@dataclass(frozen=True, slots=True)
class CrisisRow:
    """One crisis in the list, with how much the actor sees that points at it."""

    id: UUID
    slug: str
    name: str
    phase: reference_models.CrisisPhase
    started_on: date
    ended_on: date | None
    needs: int
    offers: int
    going: CrisisGoing
    # What is new is for this one, unless somebody chooses another.
    is_default: bool


class MeasureState(words.Worded):
    """Which measures the list shows."""

    CURRENT = "current", words.Word(mark("In force and still to come"))
    OVER = "over", words.Word(mark("Over"))
    ALL = "all", words.Word(mark("All"))


class MeasureFilters(inputs.Input):
    """What the address of the list asks for."""

    state: MeasureState = MeasureState.CURRENT
    crisis: inputs.Slug | None = None
    level: reference_models.MeasureLevel | None = None
    cursor: str | None = None


@dataclass(frozen=True, slots=True)
class MeasureRow:
    """One measure in the list, with how much the actor sees that points at it."""

    id: UUID
    slug: str
    title: str
    level: reference_models.MeasureLevel
    starts_on: date
    ends_on: date | None
    link: str
    crisis_name: str
    needs: int
    offers: int
    going: MeasureGoing


def _pointing(
    actor: Actor, column: Any, owner: Any, *rules: sa.ColumnElement[bool]
) -> tuple[Any, Any]:
    """How many needs (which keep to `rules`) and offers the actor sees that point at a row;
    `column` is the name of their column.
    """
    pointing = getattr(Need, column) == owner, need_policy.visible_to(actor), *rules
    needs = sa.select(sa.func.count()).select_from(Need).where(*pointing)
    offers = (
        sa.select(sa.func.count())
        .select_from(Offer)
        .where(getattr(Offer, column) == owner, offer_visible_to(actor))
    )
    return needs.scalar_subquery().label("needs"), offers.scalar_subquery().label("offers")


def find_crises(session: Session, actor: Actor, region_code: str) -> list[CrisisRow]:
    """The crises of a region in their order, in one query."""
    crisis_id: Any = reference_models.Crisis.id
    query = (
        sa.select(
            *core_rows.columns_of(CrisisRow, reference_models.Crisis),
            *_pointing(actor, "crisis_id", crisis_id),
        )
        .where(
            visible_to(actor, reference_models.Crisis),
            col(reference_models.Crisis.region_code) == region_code,
        )
        .order_by(
            col(reference_models.Crisis.position),
            col(reference_models.Crisis.started_on),
            crisis_id,
        )
    )
    rows = session.execute(query).all()
    day = clock.today()
    states = [going_on(CrisisGoing, day, row.started_on, row.ended_on) for row in rows]
    default = states.index(CrisisGoing.NOW) if CrisisGoing.NOW in states else None
    return [
        core_rows.as_row(CrisisRow, row, going=state, is_default=number == default)
        for number, (row, state) in enumerate(zip(rows, states, strict=True))
    ]


def find_measures(
    session: Session, actor: Actor, region_code: str, filters: MeasureFilters, *, size: int
) -> pages.ResultPage[MeasureRow]:
    """One page of the measures of a region, the newest first, in one query."""
    rules = [
        visible_to(actor, reference_models.Measure),
        col(reference_models.Measure.region_code) == region_code,
        *_wanted(filters),
    ]
    measure_id: Any = reference_models.Measure.id
    rows = (
        sa.select(
            *core_rows.columns_of(MeasureRow, reference_models.Measure),
            sa.func.coalesce(col(reference_models.Crisis.name), "").label("crisis_name"),
            # A local measure does not count the small groups whose place it would tell.
            *_pointing(
                actor,
                "measure_id",
                measure_id,
                sa.or_(
                    col(reference_models.Measure.level) != reference_models.MeasureLevel.LOCAL,
                    need_policy.knows_place(actor),
                ),
            ),
        )
        .select_from(reference_models.Measure)
        .outerjoin(
            reference_models.Crisis,
            col(reference_models.Crisis.id) == col(reference_models.Measure.crisis_id),
        )
    )
    day = clock.today()
    order = pages.Order((col(reference_models.Measure.starts_on), measure_id), descending=True)
    total = pages.count_rows(reference_models.Measure, rules)
    return pages.Paged(rows.where(*rules), order, size, total, for_one=True).take(
        session,
        {},
        cursor=filters.cursor,
        build=lambda row: core_rows.as_row(
            MeasureRow, row, going=going_on(MeasureGoing, day, row.starts_on, row.ends_on)
        ),
    )


def _wanted(filters: MeasureFilters) -> list[sa.ColumnElement[bool]]:
    rules: list[sa.ColumnElement[bool]] = []
    day, end = clock.today(), col(reference_models.Measure.ends_on)
    if filters.state is MeasureState.CURRENT:
        rules.append(sa.or_(end.is_(None), end >= day))
    elif filters.state is MeasureState.OVER:
        rules.append(end < day)  # an empty end is none
    if filters.crisis is not None:
        rules.append(
            crisis_queries.of_crisis(col(reference_models.Measure.crisis_id), filters.crisis)
        )
    if filters.level is not None:
        rules.append(col(reference_models.Measure.level) == filters.level)
    return rules


def get_crisis(
    session: Session, actor: Actor, crisis_id: UUID, *, lock: bool = False
) -> reference_models.Crisis:
    """One crisis. Raises NotFound when it is of another region. `lock` until commit."""
    query = select(reference_models.Crisis).where(
        col(reference_models.Crisis.id) == crisis_id, visible_to(actor, reference_models.Crisis)
    )
    if lock:
        query = query.with_for_update().execution_options(populate_existing=True)
    crisis = session.exec(query).first()
    if crisis is None:
        raise errors.NotFound(_("This crisis does not exist, or it is of another region."))
    return crisis


def get_measure(
    session: Session, actor: Actor, measure_id: UUID, *, lock: bool = False
) -> reference_models.Measure:
    """One measure with its crisis. Raises NotFound when it is of another region. `lock` until
    commit.
    """
    query = (
        select(reference_models.Measure)
        .where(
            col(reference_models.Measure.id) == measure_id,
            visible_to(actor, reference_models.Measure),
        )
        .options(joinedload(reference_models.Measure.crisis))  # type: ignore[arg-type]
    )
    if lock:
        query = query.with_for_update(of=reference_models.Measure).execution_options(
            populate_existing=True
        )
    measure = session.exec(query).first()
    if measure is None:
        raise errors.NotFound(_("This measure does not exist, or it is of another region."))
    return measure
