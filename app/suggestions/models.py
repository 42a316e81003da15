"""Pairs that somebody does not want to see proposed, and which suggestions were shown when."""

from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlmodel import Field, SQLModel

from app.core import db
from app.identity.models import Role
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


class ShownList(SQLModel, table=True):
    """One list of suggestions as a page showed it, also one in which nobody fitted. It says for
    which organisation and in which role somebody read it, never who. Ids have no foreign keys: what
    was shown stays so, whatever becomes of need and offer.
    """

    __tablename__: ClassVar[str] = "shown_list"
    __table_args__ = (
        sa.CheckConstraint("num_nonnulls(need_id, offer_id) = 1", "one_page"),
        sa.CheckConstraint(
            "cardinality(shown_ids) = cardinality(scores)"
            " AND cardinality(shown_ids) = jsonb_array_length(terms)",
            "as_many",
        ),
        sa.Index("ix_shown_list_at", "at"),
        sa.Index("ix_shown_list_region", "region_code", "at"),
    )

    id: UUID = Field(default_factory=db.new_id, primary_key=True)
    at: datetime = Field(default_factory=db.utc_now, sa_type=db.Timestamp)
    region_code: str = Field(max_length=4)
    organisation_id: UUID
    role: Role = Field(sa_type=db.text_enum(Role))
    # Whose page it stood on: of a need, which lists offers, or of an offer, which lists needs.
    # Beside a form it is the id of what was typed then, and of nothing that is stored.
    need_id: UUID | None = None
    offer_id: UUID | None = None
    # The first one stood first. Terms and totals in the same order, a term under its name.
    shown_ids: list[UUID] = Field(sa_column=sa.Column(ARRAY(sa.Uuid), nullable=False))
    scores: list[float] = Field(sa_column=sa.Column(ARRAY(sa.REAL), nullable=False))
    terms: list[dict[str, Any]] = Field(sa_column=sa.Column(JSONB, nullable=False))
    engine: str = Field(max_length=8)


class FirstShown(SQLModel, table=True):
    """When somebody first saw a suggestion with a need: kept by who keeps the lists, so that nobody
    has to look through them. It goes with the need.
    """

    __tablename__: ClassVar[str] = "first_shown"

    # Without a foreign key: to read a page waits for nobody who has locked a need.
    need_id: UUID = Field(primary_key=True)
    at: datetime = Field(default_factory=db.utc_now, sa_type=db.Timestamp)
