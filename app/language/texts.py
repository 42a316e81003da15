"""What is stored of texts: their words and their meaning.

One at a time with the command, or all of an import in one go.
"""

import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Thread
from typing import Any
from uuid import UUID

from sqlalchemy.dialects.postgresql import insert
from sqlmodel import Session

from app.core import allocator
from app.language import no_offers, things
from app.language.kinds import read_kinds
from app.language.meaning import encode
from app.language.models import TEXT_VERSION, StoredText, region_mark
from app.language.words import Words, read_words

log = logging.getLogger(__name__)

BATCH = 500  # texts encoded and stored together
_KEY = "texts"


@dataclass(frozen=True, slots=True)
class Text:
    """One text of one row of need or offer."""

    table: type[StoredText]
    item_id: UUID
    region_code: str
    title: str
    description: str

    @property
    def said(self) -> str:
        return f"{self.title}\n{self.description}"


def store_text(session: Session, text: Text) -> None:
    """Write what the text says in the transaction of the command. The row it belongs to must be
    flushed.

    Within `storing_later` it only waits for the end. A failing encoder stops nobody: the meaning
    stays empty.
    """
    waiting: TextsLater | None = session.info.get(_KEY)
    if waiting is not None:
        waiting.texts[text.table, text.item_id] = text
    else:
        write_texts(session, [text])


@dataclass
class TextsLater:
    """Texts that wait to be stored together; of a text that changed, the last. `by_words`: without
    their meaning, which takes longest and is read by the job that repairs texts.
    """

    session: Session
    by_words: bool = False
    texts: dict[tuple[type[StoredText], UUID], Text] = field(default_factory=dict)

    def store(self) -> int:
        """Write all of them. Returns how many."""
        waiting, self.texts = list(self.texts.values()), {}
        for table in dict.fromkeys(text.table for text in waiting):
            of_table = [text for text in waiting if text.table is table]
            write_texts(self.session, of_table, by_words=self.by_words)
        return len(waiting)


@contextmanager
def storing_later(session: Session, *, by_words: bool = False) -> Iterator[TextsLater]:
    """Within the block texts are collected; `store()` writes them. Encoding together is faster than
    one by one.
    """
    later = TextsLater(session, by_words)
    session.info[_KEY] = later
    try:
        yield later
    finally:
        del session.info[_KEY]


def write_texts(session: Session, texts: Sequence[Text], *, by_words: bool = False) -> int:
    """Insert or replace the stored texts of one table. Returns how many are without meaning."""
    without = 0
    for start in range(0, len(texts), BATCH):
        rows = _rows(texts[start : start + BATCH], by_words=by_words)
        table = texts[0].table.__table__  # type: ignore[attr-defined]
        (key,) = table.primary_key.columns
        query = insert(table)
        new = {name: query.excluded[name] for name in rows[0] if name != key.name}
        session.execute(query.on_conflict_do_update(index_elements=[key], set_=new), rows)
        without += sum(row["meaning"] is None for row in rows)
    return without


def _rows(texts: Sequence[Text], *, by_words: bool) -> list[dict[str, Any]]:
    (key,) = texts[0].table.__table__.primary_key.columns  # type: ignore[attr-defined]
    return [
        reading
        | {
            key.name: text.item_id,
            "region_code": text.region_code,
            "words": [*reading["words"], mark],
        }
        for text, reading in zip(
            texts, read_texts([text.said for text in texts], by_words=by_words), strict=True
        )
        for mark in (region_mark(text.region_code),)
    ]


def read_texts(texts: Sequence[str], *, by_words: bool = False) -> list[dict[str, Any]]:
    """What is stored of each text, but for where it belongs and the mark of its region."""
    found = []
    meanings = [None] * len(texts) if by_words else _meanings(texts)
    for text, meaning in zip(texts, meanings, strict=True):
        words = read_words(text)
        said, excluded = marked(text, words)
        found.append(
            {
                "words": sorted(said),
                "excluded": sorted(excluded),
                "meaning": meaning,
                "kinds": _kinds(words, meaning),
                "version": TEXT_VERSION,
            }
        )
    return found


def marked(text: str, words: Words) -> tuple[frozenset[str], frozenset[str]]:
    """The words of a text and those that it excludes, each with the marks of the things they speak
    of; among the words also what says that it is no offer.
    """
    said = things.read_things(words.stems)
    not_said = things.read_things(words.excluded) - said
    return words.all | said | no_offers.read_doubts(text), words.excluded | not_said


def _meanings(texts: Sequence[str]) -> Sequence[Any]:
    try:
        return list(encode(texts))
    except Exception as problem:  # whatever goes wrong in there, what somebody typed is stored
        # Not the text, and no traceback that could quote it.
        log.warning("no meaning for %s texts: %s", len(texts), type(problem).__name__)
        return [None] * len(texts)


def _kinds(words: Words, meaning: Any) -> list[float]:
    try:
        return [float(share) for share in read_kinds(words.all | words.excluded, meaning)]
    except Exception as problem:  # its examples are encoded too
        log.warning("no kinds for a text: %s", type(problem).__name__)
        return []


def warm_up_beside() -> None:
    """Load the encoder and the examples of each kind in a thread of its own, so that nobody waits
    for seconds.
    """
    Thread(target=_warm_up, name="encoder", daemon=True).start()


def _warm_up() -> None:
    try:
        read_kinds(frozenset(), encode(["opwarmen"])[0])
        allocator.give_back()
    except Exception:
        log.exception("the encoder does not work; suggestions go by words")


__all__ = [
    "Text",
    "TextsLater",
    "marked",
    "read_texts",
    "store_text",
    "storing_later",
    "warm_up_beside",
    "write_texts",
]
