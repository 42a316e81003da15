"""The choice of what the columns of a file are: per column one field, or none."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.core import errors, personal_data, quotes
from app.core.forms import Form
from app.core.words import Choice
from app.imports import (
    columns,
    demands,
    forms,
    heads,
    import_column,
    models,
    proposals,
    shared_values,
    vocabulary,
)

MOST_SAMPLES = 3
# The reference of a row of ours: by chance its digits look like those of a telephone.
_REFERENCE = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")


@dataclass(frozen=True)
class ColumnChoice:
    """One column of the file, with what stands in it and what it is now, or may be."""

    place: int
    name: str
    samples: Sequence[str]
    field: str = ""
    is_proposed: bool = False
    is_empty: bool = False


@dataclass(frozen=True)
class SaidOnce:
    """A field that no column is of: what may hold for all rows. `choices`: of a list."""

    field: str
    label: str
    value: str
    choices: Sequence[str] = ()


@dataclass(frozen=True)
class ColumnChoices:
    """All columns of one file, and the fields among which its sender chooses."""

    rows: list[ColumnChoice]
    fields: list[Choice]
    # Whether one of them probably is a field, and is not read as that.
    has_proposals: bool
    # What the file does not have, and its sender can say once.
    once: list[SaidOnce]

    @classmethod
    def of(
        cls,
        kind: models.ImportKind,
        every: Sequence[heads.Head],
        chosen: Mapping[str, str],
        words: vocabulary.Vocabulary,
        said: Mapping[str, str],
        problem: errors.Invalid | None = None,
    ) -> "ColumnChoices":
        """As the file is read now; what nobody knows as it probably should be. `every`: its columns
        and those of which `said` says, by field, what holds for all rows.
        """
        told = [head for head in every if not (head.is_once and chosen.get(head.name) in said)]
        chosen = {h.name: chosen[h.name] for h in told if h.name in chosen}
        found = columns.match(kind, [head.name for head in told], chosen)
        left = [
            h for h in told if h.name[:60] in found.unread and h.name not in chosen and h.filled
        ]
        wanted = problem.missing if isinstance(problem, demands.Unmapped) else ()
        proposed = proposals.propose(kind, left, found.headers, wanted, words)
        if (
            "title" in wanted
            and "title" not in proposed.values()
            and "description" in found.headers
        ):
            proposed[found.headers["description"]] = "title"  # a short list has only that
        rows = [
            ColumnChoice(
                place,
                head.name,
                _shown(head.samples),
                proposed.get(head.name) or _field(head.name, found, chosen),
                head.name in proposed,
                not head.filled,
            )
            for place, head in enumerate(told)
        ]
        fields = [Choice(column.field, column.names[0]) for column in columns.COLUMNS[kind]]
        has = {*found.headers, *proposed.values()}
        if "people" in has:  # counting people, one of the two is enough
            has.add("quantity")
        once = [
            SaidOnce(c.field, c.names[0], said.get(c.field, ""), words.choices(c.field))
            for c in shared_values.said_once(kind, has)
        ]
        return cls(rows, fields, bool(proposed), once)


@dataclass(frozen=True)
class ReadAgain:
    """What a page holds to have a file read once more: nobody keeps it meanwhile."""

    form: Form[forms.Upload]
    filename: str
    content: str
    columns: ColumnChoices


def _field(name: str, found: import_column.Matched, chosen: Mapping[str, str]) -> str:
    """What a column is, also where another one is the same."""
    column = found.columns.get(name)
    return column.field if column is not None else chosen.get(name, "")


def _shown(samples: Sequence[str]) -> list[str]:
    """The first cells, short; without those in which somebody may be named."""
    safe = (text for text in samples if _REFERENCE.fullmatch(text) or _names_nobody(text))
    return [quotes.short(text) for text, _nth in zip(safe, range(MOST_SAMPLES), strict=False)]


def _names_nobody(text: str) -> bool:
    return personal_data.refused_in(text) is None and personal_data.likely_in(text) is None
