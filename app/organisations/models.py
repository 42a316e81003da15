"""What an organisation says of itself and how to reach it, and who asks to speak for it. Apart:
contact is never loaded by accident (P11).
"""

from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql
from sqlmodel import Field, Relationship, SQLModel

from app.core import db, words
from app.core.i18n import mark
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
    search: Any = lookup.search_column()
    titled: Any = lookup.titled_column("search_words")
    contact_name: str = ""
    contact_email: str = ""
    contact_phone: str = ""

    organisation: Organisation = Relationship(sa_relationship_kwargs={"lazy": "raise_on_sql"})


lookup.keep_found(OrganisationProfile, lambda row: (row.search_words, row.description))


class ClaimStatus(words.Worded):
    """Where it stands with who asks to speak for an organisation."""

    WAITING = "waiting", words.Word(mark("Waits for an answer"), icon="open")
    GRANTED = "granted", words.Word(mark("Invited"), icon="full-check")
    REFUSED = "refused", words.Word(mark("Refused"), icon="cross")


class OrganisationClaim(SQLModel, table=True):
    """Somebody without an account says to belong to an organisation that is there already. Kept
    until a while after the answer.
    """

    __tablename__: ClassVar[str] = "organisation_claim"
    __table_args__ = (
        sa.CheckConstraint("(status = 'waiting') = (ended_at IS NULL)", name="ended_at_its_end"),
        sa.CheckConstraint("status <> 'refused' OR answer <> ''", name="refused_has_reason"),
        sa.Index("ix_organisation_claim_status", "status", "organisation_id", "created_at"),
    )

    # Of the form as it was on the screen: who sends it twice, asks once.
    id: UUID = Field(default_factory=db.new_id, primary_key=True)
    organisation_id: UUID = Field(foreign_key="organisation.id")
    contact_name: str = Field(max_length=120)
    contact_email: str = Field(max_length=254)
    contact_phone: str = Field(default="", max_length=160)
    # What somebody does there, and why it is right to let them in.
    why: str
    # In which it was asked, so in which it is answered.
    language: str = Field(max_length=2)
    # Whether the browser worked for it, as for every public form.
    is_proven: bool = Field(default=False, sa_column_kwargs={"server_default": sa.false()})
    status: ClaimStatus = Field(default=ClaimStatus.WAITING, sa_type=db.text_enum(ClaimStatus))
    # Why not; who asked reads it.
    answer: str = Field(default="", sa_column_kwargs={"server_default": ""})
    created_at: datetime = Field(default_factory=db.utc_now, sa_type=db.Timestamp)
    ended_at: datetime | None = Field(default=None, sa_type=db.Timestamp)

    organisation: Organisation = Relationship(sa_relationship_kwargs={"lazy": "raise_on_sql"})
