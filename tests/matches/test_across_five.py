"""A group whose number crosses the bound of five after something is agreed: from then on others are
told what they would have been told of a group that always had that number.
"""

from __future__ import annotations

from typing import Any

import pytest

from app.core import clock
from app.matches.models import Match
from app.needs.models import Need
from app.needs.policy import is_masked
from app.offers.models import Offer
from tests.exports.opened import taken
from tests.html import Page, without_dates
from tests.matches.pairs import Pairs
from tests.world import Visitors

TITLE = "Hulp voor een paar mensen"
OF: dict[str, Any] = {"title": TITLE, "description": ""}
OTHERS = ("farid", "greet", "daan", "eva")


def _shrunk(pairs: Pairs, people: int, unit: str = "people", capacity: int = 50) -> Match:
    """Agreed for so many of eight, and then there are no more than those."""
    need = pairs.need(**OF, quantity=8, people=8, unit=unit)
    match = pairs.accepted(
        need=need, offer=pairs.offer(quantity=capacity, unit=unit), quantity=people
    )
    pairs.edit(need, quantity=people, people=people, sure_terms=True)
    pairs.session.commit()
    return match


def _grown(pairs: Pairs, people: int, unit: str = "people") -> Match:
    need = pairs.need(**OF, quantity=people, people=people, unit=unit)
    match = pairs.accepted(need=need, offer=pairs.offer(unit=unit), quantity=people)
    pairs.edit(need, quantity=8, people=8, sure_terms=True)
    pairs.session.commit()
    return match


def _told(visitors: Visitors, match: Match, who: str) -> dict[str, str]:
    pages = {
        "need": f"/behoeften/{match.need_id}",
        "offer": f"/aanbod/{match.offer_id}",
        "match": f"/koppelingen/{match.id}",
        "board": "/bord?status=all",
        "list": "/behoeften?status=all",
    }
    texts = {
        name: " ".join(without_dates(Page(visitors[who].get(page).text)["content"].text).split())
        for name, page in pages.items()
    }
    for page in ("/behoeften/lijst", "/bord/lijst"):
        texts[page] = str([row for row in taken(visitors[who], page).rows if TITLE in str(row)])
    return texts


@pytest.mark.parametrize("unit", ["people", "places"])
@pytest.mark.parametrize("capacity", [4, 50])
def test_a_group_that_shrinks_is_told_to_others_as_one_that_was_always_small(
    visitors: Visitors, pairs: Pairs, capacity: int, unit: str
) -> None:
    """What its offer has left does not tell the number either."""
    for people in (1, 2, 3, 4):
        match = _shrunk(pairs, people, unit, capacity)
        offer = pairs.session.get_one(Offer, match.offer_id)
        assert (offer.committed, offer.left) == (4, capacity - 4)
        need = pairs.session.get_one(Need, match.need_id)
        assert (match.quantity, need.committed) == (people, people)
        pairs.withdraw(match)
        assert (offer.committed, need.committed) == (0, 0)


def test_who_worked_on_it_goes_on_knowing_and_nobody_else_does(
    visitors: Visitors, pairs: Pairs
) -> None:
    shown = {}
    with clock.at(clock.now()):
        for people in (2, 3):
            match = _shrunk(pairs, people)
            assert not is_masked(pairs["chantal"], pairs.session.get_one(Need, match.need_id))
            assert f"{people} mensen" in _told(visitors, match, "chantal")["match"]
            shown[people] = {who: _told(visitors, match, who) for who in OTHERS}
            pairs.session.get_one(Need, match.need_id).title = "Hulp voor wie ook"
            pairs.withdraw(match)
            pairs.session.commit()
    for who in OTHERS:
        for page in ("need", "offer", "match"):
            assert shown[2][who][page] == shown[3][who][page], (who, page)
            assert "Eemsdelta" not in shown[3][who]["need"]
        assert "Gemeente Eemsdelta" not in shown[3][who]["/behoeften/lijst"]


@pytest.mark.parametrize("who", OTHERS)
def test_a_group_that_grows_is_told_to_everybody_and_its_offer_keeps_what_it_gives(
    visitors: Visitors, pairs: Pairs, who: str
) -> None:
    match = _grown(pairs, 3)
    told = _told(visitors, match, who)
    assert "3 van 8" in told["need"] and "Eemsdelta" in told["need"]
    assert (match.quantity, match.offer_quantity) == (3, 3)
    assert pairs.session.get_one(Offer, match.offer_id).committed == 3
