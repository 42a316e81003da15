"""A pair that somebody does not want to see proposed."""

from datetime import datetime
from typing import ClassVar
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from app.core import db
from app.matches import models as match_models


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

    id: UUID = Field(default_factory=db.new_id, primary_key=True)
    need_id: UUID = Field(foreign_key="need.id")
    offer_id: UUID = Field(foreign_key="offer.id")
    # Whose judgement it is: of the need's or the offer's organisation, or of the team's.
    side: match_models.Side = Field(sa_type=db.text_enum(match_models.Side))
    organisation_id: UUID = Field(foreign_key="organisation.id")
    reason: match_models.DeclineReason = Field(sa_type=db.text_enum(match_models.DeclineReason))
    # The versions of need and offer that were judged.
    need_version: int
    offer_version: int
    at: datetime = Field(default_factory=db.utc_now, sa_type=db.Timestamp)
