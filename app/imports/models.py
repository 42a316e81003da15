"""What is kept between the preview of a file and its confirmation."""

from datetime import datetime, timedelta
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import Column
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field, SQLModel

from app.core.db import Timestamp, new_id, text_enum, utc_now
from app.core.i18n import mark
from app.core.words import Word, Worded

KEPT_FOR = timedelta(days=1)


class ImportKind(Worded):
    """What the rows of a file are."""

    NEEDS = "needs", Word(mark("Needs"))
    OFFERS = "offers", Word(mark("Offers"))
    # How many people of a group live in a municipality.
    SIZES = "sizes", Word(mark("Sizes of groups"))


class ImportDraft(SQLModel, table=True):
    """The rows of a file that passed every check, until its sender confirms. Nobody else sees it;
    gone after a day.
    """

    __tablename__: ClassVar[str] = "import_draft"

    id: UUID = Field(default_factory=new_id, primary_key=True)
    person_id: UUID = Field(foreign_key="person.id", index=True)
    # Whose items the rows become when they name nobody.
    organisation_id: UUID = Field(foreign_key="organisation.id")
    kind: ImportKind = Field(sa_type=text_enum(ImportKind))
    filename: str = Field(max_length=120)
    # As `sheets.Sheet.to_json` gives them.
    rows: dict[str, Any] = Field(sa_column=Column(JSONB, nullable=False))
    created_at: datetime = Field(default_factory=utc_now, sa_type=Timestamp)
