"""Rows of one file that cannot stand beside each other: each of these says so on one of them."""

from uuid import UUID

from app.core import shown
from app.core.i18n import gettext as _
from app.imports import cell_faults, columns, kinds, total_rows, twins
from app.imports.twins import Understood


def refuse_twice(understood: list[Understood]) -> None:
    """Of two rows that change the same, nobody knows which is meant."""
    first: dict[UUID, int] = {}
    for found in understood:
        if found.is_named and found.thing is not None:
            number = first.setdefault(found.thing.id, found.number)
            if number != found.number:
                found.faults[shown.REFERENCE] = _(
                    "This reference stands in row %(row)s too.", row=number
                )


def refuse_sums(understood: list[Understood]) -> None:
    """Of rows that are new: what only the numbers above it give away as a total."""
    sums = total_rows.NumbersAbove()
    for found in understood:
        quantity = getattr(found.given, "quantity", None)
        if quantity is None or found.is_named or not found.values:
            continue
        if sums.closes(found.title, quantity):
            found.faults["title"] = cell_faults.adds_up()
            found.values = {}


def refuse_namesakes(understood: list[Understood], recipe: kinds.Recipe) -> None:
    """Of rows for two that have one name, where of one name there can be one only."""
    if recipe.find_near is None:
        return
    first: dict[str, Understood] = {}
    for found in understood:
        if found.given is None or found.faults:
            continue
        other = first.setdefault(columns.fold(getattr(found.given, recipe.titled_by[0])), found)
        if other is not found and (found.is_named or not twins.is_twice(found, other)):
            found.faults[recipe.titled_by[0]] = _(
                "Row %(row)s has this name too, and says something else.", row=other.number
            )
            found.values = {}
