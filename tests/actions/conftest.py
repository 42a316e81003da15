"""Actions for tests."""

from __future__ import annotations

import pytest

from tests.actions.deeds import Deeds
from tests.matches.pairs import Pairs
from tests.world import World


@pytest.fixture
def deeds(world: World) -> Deeds:
    return Deeds(Pairs(world))
