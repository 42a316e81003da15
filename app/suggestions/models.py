"""A pair that somebody does not want to see proposed."""

from datetime import datetime
from typing import ClassVar
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from app.core.db import Timestamp, new_id, text_enum, utc_now
from app.matches.models import DeclineReason, Side


class PairRejection(SQLModel, table=True):
    """Somebody says that an offer does not suit a need, before anything is proposed. It counts
    until need or offer changes.
    """

    __tablename__: ClassVar[str] = "pair_rejection"
    __table_args__ = (
        sa.UniqueConstraint(
            "need_id", "offer_id", "side", name="uq_pair_rejection_need_id_offer_id_side"
        ),
        sa.Index("ix_pair_rejection_offer", "offer_id"),
    )

    id: UUID = Field(default_factory=new_id, primary_key=True)
    need_id: UUID = Field(foreign_key="need.id")
    offer_id: UUID = Field(foreign_key="offer.id")
    # Whose judgement it is: of the need's or the offer's organisation, or of the team's.
    side: Side = Field(sa_type=text_enum(Side))
    organisation_id: UUID = Field(foreign_key="organisation.id")
    reason: DeclineReason = Field(sa_type=text_enum(DeclineReason))
    # The versions of need and offer that were judged.
    need_version: int
    offer_version: int
    at: datetime = Field(default_factory=utc_now, sa_type=Timestamp)
