"""Target groups: a national core and the groups a region adds, with the words for them and how many
people they are.
"""

from collections.abc import Collection
from datetime import date, datetime
from typing import Any, ClassVar
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY
from sqlmodel import Field, SQLModel

from app.core import db
from app.reference.models import Taxon

ALL_RESIDENTS = "all_residents"


def names_for(groups: Collection[str]) -> list[str]:
    """What something is for when it is for one of these groups: for that group by name, or for all
    residents, who are of every group.
    """
    return list(dict.fromkeys((*groups, ALL_RESIDENTS)))


def is_for(named: Collection[str], groups: Collection[str]) -> bool:
    """Whether what names these groups is for one of those. `are_for` is the same rule in SQL; a
    test holds the two together.
    """
    return not set(named).isdisjoint(names_for(groups))


def are_for(named: Any, groups: Collection[str]) -> sa.ColumnElement[bool]:
    """Rows that are for one of these groups. `named` is the column with what they name."""
    found: sa.ColumnElement[bool] = named.bool_op("&&")(sa.cast(names_for(groups), ARRAY(sa.Text)))
    return found


class TargetGroup(Taxon, table=True):
    """A doelgroep, with other words for it."""

    __tablename__: ClassVar[str] = "target_group"
    __table_args__ = (
        sa.CheckConstraint(
            "merged_into IS NULL OR region_code IS NOT NULL", name="merged_is_regional"
        ),
        sa.CheckConstraint("merged_into <> slug", name="merged_into_another"),
    )

    # A region put this group of its own together with another one. Nothing points here any more.
    merged_into: str | None = Field(default=None, foreign_key="target_group.slug")
    # Goes up with every change, so that two people do not undo each other's work unseen.
    version: int = Field(default=1, sa_column_kwargs={"server_default": "1"})


class TargetGroupWords(SQLModel, table=True):
    """The words that a region uses for a group of the national core, besides the national ones."""

    __tablename__: ClassVar[str] = "target_group_words"

    region_code: str = Field(primary_key=True, foreign_key="safety_region.code")
    target_group: str = Field(primary_key=True, foreign_key="target_group.slug")
    words: list[str] = Field(
        default_factory=list, sa_column=sa.Column(ARRAY(sa.Text), nullable=False)
    )
    version: int = 1


class TargetGroupEstimate(SQLModel, table=True):
    """How many people of a group live in a municipality, as somebody estimated it on a day. Never
    changed or deleted: the newest one counts and the others are its history.
    """

    __tablename__: ClassVar[str] = "target_group_estimate"
    __table_args__ = (
        sa.CheckConstraint("people >= 0", name="people_positive"),
        sa.Index(
            "ix_target_group_estimate_newest",
            "region_code",
            "target_group",
            "municipality_code",
            "as_of",
            "id",
        ),
    )

    id: UUID = Field(default_factory=db.new_id, primary_key=True)
    region_code: str = Field(foreign_key="safety_region.code")
    target_group: str = Field(foreign_key="target_group.slug")
    municipality_code: str = Field(foreign_key="municipality.code")
    people: int
    # Where the number comes from: a register, a count, an estimate of a professional.
    source: str = Field(max_length=160)
    as_of: date
    # Who wrote it down.
    organisation_id: UUID = Field(foreign_key="organisation.id")
    created_at: datetime = Field(default_factory=db.utc_now, sa_type=db.Timestamp)
