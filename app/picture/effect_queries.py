"""Which effects are seen: signals of each theme through time, negative beside positive."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY
from sqlmodel import Session, col

from app.core import statements
from app.identity.actor import ANYBODY, Actor
from app.picture import periods
from app.signals import filters as signal_filters, models, policy
from app.signals.models import Signal

# What a negative signal weighs: how large the effect is, from 1 to 5, half as much again when it
# grows, half of it when it lessens. A resident says neither: then it is a large one that stays.
UNSAID = 3
GROWS, LESSENS = 1.5, 0.5


@dataclass(slots=True)
class Numbers:
    """How many signals there are in each column, and in each half of the period."""

    parts: list[int]
    first_half: int = 0
    second_half: int = 0

    @property
    def total(self) -> int:
        return sum(self.parts)


@dataclass(slots=True)
class Effect:
    """A theme: what goes wrong and what goes well."""

    theme: str
    negative: Numbers
    positive: Numbers
    # What its negative signals weigh together.
    weight: float = 0

    @property
    def has_signals(self) -> bool:
        return bool(self.negative.total or self.positive.total)


@dataclass(frozen=True)
class Effects:
    """All themes, what weighs most first, and all of them together."""

    rows: list[Effect]
    everything: Effect
    parts: tuple[periods.Stretch, ...] = field(default=())

    @property
    def first(self) -> Effect | None:
        """What weighs most; None when nothing goes wrong."""
        return next((row for row in self.rows if row.weight), None)


def find_effects(
    session: Session,
    actor: Actor,
    filters: signal_filters.SignalFilters,
    span: periods.Span,
    themes: Sequence[str],
) -> Effects:
    """The signals that the list with these filters shows, counted. One query."""
    parts = span.parts
    asked = actor.bound | filters.days | {"starts": [part.first for part in parts]}
    found = {theme: nothing(theme, len(parts)) for theme in themes}
    everything = nothing("", len(parts))
    query = _counted(filters.kind_of_list)
    for theme, direction, part, half, count, weight in statements.rows_of(
        session, query, asked | {"middle": span.middle}
    ):
        for effect in (found.setdefault(theme, nothing(theme, len(parts))), everything):
            is_negative = direction == models.SignalDirection.NEGATIVE
            numbers = effect.negative if is_negative else effect.positive
            numbers.parts[part - 1] += count
            numbers.second_half += count if half else 0
            numbers.first_half += 0 if half else count
            effect.weight += float(weight) if is_negative else 0
    heaviest = sorted(found.values(), key=lambda effect: (-effect.weight, -effect.positive.total))
    return Effects(heaviest, everything, parts)


def nothing(theme: str, parts: int) -> Effect:
    """No signal in any column."""
    return Effect(theme, Numbers([0] * parts), Numbers([0] * parts))


@lru_cache(statements.KINDS)
def _counted(filters: signal_filters.SignalFilters) -> Any:
    half = col(Signal.seen_on) >= sa.bindparam("middle", type_=sa.Date)
    # By their names: a parameter is another one each time it is written.
    by = (
        col(Signal.theme),
        col(Signal.direction),
        part().label("part"),
        half.label("half"),
    )
    return (
        sa.select(*by, sa.func.count(), sa.func.sum(weight()))
        .where(*counted(filters))
        .group_by(*by[:2], sa.text("part"), sa.text("half"))
    )


def part() -> Any:
    """In which column a signal is, from 1; their first days are a parameter."""
    starts: Any = sa.bindparam("starts", type_=ARRAY(sa.Date))
    return sa.func.width_bucket(col(Signal.seen_on), starts)


def counted(filters: signal_filters.SignalFilters) -> list[sa.ColumnElement[bool]]:
    """The signals that the list with these filters shows, of those that are part of the picture."""
    return [
        col(Signal.region_code).in_(ANYBODY.regions),
        policy.visible_to(ANYBODY),
        policy.counts(),
        col(Signal.direction).is_not(None),
        *signal_filters.about(ANYBODY, filters),
    ]


def weight() -> sa.ColumnElement[Any]:
    """What a negative signal weighs."""
    trend = sa.case(
        (col(Signal.trend) == models.SignalTrend.RISING, GROWS),
        (col(Signal.trend) == models.SignalTrend.FALLING, LESSENS),
        else_=1.0,
    )
    return sa.func.coalesce(col(Signal.severity), UNSAID) * trend
