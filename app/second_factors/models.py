"""What somebody can show besides a password, and a browser that has still to show it."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from app.core import clock, db, words
from app.core.i18n import mark

CODES = 10  # recovery codes that are made at once


class LostReason(words.Worded):
    """Why an administrator took the second factors of somebody away."""

    LOST = "lost", words.Word(mark("Lost or stolen"))
    REPLACED = "replaced", words.Word(mark("A new telephone or computer"))
    BROKEN = "broken", words.Word(mark("Broken"))
    OTHER = "other", words.Word(mark("Something else"))


class IdentityCheck(words.Worded):
    """How the administrator knew who asked for it; outside the system."""

    IN_PERSON = "in_person", words.Word(mark("We met"))
    CALLED_BACK = "called_back", words.Word(mark("I called a number that I knew already"))
    COLLEAGUE = "colleague", words.Word(mark("Somebody of the same organisation vouched for them"))


class AuthenticatorApp(SQLModel, table=True):
    """The secret that an app on somebody's telephone makes codes of, sealed. One that works, and at
    most one that is being set up.
    """

    __tablename__: ClassVar[str] = "authenticator_app"
    __table_args__ = (
        sa.Index(
            "uq_authenticator_app_works",
            "person_id",
            unique=True,
            postgresql_where=sa.text("confirmed_at IS NOT NULL"),
        ),
        sa.Index(
            "uq_authenticator_app_begun",
            "person_id",
            unique=True,
            postgresql_where=sa.text("confirmed_at IS NULL"),
        ),
    )

    id: UUID = Field(default_factory=db.new_id, primary_key=True)
    person_id: UUID = Field(foreign_key="person.id", ondelete="CASCADE")
    sealed: bytes = Field(sa_type=sa.LargeBinary)
    # Of the last code that was accepted: that one and those before it are never accepted again.
    last_counter: int = Field(default=0, sa_type=sa.BigInteger)
    created_at: datetime = Field(default_factory=db.utc_now, sa_type=db.Timestamp)
    confirmed_at: datetime | None = Field(default=None, sa_type=db.Timestamp)


class RecoveryCode(SQLModel, table=True):
    """A code that works once, for who has lost the rest. Only its hash is stored; using it deletes
    the row.
    """

    __tablename__: ClassVar[str] = "recovery_code"

    person_id: UUID = Field(foreign_key="person.id", primary_key=True, ondelete="CASCADE")
    code_hash: bytes = Field(sa_type=sa.LargeBinary, primary_key=True)
    created_at: datetime = Field(default_factory=db.utc_now, sa_type=db.Timestamp)


class Passkey(SQLModel, table=True):
    """A key in somebody's telephone, computer or security key. Here is its public half."""

    __tablename__: ClassVar[str] = "passkey"

    id: UUID = Field(default_factory=db.new_id, primary_key=True)
    person_id: UUID = Field(foreign_key="person.id", index=True, ondelete="CASCADE")
    credential_id: bytes = Field(sa_type=sa.LargeBinary, unique=True)
    public_key: bytes = Field(sa_type=sa.LargeBinary)
    # As the key counts itself; some always say 0.
    sign_count: int = Field(default=0, sa_type=sa.BigInteger)
    name: str = Field(max_length=60)
    created_at: datetime = Field(default_factory=db.utc_now, sa_type=db.Timestamp)
    last_used_at: datetime | None = Field(default=None, sa_type=db.Timestamp)


class PendingSignIn(SQLModel, table=True):
    """A browser in which somebody gave their password, and no more yet. It is no session: nothing
    of the product opens with it.
    """

    __tablename__: ClassVar[str] = "pending_sign_in"

    token_hash: bytes = Field(sa_type=sa.LargeBinary, primary_key=True)
    person_id: UUID = Field(foreign_key="person.id", index=True, ondelete="CASCADE")
    # Where they want to go, and what they typed when the session before this one ended.
    then: str
    typed: str
    expires_at: datetime = Field(sa_type=db.Timestamp, index=True)
    # When the second factor was shown, or set up for the first time.
    passed_at: datetime | None = Field(default=None, sa_type=db.Timestamp)
    # All was shown here, and this person still has to come in through a provider.
    waits_for_provider: bool = Field(default=False, sa_column_kwargs={"server_default": sa.false()})


class PasskeyChallenge(SQLModel, table=True):
    """What a passkey has to sign now, in one browser and for one purpose; used once."""

    __tablename__: ClassVar[str] = "passkey_challenge"

    browser_hash: bytes = Field(sa_type=sa.LargeBinary, primary_key=True)
    challenge: bytes = Field(sa_type=sa.LargeBinary)
    created_at: datetime = Field(default_factory=db.utc_now, sa_type=db.Timestamp, index=True)


@dataclass(frozen=True)
class Factors:
    """All that one person has. `is_owed`: they must have one."""

    app: AuthenticatorApp | None = None
    begun: AuthenticatorApp | None = None
    passkeys: tuple[Passkey, ...] = ()
    codes_left: int = 0
    is_owed: bool = False
    # Whether who asks has shown not long ago who they are.
    is_proven: bool = True

    @property
    def are_there(self) -> bool:
        """Whether there is one to ask for. Recovery codes alone are none."""
        return self.app is not None or bool(self.passkeys)

    @property
    def is_last(self) -> bool:
        """Whether there is one, and no other."""
        return (self.app is not None) + len(self.passkeys) == 1


def is_alive(pending: PendingSignIn) -> bool:
    return pending.expires_at > clock.now()
