"""How far needs come: from placed to helped, where they stop, and how long each step takes."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from app.core import statements
from app.dossier import need_list_queries
from app.identity.actor import ANYBODY, Actor
from app.matches import models as match_models
from app.matches.models import Match
from app.needs import models as need_models, policy as need_policy
from app.needs.models import Need
from app.suggestions import need_steps
from app.suggestions.models import FirstShown
from app.suggestions.need_steps import NeedStep

# Of fewer needs a median says nothing of the region, and something of one need.
MEDIAN_FROM = 5


@dataclass(frozen=True, slots=True)
class Step:
    """A step, and the needs that came to it."""

    step: NeedStep
    came: int
    # Of these, those that came no further until now, and of those again the ones still open.
    stopped: int
    still_open: int
    # How many days the middle one took from the step before, of the needs of which both moments
    # are known. None where there are too few of them.
    days: float | None
    timed: int


@dataclass(frozen=True)
class Funnel:
    """All steps, in their order."""

    steps: tuple[Step, ...]

    @property
    def placed(self) -> int:
        return self.steps[0].came

    @property
    def leak(self) -> Step | None:
        """Where most needs stop. None when all of them were helped."""
        most = max(self.steps[:-1], key=lambda each: each.stopped)
        return most if most.stopped else None


def find_funnel(
    session: Session, actor: Actor, filters: need_list_queries.NeedListFilters
) -> Funnel:
    """The needs that the list with these filters shows, by how far they came. One query."""
    [row] = statements.rows_of(session, _counted(filters), actor.bound)
    came, stopped, still_open, timed, days = (tuple(row)[n::5] for n in range(5))
    return Funnel(
        tuple(
            Step(
                step,
                came[step.number],
                stopped[step.number],
                still_open[step.number],
                days[step.number] if timed[step.number] >= MEDIAN_FROM else None,
                timed[step.number],
            )
            for step in NeedStep
        )
    )


@lru_cache(statements.KINDS)
def _counted(filters: need_list_queries.NeedListFilters) -> Any:
    moved = col(Match.moved_at)
    of_matches: Any = (
        sa.select(
            sa.func.max(need_steps.of_match()).label("most"),
            sa.func.min(col(Match.created_at)).label("asked"),
            sa.func.min(col(Match.accepted_at)).label("agreed"),
            sa.func.min(col(Match.started_at)).label("began"),
            sa.func.min(moved).filter(match_models.went_well()).label("helped"),
        )
        .where(*need_steps.matches())
        .lateral("of_matches")
        .c
    )
    shown_at = col(FirstShown.at)
    moments = {
        NeedStep.PLACED: col(Need.published_at),
        NeedStep.SHOWN: shown_at,
        NeedStep.ASKED: of_matches.asked,
        NeedStep.ACCEPTED: of_matches.agreed,
        NeedStep.RUNNING: of_matches.began,
        NeedStep.HELPED: of_matches.helped,
    }
    waited = [
        (moments[step] - moments[before]).label(f"to_{step.value}")
        for before, step in zip(NeedStep, list(NeedStep)[1:], strict=False)
    ]
    each: Any = (
        sa.select(
            need_steps.furthest(of_matches.most, shown_at).label("step"),
            need_models.is_open(statements.TODAY).label("is_open"),
            *waited,
        )
        .select_from(Need)
        .outerjoin(FirstShown, col(FirstShown.need_id) == col(Need.id))
        .join(of_matches.most.table, sa.true())
        .where(
            col(Need.region_code).in_(ANYBODY.regions),
            need_policy.visible_to(ANYBODY),
            need_steps.has_steps(),
            *need_list_queries.wanted(filters),
        )
        .subquery()
        .c
    )
    return sa.select(*(number for step in NeedStep for number in _numbers(each, step)))


def _numbers(each: Any, step: NeedStep) -> tuple[Any, ...]:
    """What is counted of one step, in the order in which `find_funnel` reads it."""
    count, stops = sa.func.count(), each.step == step.number
    # Who was asked before anybody saw a suggestion did not take less than no time.
    waited = each.get(f"to_{step.value}")
    timed = sa.false() if waited is None else waited >= sa.text("interval '0'")
    days = sa.null() if waited is None else sa.extract("epoch", waited) / 86_400
    middle = sa.func.percentile_cont(0.5).within_group(sa.cast(days, sa.Float))
    return (
        count.filter(each.step >= step.number),
        count.filter(stops),
        count.filter(stops, each.is_open),
        count.filter(timed),
        middle.filter(timed),
    )
