"""What went on around the signals: crises with their phases, on the axis of time."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from app.audit.models import AuditEntry
from app.core import i18n
from app.crises import events, policy
from app.identity.actor import Actor
from app.picture import periods
from app.reference.models import Crisis, CrisisPhase


@dataclass(frozen=True, slots=True)
class Stay:
    """Some columns in a row in which a crisis was in one phase; in none before it began and after
    its end.
    """

    phase: CrisisPhase | None
    columns: int


@dataclass(frozen=True, slots=True)
class CrisisLine:
    """A crisis, through the columns of a period."""

    name: str
    stays: tuple[Stay, ...]


@dataclass(frozen=True, slots=True)
class PhaseChange:
    """When a crisis came to another phase, as far as the trail says."""

    at: datetime
    before: CrisisPhase
    after: CrisisPhase


def find_crises(
    session: Session, actor: Actor, span: periods.Span, crisis: str | None
) -> list[CrisisLine]:
    """The crises that went on in a period, or that one alone, in their order. One query."""
    ended = col(Crisis.ended_on)
    rules = [
        policy.visible_to(actor, Crisis),
        col(Crisis.started_on) <= span.last,
        sa.or_(ended.is_(None), ended >= span.first),
    ]
    if crisis is not None:
        rules.append(col(Crisis.slug) == crisis)
    is_change = sa.and_(
        col(AuditEntry.object_id) == col(Crisis.id),
        col(AuditEntry.event) == events.CrisisPhaseChanged.name,
    )
    rows = session.execute(
        sa.select(Crisis, col(AuditEntry.at), col(AuditEntry.facts))
        .outerjoin(AuditEntry, is_change)
        .where(*rules)
        .order_by(col(Crisis.position), col(Crisis.started_on), col(Crisis.id), col(AuditEntry.at))
    )
    return [
        _line(found, [_change(row) for row in lines if row.at is not None], span.parts)
        for found, lines in groupby(rows, key=lambda row: row.Crisis)
    ]


def _change(row: Any) -> PhaseChange:
    facts = row.facts
    return PhaseChange(row.at, CrisisPhase(facts["before"]), CrisisPhase(facts["after"]))


def _line(
    crisis: Crisis, changes: list[PhaseChange], parts: Iterable[periods.Stretch]
) -> CrisisLine:
    phases = (_phase_in(crisis, changes, part) for part in parts)
    stays = tuple(Stay(phase, len(list(columns))) for phase, columns in groupby(phases))
    return CrisisLine(crisis.name, stays)


def _phase_in(
    crisis: Crisis, changes: list[PhaseChange], part: periods.Stretch
) -> CrisisPhase | None:
    """The phase at the end of a column."""
    if part.last < crisis.started_on or (crisis.ended_on and part.first > crisis.ended_on):
        return None
    first = changes[0].before if changes else crisis.phase
    return next((each.after for each in reversed(changes) if _day(each) <= part.last), first)


def _day(change: PhaseChange) -> date:
    return i18n.local_day(change.at)
