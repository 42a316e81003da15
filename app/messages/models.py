"""Of which days the overview went out, so that a day that was missed is made up and no day is done
twice.
"""

from datetime import date
from typing import ClassVar

from sqlmodel import Field, SQLModel


class DigestDay(SQLModel, table=True):
    """A Dutch calendar day of which everybody was mailed what there was."""

    __tablename__: ClassVar[str] = "digest_day"

    day: date = Field(primary_key=True)
