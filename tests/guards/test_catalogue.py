"""Every text has its Dutch."""

from __future__ import annotations

import pytest
from babel.messages.catalog import Catalog

from scripts.check_catalogue import check, extract, find_problems


def test_every_message_has_a_dutch_text_with_the_same_placeholders() -> None:
    assert check() == []


def test_messages_are_found_in_python_and_in_templates() -> None:
    used = extract()
    for sentence in (
        "Fill in this field.",
        "Log a need",
        "%(num)s need",
        "Use at most %(max_length)s characters.",
    ):
        assert any(sentence in str(message.id) for message in used), sentence


@pytest.mark.parametrize(
    ("text", "flags"),
    [("", ()), (" ", ()), ("Hallo", ()), ("Hallo %(naam)s", ()), ("Hallo %(name)s", ("fuzzy",))],
    ids=["empty", "blank", "placeholder gone", "placeholder renamed", "fuzzy"],
)
def test_a_bad_translation_is_found(text: str, flags: tuple[str, ...]) -> None:
    used, dutch = Catalog("nl"), Catalog("nl")
    used.add("Hello %(name)s")
    dutch.add("Hello %(name)s", text, flags=flags)
    assert len(find_problems(used, dutch)) == 1


def test_a_missing_and_a_left_over_translation_are_found() -> None:
    used, dutch = Catalog("nl"), Catalog("nl")
    used.add("Hello")
    dutch.add("Goodbye", "Dag")
    assert len(find_problems(used, dutch)) == 2
