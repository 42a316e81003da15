"""The tables of links with which somebody sets a password anew, and of who asked for one."""

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from sqlmodel import Field, SQLModel

from app.core import clock, db, words
from app.core.i18n import mark


class LinkState(words.Worded):
    """Whether a link still opens something."""

    ALIVE = "alive", words.Word(mark("This link can be used."))
    USED = "used", words.Word(mark("This link was used already."))
    # Somebody asked for another one since.
    REPLACED = "replaced", words.Word(mark("There is a newer link. Use the last mail you got."))
    EXPIRED = "expired", words.Word(mark("This link is too old."))
    UNKNOWN = "unknown", words.Word(mark("This link is not right. Did you copy all of it?"))


class PasswordLink(SQLModel, table=True):
    """The last link that somebody asked for. Asking again raises its version, so that the one
    before is dead.
    """

    __tablename__: ClassVar[str] = "password_link"

    id: UUID = Field(default_factory=db.new_id, primary_key=True)
    person_id: UUID = Field(foreign_key="person.id", ondelete="CASCADE", unique=True)
    version: int = 1
    expires_at: datetime = Field(sa_type=db.Timestamp, index=True)
    used_at: datetime | None = Field(default=None, sa_type=db.Timestamp)

    def state_of(self, version: int) -> LinkState:
        """Of the link with this version of it."""
        if version != self.version:
            return LinkState.REPLACED
        if self.used_at is not None:
            return LinkState.USED
        return LinkState.ALIVE if clock.now() < self.expires_at else LinkState.EXPIRED


class PasswordRequest(SQLModel, table=True):
    """Somebody asked for a link and has no mail yet. Of an address that nobody has there is one
    too, of nobody: so that asking costs the same.
    """

    __tablename__: ClassVar[str] = "password_request"

    id: UUID = Field(default_factory=db.new_id, primary_key=True)
    person_id: UUID | None = Field(
        default=None, foreign_key="person.id", ondelete="CASCADE", index=True
    )
    language: str = Field(max_length=2)
    asked_at: datetime = Field(default_factory=db.utc_now, sa_type=db.Timestamp)
