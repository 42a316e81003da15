"""The words people use for a municipality in a file."""

from __future__ import annotations

import pytest
from sqlmodel import Session

from app.imports.queries import get_words
from tests.world import World


@pytest.mark.parametrize(
    "typed",
    [
        "GM0014", "gm0014", "0014", "14", "Groningen", "gemeente groningen", "Groningen (GM0014)",
        "GM0014 Groningen", "0014 - Groningen", "Groningen 0014",
    ],
)  # fmt: skip
def test_a_municipality_is_known_by_its_code_with_or_without_prefix_and_by_both(
    session: Session, world: World, typed: str
) -> None:
    words = get_words(session, world["amina"].seats[0].region_code)
    assert words.translate("municipality", typed) == "GM0014"


@pytest.mark.parametrize("typed", ["Eemsdelta (GM0014)", "GM9999", "4", "Groningen, Eemsdelta"])
def test_a_name_beside_the_code_of_another_place_is_nobodys(
    session: Session, world: World, typed: str
) -> None:
    words = get_words(session, world["amina"].seats[0].region_code)
    assert words.translate("municipality", typed) is None
