"""A form that somebody is filling in."""

from datetime import datetime, timedelta
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import Column
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field, SQLModel

from app.core import db

KEPT_FOR = timedelta(days=7)
# Who goes back after sending finds the form as it was sent.
SENT_KEPT_FOR = timedelta(hours=1)


class FormDraft(SQLModel, table=True):
    """What a person typed in the form of one page. Nobody else sees it, it is in no list, file or
    trail, and it goes with its person.
    """

    __tablename__: ClassVar[str] = "form_draft"

    person_id: UUID = Field(foreign_key="person.id", primary_key=True, ondelete="CASCADE")
    # The address of the page with the form: "/behoeften/nieuw".
    page: str = Field(max_length=300, primary_key=True)
    # Every field with its values as they were typed; null for one that is not kept, as the check
    # found personal data in it.
    fields: dict[str, Any] = Field(sa_column=Column(JSONB, nullable=False))
    kept_at: datetime = Field(default_factory=db.utc_now, sa_type=db.Timestamp, index=True)
    sent_at: datetime | None = Field(default=None, sa_type=db.Timestamp)
    # The address of the page that sending it led to: who sends it twice goes there twice.
    sent_to: str | None = Field(default=None, max_length=300)
    # A keyed digest of everything that was typed in it: another text is another form, also where
    # it may not be kept.
    sent_as: str | None = Field(default=None, max_length=64)

    @property
    def has_gaps(self) -> bool:
        """Whether something of it was not kept."""
        return any(values is None for values in self.fields.values())
