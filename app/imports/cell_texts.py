"""The text of a cell as somebody would type it, or why it cannot be read and where it is."""

import re
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum


class Reason(StrEnum):
    """Why a cell cannot be read."""

    FORMULA = "formula"  # without the value it had when the file was saved
    ERROR = "error"
    MERGED = "merged"  # with a cell of another column
    LETTERS = "letters"  # that were lost when the file was saved
    ROWS = "rows"  # several of them between two quotation marks
    SHOWN = "shown"  # as another number than it is
    STRUCK = "struck"  # out, in a row that is not struck out as a whole
    DAY = "day"  # or a time, for the spreadsheet, where nobody asks for a day
    PARTLY = "partly"  # a day that is shown without its number, its month or its year


@dataclass(frozen=True)
class Unread:
    """A cell that is not empty, and of which nobody can say what it holds."""

    reason: Reason
    address: str


def address(row: int, column: int) -> str:
    """ "B7", as a spreadsheet shows it. The first column is 0."""
    return f"{letter(column)}{row}"


def letter(column: int) -> str:
    """ "B", what a spreadsheet shows above a column. The first one is 0."""
    letters = ""
    column += 1
    while column:
        column, last = divmod(column - 1, 26)
        letters = chr(ord("A") + last) + letters
    return letters


def text_of(value: object) -> str:
    """A cell as somebody would type it."""
    match value:
        case None:
            return ""
        case bool():
            return "waar" if value else "onwaar"  # a yes or a no, and never a number
        case float():
            return _number(value)
        case datetime() if value.time() == datetime.min.time():
            return value.date().isoformat()
        case datetime():
            return value.isoformat(sep=" ")
        case date():
            return value.isoformat()
        case _:
            return str(value)


def percentage(value: object) -> str:
    """A number that its spreadsheet shows as a percentage."""
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return f"{_number(float(value) * 100)}%"
    return text_of(value)


def _number(value: float) -> str:
    """A number as far as a spreadsheet counts, in fifteen figures. Before three of them a point
    would part thousands: there it is the comma of this country.
    """
    told = f"{value:.15g}"
    if "e" in told:
        told = f"{Decimal(told):f}"
    return re.sub(r"\.(?=[0-9]{3}$)", ",", told)


_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")


def unescaped(text: str) -> str:
    """A text of a workbook, which writes what XML cannot hold as "_x000D_"."""
    if "_x" not in text:
        return text
    return _ESCAPED.sub(lambda found: chr(int(found.group(1), 16)), text)


# What spreadsheets write for a calculation that failed, in Dutch and in English, also in a CSV, and
# for a number or a day that was wider than its column.
_ERROR = re.compile(
    r"#(N/B|N/A|N/D|VERW!|REF!|WAARDE!|VALUE!|DEEL/0!|DIV/0!|NAAM\?|NAME\?|GETAL!|NUM!|LEEG!|NULL!"
    r"|OVERLOOP!|SPILL!|BEREKENEN!|BEREKEN!|CALC!|VELD!|FIELD!|GEBLOKKEERD!|BLOCKED!|ONBEKEND!"
    r"|UNKNOWN!|VERBINDEN!|VERBINDING!|CONNECT!|BEZET!|BUSY!|EXTERN!|EXTERNAL!|PYTHON!|FOUT!"
    r"|ERROR!|TIMEOUT!|LADEN\.\.\.|GEGEVENS_OPHALEN|OPHALEN_GEGEVENS|GETTING_DATA)|#{3,}"
    r"|(Err|Fout):[0-9]{3}",
    re.IGNORECASE,
)


# What stands for a letter that a program could not read.
_LOST = "\N{REPLACEMENT CHARACTER}"


def reason_in(text: str) -> Reason | None:
    """Why a text that can be read says nothing."""
    if _ERROR.fullmatch(text) is not None:
        return Reason.ERROR
    return Reason.LETTERS if _LOST in text else None
