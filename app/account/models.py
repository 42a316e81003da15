"""A new e-mail address that somebody asked for, until it is confirmed."""

from datetime import datetime, timedelta
from typing import ClassVar
from uuid import UUID

from sqlmodel import Field, SQLModel

from app.core import clock, db, words
from app.core.i18n import mark

# How long the link in the mail works.
CONFIRM_WITHIN = timedelta(days=1)


class PageLanguage(words.Worded):
    """A language of the pages and the mails."""

    DUTCH = "nl", words.Word(mark("Dutch"))
    ENGLISH = "en", words.Word(mark("English"))


class AddressChange(SQLModel, table=True):
    """One for each person: who asks again has another, and the link of the first is dead. It goes
    once it is confirmed.
    """

    __tablename__: ClassVar[str] = "address_change"

    id: UUID = Field(default_factory=db.new_id, primary_key=True)
    person_id: UUID = Field(foreign_key="person.id", unique=True, ondelete="CASCADE")
    email: str = Field(max_length=254)
    asked_at: datetime = Field(default_factory=db.utc_now, sa_type=db.Timestamp)

    @property
    def is_alive(self) -> bool:
        """Whether its link works still."""
        return self.asked_at + CONFIRM_WITHIN > clock.now()
