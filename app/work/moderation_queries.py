"""What others ask of a region, for who decides about it: signals, and organisations that want to
take part.
"""

import textwrap
from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from app.identity.actor import Actor, Reader
from app.identity.models import Organisation, OrganisationStatus
from app.reference.models import Municipality
from app.signals import commands, models, policy
from app.signals.models import Signal
from app.work.task_kinds import TaskKind
from app.work.tasks import MOST_TASKS, Task

LONGEST = 70  # characters of what a resident told: a line


def signals_of(actor: Reader) -> sa.ColumnElement[bool]:
    """Signals that wait for the actor."""
    return sa.and_(policy.moderated_by(actor), col(Signal.status) == models.SignalStatus.RECEIVED)


def requests_of(actor: Reader) -> sa.ColumnElement[bool]:
    """Organisations that wait for the actor: the rule of organisations leaves them out."""
    return sa.and_(
        col(Organisation.region_code).in_(actor.administered_regions),
        col(Organisation.status) == OrganisationStatus.REQUESTED,
    )


def find_signal_tasks(session: Session, actor: Actor) -> Iterable[Task]:
    """One for each signal; what no browser worked for comes last, as most of it is of robots."""
    if not policy.may_moderate(actor):
        return
    signal = models.Signal
    rows: Any = session.execute(
        sa.select(
            col(signal.id),
            col(signal.kind),
            col(signal.description),
            col(signal.created_at),
            col(Municipality.name),
            col(Organisation.name).label("owner"),
        )
        .join(Municipality, col(Municipality.code) == col(signal.municipality_code))
        .outerjoin(Organisation, col(Organisation.id) == col(signal.organisation_id))
        .where(signals_of(actor))
        .order_by(_is_real().desc(), col(signal.created_at), col(signal.id))
        .limit(MOST_TASKS)
    )
    kinds = {
        models.SignalKind.HELP: TaskKind.READ_HELP,
        models.SignalKind.SIGNAL: TaskKind.READ_SIGNAL,
    }
    for signal_id, kind, description, sent_at, place, owner in rows:
        yield Task(
            kinds[kind] if owner is None else TaskKind.READ_LOGGED,
            "signal",
            signal_id,
            textwrap.shorten(description, LONGEST, placeholder=" …"),
            owner or place,
            commands.read_by(sent_at),
        )


def _is_real() -> sa.ColumnElement[bool]:
    return sa.or_(col(Signal.is_proven), col(Signal.organisation_id).is_not(None))


def find_request_tasks(session: Session, actor: Actor) -> Iterable[Task]:
    """One for each organisation, the longest waiting first."""
    if not actor.administering_seats:
        return
    rows: Any = session.execute(
        sa.select(col(Organisation.id), col(Organisation.name), col(Municipality.name))
        .outerjoin(Municipality, col(Municipality.code) == col(Organisation.municipality_code))
        .where(requests_of(actor))
        .order_by(col(Organisation.created_at), col(Organisation.id))
        .limit(MOST_TASKS)
    )
    for organisation_id, name, place in rows:
        yield Task(
            TaskKind.ADMIT, "organisation", organisation_id, name, place or actor.region_name, None
        )
