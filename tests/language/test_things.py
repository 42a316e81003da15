"""Which thing exactly a text speaks of, what is no offer, and what a clause denies."""

from __future__ import annotations

import pytest

from app.language import kinds, no_offers, things, word_lists
from app.language.words import read_words


@pytest.mark.parametrize(
    ("text", "thing"),
    [
        ("Een strijkijzer voor wie er geen heeft", "=goods_materials.iron"),
        ("Twee naaimachines gezocht", "=goods_materials.sewing_machine"),
        ("Tolk Portugees bij de huisarts", "=language.portuguese"),
        ("Wij tolken in het Vietnamees", "=language.vietnamese"),
        ("Bakfietsen om mee te bezorgen", "=transport.cargo_bike"),
        ("Veetrailer of aanhanger", "=transport.trailer"),
        ("Gebarentolk bij het spreekuur", "=language_interpreting.sign_language"),
        ("Dompelpompen voor volgelopen kelders", "=goods_materials.pump"),
        ("Bouwdrogers na de overstroming", "=goods_materials.dryer"),
        ("Ramen wassen bij ouderen", "=odd_jobs.windows"),
        ("Noodaggregaat voor de huisartsenpost", "=goods_materials.power"),
    ],
)
def test_a_text_says_which_thing(text: str, thing: str) -> None:
    assert thing in things.read_things(read_words(text).stems)


def test_part_of_a_thing_is_no_thing_of_its_own() -> None:
    read = things.read_things(read_words("Bakfietsen te leen").stems)
    assert read == {"=transport.cargo_bike"}
    both = things.read_things(read_words("Een gebarentolk").stems)
    assert both == {"=language_interpreting.sign_language"}


@pytest.mark.parametrize(
    "text",
    ["Wij doen ramen en deuren op slot", "Hulp voor ouderen in de buurt", "De kamer van een gezin"],
)
def test_a_thing_of_several_words_needs_all_of_them(text: str) -> None:
    assert "=odd_jobs.windows" not in things.read_things(read_words(text).stems)


def test_the_list_names_families_that_exist_and_nothing_twice() -> None:
    lines = list(word_lists.lines_of("things.txt"))
    names = [line.partition(":")[0] for line in lines]
    assert len(names) == len(set(names)) > 100
    families = {name.split()[0] for name in names}
    assert families - {things.LANGUAGE} == set(kinds.kind_slugs())
    assert families >= things.EXACT
    for family in families:
        for mark in things.marks_of({family}):
            assert things.family_of(mark) == family and things.label_of(mark)


@pytest.mark.parametrize(
    "text",
    [
        "Rouwboeketten bezorgd, vanaf 45 euro",
        "Naaimachines, 12 euro per stuk, excl. btw",
        "Zakelijk vervoer, facturatie per maand",
        "Cursus voor bedrijven, 1.150 euro per groep",
        "Actieprijs 149 euro, livestream",
        "Drie maanden gratis proberen, daarna een abonnement",
        "Uitlaatservice met 50% korting",
        "Vraag een offerte aan voor de verhuizing",
        "Tafels te koop",
        "Een ritje kost € 7,50",
    ],
)
def test_what_is_sold_is_no_offer(text: str) -> None:
    assert no_offers.SALE in no_offers.read_doubts(text)


@pytest.mark.parametrize(
    "text",
    [
        "Voedselbank zoekt inpakkers en chauffeurs",
        "Wij vragen 12 gezonde mensen die willen inpakken",
        "Vrijwilligers gezocht voor de telefooncirkel",
        "Word ook vrijwilliger bij ons",
        "We zoeken nog enkele chauffeurs voor de dorpsauto",
        "Belmaatjes gevraagd",
    ],
)
def test_a_call_for_people_is_no_offer(text: str) -> None:
    assert no_offers.CALL in no_offers.read_doubts(text)


@pytest.mark.parametrize(
    "text",
    [
        "Soep, gratis voor iedereen",
        "Maaltijden tegen kostprijs, 4,50 euro per portie",
        "Maaltijd voor 5 euro, voor minima gratis",
        "Simkaarten met internet, geen abonnement",
        "Giften tot 500 euro bij acute geldnood",
        "Supermarktbonnen van 25 euro",
        "Ritten naar het ziekenhuis, 30 cent per km",
        "Een eenmalig bedrag van 200 euro voor huur",
        "Het noodfonds geeft 300 euro per gezin",
        "Zomerkamp, eigen bijdrage naar draagkracht",
        "U betaalt alleen het materiaal",
        "Belmaatje gezocht? Wij koppelen",
        "Wij zoeken een goed doel om ons voor in te zetten",
        "Onze vrijwilligers zoeken u op",
        "Chauffeurs met eigen auto brengen u naar de huisarts",
        "Hulp nodig? Onze vrijwilligers komen langs",
        "Wij zoeken samen een regeling",
    ],
)
def test_what_is_for_free_or_at_cost_is_an_offer(text: str) -> None:
    assert no_offers.read_doubts(text) == frozenset()


@pytest.mark.parametrize(
    ("text", "denied", "said"),
    [
        ("Een aquarium past niet in de auto", "aquarium", "auto"),
        ("Meubels passen niet in ons busje", "meubel", "bus"),
        ("Wij doen geen ramen of dakgoten, wel de tuin", "dakgoot", "tuin"),
        ("Koelkasten tillen wij niet, dozen wel", "koelkast", "doos"),
        ("Honden mogen niet mee in de auto", "hond", "auto"),
        ("Alle klussen behalve elektra", "elektra", "klus"),
        ("Elektra of gas doen we niet, een lamp wel", "gas", "lamp"),
        ("Wij rijden niet naar Duitsland, wel naar Assen", "duitsland", "as"),
    ],
)
def test_a_clause_that_denies_excludes_what_it_names(text: str, denied: str, said: str) -> None:
    read = read_words(text)
    assert denied in read.excluded and denied not in read.stems
    assert said in read.stems


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Voor mensen die niet naar de winkel kunnen", "winkel"),
        ("Ons gezamenlijke eten kan niet doorgaan, dus brengen we pannetjes", "eet"),
        ("Als u niet naar de huisarts kunt, rijden wij", "huisarts"),
        ("Wie niet kan koken krijgt een maaltijd", "maaltijd"),
        ("Niet medisch, wel handig: mondkapjes", "mondkap"),
    ],
)
def test_whom_it_is_for_or_what_is_off_is_not_denied(text: str, said: str) -> None:
    read = read_words(text)
    assert said in read.stems and said not in read.excluded
