"""What is done asks its owner to close it: a need, and an action without a last day."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlmodel import Session, col, select

from app.actions import match_queries
from app.actions.models import Action
from app.actions.step_commands import tick_step
from app.core import clock
from app.matches import turns
from app.matches.models import Match, MatchStatus
from app.needs.commands import NeedEnding, close_need
from app.needs.models import Need
from app.needs.queries import get_need
from app.work.queries import count_work, get_work
from app.work.task_kinds import TaskKind
from tests.actions.deeds import Deeds
from tests.html import Page
from tests.matches.pairs import Pairs, in_state
from tests.work.test_tasks import who_has
from tests.world import Visitors

DECIDES = {"amina"}


@pytest.fixture
def deeds(pairs: Pairs) -> Deeds:
    return Deeds(pairs)


def all_done(session: Session, need: Need) -> bool:
    """Whether all of a need is done, from its matches as they stand; asked in SQL as well."""
    session.flush()
    statuses = session.exec(select(Match.status).where(Match.need_id == need.id)).all()
    found = select(Need.id).where(col(Need.id) == need.id, turns.is_done(clock.today()))
    said = turns.is_done_with(need, map(MatchStatus, statuses))
    assert (session.exec(found).first() is not None) is said
    return said


@pytest.mark.parametrize("quantity", [20, 30])
@pytest.mark.parametrize("day", [None, 0, -1])
@pytest.mark.parametrize("state", ["approved", "accepted", "running", "completed", "declined"])
def test_a_need_is_done_when_all_of_it_is_completed(
    pairs: Pairs, state: str, day: int | None, quantity: int
) -> None:
    match = in_state(pairs, state)
    need = match.need
    need.quantity = need.committed + (30 - quantity) or 30
    if day is not None:
        need.needed_from = clock.today() - timedelta(days=9)
        need.needed_until = clock.today() + timedelta(days=day)
    done = state == "completed" and quantity == 30 and day != -1
    assert all_done(pairs.session, need) is done
    assert who_has(pairs, TaskKind.CLOSE_DONE, need) == (DECIDES if done else set())
    for who in ("amina", "bram", "chantal"):
        assert count_work(pairs.session, pairs[who]) == get_work(pairs.session, pairs[who]).count


def test_a_second_partner_that_still_helps_keeps_it_open(pairs: Pairs) -> None:
    need = pairs.need(quantity=30, people=30)
    first = pairs.running(need=need, quantity=20)
    second = pairs.running(need=need, quantity=10)
    pairs.complete(first)
    assert not all_done(pairs.session, need)
    pairs.complete(second)
    assert all_done(pairs.session, need)


def test_the_page_of_the_need_has_the_form_to_close_it_open(
    visitors: Visitors, pairs: Pairs
) -> None:
    need = in_state(pairs, "completed").need
    need.quantity = need.committed
    pairs.session.commit()
    address = f"/behoeften/{need.id}"
    pages = {who: Page(visitors[who].get(address).text) for who in ("amina", "bram", "daan")}
    assert "Alles is gedaan." in pages["amina"]["content"].text
    assert ["open" in form.attributes for form in pages["amina"].every("details")].count(True) == 1
    assert "Alles is gedaan." in pages["bram"]["content"].text, "a member can ask a coordinator"
    assert "Alles is gedaan." not in pages["daan"]["content"].text
    close_need(
        pairs.session,
        pairs["amina"],
        get_need(pairs.session, pairs["amina"], need.id),
        NeedEnding.model_validate({"outcome": "met"}),
    )
    pairs.session.commit()
    assert "Alles is gedaan." not in Page(visitors["amina"].get(address).text)["content"].text
    assert who_has(pairs, TaskKind.CLOSE_DONE, need) == set()


@pytest.mark.parametrize("ends", [None, 5])
@pytest.mark.parametrize("matches", [0, 1])
@pytest.mark.parametrize("steps", [0, 1])
def test_an_action_without_a_last_day_is_done_with_its_steps_and_matches(
    deeds: Deeds, steps: int, matches: int, ends: int | None
) -> None:
    served = deeds.accepted(matches)
    ends_on = None if ends is None else clock.today() + timedelta(days=ends)
    action = deeds.action(match=[match.id for match in served], ends_on=ends_on)
    plans = [deeds.step(action) for _number in range(steps)]
    deeds.start(action)

    def asked() -> bool:
        session = deeds.session
        session.flush()
        found = match_queries.find_served(session, deeds["chantal"], action)
        said = match_queries.is_done_with(action, plans, [row.match for row in found])
        rows = select(Action.id).where(col(Action.id) == action.id, match_queries.is_done())
        assert (session.exec(rows).first() is not None) is said
        who = who_has(deeds.pairs, TaskKind.FINISH_DONE, action)
        assert who == ({"chantal"} if said else set())
        assert count_work(session, deeds["chantal"]) == get_work(session, deeds["chantal"]).count
        return said

    assert not asked()
    for plan in plans:
        tick_step(deeds.session, deeds["chantal"], deeds.hold(action), plan)
    assert asked() is (steps > 0 and matches == 0 and ends is None)
    for match in served:
        deeds.pairs.complete(deeds.pairs.start(match) if match.status == "accepted" else match)
    assert asked() is (steps + matches > 0 and ends is None)
    deeds.finish(action)
    assert not asked()


def test_the_page_of_an_action_says_that_it_is_done(visitors: Visitors, deeds: Deeds) -> None:
    action = deeds.action()
    plan = deeds.step(action)
    deeds.start(action)
    deeds.session.commit()
    page = f"/acties/{action.id}"
    assert "Alles is gedaan." not in visitors["chantal"].get(page).text
    tick_step(deeds.session, deeds["chantal"], deeds.hold(action), plan)
    deeds.session.commit()
    assert "Alles is gedaan." in visitors["chantal"].get(page).text
    assert "Alles is gedaan." not in visitors["amina"].get(page).text
