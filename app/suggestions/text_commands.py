"""Keeping what is stored of texts as the product reads them now, and how rare every word is."""

from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import Session, col

from app.language import lookup, models as language_models, texts as language_texts
from app.needs import models as need_models, word_commands as need_word_commands
from app.offers import models as offer_models, word_commands as offer_word_commands

# A table with texts, the table with what is stored of each text, and the key of that.
Texts = tuple[type[need_models.Need | offer_models.Offer], type[language_models.StoredText], Any]
TEXT_TABLES: tuple[Texts, ...] = (
    (need_models.Need, need_models.NeedText, col(need_models.NeedText.need_id)),
    (offer_models.Offer, offer_models.OfferText, col(offer_models.OfferText.offer_id)),
)

# Who writes the words anew by which the rows of a table are found.
_RENEWS: dict[Any, Any] = {
    need_models.Need: need_word_commands.renew_words,
    offer_models.Offer: offer_word_commands.renew_words,
}

# The job that writes what is missing of them.
REREAD = "language:reread"


def reread_texts(
    session: Session, kind: int, after: UUID | None, *, size: int = language_texts.BATCH
) -> tuple[int, UUID | None]:
    """Write one batch of missing, old or meaningless texts of `TEXT_TABLES[kind]` anew.

    Returns how many have a meaning now, and the id to go on after: None when there are no more.
    Rows that somebody is working on wait for next time.
    """
    item, table, key = TEXT_TABLES[kind]
    stale = sa.or_(
        key.is_(None),
        col(table.version) != language_models.TEXT_VERSION,
        col(table.meaning).is_(None),
    )
    query: Any = (
        sa.select(item)
        .outerjoin(table, key == col(item.id))
        .where(stale, *([col(item.id) > after] if after is not None else []))
        .order_by(col(item.id))
        .limit(size)
    )
    # With `key_share` nobody who proposes a match meanwhile waits for this lock: its foreign key
    # points at the row.
    held = query.with_for_update(of=item, skip_locked=True, key_share=True)
    rows: list[Any] = list(session.scalars(held.execution_options(populate_existing=True)))
    if not rows:
        return 0, None
    texts = [
        language_texts.Text(table, row.id, row.region_code, row.title, row.description)
        for row in rows
    ]
    without = language_texts.write_texts(session, texts)
    _RENEWS[item](session, rows)
    for row in rows:
        row.found_by = lookup.kept_of(row)
    session.flush()
    return len(rows) - without, rows[-1].id


def count_words(session: Session) -> int:
    """Count anew in how many texts every word stands. Returns how many texts there are."""
    total = 0
    for _item, table, _key in TEXT_TABLES:
        total += int(session.execute(sa.select(sa.func.count()).select_from(table)).scalar_one())
    words = [
        sa.select(sa.func.unnest(col(table.words)).label("word"))
        for _item, table, _key in TEXT_TABLES
    ]
    all_words = words[0].union_all(words[1]).subquery()
    counted = (
        sa.select(all_words.c.word, sa.func.count())
        .where(~all_words.c.word.startswith("@"))
        .group_by(all_words.c.word)
    )
    session.execute(sa.delete(language_models.WordCount))
    session.execute(insert(language_models.WordCount).from_select(["word", "items"], counted))
    session.execute(insert(language_models.WordCount).values(word="", items=sa.literal(total)))
    return total
