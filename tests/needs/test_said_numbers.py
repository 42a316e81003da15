"""Of several numbers in a sentence the one that counts whom or what is asked about."""

from __future__ import annotations

import pytest
from sqlmodel import Session

from tests.needs.test_title_proposals import read
from tests.world import World

SAID = {
    # How many live there, belong to it or help, beside how many it is about.
    "1200 inwoners, 15 ouderen zonder eten": "15 people",
    "Dorp met 1200 inwoners, 15 ouderen krijgen geen eten": "15 people",
    "In de wijk met 3000 inwoners zitten 40 ouderen zonder stroom": "40 people",
    "15 ouderen zonder eten in een dorp van 1200 inwoners": "15 people",
    "Kerk met 400 leden zoekt hulp voor 12 ouderen": "12 people",
    "Vereniging van 80 leden, 20 mantelzorgers willen rust": "20 people",
    "Flat met 90 bewoners, 25 ouderen zonder lift": "25 people",
    "10 vrijwilligers koken voor 40 ouderen": "40 people",
    "3 medewerkers voor 60 statushouders": "60 people",
    "200 mensen wonen hier, 30 ouderen zonder vervoer": "30 people",
    "Van de 80 ouderen hebben er 15 geen eten": "15 people",
    "15 van de 80 ouderen hebben geen eten": "15 people",
    "15 van onze 200 leden zijn ouderen zonder vervoer": "15 people",
    "Wijk met 500 huishoudens, 30 ouderen in de kou": "30 people",
    "2400 inwoners en 35 mantelzorgers zonder hulp": "35 people",
    "Gemeente van 45.000 inwoners, 120 jongeren zonder laptop": "120 people",
    "Dorpshuis voor 800 inwoners, 18 ouderen komen niet meer": "18 people",
    "1.200 inwoners, vijftien ouderen zonder eten": "15 people",
    "Twaalfhonderd inwoners, vijftien ouderen zonder eten": "15 people",
    "School met 300 leerlingen, 14 jongeren zonder ontbijt": "14 people",
    # Nobody else is counted: then it is about them.
    "1200 inwoners zonder water": "1200 people",
    "Water voor 1200 inwoners": "1200 people",
    "80 leden zonder vervoer": "80 people",
    "90 bewoners van een flat zonder lift": "90 people",
    "60 vrijwilligers zonder mondkapjes": "60 people",
    "30 mensen zonder eten": "30 people",
    "30 mensen, waarvan 12 kinderen, zonder eten": "30 people",
    "15 minderjarigen zonder plek om te slapen": "15 people",
    "20 dagbestedingscliënten zonder vervoer": "20 people",
    # What is asked for, beside how many live there.
    "1200 inwoners, 15 bedden gevraagd": "15 places",
    "Dorp van 900 inwoners vraagt 40 dekens": "40 pieces",
    "In een wijk van 3000 inwoners zijn 75 voedselpakketten nodig": "75 parcels_per_week",
    "12 ritten per week voor een dorp met 600 inwoners": "12 rides_per_week",
    "Opvang van 2 uur rijden, 20 bedden nodig": "20 places",
    "10 vrijwilligers en 30 slaapplaatsen": "30 places",
    # Distance, money, share, weight, warmth and size.
    "Op 12 km afstand 15 ouderen zonder winkel": "15 people",
    "12 kilometer verderop wonen 15 ouderen": "15 people",
    "150 euro energietoeslag voor 40 ouderen": "40 people",
    "€ 150 voor 40 ouderen": "40 people",
    "30 procent minder eten voor 50 ouderen": "50 people",
    "20% van de 300 ouderen heeft geen eten": "-",
    "1 op de 5 ouderen heeft geen eten": "-",
    "Een op de tien ouderen heeft geen eten": "-",
    "200 meter lopen is te ver voor 15 ouderen": "15 people",
    "500 kilo eten voor 60 ouderen": "60 people",
    "Bij 10 graden zitten 25 ouderen in de kou": "25 people",
    # Age, years, times and how often.
    "15 ouderen van 80 jaar zonder hulp": "15 people",
    "Boven de 80, 15 ouderen zonder hulp": "15 people",
    "Sinds 2019 krijgen 15 ouderen geen eten": "15 people",
    "Om 18.00 uur eten voor 15 ouderen": "15 people",
    "Om 9 uur ontbijt voor 15 jongeren": "15 people",
    "Al 48 uur geen stroom bij 15 ouderen": "15 people",
    "Binnen 24 uur opvang voor 15 ouderen": "15 people",
    "24 uur per dag zorg voor 6 ouderen": "6 people",
    "3 keer per week eten voor 15 ouderen": "15 people",
    "3x per week eten voor 15 ouderen": "15 people",
    "Na 20 minuten lopen, 15 ouderen": "15 people",
    "6 weken lang eten voor 15 ouderen": "15 people",
    "5-7 december eten voor 15 ouderen": "15 people",
    "Op 12 december eten voor 15 ouderen": "15 people",
    # Where it is.
    "Postcode 9901, 15 ouderen zonder eten": "15 people",
    "In postcodegebied 9901 zitten 15 ouderen zonder eten": "15 people",
    "In 9901 AB zitten 15 ouderen zonder eten": "15 people",
    "Huisnummer 40 tot en met 60, 15 ouderen zonder lift": "15 people",
    "Blok 3, 15 ouderen zonder lift": "15 people",
    "Buslijn 12 rijdt niet, 15 ouderen zonder vervoer": "15 people",
    "Kamer 12 en 15 ouderen zonder lift": "15 people",
    "Op 4 hoog wonen 15 ouderen zonder lift": "15 people",
    "Groep 8 helpt 15 ouderen": "15 people",
    "Langs de N33 wonen 15 ouderen zonder winkel": "15 people",
}


@pytest.mark.parametrize("said", SAID)
def test_the_number_of_whom_it_is_about_is_taken(session: Session, world: World, said: str) -> None:
    found = read(session, world, said)
    told = f"{found['quantity']} {found['unit']}" if "quantity" in found else "-"
    assert told == SAID[said]


def test_how_many_live_there_is_no_number_of_those_who_need_things(
    session: Session, world: World
) -> None:
    choices = read(session, world, "1200 inwoners, 15 bedden gevraagd")
    assert "people" not in choices


def test_the_group_that_is_counted_goes_along(session: Session, world: World) -> None:
    found = read(session, world, "Kerk met 400 leden, 12 ouderen zonder eten")
    assert found["target_group"] == "older_people"
