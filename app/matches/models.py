"""The match, its states, and what follows from the loaded row."""

from datetime import datetime, timedelta
from typing import Any, ClassVar
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field, Relationship, col

from app.core import clock, db, words
from app.core.i18n import mark, pmark
from app.matches import arrivals, board_place, grace, noted_answers
from app.matches.arrivals import Arrived as Arrived
from app.matches.noted_answers import (
    Channel as Channel,
    NotedAnswer as NotedAnswer,
    Side as Side,
    sides_where as sides_where,
)
from app.needs.models import Need
from app.offers.models import Offer


class MatchStatus(words.Worded):
    """Where a match stands."""

    PROPOSED = "proposed", words.Word(pmark("match", "Proposed"), icon="quarter")
    APPROVED = "approved", words.Word(pmark("match", "Asked"), icon="half")
    ACCEPTED = "accepted", words.Word(pmark("match", "Agreed"), icon="half")
    RUNNING = "running", words.Word(pmark("match", "Running"), icon="three-quarter")
    COMPLETED = "completed", words.Word(pmark("match", "Completed"), icon="full-check")
    DECLINED = "declined", words.Word(pmark("match", "Declined"), icon="cross")
    WITHDRAWN = "withdrawn", words.Word(pmark("match", "Withdrawn"), icon="cross")
    LAPSED = "lapsed", words.Word(pmark("match", "No answer"), icon="cross")


# The one table of allowed changes. Back to approved or proposed is undoing: a partner its answer,
# with what that had ended, the team its own decision before anybody was told.
_ANSWERS = (
    MatchStatus.ACCEPTED,
    MatchStatus.DECLINED,
    MatchStatus.WITHDRAWN,
    MatchStatus.LAPSED,
)
NEXT: dict[MatchStatus, frozenset[MatchStatus]] = {
    MatchStatus.PROPOSED: frozenset({MatchStatus.APPROVED, *_ANSWERS}),
    MatchStatus.APPROVED: frozenset({MatchStatus.PROPOSED, *_ANSWERS}),
    MatchStatus.ACCEPTED: frozenset(
        {
            MatchStatus.RUNNING,
            MatchStatus.COMPLETED,
            MatchStatus.WITHDRAWN,
            MatchStatus.APPROVED,
            MatchStatus.PROPOSED,
        }
    ),
    MatchStatus.RUNNING: frozenset({MatchStatus.COMPLETED, MatchStatus.WITHDRAWN}),
    MatchStatus.COMPLETED: frozenset(),
    MatchStatus.DECLINED: frozenset({MatchStatus.APPROVED, MatchStatus.PROPOSED}),
    MatchStatus.WITHDRAWN: frozenset({MatchStatus.APPROVED, MatchStatus.PROPOSED}),
    MatchStatus.LAPSED: frozenset(),
}
ASKED = (MatchStatus.PROPOSED, MatchStatus.APPROVED)
COMMITTED = (MatchStatus.ACCEPTED, MatchStatus.RUNNING, MatchStatus.COMPLETED)
LIVE = (MatchStatus.PROPOSED, MatchStatus.APPROVED, MatchStatus.ACCEPTED, MatchStatus.RUNNING)
ENDED = (MatchStatus.COMPLETED, MatchStatus.DECLINED, MatchStatus.WITHDRAWN, MatchStatus.LAPSED)


# The two organisations, that of the need first.
SIDES = (Side.NEED, Side.OFFER)
# How long a decision of the team in its review, or an answer, can be undone; nobody is told before.
GRACE = timedelta(minutes=1)
# Who should have been told so long ago is told by whoever looks for it.
TOLD_LATE = timedelta(minutes=1)
_JSON: Any = JSONB(none_as_null=True)


class DeclineReason(words.Worded):
    """Why somebody said no."""

    WRONG_GROUP = "wrong_group", words.Word(mark("It is not for this group"))
    TOO_FAR = "too_far", words.Word(mark("Too far away"))
    NO_CAPACITY = "no_capacity", words.Word(mark("No room any more"))
    ALREADY_SOLVED = "already_solved", words.Word(mark("Already solved in another way"))
    OTHER = "other", words.Word(mark("Another reason"))


class WithdrawReason(words.Worded):
    """Why a match was taken back. The system itself uses `no_longer_needed`."""

    NO_LONGER_NEEDED = "no_longer_needed", words.Word(mark("No longer needed"))
    CANNOT_ANYMORE = "cannot_anymore", words.Word(mark("We cannot do it any more"))
    WRONG = "wrong", words.Word(mark("Proposed by mistake"))
    TERMS_CHANGED = "terms_changed", words.Word(mark("What was asked for has changed"))
    # Its two organisations were one, or the same was asked of both.
    MERGED = "merged", words.Word(mark("The two organisations became one"))
    # Its need was logged twice, and goes on as the other one.
    JOINED = "joined", words.Word(mark("The need goes on as another one"))
    OTHER = "other", words.Word(mark("Another reason"))


class MatchOutcome(words.Worded):
    """How a completed match went."""

    SUCCEEDED = "succeeded", words.Word(mark("It worked"))
    PARTLY = "partly", words.Word(mark("It worked partly"))
    FAILED = "failed", words.Word(mark("It did not work"))


class Match(grace.Graced, noted_answers.NotedOnMatch, arrivals.ArrivedOnMatch, table=True):
    """A need × an offer × a quantity. A proposal reserves nothing; the last yes commits the
    quantity on both sides, with both rows locked.
    """

    __tablename__: ClassVar[str] = "match"
    __table_args__ = (
        sa.CheckConstraint("quantity >= 1 AND offer_quantity >= 1", name="quantities_positive"),
        sa.CheckConstraint(
            "(status = 'declined') = (decline_reason IS NOT NULL)", name="declined_has_reason"
        ),
        sa.CheckConstraint(
            "(status = 'withdrawn') = (withdraw_reason IS NOT NULL)", name="withdrawn_has_reason"
        ),
        sa.CheckConstraint(
            "(status = 'completed') = (outcome IS NOT NULL)", name="completed_has_outcome"
        ),
        sa.CheckConstraint(
            "people_reached IS NULL OR people_reached >= 0", name="people_reached_positive"
        ),
        *noted_answers.CONSTRAINTS,
        sa.Index(
            "uq_match_live_pair",
            "need_id",
            "offer_id",
            unique=True,
            postgresql_where=sa.text("status IN ('proposed', 'approved', 'accepted', 'running')"),
        ),
        sa.Index("ix_match_need", "need_id", "status"),
        sa.Index("ix_match_offer", "offer_id", "status"),
        sa.Index("ix_match_board", "region_code", "status", "moved_at", "id"),
        sa.Index("ix_match_column", "region_code", "board_column", "moved_at", "id"),
        sa.Index("ix_match_need_side", "need_organisation_id", "status"),
        sa.Index("ix_match_offer_side", "offer_organisation_id", "status"),
        sa.Index(
            "ix_match_tell",
            "tell_at",
            postgresql_where=sa.text("tell_at IS NOT NULL AND status <> 'withdrawn'"),
        ),
        sa.Index("ix_match_undo", "undo_until", postgresql_where=sa.text("undo_until IS NOT NULL")),
    )

    id: UUID = Field(default_factory=db.new_id, primary_key=True)
    need_id: UUID = Field(foreign_key="need.id")
    offer_id: UUID = Field(foreign_key="offer.id")
    # Copied from need and offer, which never change owner: every rule asks them.
    region_code: str = Field(foreign_key="safety_region.code")
    need_organisation_id: UUID = Field(foreign_key="organisation.id")
    offer_organisation_id: UUID = Field(foreign_key="organisation.id")
    # In the need's unit and in the offer's. On acceptance they become what was accepted.
    quantity: int
    offer_quantity: int
    status: MatchStatus = Field(default=MatchStatus.PROPOSED, sa_type=db.text_enum(MatchStatus))
    proposed_by: Side = Field(sa_type=db.text_enum(Side))
    # Whether the region's team looks at it before the partner is asked.
    needs_review: bool
    # The team takes as many days for that as a partner had to answer when it was proposed.
    review_by: datetime | None = Field(default=None, sa_type=db.Timestamp)
    # Which `BoardPlace` it has.
    board_column: int = Field(default=None, sa_column=board_place.column())
    # Who still has to say yes.
    awaits_need: bool
    awaits_offer: bool
    reason: str = ""
    answer_by: datetime | None = Field(default=None, sa_type=db.Timestamp)
    # Until then nobody is told what the team decided, and the team can undo it. Empty: there is
    # nothing left to tell.
    tell_at: datetime | None = Field(default=None, sa_type=db.Timestamp)
    decline_reason: DeclineReason | None = Field(default=None, sa_type=db.text_enum(DeclineReason))
    declined_by: Side | None = Field(default=None, sa_type=db.text_enum(Side))
    withdraw_reason: WithdrawReason | None = Field(
        default=None, sa_type=db.text_enum(WithdrawReason)
    )
    ending_note: str = ""
    outcome: MatchOutcome | None = Field(default=None, sa_type=db.text_enum(MatchOutcome))
    people_reached: int | None = None
    # What each side wrote with its own yes.
    need_reply: str = Field(default="", sa_column_kwargs={"server_default": ""})
    offer_reply: str = Field(default="", sa_column_kwargs={"server_default": ""})
    # What who proposed it, or said yes first, had before it; the same file makes and reads both.
    asked_terms: dict[str, dict[str, Any]] | None = Field(default=None, sa_type=_JSON)
    # What both sides said yes to; `app.matches.terms` makes and reads it.
    agreed: dict[str, dict[str, Any]] | None = Field(default=None, sa_type=_JSON)
    # Who has to say whether what the other side changed since then can be.
    need_confirms: bool = Field(default=False, sa_column_kwargs={"server_default": sa.false()})
    offer_confirms: bool = Field(default=False, sa_column_kwargs={"server_default": sa.false()})
    # What the engine made of the pair when it was proposed: every term (0 to 1), their sum, and
    # which engine it was.
    terms: dict[str, float] | None = Field(default=None, sa_type=_JSON)
    score: float | None = None
    engine: str | None = Field(default=None, max_length=40)
    created_at: datetime = Field(default_factory=db.utc_now, sa_type=db.Timestamp)
    moved_at: datetime = Field(default_factory=db.utc_now, sa_type=db.Timestamp)
    accepted_at: datetime | None = Field(default=None, sa_type=db.Timestamp)
    # Empty as well where it was completed without anybody saying that it had begun.
    started_at: datetime | None = Field(default=None, sa_type=db.Timestamp)

    need: Need = Relationship(sa_relationship_kwargs={"lazy": "raise_on_sql"})
    offer: Offer = Relationship(sa_relationship_kwargs={"lazy": "raise_on_sql"})

    @property
    def beside(self) -> tuple[UUID, ...]:
        """Whose pages it stands on: what happens to it is told to who watches those."""
        return self.need_id, self.offer_id, self.need_organisation_id, self.offer_organisation_id

    @property
    def can_be_answered(self) -> bool:
        """Whether the partner is asked now: reviewed, or review was not asked."""
        return self.status is MatchStatus.APPROVED or (
            self.status is MatchStatus.PROPOSED and not self.needs_review
        )

    @property
    def unproven(self) -> list[Side]:
        """Sides whose yes counts on the word of the other side alone. That one learns nothing by it
        until they say that it is right, or the team asks them.
        """
        if self.status not in (*ASKED, *COMMITTED):
            return []
        return sides_where(
            need=not self.awaits_need and self.need_answer_by is Side.OFFER,
            offer=not self.awaits_offer and self.offer_answer_by is Side.NEED,
        )

    @property
    def confirming(self) -> list[Side]:
        """Who is asked whether what the other side changed after the yes can be."""
        return sides_where(need=self.need_confirms, offer=self.offer_confirms)

    def ask_again(self, changed: Side, *, is_changed: bool) -> None:
        """One side changed its terms, or they are again as they were: the other is asked, or not
        any more.
        """
        if changed is Side.NEED:
            self.offer_confirms = is_changed
        else:
            self.need_confirms = is_changed

    def stop_asking(self, side: Side) -> None:
        """This side has answered about the changed terms."""
        self.ask_again(side.other, is_changed=False)

    @property
    def is_untold(self) -> bool:
        """Whether only the team knows of its decision: the minute is not over and neither side has
        answered.
        """
        if self.tell_at is None or self.tell_at <= clock.now():
            return False
        if self.status is MatchStatus.DECLINED:
            return self.declined_by is Side.TEAM
        asked = (self.proposed_by is not Side.NEED, self.proposed_by is not Side.OFFER)
        return (
            self.status is MatchStatus.APPROVED and (self.awaits_need, self.awaits_offer) == asked
        )


def was_told() -> sa.ColumnElement[bool]:
    """Matches of which somebody outside the team heard: not what it proposed itself and took back
    within the minute. Who proposed one that was reviewed, or answered one, knows that it was there.
    """
    unheard = (
        col(Match.status) == MatchStatus.WITHDRAWN,
        col(Match.tell_at).is_not(None),
        col(Match.needs_review).is_(False),
        col(Match.awaits_need),
        col(Match.awaits_offer),
    )
    return sa.not_(sa.and_(*unheard))


def went_well() -> sa.ColumnElement[bool]:
    """Completed matches of which the help arrived, at least in part: the side that needed it knows
    best. As long as it did not say, what the completion says, unless who helped says no. Never
    null.
    """
    outcomes = MatchOutcome.SUCCEEDED, MatchOutcome.PARTLY
    needed, helped = col(Match.need_arrived), col(Match.offer_arrived)
    return sa.and_(
        col(Match.status) == MatchStatus.COMPLETED,
        sa.case(
            (needed.is_not(None), needed != Arrived.NO),
            else_=sa.and_(col(Match.outcome).in_(outcomes), helped.is_distinct_from(Arrived.NO)),
        ),
    )
