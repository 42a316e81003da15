"""Municipalities that are gone and what took their place: facts that ship with the product."""

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path


@dataclass(frozen=True)
class FormerMunicipality:
    """One that went up in others. `code` is "" where it is not kept; more than one of `successors`
    when it was divided, the largest part first.
    """

    code: str
    name: str
    successors: tuple[str, ...]


@cache
def former_municipalities() -> tuple[FormerMunicipality, ...]:
    """Every municipality that is gone since 2010."""
    with (Path(__file__).parent / "data" / "former_municipalities.csv").open(
        encoding="utf-8", newline=""
    ) as file:
        return tuple(
            FormerMunicipality(row["code"], row["name"], tuple(row["successors"].split()))
            for row in csv.DictReader(file)
        )
