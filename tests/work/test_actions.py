"""Mijn werk knows actions: invitations, steps, what should begin or end, and matches that are left
running.
"""

from __future__ import annotations

from datetime import timedelta

import pytest

from app.core import clock
from app.matches.models import GRACE
from app.work.queries import get_work
from app.work.task_kinds import TaskKind
from tests.actions.deeds import Deeds
from tests.matches.pairs import Pairs
from tests.work.test_tasks import tasks, who_has


@pytest.fixture
def deeds(pairs: Pairs) -> Deeds:
    return Deeds(pairs)


def test_an_invitation_waits_for_who_decides_and_the_lead_waits_for_it(deeds: Deeds) -> None:
    action = deeds.action(partners=[deeds.organisation("amina")])
    assert who_has(deeds.pairs, TaskKind.JOIN, action) == {"amina"}
    assert who_has(deeds.pairs, TaskKind.WAIT_PARTNER, action) == {"chantal"}
    (task,) = tasks(deeds.pairs, "amina", TaskKind.JOIN)
    assert task.due == clock.today() + timedelta(days=7)
    deeds.answer(action, "amina")
    with clock.at(clock.now() + GRACE):  # before that it can still be undone
        assert (
            who_has(deeds.pairs, TaskKind.JOIN, action)
            == who_has(deeds.pairs, TaskKind.WAIT_PARTNER, action)
            == set()
        )


def test_an_invitation_to_what_starts_sooner_is_answered_before_that(deeds: Deeds) -> None:
    soon = clock.today() + timedelta(days=3)
    deeds.action(partners=[deeds.organisation("amina")], starts_on=soon)
    assert [task.due for task in tasks(deeds.pairs, "amina", TaskKind.JOIN)] == [soon]


@pytest.mark.parametrize(("days", "people"), [(-3, {"chantal"}), (7, {"chantal"}), (8, set())])
def test_an_open_step_waits_in_its_last_week_and_after_it(
    deeds: Deeds, days: int, people: set[str]
) -> None:
    action = deeds.action()
    deeds.step(action, due_on=clock.today() + timedelta(days=days))
    deeds.step(action)
    assert who_has(deeds.pairs, TaskKind.DO_STEP, action) == people
    if days < 0:
        assert [task.kind for task in get_work(deeds.session, deeds["chantal"]).late] == [
            TaskKind.DO_STEP
        ]
    deeds.stop(action)
    assert who_has(deeds.pairs, TaskKind.DO_STEP, action) == set()


def test_what_should_have_begun_or_ended_waits_for_its_lead(deeds: Deeds) -> None:
    day = clock.today()
    action = deeds.action(
        "amina", starts_on=day - timedelta(days=4), ends_on=day - timedelta(days=1)
    )
    later = deeds.action("amina", starts_on=day + timedelta(days=1))
    assert who_has(deeds.pairs, TaskKind.START_ACTION, action) == {"amina", "bram"}
    assert who_has(deeds.pairs, TaskKind.START_ACTION, later) == set()
    deeds.start(action, "amina")
    assert who_has(deeds.pairs, TaskKind.FINISH_ACTION, action) == {"amina"}, (
        "a member does not close it"
    )


def test_what_still_runs_after_its_action_waits_for_both_sides_once(deeds: Deeds) -> None:
    (match,) = deeds.accepted(1)
    action = deeds.start(deeds.action(match=[match.id]))
    match.moved_at = clock.now() - timedelta(days=20)
    assert who_has(deeds.pairs, TaskKind.REPORT, match) == {"chantal"}
    deeds.finish(action)
    assert who_has(deeds.pairs, TaskKind.COMPLETE, match) == {"amina", "bram", "chantal"}
    assert who_has(deeds.pairs, TaskKind.REPORT, match) == set()
