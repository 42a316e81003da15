"""Signals that say the same once more: of one group, place and theme, and alike in words."""

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col

from app.identity.actor import Actor
from app.language import words
from app.signals import models, policy, queries, signal_fields
from app.signals.models import Signal

WITHIN = timedelta(days=28)  # one was seen so long before or after the other
FROM = 0.5  # of all words that say something in one of both
_MOST_READ = 60
MOST = 3


@dataclass(frozen=True, slots=True)
class Seen:
    """What a signal is about, stored or typed. A resident says no theme, and not always a group:
    then those say nothing.
    """

    region_code: str
    municipality_code: str
    theme: str | None
    target_group: str | None
    direction: models.SignalDirection | None
    seen_on: date
    description: str
    id: UUID | None = None


def seen_of(signal: Signal) -> Seen:
    """The same of a signal that is stored."""
    return Seen(
        signal.region_code,
        signal.municipality_code,
        signal.theme,
        signal.target_group,
        signal.direction,
        signal.seen_on,
        signal.description,
        signal.id,
    )


def find_alike(session: Session, actor: Actor, seen: Seen) -> list[signal_fields.SignalRow]:
    """What waits or counts and says the same, most alike first: of what this actor may read and
    knows the place of.
    """
    said = words.read_words(seen.description).all
    if not said:
        return []
    rules = [
        policy.visible_to(actor),
        policy.knows_place(actor),
        # The words of a resident are for who decides.
        sa.or_(col(Signal.organisation_id).is_not(None), policy.moderated_by(actor)),
        col(Signal.kind) == models.SignalKind.SIGNAL,
        col(Signal.status).in_([models.SignalStatus.RECEIVED, models.SignalStatus.ACCEPTED]),
        col(Signal.region_code) == seen.region_code,
        col(Signal.municipality_code) == seen.municipality_code,
        col(Signal.seen_on).between(seen.seen_on - WITHIN, seen.seen_on + WITHIN),
    ]
    if seen.id is not None:
        rules.append(col(Signal.id) != seen.id)
    if seen.direction is not None:
        rules.append(col(Signal.direction) == seen.direction)
    for column, value in ((Signal.theme, seen.theme), (Signal.target_group, seen.target_group)):
        if value is not None:
            rules.append(sa.or_(col(column) == value, col(column).is_(None)))
    query = queries.ROWS.where(*rules)
    newest = (col(Signal.seen_on).desc(), col(Signal.id))
    found = session.execute(query.order_by(*newest).limit(_MOST_READ))
    rows = [queries.row_of(actor, row) for row in found]
    near = [(_likeness(said, words.read_words(row.description).all), row) for row in rows]
    alike = [pair for pair in near if pair[0] >= FROM]
    alike.sort(key=lambda pair: pair[0], reverse=True)
    return [row for _near, row in alike[:MOST]]


def _likeness(one: frozenset[str], other: frozenset[str]) -> float:
    return len(one & other) / len(one | other)
