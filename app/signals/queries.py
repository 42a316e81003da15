"""Reading signals: from what the actor may see, or by the number that its sender has."""

from collections.abc import Collection
from datetime import datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import joinedload
from sqlmodel import Session, col, select

from app.core import pages, rows, statements
from app.core.errors import NotFound
from app.core.i18n import gettext as _
from app.identity.actor import ANYBODY, Actor
from app.identity.models import Organisation
from app.signals import filters as signal_filters, models, numbers, policy, signal_fields
from app.signals.models import Signal

MOST_LEADING = 50
# Built once: taking SQLAlchemy's expressions together costs more than running them.
ROWS: Any = sa.select(
    *rows.columns_of(signal_fields.SignalRow, Signal),
    col(Signal.region_code),
    col(Organisation.name).label("organisation_name"),
).outerjoin(Organisation, col(Organisation.id) == col(Signal.organisation_id))


def find_signals(
    session: Session, actor: Actor, filters: signal_filters.SignalFilters, *, size: int
) -> pages.ResultPage[signal_fields.SignalRow]:
    """One page of the list, in one query: what waits longest first, of the others what was seen
    last or is largest.
    """
    return _listed(filters.kind_of_list, size).take(
        session,
        actor.bound | filters.days,
        cursor=filters.cursor,
        build=lambda row: row_of(actor, row),
    )


@lru_cache(statements.KINDS)
def _listed(filters: signal_filters.SignalFilters, size: int) -> pages.Paged:
    # Whatever somebody may see lies in its regions. Said apart, outside the ORs, the index of the
    # order can be used.
    here = col(Signal.region_code).in_(ANYBODY.regions)
    rules = [here, policy.visible_to(ANYBODY), *signal_filters.wanted(ANYBODY, filters)]
    order = signal_filters.order_of(filters)
    return pages.Paged(ROWS.where(*rules), order, size, pages.count_rows(Signal, rules))


def row_of(actor: Actor, row: Any) -> signal_fields.SignalRow:
    """A result of `ROWS` as the actor may see it."""
    masked = policy.is_masked(actor, row)
    return rows.as_row(
        signal_fields.SignalRow,
        row,
        organisation_id=None if masked else row.organisation_id,
        organisation_name=signal_fields.name_of(row.organisation_name, is_masked=masked),
        municipality_code=None if masked else row.municipality_code,
        people=None if masked else row.people,
        description="" if policy.hides_words(actor, row) else row.description,
        is_of_resident=row.organisation_id is None,
        is_masked=masked,
        is_own=row.organisation_id is not None and row.organisation_id in actor.organisation_ids,
    )


def count_waiting(session: Session, actor: Actor) -> int:
    """How many wait for the actor to be taken up, but for those for which no browser worked."""
    if not policy.may_moderate(actor):
        return 0
    proven = sa.or_(col(Signal.is_proven), col(Signal.organisation_id).is_not(None))
    return _count(session, policy.moderated_by(actor), _waits(), proven)


def find_next_waiting(session: Session, actor: Actor) -> tuple[UUID | None, int]:
    """Which one waits longest for the actor, of those that `count_waiting` counts, and how many."""
    if not policy.may_moderate(actor):
        return None, 0
    proven = sa.or_(col(Signal.is_proven), col(Signal.organisation_id).is_not(None))
    query = (
        sa.select(col(Signal.id), sa.func.count().over())
        .where(policy.moderated_by(actor), _waits(), proven)
        .order_by(col(Signal.created_at), col(Signal.id))
        .limit(1)
    )
    row = session.execute(query).first()
    return (row[0], row[1]) if row is not None else (None, 0)


def count_own_waiting(session: Session, actor: Actor) -> int:
    """How many of the actor's own organisation wait for somebody else to take them up."""
    own = col(Signal.organisation_id).in_(actor.organisation_ids)
    return _count(session, own, _waits(), sa.not_(policy.moderated_by(actor)))


def count_other_queue(session: Session, actor: Actor, filters: signal_filters.SignalFilters) -> int:
    """How many wait in the queue of those for which no browser worked, for who looks at the other
    one.
    """
    if filters.unproven or not filters.waits:
        return 0
    return _count(session, policy.moderated_by(actor), *_unproven())


def count_left_out(session: Session, actor: Actor, filters: signal_filters.SignalFilters) -> int:
    """How many small groups a file with these filters leaves out, because the filters would tell
    where they are: of all that everybody in the region may see.
    """
    if filters.municipality is None and not filters.mine:
        return 0
    others = filters.model_copy(update={"municipality": None, "mine": False})
    rules = [
        col(Signal.region_code).in_(actor.regions),
        policy.counts(),
        sa.not_(policy.is_told_to_all()),
        *signal_filters.wanted(actor, others),
    ]
    query = sa.select(sa.func.count()).select_from(Signal).where(*rules)
    return int(session.execute(query, filters.days).scalar_one())


def find_leading_to(
    session: Session, actor: Actor, *, need: UUID | None = None, action: UUID | None = None
) -> list[signal_fields.SignalRow]:
    """The signals that a need or an action follows from, as far as the actor may see."""
    column, led = ("need_id", need) if need is not None else ("action_id", action)
    found = statements.rows_of(session, _leading(column), actor.bound | {"led": led})
    return [row_of(actor, row) for row in found]


@lru_cache
def _leading(column: str) -> statements.Written:
    leads = col(getattr(Signal, column)) == sa.bindparam("led", type_=sa.Uuid)
    order = (col(Signal.seen_on).desc(), col(Signal.id))
    # Beside what follows stands a place: who may not know that of the signal does not see it there.
    query = ROWS.where(policy.visible_to(ANYBODY), policy.knows_place(ANYBODY), leads)
    return statements.Written(query.order_by(*order).limit(MOST_LEADING))


def _count(session: Session, *rules: sa.ColumnElement[bool]) -> int:
    query = sa.select(sa.func.count()).select_from(Signal).where(*rules)
    return int(session.execute(query).scalar_one())


def _waits() -> sa.ColumnElement[bool]:
    return col(Signal.status) == models.SignalStatus.RECEIVED


def _unproven() -> list[sa.ColumnElement[bool]]:
    """What waits and no browser worked for."""
    return [_waits(), col(Signal.is_proven).is_(False), col(Signal.organisation_id).is_(None)]


def get_signal(session: Session, actor: Actor, signal_id: UUID, *, lock: bool = False) -> Signal:
    """One signal with who logged it. Raises NotFound when the actor may not see it. `lock` until
    commit.
    """
    query = (
        select(Signal)
        .where(col(Signal.id) == signal_id, policy.visible_to(actor))
        .options(
            joinedload(Signal.organisation),  # type: ignore[arg-type]
            joinedload(Signal.crisis),  # type: ignore[arg-type]
            joinedload(Signal.measure),  # type: ignore[arg-type]
        )
    )
    return _one(session, query, lock=lock)


def find_signals_by_id(
    session: Session, actor: Actor, ids: Collection[UUID], *, lock: bool = False
) -> dict[UUID, Signal]:
    """Those of these signals that the actor may see."""
    query = (
        select(Signal)
        .where(col(Signal.id).in_(ids), policy.visible_to(actor))
        .options(
            joinedload(Signal.organisation),  # type: ignore[arg-type]
            joinedload(Signal.crisis),  # type: ignore[arg-type]
            joinedload(Signal.measure),  # type: ignore[arg-type]
        )
        .order_by(col(Signal.id))
    )
    if lock:
        query = query.with_for_update(of=Signal)
    return {signal.id: signal for signal in session.exec(query)} if ids else {}


def find_logged(session: Session, actor: Actor, organisation_id: UUID) -> list[Any]:
    """What an organisation logged and stands by, to recognise it by, the oldest first."""
    query: Any = sa.select(
        col(Signal.id),
        col(Signal.description),
        col(Signal.target_group),
        col(Signal.municipality_code),
        col(Signal.theme),
        col(Signal.seen_on),
    ).where(
        policy.visible_to(actor),
        policy.knows_place(actor),
        col(Signal.organisation_id) == organisation_id,
        col(Signal.status) != models.SignalStatus.TAKEN_BACK,
    )
    return list(session.execute(query.order_by(col(Signal.created_at), col(Signal.id))))


def get_by_number(session: Session, typed: str, *, lock: bool = False) -> Signal:
    """The one with this number: who has it, sent it. Raises NotFound."""
    number = numbers.read_number(typed) or ""
    return _one(session, select(Signal).where(col(Signal.number) == number), lock=lock)


def get_by_form(session: Session, form_key: UUID) -> Signal | None:
    """What was sent with a form already."""
    return session.exec(select(Signal).where(col(Signal.form_key) == form_key)).first()


def count_unproven(session: Session, region_code: str) -> int:
    """How many wait in the region for which no browser worked."""
    return _count(session, col(Signal.region_code) == region_code, *_unproven())


def unanswered_since(moment: datetime) -> list[sa.ColumnElement[bool]]:
    """Those that have an address and got no answer since."""
    return [col(Signal.email).is_not(None), col(Signal.created_at) <= moment]


def _one(session: Session, query: Any, *, lock: bool) -> Signal:
    if lock:
        query = query.with_for_update(of=Signal).execution_options(populate_existing=True)
    found: Signal | None = session.exec(query).first()
    if found is None:
        raise NotFound(_("There is no message with this number."))
    return found
