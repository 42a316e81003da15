"""What the page of an action says when it has begun, and when it is over."""

from __future__ import annotations

from datetime import timedelta

import pytest

from app.core import clock
from tests.actions.deeds import Deeds
from tests.matches.pairs import Pairs
from tests.world import Visitors


@pytest.mark.parametrize(("start", "begins"), [(None, 0), (3, 3), (-3, -3)])
def test_an_action_that_begins_without_a_day_begins_today(
    pairs: Pairs, start: int | None, begins: int
) -> None:
    today = clock.today()
    day = None if start is None else (today + timedelta(days=start)).isoformat()
    deeds = Deeds(pairs)
    action = deeds.start(deeds.action(starts_on=day))
    assert action.starts_on == today + timedelta(days=begins)


def test_a_step_of_an_action_that_is_over_is_not_still_to_do(
    pairs: Pairs, visitors: Visitors
) -> None:
    deeds = Deeds(pairs)
    action = deeds.start(deeds.action())
    deeds.step(action)
    pairs.session.commit()
    before = visitors["chantal"].get(f"/acties/{action.id}").text
    deeds.finish(action)
    pairs.session.commit()
    after = visitors["chantal"].get(f"/acties/{action.id}").text
    assert "Nog te doen:" in before and "Niet gedaan:" not in before
    assert "Niet gedaan:" in after and "Nog te doen:" not in after
