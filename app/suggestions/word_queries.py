"""How rare a word is among all stored texts, and which texts of a region hold rare words."""

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql
from sqlmodel import Session, col

from app.core import statements
from app.language import models as language_models, no_offers
from app.scoring import facts as scoring_facts, terms

RAREST = 12  # words of a text by which others are found


MOST_HITS = 20_000  # texts in the country that those words may find together


def find_rarity(
    session: Session, one: scoring_facts.Facts, many: Sequence[scoring_facts.Facts]
) -> terms.Rarity:
    """As `rarity_of`, where the counts are not at hand."""
    return rarity_of(find_counts(session, one), one, many)


def rarity_of(
    found: Mapping[str, int], one: scoring_facts.Facts, many: Sequence[scoring_facts.Facts]
) -> terms.Rarity:
    """How much a shared word says, by how rare it is in all stored texts. While nothing has been
    counted yet, by how rare it is in these few.
    """
    counts = dict(found)
    if total := counts.pop("", 0):
        return terms.rarity_of(counts, total)
    for facts in (one, *many):
        for word in facts.words | facts.excluded:
            counts[word] = counts.get(word, 0) + 1
    return terms.rarity_of(counts, len(many) + 1)


def find_counts(session: Session, one: scoring_facts.Facts) -> Mapping[str, int]:
    """In how many texts of the country each word of a need or offer stands; "" is the number of
    texts.
    """
    words = [*(one.words | one.excluded), ""]
    rows = statements.rows_of(session, _COUNTS, {"counted": words})
    return {row.word: row.items for row in rows}


_COUNTED: Any = sa.bindparam("counted", type_=postgresql.ARRAY(sa.Text))
_COUNTS: Any = sa.select(
    col(language_models.WordCount.word), col(language_models.WordCount.items)
).where(col(language_models.WordCount.word) == sa.any_(_COUNTED))  # built once


def rare_words(one: scoring_facts.Facts, counts: Mapping[str, int]) -> dict[str, float]:
    """The words of a need or offer that say most, and how much each says. It stops before they are
    so common that every text has one of them.
    """
    rarity = terms.rarity_of(counts, max(counts.get("", 0), 1))
    said = (word for word in one.words | one.excluded if not word.startswith(no_offers.MARK))
    words = sorted(said, key=lambda word: (counts.get(word, 0), word))
    found: dict[str, float] = {}
    hits = 0
    for word in words[:RAREST]:
        hits += counts.get(word, 0)
        if hits > MOST_HITS:
            break
        found[word] = rarity(word)
    return found


def texts_with(table: type[language_models.StoredText], key: Any) -> Any:
    """Texts of the region with one of the words, and how much their shared words say together. The
    words (`rare`), how much they say (`says`) and the region (`mark`) are parameters.
    """
    words, says = (
        sa.bindparam("rare", type_=postgresql.ARRAY(sa.Text)),
        sa.bindparam("says", type_=postgresql.ARRAY(postgresql.REAL)),
    )
    rare = sa.func.unnest(words, says).table_valued("word", "weight", name="rare").render_derived()
    wanted = postgresql.array([sa.cast(rare.c.word, sa.Text), sa.bindparam("mark", type_=sa.Text)])
    return (
        sa.select(key.label("id"), sa.func.sum(rare.c.weight).label("weight"))
        .select_from(rare)
        .join(table, col(table.words).op("@>")(wanted))
        .group_by(key)
        .subquery("hits")
    )
