"""What is kept of the characters of a text, and what is searched."""

from __future__ import annotations

import sys
import unicodedata

import pytest
from hypothesis import given, strategies as st

from app.core.characters import folded, has_right_to_left, has_words, normal

FAMILY = "\U0001f468\u200d\U0001f469\u200d\U0001f467"
HEART = "\u2764\ufe0f"


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Cafe\u0301", "Caf\u00e9"),
        ("een\u00a0twee\u2003drie\u3000vier", "een twee drie vier"),
        ("zorg\u00adhulp", "zorghulp"),
        ("\ufeffzo\u200brg\u2060", "zorg"),
        ("\u202ezorg\u202c \u2066hulp\u2069", "zorg hulp"),
        ("\u3164\u2800\u115f\uffa0", ""),
        ("a\x00b\x07c\x7f", "abc"),
        ("een\r\ntwee\rdrie\u2028vier\tvijf", "een\ntwee\ndrie\nvier\tvijf"),
        (f"Fijn {HEART} {FAMILY}", f"Fijn {HEART} {FAMILY}"),
        ("a\ufe0fb\u200dc", "abc"),
        ("\U0001f3f4\U000e0067\U000e0062\U000e007f", "\U0001f3f4"),
        ("\ud800half", "half"),
        ("Z" + "\u0335\u0321" * 40 + "orge", "Z" + "\u0335" * 4 + "orge"),
        ("Z" + "\u20dd" * 80 + "org", "Z" + "\u20dd" * 4 + "org"),
        ("Vie\u0302\u0323t", "Vi\u1ec7t"),
        ("\u05e9\u05c1\u05bc\u05b8\u0591", "\u05e9\u05b8\u05bc\u05c1\u0591"),
        ("\u0645\u0631\u062d\u0628\u0627", "\u0645\u0631\u062d\u0628\u0627"),
    ],
)
def test_a_text_is_kept_as_it_is_seen(typed: str, kept: str) -> None:
    assert normal(typed) == kept


@given(st.text() | st.text("ae\u0301\u200d\ufe0f\u2764\U0001f468\U0001f3fd=\u0338\u200b\n \u00a0"))
def test_a_text_has_one_spelling(text: str) -> None:
    kept = normal(text)
    assert normal(kept) == kept
    assert unicodedata.is_normalized("NFC", kept)
    kinds = {unicodedata.category(char) for char in kept if char not in "\n\t\u200d"}
    assert not kinds & {"Cc", "Cs", "Zl", "Zp"}


def test_nothing_unseen_is_kept_in_all_of_unicode() -> None:
    seen = "\u0600\u0601\u0602\u0603\u0604\u0605\u06dd\u070f\u0890\u0891\u08e2\U000110bd\U000110cd"
    left = [
        char
        for char in map(chr, range(sys.maxunicode + 1))
        if char not in f"\n\t{seen}"
        and unicodedata.category(char) in ("Cc", "Cf", "Cs", "Zl", "Zp")
        and normal(f"a{char}b") not in ("ab", "a\nb")
    ]
    assert left == []


@pytest.mark.parametrize(
    "text", ["", "\u200b\u200b", "\u3164", "...", "\u0301\u0301", "--- !!", HEART]
)
def test_what_says_nothing_has_no_words(text: str) -> None:
    assert not has_words(text)


@pytest.mark.parametrize("text", ["Soep", "112", "\u0645\u0631", "5!"])
def test_a_letter_or_a_number_is_enough(text: str) -> None:
    assert has_words(text)


@pytest.mark.parametrize(
    ("typed", "searched"),
    [
        ("\uff10\uff16\uff0d\uff11\uff12", "06-12"),
        ("\u0660\u0666", "06"),
        ("caf\u00e9", "cafe"),
        ("jan\uff20gmail\uff0ecom", "jan@gmail.com"),
        ("1\u0336\u200d2\u20e3", "12"),
        ("\u2014\u2013\u2212", "---"),
    ],
)
def test_a_text_is_searched_without_its_spelling(typed: str, searched: str) -> None:
    assert folded(typed) == searched


@given(st.text())
def test_folding_twice_is_folding_once(text: str) -> None:
    assert folded(folded(text)) == folded(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [("Soep", False), ("Café", False), ("مساعدة", True), ("Hulp: עזרה", True), ("", False)],
)
def test_what_is_read_from_the_right_is_known(text: str, expected: bool) -> None:
    assert has_right_to_left(text) is expected
