"""What is stored of a text for matching. Each kind of text has its own table: `need_text`,
`offer_text`.
"""

from typing import Any

import sqlalchemy as sa
from pgvector.sqlalchemy import HALFVEC
from sqlalchemy.dialects.postgresql import ARRAY
from sqlmodel import Field, SQLModel

from app.language.kinds import KINDS_VERSION
from app.language.meaning import DIMENSIONS, MEANING_VERSION
from app.language.no_offers import NO_OFFERS_VERSION
from app.language.things import THINGS_VERSION
from app.language.words import WORDS_VERSION

# What wrote a row; another number means that it has to be written anew.
TEXT_VERSION = 0
for _version in (
    WORDS_VERSION,
    MEANING_VERSION,
    KINDS_VERSION,
    THINGS_VERSION,
    NO_OFFERS_VERSION,
):
    TEXT_VERSION = TEXT_VERSION * 60 + _version


class StoredText(SQLModel):
    """Words and meaning of one text, beside the row it belongs to, so that lists of rows stay
    light.
    """

    # Copied: candidates are looked for within one region.
    region_code: str = Field(foreign_key="safety_region.code")
    # Stems, parts of compounds, concepts with a "#", things with a "=", doubts with a "!", and last
    # `region_mark`, so that one index finds the rare words of one region. `excluded` is only said
    # not to be there.
    words: list[str] = Field(sa_type=ARRAY(sa.Text))
    excluded: list[str] = Field(sa_type=ARRAY(sa.Text))
    # Empty when the encoder failed; a job repairs it.
    meaning: Any = Field(default=None, sa_type=HALFVEC(DIMENSIONS), nullable=True)
    # How much the text speaks of each kind of help, in the order of `kind_slugs()`.
    kinds: list[float] = Field(sa_type=ARRAY(sa.REAL))
    version: int


def region_mark(region_code: str) -> str:
    """What stands among the stored words of a text for its region. No word begins so."""
    return f"@{region_code}"


class WordCount(SQLModel, table=True):
    """In how many stored texts of the whole country a word or concept stands. The word "" holds how
    many there are.
    """

    __tablename__ = "word_count"

    word: str = Field(primary_key=True)
    items: int
