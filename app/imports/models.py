"""What is kept between the preview of a file and its confirmation."""

from datetime import datetime, timedelta
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import Column
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field, SQLModel

from app.core import db, words
from app.core.i18n import mark

KEPT_FOR = timedelta(days=1)


class ImportKind(words.Worded):
    """What the rows of a file are."""

    NEEDS = "needs", words.Word(mark("Needs"))
    OFFERS = "offers", words.Word(mark("Offers"))
    # How many people of a group live in a municipality.
    SIZES = "sizes", words.Word(mark("Sizes of groups"))
    # What a survey or another partner's list says of groups.
    SIGNALS = "signals", words.Word(mark("Signals"))
    # Who takes part, by the region's administrator.
    ORGANISATIONS = "organisations", words.Word(mark("Organisations"))


class Doing(words.Worded):
    """What is done with a row that differs from what is there."""

    NEW = "new", words.Word(mark("Store it beside it, as new"))
    CHANGE = "change", words.Word(mark("Change what is there"))
    SKIP = "skip", words.Word(mark("Skip this row"))


class ImportDraft(SQLModel, table=True):
    """The rows of a file that passed every check, until its sender confirms. Nobody else sees it,
    and it is gone after a day. What did not pass is not kept.
    """

    __tablename__: ClassVar[str] = "import_draft"

    id: UUID = Field(default_factory=db.new_id, primary_key=True)
    person_id: UUID = Field(foreign_key="person.id", index=True)
    # Whose items the rows become when they name nobody.
    organisation_id: UUID = Field(foreign_key="organisation.id")
    kind: ImportKind = Field(sa_type=db.text_enum(ImportKind))
    filename: str = Field(max_length=120)
    # As `sheets.Sheet.to_json` gives them.
    rows: dict[str, Any] = Field(sa_column=Column(JSONB, nullable=False))
    created_at: datetime = Field(default_factory=db.utc_now, sa_type=db.Timestamp)
    # A large file is stored by the worker: what its sender chose and in which language, since when
    # it waits for that, and how far it is, of a hundred.
    asked: dict[str, Any] | None = Field(default=None, sa_column=Column(JSONB))
    asked_at: datetime | None = Field(default=None, sa_type=db.Timestamp)
    progress: int = 0
    # It is stored, or something stood in the way and its sender has to look again.
    stored_at: datetime | None = Field(default=None, sa_type=db.Timestamp)
    is_stopped: bool = False
    # How many rows became something new, changed something, or were skipped.
    counts: dict[str, int] = Field(
        default_factory=dict, sa_column=Column(JSONB, nullable=False, server_default="{}")
    )

    @property
    def is_waiting(self) -> bool:
        """Whether the worker still has to store it."""
        return self.asked_at is not None and self.stored_at is None
