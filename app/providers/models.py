"""Providers that say who somebody is, who is tied to one, and what is under way with one."""

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from sqlalchemy import LargeBinary, UniqueConstraint
from sqlmodel import Field, SQLModel

from app.core import db, words
from app.core.i18n import mark


class ClientAuthentication(words.Worded):
    """How we show a provider that it is us who ask."""

    # Words for two ways, no secrets themselves.
    SECRET = "secret", words.Word(mark("With a secret"))  # pragma: allowlist secret
    # pragma: allowlist nextline secret
    PRIVATE_KEY = "private_key", words.Word(mark("With a key of our own (private_key_jwt)"))


class Provider(SQLModel, table=True):
    """Where people of a region, or of one organisation, sign in. Its secret or key comes from the
    environment and is stored nowhere.
    """

    __tablename__: ClassVar[str] = "provider"

    id: UUID = Field(default_factory=db.new_id, primary_key=True)
    # In our addresses, and in the name of the setting with its secret: never changed.
    slug: str = Field(max_length=64, unique=True)
    name: str = Field(max_length=80)
    region_code: str = Field(foreign_key="safety_region.code", index=True)
    # Empty: for everybody of the region.
    organisation_id: UUID | None = Field(default=None, foreign_key="organisation.id", index=True)
    # Never changed either: who has our secret, and whose word ties people to their accounts.
    issuer: str = Field(max_length=500)
    client_id: str = Field(max_length=200)
    authentication: ClientAuthentication = Field(sa_type=db.text_enum(ClientAuthentication))
    is_active: bool = True
    created_at: datetime = Field(default_factory=db.utc_now, sa_type=db.Timestamp)
    version: int = 1


class ProviderTie(SQLModel, table=True):
    """Who somebody is at a provider. The pair of issuer and subject is the key, nothing else."""

    __tablename__: ClassVar[str] = "provider_tie"
    __table_args__ = (UniqueConstraint("issuer", "subject"),)

    id: UUID = Field(default_factory=db.new_id, primary_key=True)
    issuer: str = Field(max_length=500)
    subject: str = Field(max_length=255)
    person_id: UUID = Field(foreign_key="person.id", index=True)
    created_at: datetime = Field(default_factory=db.utc_now, sa_type=db.Timestamp)


class ProviderRound(SQLModel, table=True):
    """Somebody who is at a provider now and comes back within minutes, in the same browser. Only
    hashes of both secrets are stored; the nonce and the verifier follow from them.
    """

    __tablename__: ClassVar[str] = "provider_round"

    state_hash: bytes = Field(sa_type=LargeBinary, primary_key=True)
    browser_hash: bytes = Field(sa_type=LargeBinary)
    provider_id: UUID = Field(foreign_key="provider.id", index=True)
    # Who ties an account; empty for who signs in.
    person_id: UUID | None = Field(
        default=None, foreign_key="person.id", ondelete="CASCADE", index=True
    )
    next_page: str = Field(default="", max_length=2000)
    # What was typed when the session before this one ended.
    typed: str = ""
    # Of what it is shown for, such as an invitation; empty for who signs in or ties.
    purpose_hash: bytes | None = Field(default=None, sa_type=LargeBinary)
    started_at: datetime = Field(default_factory=db.utc_now, sa_type=db.Timestamp, index=True)


class ProviderProof(SQLModel, table=True):
    """Who a provider said that somebody is, in one browser and for one purpose. It ties nothing and
    lets nobody in, until they do there what they came for.
    """

    __tablename__: ClassVar[str] = "provider_proof"

    browser_hash: bytes = Field(sa_type=LargeBinary, primary_key=True)
    purpose_hash: bytes = Field(sa_type=LargeBinary, primary_key=True)
    provider_id: UUID = Field(foreign_key="provider.id", index=True)
    subject: str = Field(max_length=255)
    sid: str | None = Field(default=None, max_length=255)
    id_token: str = ""
    shown_at: datetime = Field(default_factory=db.utc_now, sa_type=db.Timestamp, index=True)


class ProviderLogin(SQLModel, table=True):
    """By which session of a provider a session here began. Goes with that session."""

    __tablename__: ClassVar[str] = "provider_login"

    token_hash: bytes = Field(
        sa_type=LargeBinary,
        primary_key=True,
        foreign_key="login_session.token_hash",
        ondelete="CASCADE",
    )
    provider_id: UUID = Field(foreign_key="provider.id", index=True)
    subject: str = Field(max_length=255, index=True)
    # Not every provider says it.
    sid: str | None = Field(default=None, max_length=255, index=True)
    # To sign out there too; empty where it is too long for an address.
    id_token: str | None = Field(default=None, max_length=1500)


class SpentLogout(SQLModel, table=True):
    """A logout token that was heard: nobody sends it a second time."""

    __tablename__: ClassVar[str] = "spent_logout"

    jti_hash: bytes = Field(sa_type=LargeBinary, primary_key=True)
    at: datetime = Field(default_factory=db.utc_now, sa_type=db.Timestamp, index=True)
