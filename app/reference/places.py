"""Which municipalities border on each other: official facts that ship with the product."""

import csv
from functools import cache
from pathlib import Path


def neighbours_of(code: str) -> frozenset[str]:
    """CBS codes of the municipalities that border one; empty for an unknown code."""
    return _neighbours().get(code, frozenset())


@cache
def _neighbours() -> dict[str, frozenset[str]]:
    with (Path(__file__).parent / "data" / "municipalities.csv").open(
        encoding="utf-8", newline=""
    ) as file:
        return {row["code"]: frozenset(row["neighbours"].split()) for row in csv.DictReader(file)}
