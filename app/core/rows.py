"""From a query to the row class of a list, without saying every column three times."""

from collections.abc import Callable
from dataclasses import fields
from functools import lru_cache
from typing import Any, TypeVar

from sqlmodel import SQLModel

R = TypeVar("R")


def columns_of(row: Callable[..., Any], table: type[SQLModel]) -> list[Any]:
    """The columns of a table that a row class has a field for, to select."""
    known = table.__table__.columns  # type: ignore[attr-defined]
    return [getattr(table, name) for name in _names(row) if name in known]


def as_row(row: Callable[..., R], found: Any, **computed: Any) -> R:
    """A row class from what a query found; what no column holds is computed. An array is a tuple,
    so that a row can be a key.
    """
    kept = {name: getattr(found, name) for name in _names(row) if name not in computed}
    for name, value in kept.items():
        if type(value) is list:
            kept[name] = tuple(value)
    return row(**kept, **computed)


@lru_cache
def _names(row: Any) -> tuple[str, ...]:
    return tuple(field.name for field in fields(row))
