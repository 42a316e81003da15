"""What stands behind a number says whether it is of a house or of what was counted, and a number
without a street is a house's where a town stands beside it.
"""

from __future__ import annotations

import itertools

import pytest

from app.core import counted
from app.core.personal_data import Finding, likely_in, refused_in
from tests.core.test_free_text import finding, lines

STREETS = ("Kerkstraat 12", "kerkstraat 12", "Molenweg 8", "Wilhelminaplein 4")
# Whatever comes next, nobody counts with it.
NO_COUNT = (
    "brengen", "gaan", "ophalen", "halen", "langsgaan", "bezorgen", "helpen", "vandaag",
    "morgen", "ook", "al", "krijgen", "komt", "alleen", "langs", "vaak", "graag", "dringend",
    "achterom", "ziek", "eenzaam", "weduwe", "svp", "aub", "schoonmaken", "opzoeken",
    "gevallen", "overleden", "dagelijks", "zondags", "links", "thuis", "elke week",
    "elke dinsdag", "iedere dag", "maandag ophalen", "sinds maandag", "mag ook", "valt vaak",
    "twee kinderen", "sleutel bij de buren", "onder de mat", "nog open", "om zes uur",
    "tussen 9 en 12", "per dag", "durft niet", "wil hulp", "zonder eten", "eet slecht",
    "blijft binnen", "ook hulp nodig", "vanaf maandag", "met spoed", "81 jaar", "gaat dood",
    "2 hoog", "2-hoog", "2e etage", "oude man", "alleenstaande moeder", "en 14 schoonmaken",
    "🙂",
)  # fmt: skip
BEGINNINGS = (
    "Boodschappen naar {}", "Iemand moet naar {}", "De bewoner van {}", "{}", "Eten voor {}",
)  # fmt: skip
COUNTED = (
    "bewoners", "huizen zonder gas", "dagen dicht", "weken opgebroken", "uur dicht", "km lang",
    "meter water", "x per week", "keer per week", "procent leeg", "personen gered", "man nodig",
    "mei kermis", "december", "oude bomen om", "jonge gezinnen", "extra bedden", "auto's te water",
    "laptops", "kinderen zonder fiets", "vrijwilligers", "houten stoelen", "euro entree",
    "of meer bewoners", "tot 15 uur koffie", "tot en met 14 mei", "en 14 mei kermis", "m2 gras",
)  # fmt: skip


def test_sentences_in_which_something_is_counted_are_told_from_a_front_door() -> None:
    ordinary = lines("ordinary_counted")
    disguised = [line.split("\t")[1] for line in lines("disguised_counted")]
    assert (len(ordinary), len(disguised)) == (124, 93)
    assert [text for text in ordinary if refused_in(text)] == []
    asked = [text for text in ordinary if likely_in(text)]
    missed = [text for text in disguised if finding(text) is None]
    assert len(asked) <= len(ordinary) * 0.05, asked
    assert len(missed) <= len(disguised) * 0.05, missed


def test_a_number_of_a_house_is_found_whatever_follows_it() -> None:
    texts = [
        f"{before.format(street)} {after}"
        for street, before, after in itertools.product(STREETS, BEGINNINGS, NO_COUNT)
    ]
    assert len(texts) > 1_000
    assert [text for text in texts if finding(text) is None] == []


def test_what_is_counted_in_a_street_passes() -> None:
    texts = [
        f"{before}{street} {after}"
        for before, street, after in itertools.product(("", "In de "), STREETS, COUNTED)
    ]
    assert [text for text in texts if finding(text) is not None] == []


@pytest.mark.parametrize("text", ["Kerkstraat 1 woning leeg", "Kerkstraat 2e fase, inloop"])
def test_one_of_a_thing_and_an_ordinal_pass(text: str) -> None:
    assert finding(text) is None


def test_what_may_be_counted_asks_and_is_not_refused() -> None:
    assert refused_in("Soep naar Kerkstraat 12 brengen") is None
    assert likely_in("Soep naar Kerkstraat 12 brengen") is Finding.ADDRESS
    assert refused_in("Nieuwstraat 2 man nodig") is None
    assert refused_in("Nieuwstraat 2, man van 80") is Finding.ADDRESS


@pytest.mark.parametrize(
    "text",
    [
        "Lange Akker 7, Appingedam", "Lange Akker 7 Appingedam", "lange akker 7 appingedam",
        "LANGE AKKER 7 APPINGEDAM", "Hulp op Lange Akker 7 in Appingedam", "Molenberg 14 Delfzijl",
        "Molenberg 14, 9934 Delfzijl", "Molenberg 14 (Delfzijl)", "Delfzijl, Molenberg 14",
        "molenberg 14 delfzijl", "De Wieken 12, Delfzijl", "Boulevard 12 Delfzijl",
        "Dorpsstraat n° 12", "12 Dorpsstraat", "nr. 12 Dorpsstraat", "12 dorpsstraat",
        "Schoolpad 3", "Singel twaalf", "kerkstraat twaalf brengen",
        "Laan van de Vrijheid 101 brengen", "9934AB12 brengen", "9901 bc 14 achterom",
        "flat De Zwaan, nr 304", "nummer 304 in flat De Zwaan", "appartement 14, De Vennenflat",
    ],
)  # fmt: skip
def test_a_house_is_found_without_the_usual_form(text: str) -> None:
    assert likely_in(text) is Finding.ADDRESS


@pytest.mark.parametrize(
    "text",
    [
        "Lijn 7 Appingedam rijdt niet", "Wijkteam 4 Delfzijl", "Verzamelpunt 3 Winsum",
        "Delfzijl 12, Appingedam 3, Bedum 8", "Dekens 40 Groningen", "Cijfers 2024 Delfzijl",
        "AZC 40 Delfzijl", "Lijn 6 Hoofdstraat rijdt niet", "Vrijdag 12 Kerkstraat dicht",
        "Zandzakken 400 Delfzijl, 300 Bedum", "Rode Kruis 14 Delfzijl", "Om 12 onderweg",
        "Vergadering 4 voorbereiden", "Levering 3 gemist", "Het water steeg 30 centimeter",
        "Sportpark 2 Delfzijl",
    ],
)  # fmt: skip
def test_what_has_a_number_and_is_no_house_passes(text: str) -> None:
    assert finding(text) is None


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("geb.dat. 010250", Finding.DETAILS), ("geboren 01021950", Finding.DETAILS),
        ("geboortedatum: 19500201", Finding.DETAILS), ("DOB 010250", Finding.DETAILS),
        ("010250 geboren", Finding.DETAILS), ("geboren 991399", None),
        ("jansen1960 bij gmail", Finding.EMAIL), ("jansen1960 gmail", Finding.EMAIL),
        ("1960jansen (bij) hotmail", Finding.EMAIL), ("mail naar jansen bij ziggo", Finding.EMAIL),
        ("Hulp bij Gmail en Outlook", None), ("Office365 outlook voor beginners", None),
        ("telefoon thuis 612345, netnummer 0596", Finding.PHONE),
    ],
)  # fmt: skip
def test_a_birthday_and_a_mailbox_by_half_are_found(text: str, found: Finding | None) -> None:
    assert finding(text) is found


def test_a_long_row_of_numbers_is_read_a_few_steps_far() -> None:
    row = "Kerkstraat 12" + " en 12" * 5_000
    assert counted.is_house_number(row, 11, 13)
    assert not counted.is_house_number("12 en 3 en 4 bewoners", 0, 2)
