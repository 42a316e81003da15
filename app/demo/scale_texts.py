"""The different texts of a filled country: what people write for every kind of help, each read
once.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice, product
from typing import Any
from uuid import UUID

import psycopg
from psycopg import sql

from app.demo import scale_copy
from app.language import kinds, texts as language_texts
from app.language.models import region_mark

PER_KIND = 62  # of needs and of offers each; with 24 kinds about three thousand
MOST_TITLE = 120  # characters


@dataclass(frozen=True)
class Story:
    """One text, by the number it has in the temporary table `story`."""

    number: int
    title: str
    description: str


def write_stories(
    connection: psycopg.Connection, per_kind: int = PER_KIND
) -> dict[tuple[str, str], list[Story]]:
    """Texts by side ("need", "offer") and kind of help. What is stored of each stands in `story`
    until commit.
    """
    sentences: dict[tuple[str, str], list[str]] = defaultdict(list)
    for kind, side, text in kinds.example_sentences():
        sentences[side, kind].append(text)
    stories: dict[tuple[str, str], list[Story]] = {}
    number = 0
    for key, texts in sorted(sentences.items()):
        pairs = (
            (title, more)
            for more, title in product(texts, texts)
            if title != more and len(title) <= MOST_TITLE
        )
        found = []
        for title, more in islice(pairs, per_kind):
            found.append(Story(number, title, more))
            number += 1
        stories[key] = found
    every = [story for found in stories.values() for story in found]
    write_readings(connection, [f"{story.title}\n{story.description}" for story in every])
    return stories


def write_readings(connection: psycopg.Connection, texts: Sequence[str]) -> None:
    """What the product reads in each text, in the temporary table `story` until commit; its number
    is its place.
    """
    connection.execute(
        "CREATE TEMP TABLE story (number int PRIMARY KEY, words text[], excluded text[], kinds "
        "real[], "
        "meaning halfvec(512), version int) ON COMMIT DROP"
    )
    for start in range(0, len(texts), language_texts.BATCH):
        readings = language_texts.read_texts(texts[start : start + language_texts.BATCH])
        with connection.cursor() as cursor:
            cursor.executemany(
                "INSERT INTO story VALUES (%s, %s, %s, %s, %s, %s)",
                [(start + place, *_columns(reading)) for place, reading in enumerate(readings)],
            )


def store_told(
    connection: psycopg.Connection, table: str, told: Iterable[tuple[UUID, str, int]]
) -> None:
    """What is stored of the text of each row of `need` or `offer`, by its id, its region and the
    number of its text in `story`.
    """
    connection.execute(
        "CREATE TEMP TABLE told (id uuid, region_code text, mark text, number int) ON COMMIT DROP"
    )
    named = (
        {"id": i, "region_code": code, "mark": region_mark(code), "number": n}
        for i, code, n in told
    )
    scale_copy.copy_rows(connection, "told", named)
    connection.execute(
        sql.SQL(
            "INSERT INTO {} ({}, region_code, words, excluded, kinds, meaning, version) "
            "SELECT t.id, t.region_code, s.words || t.mark, s.excluded, s.kinds, s.meaning, "
            "s.version "
            "FROM told t JOIN story s USING (number)"
        ).format(sql.Identifier(f"{table}_text"), sql.Identifier(f"{table}_id"))
    )
    connection.execute("DROP TABLE told")


def _columns(reading: dict[str, Any]) -> tuple[Any, ...]:
    meaning = reading["meaning"]
    said = None if meaning is None else "[" + ",".join(f"{value:.6f}" for value in meaning) + "]"
    return reading["words"], reading["excluded"], reading["kinds"], said, reading["version"]
