"""Which support measures have: signals about support of each measure, through time."""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from itertools import groupby
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from app.core import statements
from app.crises import policy as crisis_policy
from app.identity.actor import ANYBODY, Actor
from app.picture import effect_queries, periods
from app.picture.effect_queries import Effect
from app.reference import crisis_queries
from app.reference.models import Measure, MeasureLevel
from app.signals import filters as signal_filters, models, policy as signal_policy
from app.signals.models import Signal

THEME = "public_support"


@dataclass(frozen=True, slots=True)
class InForce:
    """Some columns in a row in which a measure was in force, or was not."""

    holds: bool
    columns: int


@dataclass(frozen=True, slots=True)
class MeasureLine:
    """A measure, when it was in force, and the signals about support for it."""

    slug: str
    title: str
    stays: tuple[InForce, ...]
    signals: Effect


@dataclass(frozen=True)
class Support:
    """The measures of a period: those with most signals first, then the newest."""

    measures: list[MeasureLine]
    # Of which nobody said a measure, or may know which local one it was.
    unsaid: Effect
    everything: Effect

    @property
    def least(self) -> MeasureLine | None:
        """The measure with most negative signals. None where there is none."""
        most = max(self.measures, key=lambda each: each.signals.negative.total, default=None)
        return most if most and most.signals.negative.total else None


def find_support(
    session: Session, actor: Actor, filters: signal_filters.SignalFilters, span: periods.Span
) -> Support:
    """The signals about support that the list with these filters shows, by measure, beside the
    measures that were in force. Two queries.
    """
    about = filters.model_copy(update={"theme": THEME})
    asked = actor.bound | about.days | {"starts": [part.first for part in span.parts]}
    number = len(span.parts)
    unsaid, everything = (effect_queries.nothing("", number) for _each in range(2))
    found: dict[str, Effect] = {}
    for slug, direction, part, count in statements.rows_of(
        session, _counted(about.kind_of_list), asked
    ):
        named = found.setdefault(slug, effect_queries.nothing(slug, number)) if slug else unsaid
        for effect in (named, everything):
            is_negative = direction == models.SignalDirection.NEGATIVE
            numbers = effect.negative if is_negative else effect.positive
            numbers.parts[part - 1] += count
    rows = session.execute(_measures(actor, span, filters.crisis, list(found))).all()
    lines = [
        MeasureLine(
            row.slug,
            row.title,
            _stays(span, row.starts_on, row.ends_on),
            found.get(row.slug, effect_queries.nothing(row.slug, number)),
        )
        for row in rows
    ]
    lines.sort(key=lambda line: -line.signals.negative.total - line.signals.positive.total)
    return Support(lines, unsaid, everything)


def _stays(span: periods.Span, first: date, last: date | None) -> tuple[InForce, ...]:
    each = (part.last >= first and (last is None or part.first <= last) for part in span.parts)
    return tuple(InForce(holds, len(list(columns))) for holds, columns in groupby(each))


@lru_cache(statements.KINDS)
def _counted(filters: signal_filters.SignalFilters) -> Any:
    """As the list with a measure finds them: a local one only where the place may be known."""
    is_told = sa.or_(col(Measure.level) != MeasureLevel.LOCAL, signal_policy.knows_place(ANYBODY))
    told = sa.case((is_told, col(Measure.slug))).label("told")
    part = effect_queries.part().label("part")
    return (
        sa.select(told, col(Signal.direction), part, sa.func.count())
        .select_from(Signal)
        .outerjoin(Measure, col(Measure.id) == col(Signal.measure_id))
        .where(*effect_queries.counted(filters))
        .group_by(sa.text("told"), col(Signal.direction), sa.text("part"))
    )


def _measures(actor: Actor, span: periods.Span, crisis: str | None, slugs: list[str]) -> Any:
    """Those of the crisis that were in force in the period, and whatever was signalled about."""
    ends = col(Measure.ends_on)
    held = [col(Measure.starts_on) <= span.last, sa.or_(ends.is_(None), ends >= span.first)]
    if crisis is not None:
        held.append(crisis_queries.of_crisis(col(Measure.crisis_id), crisis))
    return (
        sa.select(
            col(Measure.slug), col(Measure.title), col(Measure.starts_on), ends.label("ends_on")
        )
        .where(
            crisis_policy.visible_to(actor, Measure),
            sa.or_(sa.and_(*held), col(Measure.slug).in_(slugs)),
        )
        .order_by(col(Measure.starts_on).desc(), col(Measure.title), col(Measure.id))
    )
