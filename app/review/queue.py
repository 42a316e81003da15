"""What waits for the team, in the order in which it is looked at."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col

from app.core import clock
from app.core.i18n import local_day
from app.identity.actor import Actor
from app.matches.models import ASKED, Match, MatchStatus
from app.needs.models import Need, NeedStatus, Urgency
from app.needs.policy import is_masked
from app.reference.queries import get_settings
from app.review.decided import Decided, find_decided

MOST = 500  # in one round; a region with more starts again
AROUND = 8  # that the list beside the page shows


@dataclass(frozen=True, slots=True)
class Waiting:
    """A proposal, or a need that nobody is asked for and for which the engine may have a
    suggestion.
    """

    id: UUID
    title: str
    # Empty: the whole region, or a group so small that its place is not told.
    municipality_code: str | None
    urgency: Urgency
    # The team takes as many days as a partner gets to answer. A need has no such day.
    review_by: datetime | None

    @property
    def is_need(self) -> bool:
        return self.review_by is None

    @property
    def days_late(self) -> int:
        """Days since it should have been reviewed, at least one; 0 when it is in time."""
        if self.review_by is None or clock.now() <= self.review_by:
            return 0
        return max(1, (clock.today() - local_day(self.review_by)).days)


@dataclass(frozen=True)
class Round:
    """Things of one kind, the most urgent first and then what waits longest. `total` may be more
    than the round.
    """

    waiting: list[Waiting]
    total: int

    def find(self, id_: UUID) -> Waiting | None:
        """One that waits."""
        return next((one for one in self.waiting if one.id == id_), None)

    def place(self, id_: UUID) -> int:
        """Which one it is, counted from 1; 0 when it does not wait any more."""
        return next(
            (number for number, one in enumerate(self.waiting, start=1) if one.id == id_), 0
        )

    def after(self, id_: UUID) -> Waiting | None:
        """The next one; None after the last."""
        place = self.place(id_)
        return self.waiting[place] if place < len(self.waiting) else None

    def around(self, id_: UUID) -> list[Waiting]:
        """The part that is shown beside one of them: that one second."""
        start = max(0, min(self.place(id_) - 2, len(self.waiting) - AROUND))
        return self.waiting[start : start + AROUND]


@dataclass(frozen=True)
class Queue:
    """First the proposals, then the needs that nobody is asked for; and what this person decided
    today.
    """

    proposals: Round
    needs: Round
    decided: list[Decided]

    @property
    def first(self) -> Waiting | None:
        return next(iter([*self.proposals.waiting, *self.needs.waiting]), None)

    def after(self, id_: UUID) -> Waiting | None:
        """The next one to look at; None at the end."""
        if self.needs.find(id_):
            return self.needs.after(id_)
        return self.proposals.after(id_) or next(iter(self.needs.waiting), None)

    @property
    def approved(self) -> int:
        return sum(one.is_yes for one in self.decided)

    @property
    def declined(self) -> int:
        return len(self.decided) - self.approved

    @property
    def previous(self) -> Decided | None:
        """The last decision, while it can still be undone."""
        return self.decided[0] if self.decided and self.decided[0].is_held else None


def get_queue(session: Session, actor: Actor) -> Queue:
    """The queue of the actor's teams. Four queries, and one for the settings of each region with a
    proposal.
    """
    return Queue(_proposals(session, actor), _needs(session, actor), find_decided(session, actor))


_SHOWN: Any = (
    col(Need.title),
    col(Need.organisation_id),
    col(Need.municipality_code),
    col(Need.people),
    col(Need.known_to),
    col(Need.urgency),
    sa.func.count().over().label("total"),
)


def _proposals(session: Session, actor: Actor) -> Round:
    rows: Any = session.execute(
        sa.select(col(Match.id), col(Match.created_at), col(Match.region_code), *_SHOWN)
        .join(Need, col(Need.id) == col(Match.need_id))
        .where(
            col(Match.region_code).in_(actor.team_regions),
            col(Match.status) == MatchStatus.PROPOSED,
            col(Match.needs_review),
        )
        .order_by(col(Need.urgency_order), col(Match.created_at), col(Match.id))
        .limit(MOST)
    ).all()
    days = {
        region: timedelta(days=get_settings(session, region).answer_days)
        for region in sorted({row.region_code for row in rows})
    }
    return _round(actor, rows, {row.id: row.created_at + days[row.region_code] for row in rows})


def _needs(session: Session, actor: Actor) -> Round:
    is_asked = (
        sa.select(sa.literal(1))
        .where(col(Match.need_id) == col(Need.id), col(Match.status).in_(ASKED))
        .exists()
    )
    rows: Any = session.execute(
        sa.select(col(Need.id), *_SHOWN)
        .where(
            col(Need.region_code).in_(actor.team_regions),
            col(Need.status) == NeedStatus.OPEN,
            col(Need.committed) < col(Need.quantity),
            ~is_asked,
        )
        .order_by(col(Need.urgency_order), col(Need.created_at), col(Need.id))
        .limit(MOST)
    ).all()
    return _round(actor, rows, {})


def _round(actor: Actor, rows: Any, review_by: dict[UUID, datetime]) -> Round:
    waiting = [
        Waiting(
            id=row.id,
            title=row.title,
            municipality_code=None if is_masked(actor, row) else row.municipality_code,
            urgency=row.urgency,
            review_by=review_by.get(row.id),
        )
        for row in rows
    ]
    return Round(waiting, rows[0].total if rows else 0)
