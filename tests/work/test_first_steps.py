"""Who is new here sees three first steps, which tick themselves off and can be put away."""

from __future__ import annotations

import pytest

from app.identity.models import Person
from app.work.first_step_queries import find_first_steps
from tests.html import Page
from tests.matches.pairs import Pairs
from tests.world import Visitors, World


def steps(pairs: Pairs, who: str) -> list[tuple[str, bool]]:
    pairs.session.flush()
    return [(step.route, step.is_done) for step in find_first_steps(pairs.session, pairs[who])]


def test_they_follow_the_work_of_a_coordinator_of_a_municipality(pairs: Pairs) -> None:
    start = ["needs:new", "needs:index", "board:index"]
    assert steps(pairs, "amina") == [(route, False) for route in start]
    need = pairs.need()
    assert [done for _, done in steps(pairs, "amina")] == [True, False, False]
    match = pairs.accept(pairs.approved(need=need))
    assert [done for _, done in steps(pairs, "amina")] == [True, True, False]
    assert [done for _, done in steps(pairs, "bram")] == [False] * 3, "of each person apart"
    pairs.complete(pairs.start(match), "amina")
    assert steps(pairs, "amina") == [], "all done"


def test_they_follow_the_work_of_an_initiative(pairs: Pairs) -> None:
    assert next(route for route, _ in steps(pairs, "chantal")) == "offers:new"
    match = pairs.approved(offer=pairs.offer())
    assert [done for _, done in steps(pairs, "chantal")] == [True, False, False]
    pairs.accept(match)
    assert [done for _, done in steps(pairs, "chantal")] == [True, True, False]
    pairs.start(match)
    assert steps(pairs, "chantal") == []


@pytest.mark.parametrize("who", ["greet", "eva"])
def test_who_only_reads_or_manages_has_none(pairs: Pairs, who: str) -> None:
    assert steps(pairs, who) == []


def test_they_stand_on_the_start_page_until_they_are_put_away(
    visitors: Visitors, world: World
) -> None:
    bram = visitors["bram"]
    page = Page(bram.get("/mijn-werk").text)
    assert "s_first" in page
    (form,) = [f for f in page.every("form") if "eerste" in str(f.attributes.get("action"))]
    answer = bram.post(str(form.attributes["action"]))
    assert (answer.status_code, answer.headers["location"]) == (303, "/mijn-werk")
    assert "s_first" not in Page(bram.get("/mijn-werk").text)
    assert "s_first" in Page(visitors["amina"].get("/mijn-werk").text)
    world.session.expire_all()
    assert world.session.get_one(Person, world.person("amina").id).steps_put_away_at is None
