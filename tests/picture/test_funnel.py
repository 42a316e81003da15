"""How far needs come: every number leads to as many rows, no step is larger than the one before it,
and nobody learns of a small group where it is.
"""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise
from statistics import median
from typing import Any

import pytest
from sqlmodel import Session, select

from app.core import clock
from app.dossier import need_list_queries
from app.matches.models import Match, MatchStatus
from app.needs.models import Need, NeedStatus, NeedWithdrawal
from app.picture import funnel_queries, help_labels
from app.picture.filters import PictureFilters
from app.suggestions.models import FirstShown
from app.suggestions.need_steps import NeedStep
from tests.matches.pairs import Pairs
from tests.picture.needs_drawn import PLACES, draw_needs, matched
from tests.world import World

READERS = ("greet", "amina", "daan", "chantal")


def funnel_of(world: World, who: str, **asked: Any) -> funnel_queries.Funnel:
    world.session.flush()
    given = PictureFilters.model_validate(asked)
    filters = given.of_steps(given.read_span())
    return funnel_queries.find_funnel(world.session, world[who], filters)


def listed(world: World, who: str, asked: dict[str, Any], **more: Any) -> int:
    given = PictureFilters.model_validate(asked)
    filters = given.of_steps(given.read_span()).model_dump() | more
    chosen = need_list_queries.NeedListFilters.model_validate(filters)
    return need_list_queries.find_needs(world.session, world[who], chosen, size=1).total


@pytest.mark.parametrize("who", READERS)
@pytest.mark.parametrize(
    "asked",
    [{}, {"municipality": "GM1979"}, {"crisis": "energiearmoede"}, {"period": "weeks_4"}],
)
def test_every_number_is_as_many_rows_and_steps_never_grow(
    world: World, who: str, asked: dict[str, Any]
) -> None:
    draw_needs(world, seed=len(who))
    found = funnel_of(world, who, **asked)
    assert found.placed
    for step in found.steps:
        assert step.came == listed(world, who, asked, reached=step.step), step
        if step.step.next:
            assert step.stopped == listed(world, who, asked, stopped=step.step), step
            assert step.still_open == listed(world, who, asked, stopped=step.step, status="open"), (
                step
            )
    for before, after in pairwise(found.steps):
        assert after.came == before.came - before.stopped
    last = found.steps[-1]
    assert (last.stopped, last.step) == (last.came, NeedStep.HELPED)


def test_a_need_came_as_far_as_its_best_match(pairs: Pairs) -> None:
    need, offer, other = pairs.need(), pairs.offer(), pairs.offer(title="Nog een")
    seen = {step.step: step.came for step in funnel_of(pairs.world, "greet").steps}
    assert list(seen.values()) == [1, 0, 0, 0, 0, 0]
    pairs.session.add(FirstShown(need_id=need.id))
    assert funnel_of(pairs.world, "greet").leak.step is NeedStep.SHOWN  # type: ignore[union-attr]
    matched(pairs.world, need, offer, MatchStatus.DECLINED)
    assert funnel_of(pairs.world, "greet").leak.step is NeedStep.ASKED  # type: ignore[union-attr]
    matched(pairs.world, need, other, MatchStatus.WITHDRAWN, accepted_at=clock.now())
    assert funnel_of(pairs.world, "greet").leak.step is NeedStep.ACCEPTED  # type: ignore[union-attr]
    matched(pairs.world, need, offer, MatchStatus.COMPLETED)
    assert funnel_of(pairs.world, "greet").leak is None
    assert [step.came for step in funnel_of(pairs.world, "greet").steps] == [1] * 6


def test_what_is_withdrawn_or_a_draft_has_no_step(world: World) -> None:
    world.need(title="Nog niet geplaatst")
    gone = world.need(publish=True)
    gone.status, gone.withdrawal = NeedStatus.WITHDRAWN, NeedWithdrawal.WRONG
    for who in ("amina", "daan"):
        assert funnel_of(world, who).placed == 0
        assert funnel_of(world, who).leak is None


def test_who_begins_a_match_says_when_and_so_does_who_shows_a_suggestion(pairs: Pairs) -> None:
    match = pairs.accepted()
    assert match.started_at is None
    pairs.start(match)
    assert match.started_at == match.moved_at


def test_how_long_a_step_takes_is_the_middle_of_what_is_known(
    world: World, session: Session
) -> None:
    offer = world.offer(publish=True, quantity=900)
    now, waits = clock.now(), (1, 2, 4, 8, 30)
    for number, days in enumerate(waits):
        need = world.need(publish=True, title=f"Behoefte {number}")
        need.published_at = now - timedelta(days=40)
        # The first was asked before anybody saw a suggestion with it.
        shown = now - timedelta(days=40 - days)
        session.add(FirstShown(need_id=need.id, at=shown))
        asked = shown + timedelta(days=-1 if not number else 2)
        matched(world, need, offer, MatchStatus.COMPLETED, created_at=asked, moved_at=now)
    by_step = {each.step: each for each in funnel_of(world, "greet").steps}
    assert by_step[NeedStep.SHOWN].days == pytest.approx(median(waits))
    assert by_step[NeedStep.SHOWN].timed == 5
    # Of four of five it is known, and that is too few; of the others nobody knows anything.
    assert (by_step[NeedStep.ASKED].days, by_step[NeedStep.ASKED].timed) == (None, 4)
    for step in (NeedStep.PLACED, NeedStep.ACCEPTED, NeedStep.RUNNING, NeedStep.HELPED):
        assert (by_step[step].days, by_step[step].timed) == (None, 0)
        assert by_step[step].came == 5


@pytest.mark.parametrize("who", ["farid", "greet", "chantal"])
def test_a_small_group_is_told_to_nobody_by_subtracting(world: World, who: str) -> None:
    draw_needs(world, seed=3)
    before = {place: funnel_of(world, who, municipality=place) for place in PLACES}
    everywhere = funnel_of(world, who)
    small = world.need("amina", publish=True, people=3, quantity=3)
    session = world.session
    session.add(FirstShown(need_id=small.id))
    # In no place it is one more, so what is left of the region says nothing of where.
    assert {place: funnel_of(world, who, municipality=place) for place in PLACES} == before
    after = funnel_of(world, who)
    assert [b.came - a.came for a, b in zip(everywhere.steps, after.steps, strict=True)] == [
        1, 1, 0, 0, 0, 0,
    ]  # fmt: skip
    amina = funnel_of(world, "amina", municipality="GM1979")
    session.delete(session.get_one(FirstShown, small.id))
    assert funnel_of(world, "amina", municipality="GM1979") != amina


def test_the_sentence_names_the_largest_leak(world: World) -> None:
    assert "geen behoefte" in help_labels.say_funnel(funnel_of(world, "greet")).lower()
    for number in range(3):
        need = world.need(publish=True, title=f"Behoefte {number}")
        world.session.add(FirstShown(need_id=need.id))
    assert world.session.exec(select(Match)).all() == []
    said = help_labels.say_funnel(funnel_of(world, "greet"))
    assert "Van de 3" in said and "suggestie gezien" in said
    assert isinstance(need, Need)
