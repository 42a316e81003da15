"""Matches for the file of the board."""

from __future__ import annotations

import pytest

from tests.matches.pairs import Pairs
from tests.world import World


@pytest.fixture
def pairs(world: World) -> Pairs:
    return Pairs(world)
