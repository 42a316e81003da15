"""From which up to which day: what people say of both at once, on several days."""

from __future__ import annotations

from datetime import date

import pytest

from tests.language.test_spoken_days import NEVER, TODAY, told

# Said on a Monday 30 November, a Friday 4, a Saturday 5 and a Sunday 6 December; one window where
# it is the same on each of them. What has begun goes on from today.
SAID = {
    # Two days of one month.
    "tussen 5 en 7 december": "1205..1207 1205..1207 1205..1207 1206..1207",
    "van 5 t/m 7 december": "1205..1207 1205..1207 1205..1207 1206..1207",
    "5-7 december": "1205..1207 1205..1207 1205..1207 1206..1207",
    "5 – 7 december": "1205..1207 1205..1207 1205..1207 1206..1207",
    "5 tot en met 7 december": "1205..1207 1205..1207 1205..1207 1206..1207",
    "van 5 tot 7 december": "1205..1207 1205..1207 1205..1207 1206..1207",
    "van 12 tot en met 20 december": "1212..1220",
    "tussen 12 en 20 dec": "1212..1220",
    "12 t/m 20 dec.": "1212..1220",
    "van 12 t/m 20 december 2026": "1212..1220",
    "12-20 december": "1212..1220",
    "van de 12e tot de 20e december": "1212..1220",
    "van zaterdag 12 t/m zondag 20 december": "1212..1220",
    "op 12 en 13 december": "1212..1213",
    "zaterdag 12 en zondag 13 december": "1212..1213",
    "tussen 12 december en 20 december": "1212..1220",
    "van 12 december t/m 20 december": "1212..1220",
    "12 december t/m 20 december": "1212..1220",
    "vanaf 12 december tot 20 december": "1212..1220",
    "vanaf 12 december t/m 20 december": "1212..1220",
    "12-12-2026 t/m 20-12-2026": "1212..1220",
    "van 12/12/2026 tot 20/12/2026": "1212..1220",
    # Over the end of a month or a year.
    "tussen 28 december en 3 januari": "1228..0103",
    "van 28 december t/m 3 januari": "1228..0103",
    "28 december - 3 januari": "1228..0103",
    "van 28 december 2026 tot en met 3 januari 2027": "1228..0103",
    "van 30 november t/m 8 december": "1130..1208 1204..1208 1205..1208 1206..1208",
    "tussen 29 januari en 2 februari": "0129..0202",
    "van december tot maart": "1201..0228 1204..0228 1205..0228 1206..0228",
    "van januari t/m maart": "0101..0331",
    "tussen januari en maart": "0101..0331",
    "van half december tot half januari": "1215..0115",
    "van half december t/m eind januari": "1215..0131",
    # Between days with a name.
    "tussen kerst en oud en nieuw": "1225..1231",
    "tussen kerst en nieuwjaar": "1225..0101",
    "tussen sinterklaas en kerst": "1205..1226 1205..1226 1205..1226 1206..1226",
    "van kerst tot nieuwjaar": "1225..0101",
    "van kerstavond t/m tweede kerstdag": "1224..1226",
    "tussen 20 december en oud en nieuw": "1220..1231",
    "van tweede kerstdag tot 3 januari": "1226..0103",
    "tussen nu en kerst": "-..1226",
    "van nu tot kerst": "-..1225",
    # Days of the week: the next such ones.
    "van maandag tot vrijdag": "1207..1211",
    "van maandag t/m vrijdag": "1207..1211",
    "tussen maandag en vrijdag": "1207..1211",
    "van vrijdag tot maandag": "1204..1207 1211..1214 1211..1214 1211..1214",
    "van vrijdagavond tot en met zondag": "1204..1206 1211..1213 1211..1213 1211..1213",
    "van komende vrijdag t/m zondag": "1204..1206 1211..1213 1211..1213 1211..1213",
    "komende zaterdag en zondag": "1205..1206 1205..1206 1212..1213 1212..1213",
    "volgende week maandag t/m woensdag": "1207..1209",
    "van volgende week dinsdag tot donderdag": "1208..1210",
    "van morgen tot vrijdag": "1201..1204 1205..1211 1206..1211 1207..1211",
    "van vandaag t/m 10 december": "1130..1210 1204..1210 1205..1210 1206..1210",
    "van morgen t/m overmorgen": "1201..1202 1205..1206 1206..1207 1207..1208",
    # No days, days that come back, or days that are over.
    "tussen 5 en 7 ouderen": NEVER,
    "tussen 5 en 7 uur": NEVER,
    "groep 5-7": NEVER,
    "5 t/m 7 personen": NEVER,
    "van 9 tot 17 uur": NEVER,
    "elke week van maandag t/m vrijdag": NEVER,
    "iedere maandag tot vrijdag": NEVER,
    "maandag t/m vrijdag van 9 tot 17 uur": NEVER,
    "van 30 t/m 31 februari": NEVER,
    "van 20 t/m 12 december": NEVER,
    "van 12 december 2025 t/m 3 januari 2026": NEVER,
    "sinds vorige week": NEVER,
    "voor zaterdag en zondag": NEVER,
}


@pytest.mark.parametrize("said", SAID)
def test_a_sentence_says_both_days_whenever_it_is_said(said: str) -> None:
    windows = SAID[said].split()
    for today, window in zip(TODAY, windows * (len(TODAY) // len(windows)), strict=True):
        assert told(said, today) == window, today
        around = f"twintig ouderen in Bedum, {said}, graag bellen"
        assert told(around, today) == window, today


@pytest.mark.parametrize(
    ("today", "said", "window"),
    [
        ("2026-12-30", "van 28 december t/m 3 januari", "1230..0103"),
        ("2027-01-02", "van 28 december t/m 3 januari", "0102..0103"),
        ("2026-12-28", "tussen kerst en oud en nieuw", "1228..1231"),
        ("2028-02-20", "tussen 25 februari en 1 maart", "0225..0301"),
        ("2028-02-20", "van februari t/m maart", "0220..0331"),
        ("2026-12-08", "van 5 t/m 7 december", NEVER),
        ("2027-12-30", "van 29 februari t/m 3 januari", NEVER),
    ],
)
def test_a_range_over_the_turn_of_a_month_or_a_year(today: str, said: str, window: str) -> None:
    assert told(said, date.fromisoformat(today)) == window
