"""Reading signals: from what the actor may see, or by the number that its sender has."""

from datetime import datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.core import inputs, pages, rows, statements
from app.core.errors import NotFound
from app.core.i18n import gettext as _
from app.identity.actor import ANYBODY, Actor
from app.signals import fields, models, numbers, policy
from app.signals.models import Signal


class SignalFilters(inputs.Input):
    """What the address of the list asks for."""

    status: models.SignalStatus = models.SignalStatus.RECEIVED
    kind: models.SignalKind | None = None
    municipality: inputs.Slug | None = None
    # Those for which no browser worked wait in a queue of their own: most of what robots send is
    # among them.
    unproven: bool = False
    cursor: str | None = None


def find_signals(
    session: Session, actor: Actor, filters: SignalFilters, *, size: int
) -> pages.ResultPage[fields.SignalRow]:
    """One page of the list, in one query: what waits longest first, what ended last first."""
    kind = filters.model_copy(update={"cursor": None})
    return _listed(kind, size).take(
        session, actor.bound, cursor=filters.cursor, build=lambda row: _row(row)
    )


def _row(row: Any) -> fields.SignalRow:
    return rows.as_row(fields.SignalRow, row)


@lru_cache(statements.KINDS)
def _listed(filters: SignalFilters, size: int) -> pages.Paged:
    rules = [policy.visible_to(ANYBODY), col(Signal.status) == filters.status]
    if filters.kind is not None:
        rules.append(col(Signal.kind) == filters.kind)
    if filters.municipality is not None:
        rules.append(col(Signal.municipality_code) == filters.municipality)
    waits = filters.status is models.SignalStatus.RECEIVED
    if waits or filters.unproven:
        rules.append(col(Signal.is_proven).is_(not filters.unproven))
    query = sa.select(*rows.columns_of(fields.SignalRow, Signal)).where(*rules)
    order = pages.Order((col(Signal.created_at), col(Signal.id)), descending=not waits)
    return pages.Paged(query, order, size, pages.count_rows(Signal, rules))


def count_other_queue(session: Session, actor: Actor, filters: SignalFilters) -> int:
    """How many wait in the queue of those for which no browser worked, for who looks at the other
    one.
    """
    if filters.unproven or filters.status is not models.SignalStatus.RECEIVED:
        return 0
    found: int = session.execute(
        sa.select(sa.func.count()).where(policy.visible_to(actor), *_unproven())
    ).scalar_one()
    return found


def _unproven() -> list[sa.ColumnElement[bool]]:
    """What waits and no browser worked for."""
    waits = col(Signal.status) == models.SignalStatus.RECEIVED
    return [waits, col(Signal.is_proven).is_(False)]


def get_signal(session: Session, actor: Actor, signal_id: UUID, *, lock: bool = False) -> Signal:
    """One signal. Raises NotFound when the actor may not see it. `lock` until commit."""
    query = select(Signal).where(col(Signal.id) == signal_id, policy.visible_to(actor))
    return _one(session, query, lock=lock)


def get_by_number(session: Session, typed: str, *, lock: bool = False) -> Signal:
    """The one with this number: who has it, sent it. Raises NotFound."""
    number = numbers.read_number(typed)
    return _one(session, select(Signal).where(col(Signal.number) == number), lock=lock)


def get_by_form(session: Session, form_key: UUID) -> Signal | None:
    """What was sent with a form already."""
    return session.exec(select(Signal).where(col(Signal.form_key) == form_key)).first()


def count_unproven(session: Session, region_code: str) -> int:
    """How many wait in the region for which no browser worked."""
    found: int = session.execute(
        sa.select(sa.func.count())
        .select_from(Signal)
        .where(col(Signal.region_code) == region_code, *_unproven())
    ).scalar_one()
    return found


def unanswered_since(moment: datetime) -> list[sa.ColumnElement[bool]]:
    """Those that have an address and got no answer since."""
    return [col(Signal.email).is_not(None), col(Signal.created_at) <= moment]


def _one(session: Session, query: Any, *, lock: bool) -> Signal:
    if lock:
        query = query.with_for_update().execution_options(populate_existing=True)
    found: Signal | None = session.exec(query).first()
    if found is None:
        raise NotFound(_("There is no message with this number."))
    return found
