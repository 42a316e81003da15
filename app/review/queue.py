"""The queue of the review: what waits for the team, and what a person decided today."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from app.core import clock, i18n
from app.needs.models import Urgency

AROUND = 8  # things in the list beside the page


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
    is_need: bool
    # A need has no such day.
    review_by: datetime | None
    # Whose help is proposed, and with which offer where that organisation offers two for one need.
    partner: str = ""

    @property
    def is_late(self) -> bool:
        """Whether the day is past on which it should have been reviewed."""
        return self.review_by is not None and i18n.local_day(self.review_by) < clock.today()


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

    @property
    def first(self) -> list[Waiting]:
        """The part that is shown where none of them is open."""
        return self.waiting[:AROUND]

    def around(self, id_: UUID) -> list[Waiting]:
        """The part that is shown beside one of them: that one second."""
        start = max(0, min(self.place(id_) - 2, len(self.waiting) - AROUND))
        return self.waiting[start : start + AROUND]


@dataclass(frozen=True, slots=True)
class Decided:
    """One decision: about a match, or about a pair that was suggested. One step back
    undoes it while nobody was told.
    """

    id: UUID
    need_id: UUID
    offer_id: UUID
    is_match: bool
    title: str
    partner: str
    municipality_code: str | None
    is_yes: bool
    can_be_undone: bool
    at: datetime
    undo_until: datetime


@dataclass(frozen=True)
class Queue:
    """First the proposals, then the needs that nobody is asked for; and what this person decided
    today.
    """

    proposals: Round
    needs: Round
    decided: list[Decided]

    def after(self, id_: UUID) -> Waiting | None:
        """The next one to look at. None after the last proposal and after the last need: inviting
        is something else than reviewing, so nobody gets from one into the other unasked.
        """
        return self.needs.after(id_) if self.needs.find(id_) else self.proposals.after(id_)

    @property
    def approved(self) -> int:
        return sum(one.is_yes for one in self.decided)

    @property
    def declined(self) -> int:
        return len(self.decided) - self.approved

    @property
    def previous(self) -> Decided | None:
        """The last decision, while it can still be undone."""
        return self.decided[0] if self.decided and self.decided[0].can_be_undone else None
