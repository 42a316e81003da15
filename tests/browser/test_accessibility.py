"""Every page in every state: for everybody, on every width, and without a word to anybody else."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.browser.stop import Stop
from tests.browser.stops import STOPS
from tests.browser.visit import Visit

Visits = Callable[[Stop], Visit]


@pytest.mark.parametrize("stop", STOPS, ids=lambda stop: stop.name)
def test_a_page_is_accessible_fits_a_phone_and_stays_at_home(visits: Visits, stop: Stop) -> None:
    visit = visits(stop)
    found = {"1280": visit.violations()}
    visit.resize(320)
    found["lost at 320"] = visit.lost()
    visit.unfold()
    found["lost at 320, unfolded"] = visit.lost()
    visit.resize(360)
    found["360, unfolded"] = visit.violations()
    visit.resize(1280)
    found["second engine and targets, 1280, unfolded"] = visit.doubts()
    found["complaints"] = visit.complaints
    assert {where: lines for where, lines in found.items() if lines} == {}
