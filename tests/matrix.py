"""Tables of who gets which answer: a route, the state of its object, and a status for each of the
cast.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

PEOPLE = ("amina", "bram", "chantal", "daan", "eva", "farid", "greet", "hugo", None)


@dataclass(frozen=True)
class Row:
    """One line of the table."""

    method: str
    path: str
    state: str
    expected: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.method} {self.path} {self.state}"


def read_matrix(test_file: str) -> list[Row]:
    """The rows of `matrix.txt` beside a test file."""
    lines = Path(test_file).with_name("matrix.txt").read_text(encoding="utf-8").splitlines()
    words = [line.split() for line in lines if line and not line.startswith("#")]
    assert all(len(word) == 3 + len(PEOPLE) for word in words)
    return [Row(method, path, state, tuple(expected)) for method, path, state, *expected in words]
