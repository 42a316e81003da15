"""A word that is nearly one of the list is told which; one that is not is told nothing more."""

from __future__ import annotations

import pytest
from sqlmodel import Session

from app.imports import queries, vocabulary
from app.imports.vocabulary import Vocabulary
from tests.world import World


@pytest.fixture
def words(session: Session, world: World) -> Vocabulary:
    return queries.get_words(session, world["amina"].seats[0].region_code)


def meant(near: str) -> str:
    return f" staat niet in de lijst. Bedoelde je “{near}”?"


@pytest.mark.parametrize(
    ("field", "typed", "near"),
    [
        ("target_group", "oudern", "Ouderen"),
        ("target_groups", "oudern", "Ouderen"),
        ("also_groups", "dakloozen", "Dak- en thuislozen"),
        ("municipality", "Eemsdleta", "Eemsdelta"),
        ("municipality", "gemeente Gronigen", "Groningen"),
        ("municipalities", "Delfzjil", "Eemsdelta"),
        ("support_type", "vervor", "Vervoer"),
        ("support_type", "vervoer naar huis", "Vervoer"),
        ("support_type", "boodschapen", "Boodschappen en maaltijden"),
        ("support_type", "Boodschapen", "Boodschappen en maaltijden"),
        ("target_group", "contractn", "Mensen met flexibele contracten en zzp'ers"),
        ("unit", "menssen", "mensen"),
        ("urgency", "normaall", "gewoon"),
    ],
)
def test_the_near_word_is_said(words: Vocabulary, field: str, typed: str, near: str) -> None:
    read = words.read(field, typed)
    assert read.codes == ()
    assert read.fault is not None
    assert read.fault.casefold().endswith(meant(near).casefold()), read.fault
    assert words.read(field, near).codes, "what is proposed can be filled in"


@pytest.mark.parametrize("field", ["target_group", "municipality", "support_type", "unit"])
@pytest.mark.parametrize("typed", ["marsmannen", "Nergenshuizen", "xyz", "?", "q" * 61])
def test_nothing_near_is_no_guess(words: Vocabulary, field: str, typed: str) -> None:
    fault = words.read(field, typed).fault
    assert fault is not None
    assert "Bedoelde je" not in fault


def test_of_several_words_in_a_cell_the_unknown_one_is_named(words: Vocabulary) -> None:
    fault = words.read("target_groups", "Ouderen, laaggeletterdn, bewoners").fault
    assert fault is not None
    assert fault.startswith("“laaggeletterdn” staat niet in de lijst. Bedoelde je “")


SLIPS = {
    "left out": lambda word: word[:3] + word[4:],
    "twice": lambda word: word[:4] + word[3:],
    "swapped": lambda word: word[:2] + word[3] + word[2] + word[4:],
}


@pytest.mark.parametrize("slip", SLIPS)
@pytest.mark.parametrize("field", ["target_group", "support_type", "municipality"])
def test_one_slip_of_the_fingers_in_any_word_of_the_list_leads_somewhere(
    words: Vocabulary, field: str, slip: str
) -> None:
    called = {words.say(field, code) for code in words._called[field]}
    helped, tried = 0, 0
    for name in sorted(called)[:120]:
        if len(name) < 6 or not name[:5].isalpha():
            continue
        read = words.read(field, SLIPS[slip](name))
        tried += 1
        helped += bool(read.codes) or "Bedoelde je" in (read.fault or "")
    assert tried > 5
    assert helped == tried


@pytest.mark.parametrize("field", ["target_group", "also_groups", "municipality", "support_type"])
def test_what_is_longer_than_every_word_of_the_lists_is_looked_for_nowhere(
    words: Vocabulary, field: str
) -> None:
    """Some thousand such cells held the preview for a minute: each group looked at all of it."""
    longest = max(len(word) for known in words._known.values() for word in known)
    assert longest < vocabulary.LONGEST
    for typed in ("a" * 20_000, "1 " * 10_000, "A.A." * 5_000, "a," * 10_000):
        assert words._one(field, typed) is None
        fault = words.read(field, typed).fault
        assert fault is not None and len(fault) < 200


def test_of_cells_that_say_the_same_one_is_read(words: Vocabulary) -> None:
    first = words.read("target_group", "Ouderen")
    assert words.read("target_group", "Ouderen") is first
    long = "a" * 20_000
    assert words.read("target_group", long) is not words.read("target_group", long), "kept nowhere"


@pytest.mark.parametrize("field", ["target_group", "support_type", "municipality"])
def test_what_is_near_a_form_that_the_list_does_not_have_is_only_wrong(
    words: Vocabulary, field: str
) -> None:
    """A slip in "boodschap" is near a singular that stands in no list."""
    called = sorted({words.say(field, code) for code in words._called[field]})
    cut = [name[:-less] + more for name in called for less in (2, 3, 4) for more in ("", "x")]
    for typed in [*cut[:250], "boodsschap"]:
        read = words.read(field, typed)
        assert read.codes or read.fault, typed
