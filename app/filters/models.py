"""A saved filter, and the lists that have them."""

from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field, SQLModel

from app.core import db, words
from app.core.i18n import mark

MOST = 10  # of one person on one list


class FilteredList(words.Worded):
    """A list with filters that can be saved; its page is called `<value>:index`."""

    BOARD = "board", words.Word(mark("Board"))
    NEEDS = "needs", words.Word(mark("Needs"))
    OFFERS = "offers", words.Word(mark("Offers"))
    ACTIONS = "actions", words.Word(mark("Actions"))

    @property
    def route(self) -> str:
        return f"{self.value}:index"


class SavedFilter(SQLModel, table=True):
    """What a person wants to find back with one press. Nobody else sees it, it is in no file or
    trail, and it goes with its person.
    """

    __tablename__: ClassVar[str] = "saved_filter"
    __table_args__ = (sa.UniqueConstraint("person_id", "list", "name"),)

    id: UUID = Field(default_factory=db.new_id, primary_key=True)
    person_id: UUID = Field(foreign_key="person.id", ondelete="CASCADE")
    list: FilteredList = Field(sa_type=db.text_enum(FilteredList))
    name: str = Field(max_length=40)
    # The filters as they stand in the address of the list.
    query: dict[str, Any] = Field(sa_column=sa.Column(JSONB, nullable=False))
    created_at: datetime = Field(default_factory=db.utc_now, sa_type=db.Timestamp)
