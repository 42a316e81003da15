"""Day expressions: how a sentence names a day ("eind januari"), and which days that are."""

import calendar
import re
from datetime import date

from app.core import typed_days, working_days

A_DAY = working_days.A_DAY

MONTHS = (
    "januari", "februari", "maart", "april", "mei", "juni", "juli", "augustus", "september",
    "oktober", "november", "december",
)  # fmt: skip
_WEEKDAYS = ("maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag", "zondag")
WEEKDAY = rf"(?:{'|'.join(_WEEKDAYS)})"
MONTH = rf"(?:{'|'.join(MONTHS)}|jan|feb|mrt|apr|jun|jul|aug|sept?|okt|nov|dec)\b\.?"
# Days with a name, in words of the calendar of the Netherlands or as month and day.
_NAMED: dict[str, tuple[str, str] | tuple[int, int, int, int]] = {
    r"(?:de )?kerst(?:mis|dagen)?": (12, 25, 12, 26),
    r"eerste kerstdag": (12, 25, 12, 25),
    r"tweede kerstdag": (12, 26, 12, 26),
    r"kerstavond": (12, 24, 12, 24),
    r"sinterklaas(?:avond)?|pakjesavond": (12, 5, 12, 5),
    r"oud en nieuw|oud-en-nieuw|oudjaar(?:sdag)?|oudejaars(?:dag|avond)": (12, 31, 12, 31),
    r"nieuwjaar(?:sdag)?": (1, 1, 1, 1),
    r"pasen": ("Eerste paasdag", "Tweede paasdag"),
    r"hemelvaart(?:sdag)?": ("Hemelvaart", "Hemelvaart"),
    r"pinksteren": ("Eerste Pinksterdag", "Tweede Pinksterdag"),
    r"koningsdag": ("Koningsdag", "Koningsdag"),
}
COMING = r"(?:komende|aanstaande|aankomende|a\.s\.)"
DAY = (
    r"(?:"
    rf"(?:{WEEKDAY},? )?(?P<day>\d{{1,2}})(?:e|ste|de)? (?P<month>{MONTH})"
    r"(?: (?P<year>20\d\d)\b)?"
    r"|(?P<full>\d{1,2}[-/.]\d{1,2}[-/.]20\d\d)\b"
    rf"|(?P<part>eind|half) (?P<of>{MONTH})"
    rf"|(?:(?:{COMING}|deze) )?(?P<weekday>{WEEKDAY})(?P<hours>ochtend|middag|avond)?\b"
    rf"|volgende week (?P<next_week>{WEEKDAY})\b"
    r"|(?P<relative>overmorgen|morgen(?:ochtend|middag|avond)?|vandaag|vanavond|vannacht|"
    r"volgende week)\b"
    rf"|(?P<named>{'|'.join(_NAMED)})\b(?!-)"
    r"|(?:het )?einde? van (?P<ends>(?:de|deze) (?:week|maand)|het jaar)\b"
    rf"|(?P<whole>{MONTH})"
    r")"
)


def days_of(hit: re.Match[str], today: date) -> tuple[date, date] | None:
    """The first and the last day of an expression; None for a day that does not exist."""
    day: date | None
    if hit["day"]:
        day = dated(int(hit["day"]), hit["month"], today, hit["year"])
    elif hit["full"]:
        try:
            day = date.fromisoformat(typed_days.read_day(hit["full"]))
        except ValueError:
            day = None
    elif hit["part"]:
        first, last = month_of(hit["of"], today)
        day = last if hit["part"].lower() == "eind" else first.replace(day=15)
    elif hit["weekday"]:
        day = weekday_after(hit["weekday"], today)
    elif hit["next_week"]:
        day = weekday_after(hit["next_week"], next_weekday(today, 0) - A_DAY)
    elif hit["relative"]:
        day = relative_day(hit["relative"], today)
    elif hit["named"]:
        return named_days(hit["named"], today)
    elif hit["ends"]:
        day = end_of(hit["ends"].split()[-1].lower(), today)
    else:
        return month_of(hit["whole"], today)
    return (day, day) if day is not None else None


def relative_day(word: str, today: date) -> date:
    """Today, a day or two later, or the Monday of next week."""
    word = word.lower()
    if word == "volgende week":
        return next_weekday(today, 0)
    return today + (2 if word == "overmorgen" else word.startswith("morgen")) * A_DAY


def end_of(unit: str, today: date) -> date:
    """The last day of this week, month or year."""
    if unit == "week":
        return today + (6 - today.weekday()) * A_DAY
    if unit == "jaar":
        return date(today.year, 12, 31)
    return date(today.year, today.month, calendar.monthrange(today.year, today.month)[1])


def dated(day: int, month: str, today: date, year: str | None = None) -> date | None:
    """The next such day, or the one of this year."""
    number = _number_of(month)
    for each in (int(year),) if year else (today.year, today.year + 1):
        try:
            found = date(each, number, day)
        except ValueError:
            continue
        if year or found >= today:
            return found
    return None


def month_of(month: str, today: date) -> tuple[date, date]:
    """This month or the next of that name."""
    number = _number_of(month)
    year = today.year + (number < today.month)
    return date(year, number, 1), date(year, number, calendar.monthrange(year, number)[1])


def _number_of(month: str) -> int:
    plain = month.lower().rstrip(".")
    short = "maart" if plain == "mrt" else plain
    return next(place for place, name in enumerate(MONTHS, 1) if name.startswith(short))


def named_days(words: str, today: date) -> tuple[date, date] | None:
    known = next(days for way, days in _NAMED.items() if re.fullmatch(way, words, re.IGNORECASE))
    for year in (today.year, today.year + 1):
        if isinstance(known[0], str):
            ends = [working_days.named_days(str(name), year)[0] for name in known]
        else:
            first_month, first, last_month, last = (int(each) for each in known)
            ends = [date(year, first_month, first), date(year, last_month, last)]
        if ends[-1] >= today:
            return ends[0], ends[-1]
    return None


def weekday_after(name: str, day: date) -> date:
    """The first day of this name after a day."""
    return next_weekday(day, _WEEKDAYS.index(name.lower()))


def next_weekday(today: date, weekday: int) -> date:
    """After today: who means today says "vandaag"."""
    return today + ((weekday - today.weekday() - 1) % 7 + 1) * A_DAY
