"""Reading the crises and measures of a region, for those who keep them."""

from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import joinedload
from sqlmodel import Session, col, select

from app.core import clock
from app.core.errors import NotFound
from app.core.i18n import gettext as _, mark, pmark
from app.core.inputs import Input, Slug
from app.core.pages import TOTAL_LIMIT, Order, ResultPage, take_page
from app.core.words import Word, Worded
from app.crises.policy import visible_to
from app.identity.actor import Actor
from app.needs.models import Need
from app.needs.policy import knows_place, visible_to as need_visible_to
from app.offers.models import Offer
from app.offers.policy import visible_to as offer_visible_to
from app.reference.crisis_queries import of_crisis
from app.reference.models import Crisis, CrisisPhase, Measure, MeasureLevel


class CrisisGoing(Worded):
    """Whether a crisis goes on."""

    PLANNED = "planned", Word(pmark("crisis", "Still to come"), icon="open")
    NOW = "now", Word(pmark("crisis", "Going on"), icon="half")
    OVER = "over", Word(pmark("crisis", "Ended"), icon="full-check")


class MeasureGoing(Worded):
    """Whether a measure is in force."""

    PLANNED = "planned", Word(pmark("measure", "Still to come"), icon="open")
    NOW = "now", Word(pmark("measure", "In force"), icon="half")
    OVER = "over", Word(pmark("measure", "Over"), icon="full-check")


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
    phase: CrisisPhase
    started_on: date
    ended_on: date | None
    needs: int
    offers: int
    going: CrisisGoing
    # What is new is for this one, unless somebody chooses another.
    is_default: bool


class MeasureState(Worded):
    """Which measures the list shows."""

    CURRENT = "current", Word(mark("In force and still to come"))
    OVER = "over", Word(mark("Over"))
    ALL = "all", Word(mark("All"))


class MeasureFilters(Input):
    """What the address of the list asks for."""

    state: MeasureState = MeasureState.CURRENT
    crisis: Slug | None = None
    level: MeasureLevel | None = None
    cursor: str | None = None


@dataclass(frozen=True, slots=True)
class MeasureRow:
    """One measure in the list, with how much the actor sees that points at it."""

    id: UUID
    slug: str
    title: str
    level: MeasureLevel
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
    pointing = getattr(Need, column) == owner, need_visible_to(actor), *rules
    needs = sa.select(sa.func.count()).select_from(Need).where(*pointing)
    offers = (
        sa.select(sa.func.count())
        .select_from(Offer)
        .where(getattr(Offer, column) == owner, offer_visible_to(actor))
    )
    return needs.scalar_subquery().label("needs"), offers.scalar_subquery().label("offers")


def find_crises(session: Session, actor: Actor, region_code: str) -> list[CrisisRow]:
    """The crises of a region in their order, in one query."""
    crisis_id: Any = Crisis.id
    query = (
        sa.select(
            crisis_id,
            col(Crisis.slug),
            col(Crisis.name),
            col(Crisis.phase),
            col(Crisis.started_on),
            col(Crisis.ended_on),
            *_pointing(actor, "crisis_id", crisis_id),
        )
        .where(visible_to(actor, Crisis), col(Crisis.region_code) == region_code)
        .order_by(col(Crisis.position), col(Crisis.started_on), crisis_id)
    )
    rows = session.execute(query).all()
    day = clock.today()
    states = [going_on(CrisisGoing, day, row.started_on, row.ended_on) for row in rows]
    default = states.index(CrisisGoing.NOW) if CrisisGoing.NOW in states else None
    return [
        CrisisRow(**row._asdict(), going=state, is_default=number == default)
        for number, (row, state) in enumerate(zip(rows, states, strict=True))
    ]


def find_measures(
    session: Session, actor: Actor, region_code: str, filters: MeasureFilters, *, size: int
) -> ResultPage[MeasureRow]:
    """One page of the measures of a region, the newest first, in one query."""
    rules = [visible_to(actor, Measure), col(Measure.region_code) == region_code, *_wanted(filters)]
    total = sa.select(sa.func.count()).select_from(
        sa.select(sa.literal(1)).select_from(Measure).where(*rules).limit(TOTAL_LIMIT).subquery()
    )
    measure_id: Any = Measure.id
    rows = (
        sa.select(
            measure_id,
            col(Measure.slug),
            col(Measure.title),
            col(Measure.level),
            col(Measure.starts_on),
            col(Measure.ends_on),
            col(Measure.link),
            sa.func.coalesce(col(Crisis.name), "").label("crisis_name"),
            # A local measure does not count the small groups whose place it would tell.
            *_pointing(
                actor,
                "measure_id",
                measure_id,
                sa.or_(col(Measure.level) != MeasureLevel.LOCAL, knows_place(actor)),
            ),
        )
        .select_from(Measure)
        .outerjoin(Crisis, col(Crisis.id) == col(Measure.crisis_id))
    )
    day = clock.today()
    return take_page(
        session,
        rows.where(*rules),
        Order((col(Measure.starts_on), measure_id), descending=True),
        cursor=filters.cursor,
        size=size,
        total=total.scalar_subquery(),
        build=lambda row: _measure_row(day, row),
    )


def _measure_row(day: date, row: Any) -> MeasureRow:
    return MeasureRow(
        id=row.id,
        slug=row.slug,
        title=row.title,
        level=row.level,
        starts_on=row.starts_on,
        ends_on=row.ends_on,
        link=row.link,
        crisis_name=row.crisis_name,
        needs=row.needs,
        offers=row.offers,
        going=going_on(MeasureGoing, day, row.starts_on, row.ends_on),
    )


def _wanted(filters: MeasureFilters) -> list[sa.ColumnElement[bool]]:
    rules: list[sa.ColumnElement[bool]] = []
    day, end = clock.today(), col(Measure.ends_on)
    if filters.state is MeasureState.CURRENT:
        rules.append(sa.or_(end.is_(None), end >= day))
    elif filters.state is MeasureState.OVER:
        rules.append(end < day)  # an empty end is none
    if filters.crisis is not None:
        rules.append(of_crisis(col(Measure.crisis_id), filters.crisis))
    if filters.level is not None:
        rules.append(col(Measure.level) == filters.level)
    return rules


def get_crisis(session: Session, actor: Actor, crisis_id: UUID, *, lock: bool = False) -> Crisis:
    """One crisis. Raises NotFound when it is of another region. `lock` until commit."""
    query = select(Crisis).where(col(Crisis.id) == crisis_id, visible_to(actor, Crisis))
    if lock:
        query = query.with_for_update().execution_options(populate_existing=True)
    crisis = session.exec(query).first()
    if crisis is None:
        raise NotFound(_("This crisis does not exist, or it is of another region."))
    return crisis


def get_measure(session: Session, actor: Actor, measure_id: UUID, *, lock: bool = False) -> Measure:
    """One measure with its crisis. Raises NotFound when it is of another region. `lock` until
    commit.
    """
    query = (
        select(Measure)
        .where(col(Measure.id) == measure_id, visible_to(actor, Measure))
        .options(joinedload(Measure.crisis))  # type: ignore[arg-type]
    )
    if lock:
        query = query.with_for_update(of=Measure).execution_options(populate_existing=True)
    measure = session.exec(query).first()
    if measure is None:
        raise NotFound(_("This measure does not exist, or it is of another region."))
    return measure
