"""What a writer reads of personal data: the words that it is about, and the field they stand in."""

from __future__ import annotations

import pytest

from app.core import personal_data, personal_sentences
from app.core.personal_data import Finding
from tests.refusals import in_english


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Wij helpen mevrouw T. met koken", "mevrouw T"),
        ("Ahmed (54) zoekt werk", "Ahmed"),
        ("Eten voor A\u00efcha Bouali uit Spijk", "A\u00efcha Bouali"),
        ("Hulp voor de heer \u00d6zt\u00fcrk en zijn vrouw", "heer \u00d6zt\u00fcrk"),
        ("Voor piet de boer, elke dag", "piet de boer"),
        ("Ze woont op kerkstraat 12", "kerkstraat 12"),
        ("Een man, geboren op 12 maart 1944", "geboren op 12 maart 1944"),
        ("Volg @noor.jansen", "@noor.jansen"),
        ("Auto GT-482-K", "GT-482-K"),
        ("Bel 06 twaalf 34 56 78", "06 12 34 56 78"),
    ],
)
def test_a_doubt_tells_the_words_as_they_were_typed(text: str, words: str) -> None:
    with in_english():
        said = personal_sentences.question({"title": text})
    assert f"“{words}” (title)" in said
    assert said.endswith("Take it out, or tick this box.")


def test_every_kind_is_told_once_with_the_field_it_stands_in() -> None:
    texts = {"title": "Eten voor mevrouw Bos", "explanation": "mevrouw Smit, kerkstraat 12"}
    with in_english():
        said = personal_sentences.question(texts)
    assert said == (
        "Your text seems to hold the name of a person: “mevrouw Bos” (title). "
        "Your text seems to hold an address: “kerkstraat 12” (explanation). "
        "Take it out, or tick this box."
    )


def test_a_text_without_a_person_is_not_asked_about() -> None:
    assert personal_sentences.question({"title": "Soep voor 40 ouderen", "note": ""}) == ""
    assert personal_sentences.refusal("Soep voor 40 ouderen") == ""


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Bel 06-12345678 na zes uur", "06-12345678"),
        ("Mail jan@voorbeeld.nl", "jan@voorbeeld.nl"),
        ("BSN 111 222 333 klopt", "111 222 333"),
        ("Naar NL91 ABNA 0417 1643 00", "NL91 ABNA 0417 1643 00"),
        ("Ophalen op Hoofdstr\u00e1at 12", "Hoofdstr\u00e1at 12"),
    ],
)
def test_a_refusal_tells_them_too(text: str, words: str) -> None:
    with in_english():
        assert f"“{words}”" in personal_sentences.refusal(text)


def test_what_is_quoted_is_short() -> None:
    [found] = personal_data.doubts_in("mevrouw " + "Wolvenschaar" * 3)
    assert len(found.words) == 40
    assert found.words.endswith("\u2026")


def test_a_finding_can_be_logged_without_the_words() -> None:
    [found] = personal_data.doubts_in("Eten voor mevrouw Bos")
    assert found.words == "mevrouw Bos"
    assert "Bos" not in repr(found)


def test_every_kind_has_its_sentence() -> None:
    assert personal_sentences.DOUBTS.keys() == set(Finding)
    assert personal_sentences.REFUSALS.keys() == set(Finding) - {Finding.NAME, Finding.DETAILS}
