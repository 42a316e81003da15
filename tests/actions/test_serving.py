"""An action moves the matches along that it serves."""

from __future__ import annotations

import pytest

from app.actions.match_commands import (
    Serving,
    complete_served,
    may_complete,
    propose_completions,
    release_match,
    serve_matches,
)
from app.actions.match_queries import find_servable, find_served, find_serving
from app.core.errors import Conflict, Forbidden, Invalid
from app.matches.commands import Completion
from app.matches.models import MatchOutcome
from tests.actions.deeds import Deeds, statuses


def test_starting_it_starts_them_and_closing_it_proposes_how_they_went(deeds: Deeds) -> None:
    matches = deeds.accepted(2)
    action = deeds.action(match=[match.id for match in matches])
    assert statuses(deeds.session, matches) == ["accepted", "accepted"]
    deeds.start(action)
    assert statuses(deeds.session, matches) == ["running", "running"]
    deeds.finish(action, people_reached=15, outcome="partly")
    assert statuses(deeds.session, matches) == ["running", "running"]
    proposed = propose_completions(action, matches)
    assert sorted(p.people_reached or 0 for p in proposed.values()) == [7, 8]
    assert {p.outcome for p in proposed.values()} == {MatchOutcome.PARTLY}
    done = complete_served(deeds.session, deeds["chantal"], action, [match.id for match in matches])
    assert len(done) == 2
    assert statuses(deeds.session, matches) == ["completed", "completed"]
    assert sum(match.people_reached or 0 for match in done) == 15
    assert (
        complete_served(deeds.session, deeds["chantal"], action, [match.id for match in matches])
        == []
    )


def test_one_is_completed_with_what_somebody_filled_in(deeds: Deeds) -> None:
    matches = deeds.accepted(2)
    action = deeds.action(match=[match.id for match in matches])
    deeds.start(action)
    with pytest.raises(Conflict):  # not closed yet
        complete_served(deeds.session, deeds["chantal"], action, [matches[0].id])
    deeds.finish(action)
    given = Completion(outcome=MatchOutcome.FAILED, people_reached=0)
    complete_served(deeds.session, deeds["chantal"], action, [matches[0].id], given)
    assert statuses(deeds.session, matches) == ["completed", "running"]
    assert matches[0].outcome is MatchOutcome.FAILED


def test_of_what_is_not_counted_in_people_nobody_knows_how_many(deeds: Deeds) -> None:
    need = deeds.pairs.need(unit="hours_per_week", quantity=10, people=40)
    match = deeds.pairs.accepted(
        need=need, offer=deeds.pairs.offer(unit="hours_per_week"), quantity=5
    )
    action = deeds.finish(deeds.start(deeds.action(match=[match.id])), people_reached=40)
    assert propose_completions(action, [match])[match.id].people_reached is None


def test_a_match_added_to_a_running_action_starts_at_once(deeds: Deeds) -> None:
    action = deeds.start(deeds.action())
    matches = deeds.accepted(1)
    serve_matches(deeds.session, deeds["chantal"], action, Serving(match=[matches[0].id]))
    assert statuses(deeds.session, matches) == ["running"]
    release_match(deeds.session, deeds["chantal"], action, matches[0].id)
    assert statuses(deeds.session, matches) == ["running"]
    with pytest.raises(Conflict):
        release_match(deeds.session, deeds["chantal"], action, matches[0].id)


def test_one_live_action_serves_a_match_and_a_stopped_one_lets_it_go(deeds: Deeds) -> None:
    matches = deeds.accepted(1)
    first = deeds.action(match=[matches[0].id])
    with pytest.raises(Invalid):
        deeds.action("amina", match=[matches[0].id])
    deeds.stop(first)
    second = deeds.action("amina", match=[matches[0].id])
    serving = find_serving(deeds.session, deeds["greet"], [matches[0].id])
    assert serving[matches[0].id].id == second.id


def test_only_accepted_matches_of_the_own_organisation_can_be_served(deeds: Deeds) -> None:
    accepted, asked = deeds.accepted(1)[0], deeds.pairs.approved()
    with pytest.raises(Invalid):
        deeds.action(match=[asked.id])
    with pytest.raises(Invalid):
        deeds.action("farid", match=[accepted.id])
    for who, expected in (
        ("chantal", [accepted.id]),
        ("amina", [accepted.id]),
        ("daan", [accepted.id]),
        ("farid", []),
    ):
        own = [seat.organisation_id for seat in deeds[who].writing_seats]
        assert [match.id for match in find_servable(deeds.session, deeds[who], own)] == expected


def test_the_team_leads_and_both_sides_say_themselves_how_it_went(deeds: Deeds) -> None:
    matches = deeds.accepted(1)
    action = deeds.action("daan", match=[matches[0].id])
    deeds.start(action, "daan")
    assert statuses(deeds.session, matches) == ["running"]
    deeds.finish(action, "daan")
    assert not may_complete(deeds["daan"], matches[0])
    with pytest.raises(Forbidden):
        complete_served(deeds.session, deeds["daan"], action, [matches[0].id])
    with pytest.raises(Forbidden):
        complete_served(deeds.session, deeds["chantal"], action, [matches[0].id])


def test_the_link_with_a_small_group_is_only_for_who_may_place_it(deeds: Deeds) -> None:
    match = deeds.small()
    action = deeds.action(match=[match.id], municipalities=[])
    for who, sees in (
        ("amina", True),
        ("bram", True),
        ("chantal", True),
        ("farid", False),
        ("greet", False),
        ("daan", False),
    ):
        served = find_served(deeds.session, deeds[who], action)
        assert bool(served) is bool(find_serving(deeds.session, deeds[who], [match.id])) is sees, (
            who
        )
