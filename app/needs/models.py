"""The need, its states, and what follows from the loaded row."""

from collections.abc import Collection
from datetime import date, datetime
from typing import Any, ClassVar
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql
from sqlmodel import Field, Relationship, col

from app.core import clock, db, words
from app.core.i18n import pmark
from app.identity.models import Organisation
from app.language import lookup
from app.language.models import StoredText
from app.members import charge
from app.needs.endings import NeedOutcome as NeedOutcome, NeedWithdrawal as NeedWithdrawal
from app.reference import models as reference_models, place_names
from app.target_groups import models as group_models


class NeedStatus(words.Worded):
    """Where a need stands. How far it is covered is computed, never a state."""

    DRAFT = "draft", words.Word(pmark("need", "Draft"), icon="draft")
    OPEN = "open", words.Word(pmark("need", "Open"), icon="open")
    CLOSED = "closed", words.Word(pmark("need", "Closed"), icon="full-check")
    WITHDRAWN = "withdrawn", words.Word(pmark("need", "Withdrawn"), icon="cross")


class NeedState(words.Worded):
    """What a person sees: the stored status, or that the window of an open need is over."""

    DRAFT = NeedStatus.DRAFT
    OPEN = NeedStatus.OPEN
    OVER = "over", words.Word(pmark("need", "Over"), icon="clock")
    CLOSED = NeedStatus.CLOSED
    WITHDRAWN = NeedStatus.WITHDRAWN


# The one table of allowed changes.
NEXT: dict[NeedStatus, frozenset[NeedStatus]] = {
    NeedStatus.DRAFT: frozenset({NeedStatus.OPEN}),
    NeedStatus.OPEN: frozenset({NeedStatus.CLOSED, NeedStatus.WITHDRAWN}),
    NeedStatus.CLOSED: frozenset(),
    NeedStatus.WITHDRAWN: frozenset(),
}


class Urgency(words.Worded):
    """How soon help must come."""

    LOW = "low", words.Word(pmark("urgency", "Low"))
    NORMAL = "normal", words.Word(pmark("urgency", "Normal"), synonyms=("normaal",))
    HIGH = "high", words.Word(pmark("urgency", "High"))
    ACUTE = "acute", words.Word(pmark("urgency", "Urgent"), synonyms=("acuut",))


# Fewer people of a group in one municipality are recognisable: small groups are persons.
SMALL_GROUP = 5


def is_small_group(people: int | None, municipality_code: str | None) -> bool:
    """Whether so few people in one municipality can be recognised."""
    return people is not None and people < SMALL_GROUP and municipality_code is not None


# What a look for candidates and a count ask of a need, in their index.
_COUNTED = [
    "id", "organisation_id", "crisis_id", "municipality_code", "support_type", "people", "quantity",
    "committed", "needed_from", "needed_until", "edited_at", "version", "urgency", "also_groups",
    "target_group", "unit", "known_to",
]  # fmt: skip


class Need(charge.InCharge, table=True):
    """What a target group in an area lacks. Speaks of groups and numbers, never of a person."""

    __tablename__: ClassVar[str] = "need"
    __table_args__ = (
        *charge.keys("need"),
        sa.CheckConstraint("quantity >= 1", name="quantity_positive"),
        sa.CheckConstraint("committed BETWEEN 0 AND quantity", name="committed_within_quantity"),
        sa.CheckConstraint("people IS NULL OR people >= 1", name="people_positive"),
        sa.CheckConstraint("people IS NOT NULL OR unit NOT IN ('people', 'places')", name="sized"),
        sa.CheckConstraint(
            "needed_until IS NULL OR needed_until >= needed_from", name="window_in_order"
        ),
        sa.CheckConstraint(
            "(status = 'closed') = (outcome IS NOT NULL)", name="closed_has_outcome"
        ),
        sa.CheckConstraint(
            "(status = 'withdrawn') = (withdrawal IS NOT NULL)", name="withdrawn_has_reason"
        ),
        sa.CheckConstraint(
            "merged_into_id IS NULL OR coalesce(withdrawal = 'duplicate', false)",
            name="merged_is_duplicate",
        ),
        sa.CheckConstraint("merged_into_id <> id", name="merged_into_another"),
        sa.Index(
            "ix_need_merged",
            "merged_into_id",
            postgresql_where=sa.text("merged_into_id IS NOT NULL"),
        ),
        sa.Index("ix_need_newest", "region_code", "created_at", "id"),
        sa.Index("ix_need_urgent", "region_code", "urgency_order", "created_at", "id"),
        sa.Index("ix_need_organisation", "organisation_id", "created_at", "id"),
        # What waits for an organisation: every page counts it.
        sa.Index("ix_need_work", "organisation_id", "status", "needed_until"),
        sa.Index("ix_need_search", "search", postgresql_using="gin"),
        # For words with a slip of the finger.
        sa.Index(
            "ix_need_found_by",
            "found_by",
            postgresql_using="gin",
            postgresql_ops={"found_by": "gin_trgm_ops"},
        ),
        sa.Index(
            "ix_need_current",
            "region_code",
            "urgency_order",
            "created_at",
            "id",
            postgresql_where=sa.text("status IN ('draft', 'open')"),
        ),
        # A look for candidates reads all needs of a region that are open, and so does a count: from
        # here, not from as many pages.
        sa.Index(
            "ix_need_candidates",
            "region_code",
            "status",
            postgresql_include=_COUNTED,
        ),
    )

    id: UUID = Field(default_factory=db.new_id, primary_key=True)
    organisation_id: UUID = Field(foreign_key="organisation.id")
    region_code: str = Field(foreign_key="safety_region.code")
    # Empty: the whole region.
    municipality_code: str | None = Field(default=None, foreign_key="municipality.code")
    crisis_id: UUID | None = Field(default=None, foreign_key="crisis.id")
    # The measure or rule that this follows from.
    measure_id: UUID | None = Field(default=None, foreign_key="measure.id")
    title: str
    description: str = ""
    support_type: str = Field(foreign_key="support_type.slug")
    target_group: str = Field(foreign_key="target_group.slug")
    also_groups: list[str] = Field(
        default_factory=db.no_list, sa_column=sa.Column(postgresql.ARRAY(sa.Text), nullable=False)
    )
    people: int | None = None
    quantity: int
    unit: reference_models.Unit = Field(sa_type=db.text_enum(reference_models.Unit))
    # What accepted matches cover, in `unit`. No form has this field.
    committed: int = 0
    # Organisations that work on it: they see number and municipality of a small group too. No form
    # has this field.
    known_to: list[UUID] = Field(
        default_factory=db.no_list,
        sa_column=sa.Column(postgresql.ARRAY(sa.Uuid), nullable=False, server_default="{}"),
    )
    # Organisations that were ever asked for it or offered it: they can read it after it is
    # withdrawn. No form has this field.
    matched_with: list[UUID] = Field(
        default_factory=db.no_list,
        sa_column=sa.Column(postgresql.ARRAY(sa.Uuid), nullable=False, server_default="{}"),
    )
    urgency: Urgency = Field(default=Urgency.NORMAL, sa_type=db.text_enum(Urgency))
    urgency_order: int = Field(
        default=None,
        sa_column=sa.Column(
            sa.SmallInteger,
            sa.Computed(
                "CASE urgency WHEN 'acute' THEN 0 WHEN 'high' THEN 1 WHEN 'normal' THEN 2 ELSE "
                "3 END",
                persisted=True,
            ),
            nullable=False,
        ),
    )
    needed_from: date
    needed_until: date | None = None
    status: NeedStatus = Field(default=NeedStatus.DRAFT, sa_type=db.text_enum(NeedStatus))
    outcome: NeedOutcome | None = Field(default=None, sa_type=db.text_enum(NeedOutcome))
    withdrawal: NeedWithdrawal | None = Field(default=None, sa_type=db.text_enum(NeedWithdrawal))
    closing_note: str = ""
    # The need that it went up in, as it had been logged twice: its address leads there.
    merged_into_id: UUID | None = Field(default=None, foreign_key="need.id")
    created_at: datetime = Field(default_factory=db.utc_now, sa_type=db.Timestamp)
    published_at: datetime | None = Field(default=None, sa_type=db.Timestamp)
    ended_at: datetime | None = Field(default=None, sa_type=db.Timestamp)
    # Grows with every edit, so that two people who edit the same need hear of each other.
    version: int = 1
    # When it last became another thing to ask about: what it says changed, or room came free. A no
    # from before that does not count any more.
    edited_at: datetime = Field(default_factory=db.utc_now, sa_type=db.Timestamp)
    search_words: str = ""
    found_by: str = Field(default="", sa_column_kwargs={"server_default": ""})
    search: Any = lookup.search_column()
    titled: Any = lookup.titled_column()

    organisation: Organisation = Relationship(sa_relationship_kwargs={"lazy": "raise_on_sql"})
    crisis: reference_models.Crisis | None = Relationship(
        sa_relationship_kwargs={"lazy": "raise_on_sql"}
    )
    measure: reference_models.Measure | None = Relationship(
        sa_relationship_kwargs={"lazy": "raise_on_sql"}
    )

    @property
    def state(self) -> NeedState:
        """What a person sees today."""
        return state_on(clock.today(), self.status, self.needed_until)

    @property
    def is_small(self) -> bool:
        """So few people of a group in one municipality that others may not see where."""
        return is_small_group(self.people, self.municipality_code)

    @property
    def left(self) -> int:
        """What is still open, in `unit`."""
        return self.quantity - self.committed

    @property
    def needs_help(self) -> bool:
        """Whether it still asks for help today: it is open, and not covered yet."""
        return self.state is NeedState.OPEN and self.left > 0

    @property
    def groups(self) -> list[str]:
        """All target groups, the main one first."""
        return [self.target_group, *self.also_groups]


def _told(need: Need) -> tuple[str, ...]:
    # Where a small group lives is not found either, whoever asks; its title everybody reads.
    hides = place_names.without_places if need.is_small else (lambda text, _region: text)
    return (need.title, hides(need.description, need.region_code), need.search_words)


lookup.keep_found(Need, _told)


def state_on(day: date, status: NeedStatus, needed_until: date | None) -> NeedState:
    """The state of a need on a day. `is_open` and `is_over` are the same rule in SQL; a test holds
    them together.
    """
    if status is NeedStatus.OPEN and needed_until is not None and needed_until < day:
        return NeedState.OVER
    return NeedState(status.value)


def is_open(day: date) -> sa.ColumnElement[bool]:
    """Needs that ask for something on a day."""
    until = col(Need.needed_until)
    return sa.and_(col(Need.status) == NeedStatus.OPEN, sa.or_(until.is_(None), until >= day))


def needs_help(day: date) -> sa.ColumnElement[bool]:
    """Needs that still ask for help on a day, as `Need.needs_help` says; a test holds them."""
    return sa.and_(is_open(day), col(Need.committed) < col(Need.quantity))


def is_over(day: date) -> sa.ColumnElement[bool]:
    """Open needs whose last day is past. Never unknown, so that it can be turned round."""
    until = col(Need.needed_until)
    return sa.and_(col(Need.status) == NeedStatus.OPEN, until.is_not(None), until < day)


def are_for(groups: Collection[str]) -> sa.ColumnElement[bool]:
    """Needs of one of these groups, as the main one or beside it, or of all residents."""
    return sa.or_(
        col(Need.target_group).in_(group_models.names_for(groups)),
        group_models.are_for(col(Need.also_groups), groups),
    )


def are_served_by(named: Collection[str]) -> sa.ColumnElement[bool]:
    """Needs that an offer with these groups is for, as `is_for` says it of one."""
    if group_models.ALL_RESIDENTS in named:
        return sa.true()
    also = col(Need.also_groups).bool_op("&&")(sa.cast(list(named), postgresql.ARRAY(sa.Text)))
    return sa.or_(col(Need.target_group).in_(named), also)


class NeedText(StoredText, table=True):
    """What a need says, as matching reads it: written by commands, repaired by a job."""

    __tablename__: ClassVar[str] = "need_text"
    __table_args__ = (
        sa.Index("ix_need_text_words", "words", postgresql_using="gin"),
        # The distances of a whole region are read from this index alone, page after page.
        sa.Index("ix_need_text_region", "region_code", postgresql_include=["need_id", "meaning"]),
    )

    need_id: UUID = Field(foreign_key="need.id", ondelete="CASCADE", primary_key=True)
