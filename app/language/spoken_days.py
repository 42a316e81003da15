"""Spoken days: from when and until when a sentence says that something is, as far as that is sure.

"tot kerst" is a day and "na de vakantie" is none: whose vacation it is, nobody knows here. What
comes back every week ("elke dinsdag") and what was ("sinds vorige week") is no window either.
"""

import calendar
import re
from dataclasses import dataclass
from datetime import date

from app.core import typed_days, working_days
from app.language import numerals

A_DAY = working_days.A_DAY
_MOST_AHEAD = 300  # days
_MOST_AHEAD_ON = 180  # a day that nothing but "op" stands before may be one of last year

_MONTHS = (
    "januari", "februari", "maart", "april", "mei", "juni", "juli", "augustus", "september",
    "oktober", "november", "december",
)  # fmt: skip
_WEEKDAYS = ("maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag", "zondag")
_MONTH = rf"(?:{'|'.join(_MONTHS)}|jan|feb|mrt|apr|jun|jul|aug|sept?|okt|nov|dec)\b\.?"
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
_DAY = (
    r"(?:"
    rf"(?:(?:{'|'.join(_WEEKDAYS)}),? )?(?P<day>\d{{1,2}})(?:e|ste|de)? (?P<month>{_MONTH})"
    r"(?: (?P<year>20\d\d)\b)?"
    r"|(?P<full>\d{1,2}[-/.]\d{1,2}[-/.]20\d\d)\b"
    rf"|(?P<part>eind|half) (?P<of>{_MONTH})"
    rf"|(?:(?:komende|aanstaande|aankomende|deze) )?(?P<weekday>{'|'.join(_WEEKDAYS)})\b"
    r"|(?P<relative>overmorgen|morgen(?:ochtend|middag|avond)?|vandaag|vanavond|vannacht|"
    r"volgende week)\b"
    rf"|(?P<named>{'|'.join(_NAMED)})\b(?!-)"
    rf"|(?P<whole>{_MONTH})"
    r")"
)
_UNTIL = re.compile(
    rf"\b(?P<how>tot en met|tot aan|t/m|tot|t\.e\.m\.) (?:(?:de|het) (?=kerst))?{_DAY}",
    re.IGNORECASE,
)
_FROM = re.compile(
    rf"\b(?P<how>vanaf|per|met ingang van|na) (?:de (?=kerst))?{_DAY}", re.IGNORECASE
)
_BETWEEN = re.compile(
    rf"\bvan (?:(?P<first>\d{{1,2}})(?: (?P<first_month>{_MONTH}))?) (?=tot |t/m )", re.IGNORECASE
)
_ON = re.compile(
    rf"(?<!tot )(?<!vanaf )(?<!per )(?<!na )(?<!sinds )(?:\bop (?:{'|'.join(_WEEKDAYS)} )?"
    rf"(?P<day>\d{{1,2}}) (?P<month>{_MONTH})"
    rf"|\b(?:komende|aanstaande|aankomende) (?P<weekday>{'|'.join(_WEEKDAYS)})\b"
    rf"|\b(?:{'|'.join(_WEEKDAYS)}) (?P<day2>\d{{1,2}}) (?P<month2>{_MONTH}))",
    re.IGNORECASE,
)
_IN_MONTH = re.compile(rf"\bin (?P<whole>{_MONTH})", re.IGNORECASE)
_WEEKEND = re.compile(r"\b(?:dit|komend|aanstaand) weekend\b", re.IGNORECASE)
_THIS_WEEK = re.compile(r"(?<!van )\bdeze week\b", re.IGNORECASE)
_NEXT_WEEK = re.compile(
    r"(?<!tot )(?<!voor )(?<!vanaf )(?<!na )(?<!per )\bvolgende week\b"
    rf"(?! (?:{'|'.join(_WEEKDAYS)}))",
    re.IGNORECASE,
)
_SOON = re.compile(
    r"(?<!tot )(?<!sinds )(?<!voor )(?<!na )(?<!de )\b"
    r"(?P<relative>overmorgen|morgen(?:ochtend|middag|avond)?|vandaag|vanavond|vannacht)\b",
    re.IGNORECASE,
)
# "vanavond" and "voor vannacht" begin now; "voor morgen" may be before it.
_TONIGHT = re.compile(r"\bvoor (?P<relative>vandaag|vanavond|vannacht)\b", re.IGNORECASE)
_LONG = re.compile(
    r"\b(?:(?:de|het) )?(?:komende|eerstkomende) (?P<many>\w+) (?P<unit>dagen|weken|maanden)\b"
    r"|\b(?:voor )?(?P<many2>\w+) (?P<unit2>dagen|weken|week|maanden|maand) lang\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class SaidDay:
    """A day, and which words of the sentence say it."""

    day: date
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Window:
    """From when and until when."""

    first: SaidDay | None = None
    last: SaidDay | None = None


def read_window(text: str, today: date) -> Window:
    """What a sentence says of the days, read on this one. Nothing of what is over before it
    begins.
    """
    first, last = _whole(text, today)
    first = _from(text, today) or first
    last = _until(text, today) or last
    if last is not None and last.day < max(today, first.day if first else today):
        return Window()
    return Window(first, last)


def _whole(text: str, today: date) -> tuple[SaidDay | None, SaidDay | None]:
    """Where one expression says both days."""
    both: tuple[date, date] | None = None
    if (hit := _LONG.search(text)) and (many := _many(hit["many"] or hit["many2"])):
        both = today, _later(today, many, (hit["unit"] or hit["unit2"]).lower()) - A_DAY
    elif hit := _ON.search(text):
        on = _on(hit, today)
        both = on if on is not None and (on[0] - today).days <= _MOST_AHEAD_ON else None
    elif hit := _WEEKEND.search(text):
        saturday = _next_weekday(today, 5)
        both = saturday, saturday + A_DAY
    elif hit := _NEXT_WEEK.search(text):
        monday = _next_weekday(today, 0)
        both = monday, monday + 6 * A_DAY
    elif hit := _IN_MONTH.search(text):
        first, last = _month_of(hit["whole"], today)
        both = max(first, today), last
    elif hit := _THIS_WEEK.search(text):
        sunday = today + (6 - today.weekday()) * A_DAY
        return None, SaidDay(sunday, hit.start(), hit.end())
    if hit is None or both is None:
        return None, None
    return SaidDay(both[0], hit.start(), hit.end()), SaidDay(both[1], hit.start(), hit.end())


def _from(text: str, today: date) -> SaidDay | None:
    if (hit := _BETWEEN.search(text)) and (until := _UNTIL.match(text, hit.end())):
        month = hit["first_month"] or until["month"]
        day = _dated(int(hit["first"]), month, today) if month else None
        return SaidDay(day, hit.start(), hit.end() - 1) if day else None
    if hit := _FROM.search(text):
        days = _days(hit, today)
        if days is None:
            return None
        day = days[1] + A_DAY if hit["how"].lower() == "na" else days[0]
        return SaidDay(day, hit.start(), hit.end()) if day >= today else None
    if hit := _SOON.search(text) or _TONIGHT.search(text):
        return SaidDay(_relative(hit["relative"], today), hit.start(), hit.end())
    return None


def _until(text: str, today: date) -> SaidDay | None:
    hit = _UNTIL.search(text)
    days = _days(hit, today) if hit else None
    if hit is None or days is None or (hit["relative"] or "").lower() == "volgende week":
        return None
    includes = hit["how"].lower() not in ("tot", "tot aan")
    day = days[1] if includes else days[0] - A_DAY if hit["whole"] else days[0]
    is_near = today <= day <= today + _MOST_AHEAD * A_DAY
    return SaidDay(day, hit.start(), hit.end()) if is_near else None


def _days(hit: re.Match[str], today: date) -> tuple[date, date] | None:
    """The first and the last day of an expression; None for a day that does not exist."""
    day: date | None
    if hit["day"]:
        day = _dated(int(hit["day"]), hit["month"], today, hit["year"])
    elif hit["full"]:
        try:
            day = date.fromisoformat(typed_days.read_day(hit["full"]))
        except ValueError:
            day = None
    elif hit["part"]:
        first, last = _month_of(hit["of"], today)
        day = last if hit["part"].lower() == "eind" else first.replace(day=15)
    elif hit["weekday"]:
        day = _next_weekday(today, _WEEKDAYS.index(hit["weekday"].lower()))
    elif hit["relative"]:
        day = _relative(hit["relative"], today)
    elif hit["named"]:
        return _named(hit["named"], today)
    else:
        return _month_of(hit["whole"], today)
    return (day, day) if day is not None else None


def _on(hit: re.Match[str], today: date) -> tuple[date, date] | None:
    if hit["weekday"]:
        day: date | None = _next_weekday(today, _WEEKDAYS.index(hit["weekday"].lower()))
    else:
        day = _dated(int(hit["day"] or hit["day2"]), hit["month"] or hit["month2"], today)
    return (day, day) if day is not None else None


def _relative(word: str, today: date) -> date:
    word = word.lower()
    if word == "volgende week":
        return _next_weekday(today, 0)
    return today + (2 if word == "overmorgen" else word.startswith("morgen")) * A_DAY


def _dated(day: int, month: str, today: date, year: str | None = None) -> date | None:
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


def _month_of(month: str, today: date) -> tuple[date, date]:
    """This month or the next of that name."""
    number = _number_of(month)
    year = today.year + (number < today.month)
    return date(year, number, 1), date(year, number, calendar.monthrange(year, number)[1])


def _number_of(month: str) -> int:
    plain = month.lower().rstrip(".")
    short = "maart" if plain == "mrt" else plain
    return next(place for place, name in enumerate(_MONTHS, 1) if name.startswith(short))


def _named(words: str, today: date) -> tuple[date, date] | None:
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


def _next_weekday(today: date, weekday: int) -> date:
    """After today: who means today says "vandaag"."""
    return today + ((weekday - today.weekday() - 1) % 7 + 1) * A_DAY


def _many(word: str) -> int | None:
    if word.isdecimal():
        return int(word)
    return 1 if word.lower() in ("een", "één") else numerals.number_of(word)


def _later(today: date, many: int, unit: str) -> date:
    if unit.startswith("maand"):
        year, month = divmod(today.year * 12 + today.month - 1 + many, 12)
        return date(year, month + 1, min(today.day, calendar.monthrange(year, month + 1)[1]))
    return today + many * (7 if unit.startswith("we") else 1) * A_DAY
