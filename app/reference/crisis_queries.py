"""The crises and measures of a region. They are no secret, so nothing here asks who reads."""

from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.core import clock, read_once as core_read_once
from app.reference import models


def is_active(crisis: type[models.Crisis], day: Any = None) -> sa.ColumnElement[bool]:
    """Going on today."""
    return _goes_on(col(crisis.started_on), col(crisis.ended_on), day)


def is_in_force(measure: type[models.Measure], day: Any = None) -> sa.ColumnElement[bool]:
    """Holding today."""
    return _goes_on(col(measure.starts_on), col(measure.ends_on), day)


def _goes_on(start: Any, end: Any, day: Any) -> sa.ColumnElement[bool]:
    day = clock.today() if day is None else day
    return sa.and_(start <= day, sa.or_(end.is_(None), end >= day))


def of_crisis(crisis_id: Any, slug: str) -> sa.ColumnElement[bool]:
    """Rows that point at a crisis. `crisis_id` is their column; rows of other regions are the
    caller's to leave out.
    """
    named = sa.select(col(models.Crisis.id)).where(col(models.Crisis.slug) == slug)
    found: sa.ColumnElement[bool] = crisis_id.in_(named)
    return found


def of_measure(
    measure_id: Any, slug: str, *, place_known: sa.ColumnElement[bool] | None = None
) -> sa.ColumnElement[bool]:
    """Rows that point at a measure. A local one tells where something is: with `place_known` (the
    rows whose place this reader may know) it finds no others.
    """
    named = sa.select(col(models.Measure.id)).where(col(models.Measure.slug) == slug)
    found: sa.ColumnElement[bool] = measure_id.in_(named)
    if place_known is None:
        return found
    wide = named.where(col(models.Measure.level) != models.MeasureLevel.LOCAL)
    return sa.and_(found, sa.or_(place_known, measure_id.in_(wide)))


def default_crisis(session: Session, region_code: str) -> models.Crisis | None:
    """The region's first active crisis."""
    asked = {"region": region_code, "today": clock.today()}
    return core_read_once.read_once(
        session,
        ("default_crisis", region_code),
        lambda: session.execute(_FIRST_CRISIS, asked).scalars().first(),
    )


# Built once: every need and offer that is new asks it.
_FIRST_CRISIS: Any = (
    select(models.Crisis)
    .where(
        col(models.Crisis.region_code) == sa.bindparam("region"),
        is_active(models.Crisis, sa.bindparam("today", type_=sa.Date)),
    )
    .order_by(col(models.Crisis.position), col(models.Crisis.started_on))
    .limit(1)
)


def get_crisis(session: Session, slug: str, region_code: str) -> models.Crisis | None:
    """A crisis of this region."""

    def load() -> models.Crisis | None:
        query = select(models.Crisis).where(
            col(models.Crisis.slug) == slug, col(models.Crisis.region_code) == region_code
        )
        return session.exec(query).first()

    return core_read_once.read_once(session, ("crisis", slug, region_code), load)


def get_measure(session: Session, slug: str, region_code: str) -> models.Measure | None:
    """A measure of this region."""

    def load() -> models.Measure | None:
        query = select(models.Measure).where(
            col(models.Measure.slug) == slug, col(models.Measure.region_code) == region_code
        )
        return session.exec(query).first()

    return core_read_once.read_once(session, ("measure", slug, region_code), load)
