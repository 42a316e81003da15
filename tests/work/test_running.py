"""What runs stands in the work of both sides, with the step that comes next."""

from __future__ import annotations

from datetime import timedelta

import pytest

from app.core import clock
from tests.matches.pairs import Pairs
from tests.world import Visitors


@pytest.mark.parametrize(
    ("who", "partner"),
    [("amina", "Boodschappenhulp Delfzijl"), ("chantal", "Gemeente Eemsdelta")],
)
def test_a_match_that_runs_is_in_the_work_of_both_sides(
    pairs: Pairs, visitors: Visitors, who: str, partner: str
) -> None:
    match = pairs.running()
    pairs.session.commit()
    html = visitors[who].get("/mijn-werk").text
    row = html.split('id="group_running"')[1].split("</section>")[0]
    assert match.need.title in row and match.offer.title in row and partner in row
    assert f'href="/koppelingen/{match.id}?opened=completing#f_outcome"' in row
    assert 'id="f_outcome' in visitors[who].get(f"/koppelingen/{match.id}?opened=completing").text
    for other in ("daan", "farid"):
        assert "group_running" not in visitors[other].get("/mijn-werk").text


def test_it_stands_there_once_and_until_it_is_done(pairs: Pairs, visitors: Visitors) -> None:
    match = pairs.running()
    match.moved_at = clock.now() - timedelta(days=20)
    pairs.session.commit()
    assert "group_running" not in visitors["chantal"].get("/mijn-werk").text, (
        "she is asked about it"
    )
    assert "group_running" in visitors["amina"].get("/mijn-werk").text
    pairs.complete(match)
    pairs.session.commit()
    for who in ("amina", "chantal"):
        html = visitors[who].get("/mijn-werk").text
        assert "group_running" not in html
        assert "Is de hulp aangekomen?" in html, "what comes next"
