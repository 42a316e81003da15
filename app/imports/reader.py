"""The reader of files: a process of its own for each file, with an end to its time and its memory.

Nobody knows beforehand what a file asks of who reads it (ADR 0050). Run as a program it reads one
file and says what is in it; it imports no more than that needs.
"""

import json
import sys
from collections.abc import Collection, Mapping, Sequence
from dataclasses import astuple, dataclass, field, replace
from types import MappingProxyType

from app.core import i18n
from app.core.errors import Invalid
from app.core.i18n import gettext as _
from app.core.words import Choice
from app.imports import encodings, heads, processes, sheets

# A full file of 5 MB takes a few seconds and some 200 MB.
PROCESSOR_SECONDS = 15
SECONDS: float = 30
MEMORY = 768 * 1024 * 1024
# In each web process. Most files take a moment: who comes then waits for one, and no longer.
PLACES = processes.Places(2)
PATIENCE_SECONDS: float = 10

NOTHING: Mapping[int, str] = MappingProxyType({})


@dataclass(frozen=True)
class Told:
    """What the reader says of a file, not taken apart yet: a large one goes on as it is. `columns`:
    by place, the field that its sender says a column is.
    """

    rows: int
    heads: list[heads.Head]
    said: bytes
    columns: Mapping[int, str]
    # By name, what holds for all rows: its field.
    once: Mapping[str, str] = field(default_factory=dict)

    @property
    def chosen(self) -> dict[str, str]:
        """By name, as in the sheet."""
        names = enumerate(head.name for head in self.heads)
        by_name = {name: self.columns[place] for place, name in names if place in self.columns}
        return {**by_name, **self.once}

    @property
    def sheet(self) -> sheets.Sheet:
        return sheets.Sheet.from_json(json.loads(self.said))


async def read_in_turn(
    filename: str,
    content: bytes,
    wanted: Collection[str],
    letters: encodings.Letters | None = None,
    chosen: Mapping[int, str] = NOTHING,
    once: Sequence[Sequence[str]] = (),
) -> Told:
    """`read_apart` for who may come with many at once."""
    return await PLACES.give(
        PATIENCE_SECONDS,
        _("Other files are being read now. Try again in a few seconds."),
        lambda: read_apart(filename, content, wanted, letters, chosen, once),
    )


def read_apart(
    filename: str,
    content: bytes,
    wanted: Collection[str],
    letters: encodings.Letters | None = None,
    chosen: Mapping[int, str] = NOTHING,
    once: Sequence[Sequence[str]] = (),
) -> Told:
    """`sheets.read_sheet` in a process that ends with it. `wanted`: folded names of columns, one of
    which the sheet of a workbook should have. `chosen`: by place, the field that its sender says a
    column is. `once`: names, fields and texts of what holds for all rows. Raises Invalid also when
    the process had to end.
    """
    told_of = list(chosen.items())
    asked = [
        i18n.current_locale(),
        filename,
        list(wanted),
        letters and letters.value,
        told_of,
        once,
    ]
    limits = processes.Limits(PROCESSOR_SECONDS, SECONDS, MEMORY)
    try:
        first, _end, rest = processes.run_apart(__name__, limits, asked, content).partition(b"\n")
        told = json.loads(first)
    except (processes.Overrun, ValueError):
        raise _refused(
            _(
                "Reading this file takes too much time or memory. Copy the rows without their "
                "formatting to an empty sheet, save that as CSV, and try again."
            )
        ) from None
    if "choices" in told:
        raise encodings.Unsure([Choice(*choice) for choice in told["choices"]])
    if "errors" in told:
        raise Invalid(told["errors"])
    every = [heads.Head(*head) for head in told["heads"]]
    return Told(told["rows"], every, rest, chosen, told["once"])


def _refused(message: str) -> Invalid:
    return Invalid({"file": message})


def _read() -> None:
    (locale, filename, wanted, letters, chosen, once), content = processes.begin()
    i18n.use_locale(locale)
    said = ""
    try:
        sheet = sheets.read_sheet(
            filename,
            content,
            lambda headers: not {sheets.fold_name(h) for h in headers}.isdisjoint(wanted),
            letters and encodings.Letters(letters),
        )
        names = dict(enumerate(sheet.headers))
        by_name = {names[place]: what for place, what in chosen if place in names}
        sheet = replace(sheet, chosen=by_name).with_once(once)
        found = [[*astuple(head)] for head in heads.heads_of(sheet)]
        told: dict[str, object] = {"rows": len(sheet.rows), "heads": found}
        told["once"] = {name: sheet.chosen[name] for name in sheet.once}
        said = json.dumps(sheet.to_json())
    except encodings.Unsure as unsure:
        told = {"choices": [(choice.value, choice.label) for choice in unsure.choices]}
    except Invalid as problem:
        # The parser of XML calls it a mistake in the file when it gets no more memory.
        processes.end_if_large()
        told = {"errors": problem.errors}
    sys.stdout.write(f"{json.dumps(told)}\n{said}")


if __name__ == "__main__":
    _read()
