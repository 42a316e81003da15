"""What the page of an action says when it has begun, and when it is over."""

from __future__ import annotations

from datetime import timedelta

import pytest

from app.core import clock, i18n
from tests.actions.deeds import Deeds
from tests.matches.pairs import Pairs
from tests.world import Visitors


@pytest.mark.parametrize(("start", "begins"), [(None, 0), (3, 3), (-3, -3)])
def test_an_action_that_runs_says_from_when_also_where_nobody_typed_a_day(
    pairs: Pairs, visitors: Visitors, start: int | None, begins: int
) -> None:
    today = clock.today()
    day = None if start is None else (today + timedelta(days=start)).isoformat()
    deeds = Deeds(pairs)
    action = deeds.action(starts_on=day)
    pairs.session.commit()
    before = visitors["chantal"].get(f"/acties/{action.id}").text
    assert ("nog niet bekend" in before) == (start is None)
    deeds.start(action)
    pairs.session.commit()
    told = i18n.period(today + timedelta(days=begins), None)
    assert told in visitors["chantal"].get(f"/acties/{action.id}").text


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
