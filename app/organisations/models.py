"""What an organisation says of itself and how to reach it. Apart: contact is never loaded by
accident (P11).
"""

from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql
from sqlmodel import Field, Relationship, SQLModel

from app.core import db
from app.identity.models import Organisation
from app.language import lookup


def _slugs() -> Any:
    return Field(
        default_factory=db.no_list,
        sa_column=sa.Column(postgresql.ARRAY(sa.Text), nullable=False, server_default="{}"),
    )


class OrganisationProfile(SQLModel, table=True):
    """What it does for whom and where is for everybody in the region; its contact for matched
    partners and the region's team only.
    """

    __tablename__: ClassVar[str] = "organisation_profile"
    __table_args__ = (sa.Index("ix_organisation_profile_search", "search", postgresql_using="gin"),)

    organisation_id: UUID = Field(foreign_key="organisation.id", primary_key=True)
    description: str = ""
    # Slugs and codes; without municipalities it works where it is at home.
    target_groups: list[str] = _slugs()
    municipalities: list[str] = _slugs()
    support_types: list[str] = _slugs()
    # When somebody of the organisation last said that this is right. Empty: never.
    confirmed_at: datetime | None = Field(default=None, sa_type=db.Timestamp)
    # Goes up with every change, so that two people do not undo each other's work unseen.
    version: int = Field(default=1, sa_column_kwargs={"server_default": "1"})
    # Why the region's administrator refused or suspended it.
    status_note: str = Field(default="", sa_column_kwargs={"server_default": ""})
    # The name of the organisation, by which it is found too.
    search_words: str = Field(default="", sa_column_kwargs={"server_default": ""})
    found_by: str = Field(default="", sa_column_kwargs={"server_default": ""})
    search: Any = Field(
        default=None, sa_column=sa.Column(postgresql.TSVECTOR, lookup.SEARCH_VECTOR)
    )
    contact_name: str = ""
    contact_email: str = ""
    contact_phone: str = ""

    organisation: Organisation = Relationship(sa_relationship_kwargs={"lazy": "raise_on_sql"})


lookup.keep_found(OrganisationProfile, lambda row: (row.search_words, row.description))
