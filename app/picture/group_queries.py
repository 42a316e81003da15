"""Which groups are hit: signals and open needs of each group in each municipality."""

from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from app.core import clock, i18n, statements
from app.identity.actor import ANYBODY, Actor
from app.needs import filters as need_filters, policy as need_policy
from app.needs.models import Need
from app.picture import effect_queries
from app.signals import filters as signal_filters, models as signal_models, policy as signal_policy
from app.signals.models import Signal
from app.tallies import parts as tally_parts

# From how many themes on the negative signals of a group in a municipality stack (SCP).
STACKED_FROM = 3
# The place of what is of the whole region, or of a group so small that it is told nobody where.
NOWHERE = ""
_DARKER = (2, 5, 10, 20)  # from which numbers on a cell is darker


def shade(number: int) -> int:
    """How dark a cell is, from 0 to 4."""
    return sum(number >= least for least in _DARKER)


@dataclass(frozen=True, slots=True)
class SignalCell:
    """The negative signals of a group in a place, and on how many themes they are."""

    negative: int = 0
    themes: int = 0


@dataclass(frozen=True, slots=True)
class NeedCell:
    """The open needs of a group in a place."""

    count: int = 0
    covered: int = 0
    partly: int = 0
    # Since when the one that waits longest does. None when none waits.
    longest: datetime | None = None
    # How many still ask for help, as the list says it to this reader.
    asking: int = 0

    @property
    def days(self) -> int | None:
        """How many days the need that waits longest does."""
        if self.longest is None:
            return None
        return (clock.today() - i18n.local_day(self.longest)).days


@dataclass(frozen=True)
class SignalMap:
    """Negative signals by group and place; without a group those of which nobody said it."""

    cells: dict[tuple[str | None, str], SignalCell]

    def cell(self, group: str | None, place: str) -> SignalCell:
        return self.cells.get((group, place), SignalCell())

    def is_stacked(self, group: str | None, place: str) -> bool:
        """Whether problems stack here: negative signals on three or more themes."""
        return bool(group and place) and self.cell(group, place).themes >= STACKED_FROM

    @property
    def stacked(self) -> list[tuple[str, str]]:
        """The groups and places where problems stack."""
        return [(g, place) for g, place in self.cells if g and self.is_stacked(g, place)]

    def total(self, group: str | None) -> int:
        """The negative signals about a group, wherever they are."""
        return sum(cell.negative for (g, _p), cell in self.cells.items() if g == group)

    def total_in(self, place: str) -> int:
        """The negative signals from a place, whatever group they are about."""
        return sum(cell.negative for (_g, p), cell in self.cells.items() if p == place)

    @property
    def everything(self) -> int:
        return sum(cell.negative for cell in self.cells.values())

    @property
    def groups(self) -> list[str]:
        """The groups that are named, the most signals first."""
        named = {group for group, _place in self.cells if group}
        return sorted(named, key=lambda group: (-self.total(group), group))


@dataclass(frozen=True)
class NeedMap:
    """Open needs by group and place. A need of several groups is one of each, so what stands at the
    end is counted by itself: it is no sum of the cells before it.
    """

    cells: dict[tuple[str, str], NeedCell]
    of_groups: dict[str, NeedCell] = field(default_factory=dict)
    of_places: dict[str, NeedCell] = field(default_factory=dict)
    everything: NeedCell = NeedCell()

    def cell(self, group: str, place: str) -> NeedCell:
        return self.cells.get((group, place), NeedCell())

    @property
    def asking(self) -> dict[str, int]:
        """How many needs of each group still ask for help."""
        return {group: cell.asking for group, cell in self.of_groups.items()}

    @property
    def groups(self) -> list[str]:
        """The groups that have open needs: those with most that nothing covers yet first."""
        return sorted(
            self.of_groups,
            key=lambda group: (
                self.of_groups[group].covered - self.of_groups[group].count,
                -self.of_groups[group].count,
                group,
            ),
        )


def find_signal_map(
    session: Session, actor: Actor, filters: signal_filters.SignalFilters
) -> SignalMap:
    """The negative signals that a list with these filters shows, by group and place. One query."""
    wrong = filters.model_copy(update={"direction": signal_models.SignalDirection.NEGATIVE})
    asked = actor.bound | wrong.days
    rows = statements.rows_of(session, _signals(wrong.kind_of_list), asked)
    return SignalMap({(group, place): SignalCell(*numbers) for group, place, *numbers in rows})


@lru_cache(statements.KINDS)
def _signals(filters: signal_filters.SignalFilters) -> Any:
    known, here = signal_policy.knows_place(ANYBODY), col(Signal.municipality_code)
    return (
        sa.select(
            col(Signal.target_group),
            sa.case((known, here), else_=NOWHERE).label("place"),
            sa.func.count(),
            sa.func.count(col(Signal.theme).distinct()),
        )
        .where(*effect_queries.counted(filters))
        .group_by(col(Signal.target_group), sa.text("place"))
    )


def find_need_map(session: Session, actor: Actor, filters: need_filters.NeedFilters) -> NeedMap:
    """The needs that the list with these filters shows, by group and place. One query."""
    found = NeedMap({}, {}, {})
    everything = NeedCell()
    rows = statements.rows_of(session, _needs(filters), actor.bound)
    for group, place, *numbers in rows:
        cell = NeedCell(*numbers)
        if group is None and place is None:
            everything = cell
        elif group is None:
            found.of_places[place] = cell
        elif place is None:
            found.of_groups[group] = cell
        else:
            found.cells[group, place] = cell
    return NeedMap(found.cells, found.of_groups, found.of_places, everything)


@lru_cache(statements.KINDS)
def _needs(filters: need_filters.NeedFilters) -> Any:
    of_need = tally_parts.each_group()
    waits = sa.not_(need_policy.counts_as_covered())
    place = sa.case(
        (
            need_policy.knows_place(ANYBODY),
            sa.func.coalesce(col(Need.municipality_code), NOWHERE),
        ),
        else_=NOWHERE,
    )
    each: Any = (
        sa.select(
            col(Need.id),
            of_need.c.slug,
            place.label("place"),
            waits.label("waits"),
            (col(Need.committed) > 0).label("helped"),
            need_policy.needs_help(ANYBODY, statements.TODAY).label("asks"),
            col(Need.published_at).label("since"),
        )
        .select_from(Need)
        .join(of_need, sa.literal(True))
        .where(
            col(Need.region_code).in_(ANYBODY.regions),
            need_policy.visible_to(ANYBODY),
            *need_filters.wanted(ANYBODY, filters),
        )
        .subquery()
    )
    needs = sa.func.count(each.c.id.distinct())
    by = sa.func.grouping_sets(
        sa.tuple_(each.c.slug, each.c.place),
        sa.tuple_(each.c.slug),
        sa.tuple_(each.c.place),
        sa.text("()"),
    )
    return sa.select(
        each.c.slug,
        each.c.place,
        needs,
        needs.filter(sa.not_(each.c.waits)),
        needs.filter(each.c.waits, each.c.helped),
        sa.func.min(each.c.since).filter(each.c.waits),
        needs.filter(each.c.asks),
    ).group_by(by)
