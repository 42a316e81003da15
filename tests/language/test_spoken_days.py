"""From when and until when a sentence says that something is: what is said, on several days."""

from __future__ import annotations

from datetime import date

import pytest

from app.language import spoken_days

# A Monday, a Friday, a Saturday and a Sunday, all in one week.
TODAY = tuple(date.fromisoformat(f"2026-{day}") for day in ("11-30", "12-04", "12-05", "12-06"))
NEVER = "-..-"
# "-" where a day is not said; one window where it is the same on each of them.
SAID = {
    # Before, or at the latest.
    "hulp nodig vóór vrijdag": "-..1203 -..1210 -..1210 -..1210",
    "voor vrijdag hulp nodig": "-..1204 -..1211 -..1211 -..1211",
    "eten voor vrijdag": "-..1204 -..1211 -..1211 -..1211",
    "voor komende vrijdag twintig bedden": "-..1204 -..1211 -..1211 -..1211",
    "voor vrijdag 11 december": "-..1211",
    "uiterlijk vrijdag": "-..1204 -..1211 -..1211 -..1211",
    "uiterlijk op vrijdag 11 december": "-..1211",
    "vóór vrijdagmiddag": "-..1204 -..1211 -..1211 -..1211",
    "niet later dan woensdag": "-..1202 -..1209 -..1209 -..1209",
    "op zijn laatst woensdag": "-..1202 -..1209 -..1209 -..1209",
    "vóór het weekend": "-..1204 -..1204 -..1211 -..1211",
    "vóór de kerst": "-..1224",
    "voor kerst": "-..1225",
    "vóór 12 december": "-..1211",
    "voor 12 december": "-..1212",
    "vóór januari": "-..1231",
    "uiterlijk in december": "-..1231",
    "uiterlijk eind december": "-..1231",
    "voor het eind van de week": "-..1206",
    "voor het einde van het jaar": "-..1231",
    "uiterlijk morgen": "-..1201 -..1205 -..1206 -..1207",
    "voor morgen": "-..1201 -..1205 -..1206 -..1207",
    "uiterlijk volgende week": "-..1213",
    "binnen twee dagen": "-..1202 -..1206 -..1207 -..1208",
    "binnen een week": "-..1207 -..1211 -..1212 -..1213",
    # Until, and from.
    "t/m 12 december": "-..1212",
    "tot en met de kerst": "-..1226",
    "tot volgende week vrijdag": "-..1211",
    "vanaf maandag": "1207..-",
    "vanaf maandagochtend": "1207..-",
    "vanaf volgende week": "1207..-",
    "over twee weken": "1214..- 1218..- 1219..- 1220..-",
    "vanavond": "1130..- 1204..- 1205..- 1206..-",
    "morgenochtend": "1201..- 1205..- 1206..- 1207..-",
    # Both.
    "dit weekend": "1205..1206 1205..1206 1205..1206 1206..1206",
    "komende vrijdag": "1204..1204 1211..1211 1211..1211 1211..1211",
    "a.s. vrijdag": "1204..1204 1211..1211 1211..1211 1211..1211",
    "volgende week": "1207..1213",
    "volgende week vrijdag": "1211..1211",
    "tussen kerst en oud en nieuw": "1225..1231",
    "nog drie weken geen water": "1130..1220 1204..1224 1205..1225 1206..1226",
    "deze week": "-..1206",
    "de rest van de week": "-..1206",
    "deze maand": "-..1130 -..1231 -..1231 -..1231",
    "nog dit jaar": "-..1231",
    # For whom or what, another day, every week, or as long as there is something left.
    "eten voor ouderen": NEVER,
    "soep voor twaalf ouderen": NEVER,
    "hulp voor vrijwilligers": NEVER,
    "voor 12 ouderen": NEVER,
    "voor de maandaggroep": NEVER,
    "voor zaterdag en zondag": NEVER,
    "voor het weekend": NEVER,
    "voor volgende week": NEVER,
    "voor januari": NEVER,
    "niet voor vrijdag": NEVER,
    "Hoop voor Morgen kookt": NEVER,
    "de dag voor kerst": NEVER,
    "twee weken voor kerst": NEVER,
    "tot na de kerst": NEVER,
    "vrijdag voor twaalf uur": NEVER,
    "op vrijdag koffie": NEVER,
    "elke vrijdag": NEVER,
    "al drie weken": NEVER,
    "nog drie dagen eten": NEVER,
    "verdeeld over twee weken": NEVER,
    "uiterlijk 31 februari": NEVER,
    "binnen 0 dagen": NEVER,
    "over 99999999999 weken": NEVER,
    "9999999999999 dagen lang": NEVER,
}


def told(said: str, today: date) -> str:
    window = spoken_days.read_window(said, today)
    days = (window.first, window.last)
    return "..".join(each.day.strftime("%m%d") if each else "-" for each in days)


@pytest.mark.parametrize("said", SAID)
def test_a_sentence_says_its_days_whenever_it_is_said(said: str) -> None:
    windows = SAID[said].split()
    for today, window in zip(TODAY, windows * (len(TODAY) // len(windows)), strict=True):
        assert told(said, today) == window, today
        around = f"twintig ouderen in Bedum, {said}, graag bellen"
        assert told(around, today) == window, today


@pytest.mark.parametrize(
    ("today", "said", "window"),
    [
        ("2026-12-30", "vóór vrijdag", "-..1231"),
        ("2026-12-30", "nog dit jaar", "-..1231"),
        ("2026-12-30", "binnen een maand", "-..0130"),
        ("2028-02-28", "deze maand", "-..0229"),
        ("2028-02-28", "vóór 1 maart", "-..0229"),
        ("2026-12-27", "voor kerst", NEVER),
    ],
)
def test_at_the_turn_of_a_year_and_a_month(today: str, said: str, window: str) -> None:
    assert told(said, date.fromisoformat(today)) == window
