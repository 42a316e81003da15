"""A slip in a short word, against the database: each kind of slip in words of four to seven
letters.
"""

from __future__ import annotations

import pytest

from app.language import lookup, slips
from app.search import queries
from tests.search.test_search import PLAIN, found, titles
from tests.world import World

# Typed, meant, and a title that has it: two letters that changed places, one typed twice, one left
# out, one too many, another one.
SLIPS = (
    ("tokl", "tolk", "Tolk Arabisch"), ("txai", "taxi", "Taxi naar de kliniek"),
    ("fiest", "fiets", "Een fiets voor nieuwkomers"), ("makrt", "markt", "Bus naar de markt"),
    ("kahcel", "kachel", "Een kachel voor de zaal"), ("koffei", "koffie", "Koffie op dinsdag"),
    ("tabelt", "tablet", "Lezen op een tablet"), ("papeir", "papier", "Inkt en papier"),
    ("enregie", "energie", "Een energiecoach"), ("breiven", "brieven", "Brieven lezen"),
    ("kleders", "kelders", "Schoonmaak van kelders en opvang van kleuters"),
    ("soeep", "soep", "Soep op dinsdag"), ("buss", "bus", "Bus naar de markt"),
    ("stoellen", "stoelen", "Stoelen voor de zaal"), ("zall", "zaal", "Een zaal"),
    ("burt", "buurt", "Plannen voor de buurt"), ("lppen", "lappen", "Lappen stof"),
    ("rolsoel", "rolstoel", "Rolstoelen lenen"), ("arbisch", "arabisch", "Tolk Arabisch"),
    ("kachell", "kachel", "Een kachel voor de zaal"), ("corvid", "covid", "Vragen over covid-19"),
    ("tolck", "tolk", "Tolk Arabisch"), ("winster", "winter", "Brandhout voor de winter"),
    ("tilk", "tolk", "Tolk Arabisch"), ("labtop", "laptop", "Laptops voor leerlingen"),
    ("wimter", "winter", "Brandhout voor de winter"), ("rachel", "kachel", "Een kachel"),
)  # fmt: skip


@pytest.mark.parametrize(("typed", "meant", "title"), SLIPS)
def test_one_slip_in_a_short_word_finds_what_was_meant(
    world: World, typed: str, meant: str, title: str
) -> None:
    world.need(**PLAIN | {"title": "Voer voor schapen"})
    need = world.need(**PLAIN | {"title": title})
    mine = found(world.session, world, "amina", typed)
    # What has the same stem as the word that was meant finds it without being mended.
    same = lookup.fits(typed, title)
    assert (mine.words, mine.is_mended) == ((typed, False) if same else (meant, True))
    assert need.id in [row.id for row in mine.hits[queries.FoundKind.NEED].rows]


def test_of_two_slips_alike_the_word_that_stands_in_more_places_is_meant(world: World) -> None:
    for title in ("Kweken van zalm", "Een grote zaal", "Nog een zaal"):
        world.need(**PLAIN | {"title": title})
    assert found(world.session, world, "amina", "zaam").words == "zaal"


def test_the_slip_that_is_made_most_counts_before_how_often_a_word_stands_there() -> None:
    said = {"markt": 1, "makr": 30, "makro": 30}
    assert slips.likeliest(slips.one_slip_from("makrt"), said) == "markt"


def test_a_short_word_is_mended_only_by_what_this_reader_may_see(world: World) -> None:
    need = world.need(**PLAIN | {"title": "Zwabber lenen", "publish": False})
    mine = found(world.session, world, "amina", "zwaber")
    assert (mine.words, mine.is_mended) == ("zwabber", True)
    assert [row.id for row in mine.hits[queries.FoundKind.NEED].rows] == [need.id]
    for who in ("farid", "hugo", "greet"):
        theirs = found(world.session, world, who, "zwaber")
        assert (theirs.words, theirs.total) == ("zwaber", 0), who


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("ouderen 80 doen deur boodshcappen", "ouderen 80 doen deur boodschappen"),
        ("40 ouderen boven de 80 kunnen geen boodshcappen doen", None),
        ("ouderne boven de 80 zonder boodshcappen", "ouderen boven de 80 zonder boodschappen"),
    ],
)
def test_words_that_stand_there_and_small_ones_take_no_turn(
    world: World, typed: str, meant: str | None
) -> None:
    need = world.need(publish=True)
    assert found(world.session, world, "amina", typed).words == (
        meant or typed.replace("boodshcappen", "boodschappen")
    )
    assert need.title in titles(world.session, world, "amina", typed)
