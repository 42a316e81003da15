"""The different texts of a filled country: what people write for every kind of help, each read
once.
"""

from collections import defaultdict
from dataclasses import dataclass
from itertools import islice, product
from typing import Any

import psycopg

from app.language import kinds, texts as language_texts

PER_KIND = 62  # of needs and of offers each; with 24 kinds about three thousand
MOST_TITLE = 120  # characters


@dataclass(frozen=True)
class Story:
    """One text, by the number it has in the temporary table `story`."""

    number: int
    title: str
    description: str


def write_stories(connection: psycopg.Connection) -> dict[tuple[str, str], list[Story]]:
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
        for title, more in islice(pairs, PER_KIND):
            found.append(Story(number, title, more))
            number += 1
        stories[key] = found
    _write(connection, [story for found in stories.values() for story in found])
    return stories


def _write(connection: psycopg.Connection, stories: list[Story]) -> None:
    connection.execute(
        "CREATE TEMP TABLE story (number int PRIMARY KEY, words text[], excluded text[], kinds "
        "real[], "
        "meaning halfvec(512), version int) ON COMMIT DROP"
    )
    for start in range(0, len(stories), language_texts.BATCH):
        part = stories[start : start + language_texts.BATCH]
        readings = language_texts.read_texts(
            [f"{story.title}\n{story.description}" for story in part]
        )
        with connection.cursor() as cursor:
            cursor.executemany(
                "INSERT INTO story VALUES (%s, %s, %s, %s, %s, %s)",
                [(s.number, *_columns(reading)) for s, reading in zip(part, readings, strict=True)],
            )


def _columns(reading: dict[str, Any]) -> tuple[Any, ...]:
    meaning = reading["meaning"]
    said = None if meaning is None else "[" + ",".join(f"{value:.6f}" for value in meaning) + "]"
    return reading["words"], reading["excluded"], reading["kinds"], said, reading["version"]
