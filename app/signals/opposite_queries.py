"""Signals that contradict each other: on one group in one place, one of them negative and the other
positive.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from app.core import clock
from app.identity.actor import Actor
from app.signals import models
from app.signals.models import Signal

WITHIN = timedelta(days=28)  # both were seen in this period
MOST = 20


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
    negative, positive = aliased(Signal, name="negative"), aliased(Signal, name="positive")
    one_theme = col(negative.theme) == col(positive.theme)
    newest = sa.func.least(col(negative.seen_on), col(positive.seen_on))
    nearest = (one_theme.desc(), newest.desc())
    place = (col(negative.target_group), col(negative.municipality_code))
    columns = (
        col(negative.target_group),
        col(negative.municipality_code),
        col(negative.id).label("negative_id"),
        col(negative.theme).label("negative_theme"),
        col(negative.seen_on).label("negative_on"),
        col(positive.id).label("positive_id"),
        col(positive.theme).label("positive_theme"),
        col(positive.seen_on).label("positive_on"),
        one_theme.label("one_theme"),
        newest.label("newest"),
    )
    meets = sa.and_(
        col(positive.target_group) == col(negative.target_group),
        col(positive.municipality_code) == col(negative.municipality_code),
        *_said(actor, positive, models.SignalDirection.POSITIVE),
    )
    each: Any = (
        sa.select(*columns)
        .join(positive, meets)
        .where(*_said(actor, negative, models.SignalDirection.NEGATIVE))
        .distinct(*place)
        .order_by(*place, *nearest, col(negative.id), col(positive.id))
        .subquery()
    )
    query = sa.select(each).order_by(each.c.one_theme.desc(), each.c.newest.desc()).limit(MOST)
    return [Opposites(*row[:-2]) for row in session.execute(query)]


def _said(
    actor: Actor, signal: Any, direction: models.SignalDirection
) -> list[sa.ColumnElement[bool]]:
    """What counts in the regions of the team, seen lately. Of a small group the team knows where,
    so nothing is left out.
    """
    return [
        col(signal.region_code).in_(actor.team_regions),
        col(signal.status) == models.SignalStatus.ACCEPTED,
        col(signal.theme).is_not(None),
        col(signal.seen_on) > clock.today() - WITHIN,
        col(signal.direction) == direction,
    ]
