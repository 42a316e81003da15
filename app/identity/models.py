"""Accounts, organisations and what ties them."""

from datetime import date, datetime
from typing import ClassVar
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import LargeBinary
from sqlmodel import Field, SQLModel

from app.core import db, words
from app.core.i18n import mark
from app.reference.models import OrganisationKind

LONGEST_BROWSER = 40  # characters of the name of a browser


class Role(words.Worded):
    """What a person may do for one organisation. Administrator exists in a safety region's
    organisation only.
    """

    READER = "reader", words.Word(mark("reader"))
    MEMBER = "member", words.Word(mark("member"))
    COORDINATOR = "coordinator", words.Word(mark("coordinator"))
    ADMINISTRATOR = "administrator", words.Word(mark("administrator"))


class OrganisationStatus(words.Worded):
    """Whether the region lets an organisation take part."""

    REQUESTED = "requested", words.Word(mark("Asks to take part"))
    ADMITTED = "admitted", words.Word(mark("Takes part"))
    REFUSED = "refused", words.Word(mark("Not admitted"))
    SUSPENDED = "suspended", words.Word(mark("Suspended"))
    # It was there twice. Its row stays, so that what points at it leads on to the other one.
    MERGED = "merged", words.Word(mark("Merged with another one"))


class Organisation(SQLModel, table=True):
    """A network partner as everybody in the region may see it. Profile and contact live in
    `organisations`.
    """

    __tablename__: ClassVar[str] = "organisation"
    __table_args__ = (
        sa.CheckConstraint("(status = 'merged') = (merged_into_id IS NOT NULL)", name="merged"),
        sa.CheckConstraint("merged_into_id <> id", name="merged_into_another"),
        sa.Index("ix_organisation_name", "region_code", "sort_name", "id"),
        # By a name that is nearly this one, for who registers.
        sa.Index(
            "ix_organisation_sort_name",
            "sort_name",
            postgresql_using="gin",
            postgresql_ops={"sort_name": "gin_trgm_ops"},
        ),
        sa.Index(
            "ix_organisation_merged",
            "merged_into_id",
            postgresql_where=sa.text("merged_into_id IS NOT NULL"),
        ),
    )

    id: UUID = Field(default_factory=db.new_id, primary_key=True)
    name: str = Field(max_length=160)
    sort_name: str = Field(max_length=160)
    kind: OrganisationKind = Field(sa_type=db.text_enum(OrganisationKind))
    region_code: str = Field(foreign_key="safety_region.code", index=True)
    # Where it is at home; for a municipality: which one it is. Empty for an organisation of the
    # whole region.
    municipality_code: str | None = Field(default=None, foreign_key="municipality.code")
    status: OrganisationStatus = Field(sa_type=db.text_enum(OrganisationStatus))
    # It said that it can help nobody up to and including this day; a day that has passed means
    # nothing.
    unavailable_until: date | None = None
    created_at: datetime = Field(default_factory=db.utc_now, sa_type=db.Timestamp)
    # The one that it went up in, which itself went up in none.
    merged_into_id: UUID | None = Field(default=None, foreign_key="organisation.id")

    @property
    def takes_part(self) -> bool:
        """Whether its people can do anything: `queries.takes_no_part` says the opposite in SQL."""
        return self.status is OrganisationStatus.ADMITTED

    def unavailable_on(self, day: date) -> date | None:
        """Up to and including when it can help nobody, if it said so for that day."""
        return (
            self.unavailable_until
            if self.unavailable_until is not None and self.unavailable_until >= day
            else None
        )


class Person(SQLModel, table=True):
    """Somebody with an account. The e-mail address is stored in lower case."""

    __tablename__: ClassVar[str] = "person"

    id: UUID = Field(default_factory=db.new_id, primary_key=True)
    name: str = Field(max_length=120)
    email: str = Field(max_length=254, unique=True)
    # Empty for somebody who signs in through a provider only.
    password_hash: str | None = None
    is_active: bool = True
    created_at: datetime = Field(default_factory=db.utc_now, sa_type=db.Timestamp)
    # When somebody who was new here put the first steps away.
    steps_put_away_at: datetime | None = Field(default=None, sa_type=db.Timestamp)
    # As in `i18n.LOCALES`: of mails, and of a browser in which no other was chosen. Empty: never
    # chosen.
    language: str = Field(default="", max_length=2)
    # Whether pages renew themselves while this person looks at them.
    is_live: bool = Field(default=True, sa_column_kwargs={"server_default": sa.true()})


class Membership(SQLModel, table=True):
    """Person × organisation × role."""

    __tablename__: ClassVar[str] = "membership"

    person_id: UUID = Field(foreign_key="person.id", primary_key=True)
    organisation_id: UUID = Field(foreign_key="organisation.id", primary_key=True, index=True)
    role: Role = Field(sa_type=db.text_enum(Role))
    created_at: datetime = Field(default_factory=db.utc_now, sa_type=db.Timestamp)
    # When the person last chose to work for this one. They act in what they chose last, or else
    # where they came in first; see `queries.seat_of`.
    chosen_at: datetime | None = Field(default=None, sa_type=db.Timestamp)


class LoginSession(SQLModel, table=True):
    """A signed-in browser. Only the hash of its secret is stored; signing out deletes the row."""

    __tablename__: ClassVar[str] = "login_session"

    token_hash: bytes = Field(sa_type=LargeBinary, primary_key=True)
    person_id: UUID = Field(foreign_key="person.id", index=True)
    created_at: datetime = Field(default_factory=db.utc_now, sa_type=db.Timestamp)
    last_seen_at: datetime = Field(default_factory=db.utc_now, sa_type=db.Timestamp, index=True)
    # When the person was here last before this visit: in a session before, or before a pause.
    # Empty: never.
    seen_before_at: datetime | None = Field(default=None, sa_type=db.Timestamp)
    # What people call it, such as "Firefox · Windows"; empty for one that we do not know.
    browser: str = Field(default="", max_length=LONGEST_BROWSER)
    # When the password was asked again in it, for what only its owner may do.
    proven_at: datetime | None = Field(default=None, sa_type=db.Timestamp)


class KnownBrowser(SQLModel, table=True):
    """A browser in which somebody signed in with their password. Others who fail at that account,
    or behind the same network address, do not keep it out.
    """

    __tablename__: ClassVar[str] = "known_browser"

    token_hash: bytes = Field(sa_type=LargeBinary, primary_key=True)
    person_id: UUID = Field(foreign_key="person.id", primary_key=True, index=True)
    last_used_at: datetime = Field(default_factory=db.utc_now, sa_type=db.Timestamp, index=True)


class SignInFailure(SQLModel, table=True):
    """One failed sign-in, or one that is being checked, kept for minutes. The key is a hash of the
    e-mail or network address, or of a known browser.
    """

    __tablename__: ClassVar[str] = "sign_in_failure"

    id: UUID = Field(default_factory=db.new_id, primary_key=True)
    key_hash: bytes = Field(sa_type=LargeBinary, index=True)
    at: datetime = Field(default_factory=db.utc_now, sa_type=db.Timestamp, index=True)
