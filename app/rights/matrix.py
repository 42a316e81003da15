"""The table of every route, person and state of its object, with the answer: `data/matrix.txt`.

The tests ask every cell of it (`tests/web/test_security_matrix.py`), and the page of rights shows
the same file.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FILE = Path(__file__).parent / "data" / "matrix.txt"
# Who has a column in the file; the last one has no account.
NAMED = ("amina", "bram", "chantal", "daan", "eva", "farid", "greet", "hugo", "stranger")


@dataclass(frozen=True)
class Expectation:
    """One line of the table: the status for everybody, or `in` for who has to sign in first."""

    method: str
    path: str
    state: str
    expected: dict[str, str]

    def __str__(self) -> str:
        return f"{self.method} {self.path} {self.state}"


@cache
def alike() -> dict[str, str]:
    """Who has no column: they get what another one gets, unless the line itself says otherwise."""
    words = (line.split() for line in _lines() if line.startswith("@"))
    return {word[1].rstrip(":"): word[3].rstrip(",") for word in words}


@cache
def everybody() -> tuple[str, ...]:
    """All of whom the table speaks."""
    return (*NAMED, *alike())


@cache
def expectations() -> tuple[Expectation, ...]:
    """Every line of the table."""
    return tuple(_read(line) for line in _lines() if line and not line.startswith(("#", "@")))


def _read(line: str) -> Expectation:
    method, path, state, *cells = line.split()
    said = dict(cell.split("=") for cell in cells[len(NAMED) :])
    expected = dict(zip(NAMED, cells, strict=False))
    expected |= {who: expected[other] for who, other in alike().items()} | said
    if len(expected) != len(everybody()):
        raise ValueError(f"A line of the table of rights speaks of others: {line}")
    return Expectation(method, path, state, expected)


def _lines() -> Iterator[str]:
    return iter(FILE.read_text(encoding="utf-8").splitlines())
