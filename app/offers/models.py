"""The offer, its states, and what follows from the loaded row."""

from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any, ClassVar
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql
from sqlmodel import Field, Relationship, col

from app.core import clock, db, words
from app.core.i18n import mark, pmark
from app.identity.models import Organisation
from app.language import lookup
from app.language.models import StoredText
from app.members import charge
from app.reference import models as reference_models

# So long before an offer ends its owner is asked whether it still holds.
ENDS_SOON = timedelta(days=7)


class OfferStatus(StrEnum):
    """Where an offer stands. Expired and exhausted are computed, never stored."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    PUBLISHED = "published"
    PAUSED = "paused"
    WITHDRAWN = "withdrawn"


# The one table of allowed changes. Submitted exists where the region moderates that kind of
# organisation; the team sends a submitted offer back to draft.
NEXT: dict[OfferStatus, frozenset[OfferStatus]] = {
    OfferStatus.DRAFT: frozenset({OfferStatus.SUBMITTED, OfferStatus.PUBLISHED}),
    OfferStatus.SUBMITTED: frozenset(
        {OfferStatus.DRAFT, OfferStatus.PUBLISHED, OfferStatus.WITHDRAWN}
    ),
    OfferStatus.PUBLISHED: frozenset({OfferStatus.PAUSED, OfferStatus.WITHDRAWN}),
    OfferStatus.PAUSED: frozenset({OfferStatus.PUBLISHED, OfferStatus.WITHDRAWN}),
    OfferStatus.WITHDRAWN: frozenset(),
}


class OfferWithdrawal(words.Worded):
    """Why an offer was taken back."""

    NO_CAPACITY = "no_capacity", words.Word(mark("No capacity any more"))
    STOPPED = "stopped", words.Word(mark("We stopped doing this"))
    DUPLICATE = "duplicate", words.Word(mark("Posted twice"))
    OTHER = "other", words.Word(mark("Another reason"))


class Offer(charge.InCharge, table=True):
    """What an organisation can supply, for whom and where."""

    __tablename__: ClassVar[str] = "offer"
    __table_args__ = (
        *charge.keys("offer"),
        sa.CheckConstraint("quantity >= 1", name="quantity_positive"),
        sa.CheckConstraint("committed BETWEEN 0 AND quantity", name="committed_within_quantity"),
        sa.CheckConstraint(
            "available_until IS NULL OR available_until >= available_from", name="window_in_order"
        ),
        sa.CheckConstraint(
            "(status = 'withdrawn') = (withdrawal IS NOT NULL)", name="withdrawn_has_reason"
        ),
        sa.CheckConstraint(
            "status <> 'published' OR fresh_until IS NOT NULL", name="published_is_confirmed"
        ),
        sa.CheckConstraint("cardinality(target_groups) >= 1", name="some_target_group"),
        sa.Index("ix_offer_newest", "region_code", "created_at", "id"),
        sa.Index("ix_offer_fresh", "region_code", "fresh_until", "id"),
        sa.Index("ix_offer_organisation", "organisation_id", "created_at", "id"),
        # What waits for an organisation: every page counts it.
        sa.Index(
            "ix_offer_work",
            "organisation_id",
            "status",
            sa.text("LEAST(available_until, fresh_until)"),
        ),
        sa.Index("ix_offer_search", "search", postgresql_using="gin"),
        # For words with a slip of the finger.
        sa.Index(
            "ix_offer_found_by",
            "found_by",
            postgresql_using="gin",
            postgresql_ops={"found_by": "gin_trgm_ops"},
        ),
        # A look for candidates reads all offers of a region that are published, and so does a
        # count: from here, not from as many pages.
        sa.Index(
            "ix_offer_candidates",
            "region_code",
            "status",
            postgresql_include=[
                "id",
                "organisation_id",
                "crisis_id",
                "support_type",
                "municipalities",
                "quantity",
                "committed",
                "available_from",
                "available_until",
                "fresh_until",
                "published_at",
                "edited_at",
                "version",
                "target_groups",
            ],
        ),
        sa.Index("ix_offer_target_groups", "target_groups", postgresql_using="gin"),
        sa.Index("ix_offer_municipalities", "municipalities", postgresql_using="gin"),
    )

    id: UUID = Field(default_factory=db.new_id, primary_key=True)
    organisation_id: UUID = Field(foreign_key="organisation.id")
    region_code: str = Field(foreign_key="safety_region.code")
    crisis_id: UUID | None = Field(default=None, foreign_key="crisis.id")
    # The measure or rule that this follows from.
    measure_id: UUID | None = Field(default=None, foreign_key="measure.id")
    title: str
    description: str = ""
    support_type: str = Field(foreign_key="support_type.slug")
    target_groups: list[str] = Field(sa_column=sa.Column(postgresql.ARRAY(sa.Text), nullable=False))
    # Empty: the whole region.
    municipalities: list[str] = Field(
        default_factory=db.no_list, sa_column=sa.Column(postgresql.ARRAY(sa.Text), nullable=False)
    )
    quantity: int
    unit: reference_models.Unit = Field(sa_type=db.text_enum(reference_models.Unit))
    # What accepted matches take, in `unit`. No form has this field.
    committed: int = 0
    # Organisations that were ever asked for what it fits or asked for it: they can read it after it
    # is withdrawn. No form has this field.
    matched_with: list[UUID] = Field(
        default_factory=db.no_list,
        sa_column=sa.Column(postgresql.ARRAY(sa.Uuid), nullable=False, server_default="{}"),
    )
    available_from: date
    available_until: date | None = None
    status: OfferStatus = Field(default=OfferStatus.DRAFT, sa_type=db.text_enum(OfferStatus))
    withdrawal: OfferWithdrawal | None = Field(default=None, sa_type=db.text_enum(OfferWithdrawal))
    closing_note: str = ""
    # Why the team sent a submitted offer back.
    team_note: str = ""
    created_at: datetime = Field(default_factory=db.utc_now, sa_type=db.Timestamp)
    published_at: datetime | None = Field(default=None, sa_type=db.Timestamp)
    # When somebody last said that it still holds, and the last day that counts.
    confirmed_at: datetime | None = Field(default=None, sa_type=db.Timestamp)
    fresh_until: date | None = None
    ended_at: datetime | None = Field(default=None, sa_type=db.Timestamp)
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
    def left(self) -> int:
        """What is still free, in `unit`."""
        return self.quantity - self.committed

    @property
    def is_over(self) -> bool:
        """Whether its period has passed: nobody can count on it until it is extended. The rule in
        SQL has the same name, and a test holds them together.
        """
        return self.available_until is not None and self.available_until < clock.today()

    @property
    def ends_with_period(self) -> bool:
        """Whether its last day ends it, and saying that it still holds does not help."""
        until, fresh = self.available_until, self.fresh_until
        return self.is_over or (until is not None and (fresh is None or until <= fresh))

    @property
    def last_day(self) -> date | None:
        """Its window or its freshness, whichever ends first."""
        return last_day(self.available_until, self.fresh_until)

    @property
    def ends_soon(self) -> bool:
        """Whether who offers it is asked about it: it counts, and ends within a week, or did."""
        end = self.last_day
        is_soon = end is not None and end <= clock.today() + ENDS_SOON
        return is_soon and self.status is OfferStatus.PUBLISHED


class OfferState(words.Worded):
    """What a person sees: the stored status, or that a published offer has expired."""

    DRAFT = "draft", words.Word(pmark("offer", "Draft"), icon="draft")
    SUBMITTED = "submitted", words.Word(pmark("offer", "Waits for the team"), icon="half")
    PUBLISHED = "published", words.Word(pmark("offer", "Available"), icon="offer")
    EXPIRED = "expired", words.Word(pmark("offer", "Expired"), icon="clock")
    PAUSED = "paused", words.Word(pmark("offer", "Paused"), icon="paused")
    WITHDRAWN = "withdrawn", words.Word(pmark("offer", "Withdrawn"), icon="cross")


def last_day(available_until: date | None, fresh_until: date | None) -> date | None:
    """The last day an offer counts: its window or its freshness, whichever ends first."""
    days = [day for day in (available_until, fresh_until) if day is not None]
    return min(days) if days else None


def state_on(
    day: date, status: OfferStatus, available_until: date | None, fresh_until: date | None
) -> OfferState:
    """The state of an offer on a day. `queries.is_expired` is the same rule in SQL; a test holds
    them together.
    """
    end = last_day(available_until, fresh_until)
    if status is OfferStatus.PUBLISHED and end is not None and end < day:
        return OfferState.EXPIRED
    return OfferState(status.value)


def is_over(day: Any) -> sa.ColumnElement[bool]:
    """Offers whose period has passed, as `Offer.is_over` says of one. Never unknown."""
    until = col(Offer.available_until)
    return sa.and_(until.is_not(None), until < day)


lookup.keep_found(Offer, lambda row: (row.title, row.description, row.search_words))


class OfferText(StoredText, table=True):
    """What the text of an offer says, as matching reads it. Written by the commands, repaired by a
    job.
    """

    __tablename__: ClassVar[str] = "offer_text"
    __table_args__ = (
        sa.Index("ix_offer_text_words", "words", postgresql_using="gin"),
        # The distances of a whole region are read from this index alone, page after page.
        sa.Index("ix_offer_text_region", "region_code", postgresql_include=["offer_id", "meaning"]),
    )

    offer_id: UUID = Field(foreign_key="offer.id", ondelete="CASCADE", primary_key=True)
