"""Which kinds of help border on each other. An editorial choice, in `data/related_types.csv`."""

import csv
from pathlib import Path


def _read() -> dict[str, frozenset[str]]:
    """Both ways: who is related to A has A as a relative."""
    found: dict[str, set[str]] = {}
    with (Path(__file__).parent / "data" / "related_types.csv").open(
        encoding="utf-8", newline=""
    ) as file:
        for row in csv.DictReader(file):
            one, other = row["support_type"], row["related"]
            found.setdefault(one, set()).add(other)
            found.setdefault(other, set()).add(one)
    return {slug: frozenset(others) for slug, others in found.items()}


RELATED = _read()
