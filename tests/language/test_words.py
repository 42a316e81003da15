"""What the words of a Dutch text are: stems, parts of compounds, concepts, and what is denied."""

from __future__ import annotations

import pytest
from hypothesis import given, strategies as st

from app.language import lookup
from app.language.words import meant_by, read_words, split_compound, stem_words, surfaces


@pytest.mark.parametrize(
    ("word", "parts"),
    [
        ("boodschappenhulp", ("boodschappen", "hulp")),
        ("rolstoelbus", ("rolstoel", "bus")),
        ("noodopvang", ("nood", "opvang")),
        ("verzorgingshuis", ("verzorging", "huis")),
        ("voedseluitgifte", ("voedsel", "uitgifte")),
        ("belmaatje", ()),  # a word of its own
        ("dansen", ()),
    ],
)
def test_a_compound_falls_apart_into_words_that_exist(word: str, parts: tuple[str, ...]) -> None:
    if word == "belmaatje":
        assert "#telephone" in read_words(word).concepts
    else:
        assert split_compound(word) == parts


def test_a_compound_whose_beginning_nobody_knows_still_has_an_end() -> None:
    assert split_compound("grunnegerauto") == ("auto",)


@pytest.mark.parametrize(
    ("word", "looks_like"),
    [
        ("statushouders", "ouders"),
        ("huishouden", "ouden"),
        ("vergeten", "eten"),
        ("ontmoeten", "eten"),
        ("vertrouwen", "rouwen"),
        ("gastvrouw", "rouw"),
        ("digitaal", "taal"),
        ("kruidenier", "nier"),
        ("radiatorfolie", "olie"),
        ("Siddeburen", "uren"),
        ("Barendrecht", "recht"),
    ],
)
def test_a_word_that_only_ends_like_another_is_no_compound(word: str, looks_like: str) -> None:
    assert split_compound(word.lower()) == ()
    assert not lookup.fits(looks_like, word)
    assert not lookup.fits(word, looks_like)


def test_an_end_that_is_shielded_is_still_found_where_it_is_a_word() -> None:
    for word, part in (("middageten", "eten"), ("gebarentaal", "taal"), ("grootouders", "ouders")):
        assert lookup.fits(part, word)


@pytest.mark.parametrize(
    ("asked", "offered", "concept"),
    [
        ("laptops voor thuis", "35 chromebooks te leen", "#computer"),
        ("gratis wifi gezocht", "simkaarten met 20 GB", "#internet"),
        ("wie rijdt ze naar de dokter", "onze dorpsauto heeft plaats", "#transport"),
        ("mondkapjes", "wasbare mondmaskers", "#protection"),
        ("iemand om een praatje mee te maken", "luisterend oor", "#talk"),
        ("niemand rouwt alleen", "herdenken en afscheid nemen", "#bereavement"),
    ],
)
def test_other_words_for_the_same_share_a_concept(asked: str, offered: str, concept: str) -> None:
    assert concept in read_words(asked).concepts & read_words(offered).concepts


def test_both_sides_share_the_part_of_a_compound() -> None:
    assert read_words("boodschappen doen").stems & read_words("Boodschappenhulp").stems


def test_what_stands_behind_geen_is_excluded_until_the_sentence_turns() -> None:
    words = read_words("Wij brengen maaltijden, geen boodschappen. Wel soep.")
    assert "boodschap" in words.excluded and "boodschap" not in words.stems
    assert "#meal" in words.concepts
    assert "soep" in words.stems


def test_what_is_said_elsewhere_is_not_excluded() -> None:
    words = read_words("Geen taxi nodig: onze taxi komt bij u.")
    assert "taxi" in words.stems and "taxi" not in words.excluded


def test_numbers_and_words_that_say_nothing_are_left_out() -> None:
    assert read_words("40 van de 80 mensen, elke week").all == frozenset()


def test_surfaces_are_words_as_written_that_weigh_most_first() -> None:
    shared = read_words("chromebook en ladder").all
    weights = {"#computer": 2.0, "ladder": 1.0}
    words = surfaces(
        "Een ladder en drie Laptops", shared, lambda word: weights.get(word, 0.0), most=2
    )
    assert words == ["laptops", "ladder"]


def test_accents_and_capitals_make_no_difference() -> None:
    assert read_words("Coördinatie").all == read_words("coordinatie").all


@given(st.text(max_size=300))
def test_any_text_can_be_read(text: str) -> None:
    words = read_words(text)
    assert not words.stems & words.excluded
    assert all(concept.startswith("#") for concept in words.concepts)
    assert all("#" not in word for word in stem_words(text))


def test_a_word_that_is_looked_for_means_what_it_says_as_written() -> None:
    assert "#older" in meant_by("Ouderen")
    assert "#family_coach" not in meant_by("ouderen")
    assert "#family_coach" in meant_by("ouders")
    assert "#lonely" in meant_by("vereenzaming") | meant_by("eenzaamheid")


@pytest.mark.parametrize(
    ("text", "token", "quoted"),
    [
        ("Een lijstje kan via de huisarts", "huis", []),
        ("Wij komen aan huis", "huis", ["huis"]),
        ("Een boodschappenhulp in de buurt", "boodschap", ["boodschappenhulp"]),
        ("Je hoeft niets, er staat een tafel klaar", "tafel", []),
        ("Niemand hoeft alleen te eten", "hoeft", []),
    ],
)
def test_a_compound_is_quoted_for_a_part_that_says_what_it_is(
    text: str, token: str, quoted: list[str]
) -> None:
    assert surfaces(text, frozenset({token}), lambda word: 1.0, most=3) == quoted
