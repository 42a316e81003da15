"""Spoken days: from when and until when a sentence says that something is, as far as that is sure.

"tot kerst" is a day and "na de vakantie" is none: whose vacation it is, nobody knows here. What
comes back every week ("elke dinsdag") and what was ("sinds vorige week") is no window either.
"""

import calendar
import re
from dataclasses import dataclass
from datetime import date

from app.language import day_expressions, day_ranges, numerals

A_DAY = day_expressions.A_DAY
_DAY, _MONTH, _WEEKDAY = day_expressions.DAY, day_expressions.MONTH, day_expressions.WEEKDAY
_COMING = day_expressions.COMING
_MOST_AHEAD = 300  # days
_MOST_DIGITS = 3  # of so many days, weeks or months
_MOST_AHEAD_ON = 180  # a day that nothing but "op" stands before may be one of last year

_UNTIL = re.compile(
    rf"\b(?P<how>tot en met|tot aan|t/m|tot|t\.e\.m\.) (?:(?:de|het) (?=kerst))?{_DAY}",
    re.IGNORECASE,
)
# "voor vrijdag" is before or for Friday, and Friday is the last day of both. "De dag voor kerst" is
# another day, "niet voor vrijdag" a first one, and "voor zaterdag en zondag" are two.
_STRICTLY = r"v(?:[óò][oóò]|o[óò])r"
_BEFORE = re.compile(
    r"(?<!niet )(?<!pas )(?<!dag )(?<!dagen )(?<!week )(?<!weken )(?<!avond )(?<!maand )\b"
    rf"(?P<how>{_STRICTLY}|voor|uiterlijk(?: (?:op|voor|in))?|(?:niet|geen dag) later dan"
    rf"|op zijn laatst) (?:(?:de|het) (?=kerst))?{_DAY}(?! (?:en|of) {_WEEKDAY})",
    re.IGNORECASE,
)
_WEEKEND_BEFORE = re.compile(
    rf"\b(?:{_STRICTLY}|uiterlijk voor) (?:het|dit|komend) weekend\b", re.IGNORECASE
)
_WITHIN = re.compile(
    r"\bbinnen (?:nu en )?(?P<many>\w{1,20}) (?P<unit>dag|dagen|week|weken|maand|maanden)\b",
    re.IGNORECASE,
)
_FROM = re.compile(
    r"(?<!tot )(?<!tot en met )(?<!t/m )\b(?P<how>vanaf|per|met ingang van|na) (?:de (?=kerst))?"
    rf"{_DAY}",
    re.IGNORECASE,
)
_IN_SO_LONG = re.compile(
    r"(?<!verdeeld )(?<!verspreid )(?<!gespreid )\bover (?P<many>\w{1,20}) "
    r"(?P<unit>dag|dagen|week|weken|maand|maanden)\b",
    re.IGNORECASE,
)
_ON = re.compile(
    r"(?<!tot )(?<!vanaf )(?<!per )(?<!na )(?<!sinds )(?<!voor )(?<!vóór )(?<!uiterlijk )"
    r"(?<!uiterlijk op )"
    rf"(?:\bop (?:{_WEEKDAY} )?(?P<day>\d{{1,2}}) (?P<month>{_MONTH})"
    rf"|\b(?:{_COMING}|deze) (?P<weekday>{_WEEKDAY})(?:ochtend|middag|avond)?\b"
    rf"|\bvolgende week (?P<next_week>{_WEEKDAY})(?:ochtend|middag|avond)?\b"
    rf"|\b{_WEEKDAY} (?P<day2>\d{{1,2}}) (?P<month2>{_MONTH}))",
    re.IGNORECASE,
)
_IN_MONTH = re.compile(rf"(?<!uiterlijk )\bin (?P<whole>{_MONTH})", re.IGNORECASE)
_WEEKEND = re.compile(
    r"(?<!vóór )(?<!tot )(?<!na )\b(?:dit|komend|aankomend|aanstaand) weekend\b", re.IGNORECASE
)
_THIS = re.compile(
    r"(?<!van )(?<!sinds )\b(?:(?:heel )?deze (?P<unit>week|maand)|dit (?P<year>jaar) nog"
    r"|nog dit (?P<year2>jaar)|de rest van de (?P<rest>week|maand))\b",
    re.IGNORECASE,
)
_NEXT_WEEK = re.compile(
    r"(?<!tot )(?<!voor )(?<!vóór )(?<!vanaf )(?<!na )(?<!per )(?<!uiterlijk )\bvolgende week\b"
    rf"(?! {_WEEKDAY})",
    re.IGNORECASE,
)
_SOON = re.compile(
    r"(?<!tot )(?<!sinds )(?<!voor )(?<!vóór )(?<!uiterlijk )(?<!na )(?<!de )\b"
    r"(?P<relative>overmorgen|morgen(?:ochtend|middag|avond)?|vandaag|vanavond|vannacht)\b",
    re.IGNORECASE,
)
# "vanavond" and "voor vannacht" begin now; "voor morgen" may be before it.
_TONIGHT = re.compile(r"\bvoor (?P<relative>vandaag|vanavond|vannacht)\b", re.IGNORECASE)
_LONG = re.compile(
    r"\b(?:(?:de|het) )?(?:komende|eerstkomende) (?P<many>\w+) (?P<unit>dagen|weken|maanden)\b"
    r"|\b(?:voor )?(?P<many2>\w+) (?P<unit2>dagen|weken|week|maanden|maand) lang\b"
    # What they have left for so long is not what they need.
    r"|\bnog (?:(?:zeker|minstens|ongeveer|een) )?(?P<many3>\w{1,20}) "
    r"(?P<unit3>dagen|weken|maanden)\b(?! (?:(?:te|de|genoeg|voldoende) )?(?:eten|drinken|leven"
    r"|gaan|wachten|voorraad|brandstof|medicijnen|geld|tijd|terug|geleden|lang))",
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
    found, text = day_ranges.find_range(text, today)
    if found is not None:
        at = found.start, found.end
        begin = SaidDay(found.first, *at) if found.first is not None else None
        return Window(begin, SaidDay(found.last, *at))
    first, last = _whole(text, today)
    first = _from(text, today) or first
    last = _until(text, today) or _deadline(text, today) or last
    if last is not None and last.day < max(today, first.day if first else today):
        return Window()
    return Window(first, last)


def _whole(text: str, today: date) -> tuple[SaidDay | None, SaidDay | None]:
    """Where one expression says both days."""
    both: tuple[date, date] | None = None
    if (hit := _LONG.search(text)) and (many := _many(_first_of(hit, "many"))):
        both = today, _later(today, many, _first_of(hit, "unit").lower()) - A_DAY
    elif hit := _ON.search(text):
        on = _on(hit, today)
        both = on if on is not None and (on[0] - today).days <= _MOST_AHEAD_ON else None
    elif hit := _WEEKEND.search(text):
        sunday = day_expressions.end_of("week", today)
        both = max(sunday - A_DAY, today), sunday
    elif hit := _NEXT_WEEK.search(text):
        monday = day_expressions.next_weekday(today, 0)
        both = monday, monday + 6 * A_DAY
    elif hit := _IN_MONTH.search(text):
        first, last = day_expressions.month_of(hit["whole"], today)
        both = max(first, today), last
    elif hit := _THIS.search(text):
        unit = next(each for each in hit.groups() if each).lower()
        return None, SaidDay(day_expressions.end_of(unit, today), hit.start(), hit.end())
    if hit is None or both is None:
        return None, None
    return SaidDay(both[0], hit.start(), hit.end()), SaidDay(both[1], hit.start(), hit.end())


def _from(text: str, today: date) -> SaidDay | None:
    if hit := _FROM.search(text):
        days = day_expressions.days_of(hit, today)
        if days is None:
            return None
        day = days[1] + A_DAY if hit["how"].lower() == "na" else days[0]
        return SaidDay(day, hit.start(), hit.end()) if day >= today else None
    if (hit := _IN_SO_LONG.search(text)) and (many := _many(hit["many"])):
        return SaidDay(_later(today, many, hit["unit"].lower()), hit.start(), hit.end())
    if hit := _SOON.search(text) or _TONIGHT.search(text):
        return SaidDay(day_expressions.relative_day(hit["relative"], today), hit.start(), hit.end())
    return None


def _until(text: str, today: date) -> SaidDay | None:
    hit = _UNTIL.search(text)
    days = day_expressions.days_of(hit, today) if hit else None
    if hit is None or days is None or (hit["relative"] or "").lower() == "volgende week":
        return None
    includes = hit["how"].lower() not in ("tot", "tot aan")
    day = days[1] if includes else days[0] - A_DAY if hit["whole"] else days[0]
    is_near = today <= day <= today + _MOST_AHEAD * A_DAY
    return SaidDay(day, hit.start(), hit.end()) if is_near else None


def _deadline(text: str, today: date) -> SaidDay | None:
    """Before which day help has to come, or on which at the latest."""
    if hit := _WEEKEND_BEFORE.search(text):
        friday = day_expressions.next_weekday(today - A_DAY, 4)
        return SaidDay(friday, hit.start(), hit.end())
    if (hit := _WITHIN.search(text)) and (many := _many(hit["many"])):
        return SaidDay(_later(today, many, hit["unit"].lower()), hit.start(), hit.end())
    hit = _BEFORE.search(text)
    days = day_expressions.days_of(hit, today) if hit else None
    if hit is None or days is None:
        return None
    how, relative = hit["how"].lower(), hit["relative"] or ""
    is_week = relative.lower() == "volgende week"
    if (is_week and how.startswith("v")) or relative[:1].isupper():
        return None  # "Hoop voor Morgen" is a name
    if re.fullmatch(_STRICTLY, how):
        day = days[0] if hit["hours"] else days[0] - A_DAY
    elif how == "voor" and (hit["whole"] or _TONIGHT.match(hit.group())):
        return None
    else:
        day = days[0] if how == "voor" else days[1] + (6 if is_week else 0) * A_DAY
    is_near = today <= day <= today + _MOST_AHEAD * A_DAY
    return SaidDay(day, hit.start(), hit.end()) if is_near else None


def _first_of(hit: re.Match[str], name: str) -> str:
    """What stands in the one of these groups that is there: "many", "many2"."""
    return next(text for key, text in hit.groupdict().items() if text and key.startswith(name))


def _on(hit: re.Match[str], today: date) -> tuple[date, date] | None:
    if hit["weekday"]:
        day: date | None = day_expressions.weekday_after(hit["weekday"], today)
    elif hit["next_week"]:
        sunday = day_expressions.next_weekday(today, 0) - A_DAY
        day = day_expressions.weekday_after(hit["next_week"], sunday)
    else:
        day = day_expressions.dated(
            int(hit["day"] or hit["day2"]), hit["month"] or hit["month2"], today
        )
    return (day, day) if day is not None else None


def _many(word: str) -> int | None:
    if word.isdecimal():
        return int(word) if len(word) <= _MOST_DIGITS and int(word) else None
    return 1 if word.lower() in ("een", "één") else numerals.number_of(word)


def _later(today: date, many: int, unit: str) -> date:
    if unit.startswith("maand"):
        year, month = divmod(today.year * 12 + today.month - 1 + many, 12)
        return date(year, month + 1, min(today.day, calendar.monthrange(year, month + 1)[1]))
    return today + many * (7 if unit.startswith("we") else 1) * A_DAY
