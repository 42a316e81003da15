"""Signals that contradict each other: on one group in one place, one of them negative and the other
positive.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import distinct_on
from sqlmodel import Session, col

from app.core import clock
from app.identity.actor import Actor
from app.signals import models, policy, queries, signal_fields

WITHIN = timedelta(days=28)  # both were seen in this period
MOST = 20
MOST_OF_ONE = 3


@dataclass(frozen=True, slots=True)
class Opposites:
    """Two signals, of all that contradict each other about this group here those that are nearest:
    about one theme, and seen last.
    """

    target_group: str
    municipality_code: str
    negative_id: UUID
    negative_theme: str
    negative_on: date
    positive_id: UUID
    positive_theme: str
    positive_on: date

    @property
    def is_of_one_theme(self) -> bool:
        return self.negative_theme == self.positive_theme


def find_opposites(session: Session, actor: Actor) -> list[Opposites]:
    """For the team of a region, one of each group and place: about one theme first, then what was
    seen last.
    """
    if not actor.team_regions:
        return []
    negative = _newest(actor, models.SignalDirection.NEGATIVE, "negative")
    positive = _newest(actor, models.SignalDirection.POSITIVE, "positive")
    place = (negative.c.target_group, negative.c.municipality_code)
    one_theme = negative.c.theme == positive.c.theme
    newest = sa.func.least(negative.c.seen_on, positive.c.seen_on)
    meets = sa.and_(
        positive.c.target_group == negative.c.target_group,
        positive.c.municipality_code == negative.c.municipality_code,
    )
    said = (side.c[name] for side in (negative, positive) for name in ("id", "theme", "seen_on"))
    columns = [column.label(f"said_{n}") for n, column in enumerate(said)]
    each: Any = (
        sa.select(*place, *columns, one_theme.label("one_theme"), newest.label("newest"))
        .join_from(negative, positive, meets)
        .ext(distinct_on(*place))
        .order_by(*place, one_theme.desc(), newest.desc(), negative.c.id, positive.c.id)
        .subquery()
    )
    query = sa.select(each).order_by(each.c.one_theme.desc(), each.c.newest.desc()).limit(MOST)
    return [Opposites(*row[:-2]) for row in session.execute(query)]


def find_opposites_of(
    session: Session, actor: Actor, signal: models.Signal
) -> list[signal_fields.SignalRow]:
    """What says the opposite of this signal: about the same group in the same municipality, for who
    may see both and know where both are; of a signal that waits too, so that who decides about it
    knows. About its theme first, then what was seen last.
    """
    waits = signal.status is models.SignalStatus.RECEIVED and policy.moderates(actor, signal)
    if not (signal.counts or waits) or policy.is_masked(actor, signal):
        return []
    if signal.direction is None or signal.target_group is None:
        return []
    seen, theme = col(models.Signal.seen_on), col(models.Signal.theme)
    query = queries.ROWS.where(
        col(models.Signal.region_code) == signal.region_code,
        col(models.Signal.municipality_code) == signal.municipality_code,
        col(models.Signal.target_group) == signal.target_group,
        col(models.Signal.direction) != signal.direction,
        seen.between(signal.seen_on - WITHIN, signal.seen_on + WITHIN),
        policy.counts(),
        policy.visible_to(actor),
        policy.knows_place(actor),
    )
    order = ((theme == signal.theme).desc(), seen.desc(), col(models.Signal.id))
    found = session.execute(query.order_by(*order).limit(MOST_OF_ONE))
    return [queries.row_of(actor, row) for row in found]


def _newest(actor: Actor, direction: models.SignalDirection, name: str) -> Any:
    """Of what counts in the regions of the team and was seen lately, the newest of each group,
    place and theme. Of a small group the team knows where, so nothing is left out.
    """
    about = (
        col(models.Signal.target_group),
        col(models.Signal.municipality_code),
        col(models.Signal.theme),
    )
    return (
        sa.select(*about, col(models.Signal.id), col(models.Signal.seen_on))
        .where(
            col(models.Signal.region_code).in_(actor.team_regions),
            policy.counts(),
            col(models.Signal.seen_on) > clock.today() - WITHIN,
            col(models.Signal.direction) == direction,
        )
        .ext(distinct_on(*about))
        .order_by(*about, col(models.Signal.seen_on).desc(), col(models.Signal.id).desc())
        .subquery(name)
    )
