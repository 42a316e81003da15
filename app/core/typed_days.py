"""Typed days: a day as people and their spreadsheets write it, for who checks it further."""

import re
from typing import Any

_MONTHS = ("jan", "feb", "mrt|maart|mar", "apr", "mei|may", "jun", "jul", "aug", "sep", "okt|oct",
           "nov", "dec")  # fmt: skip
_NUMBERED = re.compile(r"(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{4})", re.ASCII)
_NAMED = re.compile(r"([a-z]{2,9}\.? )?(\d{1,2})[-. ]{1,2}([a-z]{3,9})[-. ]{1,2}(\d{4})",
                    re.ASCII)  # fmt: skip
_COUNTED = re.compile(r"[-+]?\d+([.,]\d*)?", re.ASCII)
# The time behind a day, as spreadsheets and other programs write it.
_CLOCK = re.compile(r"(?:(?<=\d{4})|(?<=-\d\d))[ T]\d{1,2}:\d\d(:\d\d([.,]\d+)?)?$", re.ASCII)


def read_day(value: Any) -> Any:
    """As people write a day here: "1-12-2026", "1 december 2026", "di 1 dec. 2026"; also with the
    time behind it.
    """
    if not isinstance(value, str):
        return value
    if _COUNTED.fullmatch(value.strip()):
        return "?"  # seconds since 1970 are no day that anybody writes down
    told = _CLOCK.sub("", value.strip())
    if found := _NUMBERED.fullmatch(told):
        day, month, year = found.groups()
    elif found := _NAMED.fullmatch(told.lower()):
        day, year = found.group(2, 4)
        names = (place for place, told in enumerate(_MONTHS, start=1)
                 if found.group(3).startswith(tuple(told.split("|"))))  # fmt: skip
        month = str(next(names, 0))
    else:
        return told
    return f"{year}-{month:0>2}-{day:0>2}"
