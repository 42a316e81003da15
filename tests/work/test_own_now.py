"""How the own organisation stands now, and who looks after what of its work."""

from __future__ import annotations

from datetime import timedelta

import pytest

from app.core import clock
from app.work.own_queries import OwnNow, get_own_now
from app.work.queries import get_work
from tests.html import Page
from tests.matches.pairs import Pairs
from tests.world import Visitors


def now_of(pairs: Pairs, who: str) -> OwnNow | None:
    pairs.session.flush()
    return get_own_now(pairs.session, pairs[who])


def test_it_counts_what_the_organisation_asks_and_nobody_else(pairs: Pairs) -> None:
    assert now_of(pairs, "amina") is None
    with clock.at(clock.now() - timedelta(days=12)):
        match = pairs.accepted()
    pairs.need(urgency="acute")
    pairs.need(unit="pieces")
    pairs.world.need()  # a draft
    found = now_of(pairs, "amina")
    assert found == OwnNow("Gemeente Eemsdelta", 3, 1, match.quantity, 80, 1, 0, 12)
    assert now_of(pairs, "chantal") is None, "it asks for nothing"
    assert now_of(pairs, "greet") is None, "who only reads has the region's numbers"


def test_the_page_shows_it_beside_the_work(visitors: Visitors, pairs: Pairs) -> None:
    pairs.need(urgency="acute")
    pairs.session.commit()
    page = Page(visitors["amina"].get("/mijn-werk").text)
    text = " ".join(page["content"].text.split())
    assert "Gemeente Eemsdelta nu Open1 behoefte, 1 met spoed" in text
    assert "Gedekt0 van 40 mensen" in text and "Oudste0 dagen open" in text
    assert "Boodschappenhulp Delfzijl nu" not in visitors["chantal"].get("/mijn-werk").text


def test_what_is_latest_stands_first_whoever_looks_after_it(pairs: Pairs) -> None:
    behind = {}
    for late, who in ((2, "amina"), (5, "bram"), (9, "amina")):
        need = pairs.need(title=f"Voorbij, {late} dagen")
        need.in_charge_id = pairs.world.person(who).id
        need.needed_from = clock.today() - timedelta(days=30)
        need.needed_until = clock.today() - timedelta(days=late)
        behind[late] = need.id
    pairs.session.flush()
    found = [task.id for task in get_work(pairs.session, pairs["amina"]).late]
    assert found == [behind[9], behind[5], behind[2]]


@pytest.mark.parametrize(("mine", "others"), [(1, 2), (2, 1), (1, 1)])
def test_who_looks_after_it_is_said_of_the_fewest(
    visitors: Visitors, pairs: Pairs, mine: int, others: int
) -> None:
    for number in range(mine):
        pairs.world.need("amina", title=f"Van mij, {number}")
    for number in range(others):
        pairs.world.need("bram", title=f"Van een ander, {number}")
    pairs.session.commit()
    text = visitors["amina"].get("/mijn-werk").text
    is_mostly_mine = mine > others
    assert text.count("Een collega regelt dit.") == (others if is_mostly_mine else 0)
    assert text.count("<strong>Jij regelt dit</strong>") == (0 if is_mostly_mine else mine)
