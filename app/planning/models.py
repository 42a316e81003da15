"""A plan, what it proposes, and what it leaves open."""

from datetime import datetime
from enum import StrEnum
from typing import Any, ClassVar
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field, SQLModel

from app.core import db, words
from app.core.i18n import mark


class PlanStatus(StrEnum):
    """Where a plan stands."""

    QUEUED = "queued"
    RUNNING = "running"
    READY = "ready"
    FAILED = "failed"


class PlanStage(words.Worded):
    """What is being done, in order."""

    GATHERING = "gathering", words.Word(mark("Looks up what is needed and what is on offer"))
    COMPARING = "comparing", words.Word(mark("Compares every need with every offer"))
    SOLVING = "solving", words.Word(mark("Divides the offers over the needs"))
    CHECKING = "checking", words.Word(mark("Checks that no better plan exists"))
    STORING = "storing", words.Word(mark("Writes the proposals down"))


class PlanFailure(words.Worded):
    """Why there is no plan."""

    TOO_LARGE = (
        "too_large",
        words.Word(mark("There are too many needs and offers to plan at once.")),
    )
    # Its worker was stopped each time.
    STOPPED = "stopped", words.Word(mark("The work stopped halfway. Try again."))
    BROKEN = (
        "broken",
        words.Word(
            mark(
                "Something went wrong on our side. Try again. Does it happen again? Tell the "
                "administrator."
            )
        ),
    )


class LineStatus(StrEnum):
    """What the team did with one proposal of a plan."""

    OPEN = "open"
    TAKEN = "taken"
    LEFT = "left"  # it did not fit any more when somebody took it over


class LeftReason(words.Worded):
    """Why a proposal did not fit any more."""

    NEED_ENDED = "need_ended", words.Word(mark("The need is not open any more."))
    NEED_COVERED = "need_covered", words.Word(mark("Less is needed now than this proposal gives."))
    OFFER_ENDED = "offer_ended", words.Word(mark("The offer is not available any more."))
    OFFER_FULL = (
        "offer_full",
        words.Word(mark("The offer has less left now than this proposal takes.")),
    )
    ALREADY_ASKED = (
        "already_asked",
        words.Word(mark("These two are proposed to each other already.")),
    )
    OTHER = "other", words.Word(mark("This proposal cannot be made any more."))


class GapReason(words.Worded):
    """Why something of a need stays open."""

    NO_OFFER = "no_offer", words.Word(mark("Nobody offers this kind of help now."))
    UNITS_DIFFER = (
        "units_differ",
        words.Word(mark("There are offers of this kind, but they count in another unit.")),
    )
    OTHER_PERIOD = (
        "other_period",
        words.Word(mark("There are offers of this kind, but only in another period.")),
    )
    TOO_FAR = "too_far", words.Word(mark("There are offers of this kind, but only too far away."))
    POOR_FIT = (
        "poor_fit",
        words.Word(mark("There are offers of this kind, but none fits well enough to invite.")),
    )
    ASKED_ELSEWHERE = (
        "asked_elsewhere",
        words.Word(
            mark("What fits is asked for other needs already. Those answers are still to come.")
        ),
    )
    MORE_URGENT = "more_urgent", words.Word(mark("What fits goes to needs that are more urgent."))
    AS_URGENT = (
        "as_urgent",
        words.Word(mark("What fits is shared with needs that are as urgent, or more.")),
    )
    NOT_ENOUGH = (
        "not_enough",
        words.Word(mark("Everything that fits is used for this need, and it is not enough.")),
    )


LIVE = (PlanStatus.QUEUED, PlanStatus.RUNNING)


class Plan(SQLModel, table=True):
    """One proposal for a whole region. Who asked for it stands in the trail."""

    __tablename__: ClassVar[str] = "plan"
    __table_args__ = (
        sa.CheckConstraint("(status = 'failed') = (failure IS NOT NULL)", name="failed_has_reason"),
        sa.CheckConstraint("(status = 'running') = (stage IS NOT NULL)", name="running_has_stage"),
        sa.CheckConstraint(
            "(status = 'ready') = (objective IS NOT NULL) AND (status = 'ready') = (covered IS "
            "NOT NULL)",
            name="ready_has_result",
        ),
        sa.CheckConstraint(
            "(status IN ('ready', 'failed')) = (finished_at IS NOT NULL)", name="ended_has_moment"
        ),
        sa.CheckConstraint("bound >= objective", name="bound_above_objective"),
        sa.CheckConstraint(
            "need_count >= 0 AND offer_count >= 0 AND pair_count >= 0", name="counts_positive"
        ),
        sa.CheckConstraint("covered BETWEEN 0 AND wanted", name="covered_within_wanted"),
        # One at a time: two would plan the same offers.
        sa.Index(
            "uq_plan_live",
            "region_code",
            unique=True,
            postgresql_where=sa.text("status IN ('queued', 'running')"),
        ),
        sa.Index("ix_plan_newest", "region_code", "created_at"),
    )

    id: UUID = Field(default_factory=db.new_id, primary_key=True)
    region_code: str = Field(foreign_key="safety_region.code")
    status: PlanStatus = Field(default=PlanStatus.QUEUED, sa_type=db.text_enum(PlanStatus))
    stage: PlanStage | None = Field(default=None, sa_type=db.text_enum(PlanStage))
    failure: PlanFailure | None = Field(default=None, sa_type=db.text_enum(PlanFailure))
    # What it looks at: needs with something left, offers that fit one of them, and pairs that may
    # be made.
    need_count: int = 0
    offer_count: int = 0
    pair_count: int = 0
    # In the points of `problem.worth`. No plan can be worth more than the bound. The bound is empty
    # when nobody looked for it.
    objective: int | None = Field(default=None, sa_type=sa.BigInteger)
    bound: int | None = Field(default=None, sa_type=sa.BigInteger)
    # Quantities, whatever their unit.
    wanted: int | None = Field(default=None, sa_type=sa.BigInteger)
    covered: int | None = Field(default=None, sa_type=sa.BigInteger)
    engine: str = Field(default="", max_length=32)
    # How often a worker began it: one that it kills each time is not begun for ever.
    tries: int = Field(default=0, sa_column_kwargs={"server_default": "0"})
    created_at: datetime = Field(default_factory=db.utc_now, sa_type=db.Timestamp)
    # The last sign of life.
    moved_at: datetime = Field(default_factory=db.utc_now, sa_type=db.Timestamp)
    finished_at: datetime | None = Field(default=None, sa_type=db.Timestamp)

    @property
    def is_live(self) -> bool:
        """Whether it is still being made."""
        return self.status in LIVE

    @property
    def is_best(self) -> bool:
        """Whether it was proved that no plan covers more, better."""
        return self.objective is not None and self.objective == self.bound


def _of_plan() -> Any:
    return sa.Column(sa.Uuid, sa.ForeignKey("plan.id", ondelete="CASCADE"), nullable=False)


class PlanNeed(SQLModel, table=True):
    """A need as the plan found it, and why something of it stays open."""

    __tablename__: ClassVar[str] = "plan_need"
    __table_args__ = (
        sa.CheckConstraint(
            "planned BETWEEN 0 AND wanted AND wanted >= 1", name="planned_within_wanted"
        ),
        sa.CheckConstraint("(planned < wanted) = (gap IS NOT NULL)", name="open_has_reason"),
    )

    plan_id: UUID = Field(
        sa_column=sa.Column(
            sa.Uuid, sa.ForeignKey("plan.id", ondelete="CASCADE"), primary_key=True, nullable=False
        )
    )
    need_id: UUID = Field(foreign_key="need.id", primary_key=True)
    wanted: int
    planned: int
    gap: GapReason | None = Field(default=None, sa_type=db.text_enum(GapReason))


class PlanLine(SQLModel, table=True):
    """One proposal: so much of this offer for that need. The units are equal."""

    __tablename__: ClassVar[str] = "plan_line"
    __table_args__ = (
        sa.CheckConstraint("quantity >= 1", name="quantity_positive"),
        sa.CheckConstraint("score BETWEEN 0 AND 1", name="score_in_range"),
        sa.CheckConstraint("(status = 'taken') = (match_id IS NOT NULL)", name="taken_has_match"),
        sa.CheckConstraint("(status = 'left') = (left_reason IS NOT NULL)", name="left_has_reason"),
        sa.Index("uq_plan_line_pair", "plan_id", "need_id", "offer_id", unique=True),
        sa.Index("ix_plan_line_match", "match_id"),
    )

    id: UUID = Field(default_factory=db.new_id, primary_key=True)
    plan_id: UUID = Field(sa_column=_of_plan())
    need_id: UUID = Field(foreign_key="need.id")
    offer_id: UUID = Field(foreign_key="offer.id")
    quantity: int
    score: float
    # The terms of the score, and the words that were made of them: language -> [reasons, cautions].
    terms: dict[str, float] = Field(sa_column=sa.Column(JSONB, nullable=False))
    reasons: dict[str, list[list[str]]] = Field(sa_column=sa.Column(JSONB, nullable=False))
    status: LineStatus = Field(default=LineStatus.OPEN, sa_type=db.text_enum(LineStatus))
    left_reason: LeftReason | None = Field(default=None, sa_type=db.text_enum(LeftReason))
    match_id: UUID | None = Field(default=None, foreign_key="match.id")
