"""The tallies: rows of numbers that the database itself keeps (`migrations/versions/…_tallies.py`),
in the transaction of whatever changes a need, an offer or a match.

Several rows may have the same key: who finds one taken makes another, so that nobody waits, and a
number is always the sum of them. Nothing here tells where a small group is.
"""

from datetime import date, datetime
from typing import ClassVar
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field, SQLModel, col

from app.core import db
from app.needs.models import Need
from app.offers.models import Offer


def _number() -> int | None:
    """The primary key of rows that nobody names."""
    key: int | None = Field(
        default=None,
        sa_column=sa.Column(sa.BigInteger, sa.Identity(always=True), primary_key=True),
    )
    return key


class TallyDay(SQLModel, table=True):
    """The day on which the tallies of a region count what is open, and the moment from which a need
    is recent there. What follows from the clock since then, the reader adds.
    """

    __tablename__: ClassVar[str] = "tally_day"

    region_code: str = Field(primary_key=True, foreign_key="safety_region.code")
    day: date
    recent_from: datetime = Field(sa_type=db.Timestamp)


class NeedTally(SQLModel, table=True):
    """Needs of a group, by place and kind of help."""

    __tablename__: ClassVar[str] = "need_tally"
    __table_args__ = (
        sa.Index(
            "ix_need_tally_key", "region_code", "target_group", "place", "is_masked", "support_type"
        ),
    )

    id: int | None = _number()
    region_code: str
    target_group: str
    # The code of a municipality. Empty: the whole region, or a small group.
    place: str
    # Of a small group, whose place is told nobody.
    is_masked: bool
    support_type: str
    # Open ones, and how far they are covered. What is for all residents stands under their name
    # alone: whoever counts for a group adds it.
    opened: int
    covered: int
    partly: int
    # Open ones that name the group, also those that name all residents besides.
    named: int
    # Open and closed ones that are recent enough to stack with others in their municipality.
    recent: int


class WaitTally(SQLModel, table=True):
    """Open needs of a group that are not covered, by the day since which they wait. Those of all
    residents stand under their name alone.
    """

    __tablename__: ClassVar[str] = "wait_tally"
    __table_args__ = (sa.Index("ix_wait_tally_key", "region_code", "target_group", "since"),)

    id: int | None = _number()
    region_code: str
    target_group: str
    since: date
    waiting: int


class PartnerTally(SQLModel, table=True):
    """What an organisation is for a group: offers to it by name, and agreed matches for its needs,
    with the offer or with the need. Who has a need of a small group is not in it.
    """

    __tablename__: ClassVar[str] = "partner_tally"
    __table_args__ = (
        sa.Index("ix_partner_tally_key", "region_code", "target_group", "organisation_id"),
    )

    id: int | None = _number()
    region_code: str
    target_group: str
    organisation_id: UUID
    offers: int
    helping: int
    asking: int


# What the clock alone changes of the tallies is looked up from here, and the newest rows that the
# pages of groups show beside the numbers.
_IS_OPEN = sa.text("status = 'open'")
_IS_SHARED = sa.text("status IN ('open', 'closed')")
_IS_SHARED_AND_PLACED = sa.text("status IN ('open', 'closed') AND municipality_code IS NOT NULL")
_IS_SMALL = sa.text("people < 5")  # few, and only some may know where each of them is
_IS_PUBLISHED = sa.text("status = 'published'")
_NEED_REGION, _OFFER_REGION = col(Need.region_code), col(Offer.region_code)
_NEED_AT, _OFFER_AT = col(Need.published_at), col(Offer.published_at)
_OFFER_END = sa.func.least(col(Offer.available_until), col(Offer.fresh_until))

sa.Index("ix_need_ending", _NEED_REGION, col(Need.needed_until), postgresql_where=_IS_OPEN)
sa.Index("ix_need_shared", _NEED_REGION, _NEED_AT, postgresql_where=_IS_SHARED)
sa.Index(
    "ix_need_published",
    _NEED_REGION,
    col(Need.municipality_code),
    col(Need.support_type),
    _NEED_AT,
    postgresql_where=_IS_SHARED_AND_PLACED,
)
sa.Index("ix_need_small", col(Need.organisation_id), postgresql_where=_IS_SMALL)
sa.Index(
    "ix_need_small_known", col(Need.known_to), postgresql_using="gin", postgresql_where=_IS_SMALL
)
sa.Index("ix_offer_ending", _OFFER_REGION, _OFFER_END, postgresql_where=_IS_PUBLISHED)
sa.Index(
    "ix_offer_published", _OFFER_REGION, _OFFER_AT, col(Offer.id), postgresql_where=_IS_PUBLISHED
)
