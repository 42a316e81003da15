"""Files in the letters of other programs: read when it is sure what they are, asked when not."""

from __future__ import annotations

import pytest

from app.imports.encodings import Letters, Unsure, read_letters, readings
from tests.imports.files import NEED, csv_file
from tests.imports.test_pages import send, titled
from tests.world import Visitors

WORDS = [
    "coördinatie",
    "één keer", "financiële hulp", "geïsoleerd", "ruïne", "crèche", "café", "Curaçao",
    "Élise", "première", "hygiëne", "België", "reünie", "fêteren", "maïs", "naïef", "vóór", "skiën",
    "'s avonds één", "ÉÉN", "coöperatie Café René", "zeeën", "enquête", "patiënten", "ideeën",
]  # fmt: skip
TYPED = [
    "foto’s",
    "“stil” verdriet",
    "negen – vijf",
    "€ 25",
    "en dan…",
    "½ dag",
    "20 °C",
    "na\xa0de vakantie",
    "op\xa012 mei",
    "de\xa0heer",
    "nog meer (…)",
]
# What DOS has for "à" and "á" is dots and a space in Windows.
DOS_ONLY = ["2 à 3 keer", "à la carte", "café à gogo", "Sándor", "Málaga", "cámara", "Zoltán"]
ENCODINGS = {Letters.WINDOWS: "cp1252", Letters.DOS: "cp858", Letters.MAC: "mac_roman"}


@pytest.mark.parametrize("word", WORDS + TYPED)
def test_what_utf_8_and_windows_save_is_read_without_a_question(word: str) -> None:
    for encoding in ("utf-8", "utf-8-sig", "utf-16", "cp1252"):
        text = f"titel\n{word}\n"
        assert read_letters(text.encode(encoding)) == text, encoding


@pytest.mark.parametrize("word", WORDS)
@pytest.mark.parametrize("letters", [Letters.DOS, Letters.MAC])
def test_letters_of_older_programs_are_asked_and_then_read(word: str, letters: Letters) -> None:
    text = f"titel\n{word}\n"
    content = text.encode(ENCODINGS[letters])
    with pytest.raises(Unsure) as refused:
        read_letters(content)
    assert list(refused.value.errors) == ["letters"]
    offered = {choice.value: choice.label for choice in refused.value.choices}
    outside = next(part for part in word.split() if not part.isascii())
    assert outside in offered[letters.value]
    assert read_letters(content, letters) == text


@pytest.mark.parametrize("word", DOS_ONLY)
def test_letters_that_windows_takes_for_signs_are_asked_too(word: str) -> None:
    text = f"titel;aantal\n{word};4\n"
    with pytest.raises(Unsure) as refused:
        read_letters(text.encode("cp858"))
    assert Letters.DOS.value in {choice.value for choice in refused.value.choices}
    assert read_letters(text.encode("cp858"), Letters.DOS) == text


@pytest.mark.parametrize("word", ["één", "coördinatie", "crèche", "foto’s", "€ 25"])
def test_a_mix_of_letters_is_noticed(word: str) -> None:
    mixed = f"titel\n{word}\n".encode() + "nog één\n".encode("cp1252")
    assert Letters.MIXED in {reading.letters for reading in readings(mixed)}
    assert read_letters(mixed, Letters.MIXED) == f"titel\n{word}\nnog één\n"
    with pytest.raises(Unsure):
        read_letters(mixed)


@pytest.mark.parametrize("word", [*WORDS, "foto’s", "“stil”", "negen – vijf"])
def test_what_was_saved_wrongly_before_is_noticed(word: str) -> None:
    twice = word.encode().decode("latin-1" if "\x81" in word else "cp1252", errors="replace")
    if "�" in twice:
        pytest.skip("Windows has no letter for one of its bytes, so no program saves it so")
    content = f"titel\n{twice}\n".encode()
    with pytest.raises(Unsure):
        read_letters(content)
    assert read_letters(content, Letters.TWICE) == f"titel\n{word}\n"
    assert read_letters(content, Letters.AS_IT_IS) == f"titel\n{twice}\n"


def test_a_long_file_without_spaces_is_read_in_a_bounded_time() -> None:
    for content in (b"x" * 4_000_000, b"\xe9" * 2_000_000, ("é" * 2_000_000).encode()):
        assert readings(content)


def test_the_page_asks_and_stores_what_was_chosen(visitors: Visitors) -> None:
    amina, title = visitors["amina"], "Coördinatie van één café met patiënten"
    content = csv_file(NEED | {"titel": title}, encoding="cp858")
    asked = send(amina, content)
    assert asked.status_code == 422 and "Waar kloppen de woorden?" in asked.text
    assert "DOS, oudere programma’s: “Coördinatie”, “één”, “café”" in asked.text
    shown = send(amina, content, letters="dos")
    assert shown.status_code == 200 and title in shown.text
    assert titled(visitors, title) == []


def test_a_letter_that_is_lost_makes_its_row_wrong_and_says_where(visitors: Visitors) -> None:
    answer = send(visitors["amina"], csv_file(NEED, NEED | {"titel": "Co\ufffdrdinatie van hulp"}))
    assert answer.status_code == 422
    assert "In cel A3 staan letters die bij het opslaan verloren zijn gegaan" in answer.text
