"""Day ranges: from which up to which day, where a sentence says both ("tussen 5 en 7 december").

What has begun goes on from today. Days that come back ("elke maandag t/m vrijdag") are no range.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from app.language import day_expressions

A_DAY = day_expressions.A_DAY
_DAY, _WEEKDAY = day_expressions.DAY, day_expressions.WEEKDAY
_MOST_AHEAD, _MOST_LAST = 180, 300  # days
_FLAGS = re.IGNORECASE
_HOW = r"(?:\b(?P<how>tussen|vanaf|van|op)(?: de)? )?"
# Between the two: "en" is of a range behind "tussen", and elsewhere of two days in a row.
_BETWEEN = (
    r"(?: (?:(?P<including>t/m|t\.e\.m\.|tot en met)|(?P<up_to>tot aan|tot)|(?P<and>en))"
    r"(?: (?:de|het)(?= kerst| \d))? | ?[-–—] ?)"
)
# A number that says its month with the other one: "5 t/m 7 december".
_NUMBER = re.compile(
    rf"{_HOW}(?:\b{_WEEKDAY},? )?(?<![\d.,/-])\b(?P<number>\d{{1,2}})(?:e|ste|de)?{_BETWEEN}",
    _FLAGS,
)
_NOW = re.compile(rf"\b(?P<how>tussen|van(?:af)?) nu{_BETWEEN}", _FLAGS)
_FIRST = re.compile(rf"{_HOW}(?<!\w)(?<!\d[-/.]){_DAY}{_BETWEEN}", _FLAGS)
_LAST = re.compile(_DAY, _FLAGS)
_COMES_BACK = re.compile(
    r"\b(?:elke|iedere|alle|wekelijks|dagelijks|doordeweeks|geopend|open|per week)\b"
    r"|\d{1,2}(?:[:.]\d\d)? uur\b",
    _FLAGS,
)
_COMING = re.compile(rf"{day_expressions.COMING} ", _FLAGS)


# Of these the same day came a year ago as well.
_EVERY_YEAR = frozenset({"day", "part", "named", "whole"})
_LONGEST = 300  # days


@dataclass(frozen=True, slots=True)
class DayRange:
    """Both days, the first one None for now, and which words say them."""

    first: date | None
    last: date
    start: int
    end: int


def find_range(text: str, today: date) -> tuple[DayRange | None, str]:
    """The first range that a sentence says; and the sentence without those that are over, far away,
    none of the calendar or of every week.
    """
    for hit, last in _pairs(text):
        said, other = _groups(hit), _groups(last)
        comes_back = "weekday" in said and _COMES_BACK.search(text) is not None
        if comes_back and "weekday" not in other:
            continue  # "elke maandag tot kerst"
        if not _belong(hit, said, other):
            continue
        found = None if comes_back else _read(hit, last, today)
        if found is not None:
            return found, text
        text = f"{text[: hit.start()]}{' ' * (last.end() - hit.start())}{text[last.end() :]}"
    return None, text


def _pairs(text: str) -> Iterator[tuple[re.Match[str], re.Match[str]]]:
    """Every expression before a word for a range, with the day behind it."""
    for kind in (_NUMBER, _NOW, _FIRST):
        for hit in kind.finditer(text):
            last = _LAST.match(text, hit.end())
            if last is not None:
                yield hit, last


def _groups(hit: re.Match[str]) -> dict[str, str]:
    return {name: said.lower() for name, said in hit.groupdict().items() if said}


def _belong(hit: re.Match[str], said: dict[str, str], other: dict[str, str]) -> bool:
    """Whether the two are one range, and not a number or a day beside another one."""
    if "number" in said and "day" not in other:
        return False
    if "and" in said:
        # "voor zaterdag en zondag" may be of every week.
        return said.get("how") == "tussen" or _is_pair(hit, said, other)
    # "maandag - vrijdag" with nothing before it stands in the hours of a building.
    return "how" in said or "weekday" not in said or "up_to" in said or "including" in said


def _is_pair(hit: re.Match[str], said: dict[str, str], other: dict[str, str]) -> bool:
    """Whether "en" stands between two days in a row."""
    if "number" in said:
        return int(other["day"]) == int(said["number"]) + 1
    if "weekday" not in said or "weekday" not in other or not _COMING.search(hit.group()):
        return False
    first = day_expressions.weekday_after(said["weekday"], date.min)
    return day_expressions.weekday_after(other["weekday"], first) == first + A_DAY


def _read(hit: re.Match[str], last: re.Match[str], today: date) -> DayRange | None:
    said, other = _groups(hit), _groups(last)
    first: date | None = None
    ends = day_expressions.days_of(last, today)
    if hit.re is _FIRST:
        begins = day_expressions.days_of(hit, today)
        if begins is None:
            return None
        first = begins[0]
        if "weekday" in other:
            ends = (day_expressions.weekday_after(other["weekday"], first),) * 2
        elif ends is not None and first > ends[1] and _EVERY_YEAR & said.keys():
            first = None if "year" in said else _year_before(first)
    elif hit.re is _NUMBER and ends is not None:
        if not 0 < int(said["number"]) < ends[1].day:
            return None
        first = ends[1].replace(day=int(said["number"]))
    if ends is None or (first is None and hit.re is not _NOW):
        return None
    until = ends[1]
    if "up_to" in said:  # a day counts itself, a month ends before it begins
        until = ends[0] - A_DAY if "whole" in other else ends[0]
    begun = max(first, today) if first is not None else today
    is_long = first is not None and (until - first).days > _LONGEST
    is_far = (begun - today).days > _MOST_AHEAD or (until - today).days > _MOST_LAST
    if begun > until or is_long or is_far:
        return None
    return DayRange(begun if first is not None else None, until, hit.start(), last.end())


def _year_before(day: date) -> date | None:
    """The same day; none on 29 February."""
    try:
        return day.replace(year=day.year - 1)
    except ValueError:
        return None
