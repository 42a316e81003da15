"""Whether an offer still holds is asked first on its page, of who can say so."""

from __future__ import annotations

from datetime import timedelta

import pytest

from app.core import clock
from app.offers.models import Offer
from tests.world import Visitors, World


def ends(world: World, *, fresh: int, until: int | None = None) -> Offer:
    """An offer of chantal's that ends in so many days."""
    offer = world.offer("chantal", publish=True)
    offer.fresh_until = clock.today() + timedelta(days=fresh)
    if until is not None:
        offer.available_until = clock.today() + timedelta(days=until)
    world.session.add(offer)
    world.session.commit()
    return offer


def before_the_rest(visitors: Visitors, who: str, offer: Offer) -> str:
    """What stands above the two columns of the page."""
    page = visitors[who].get(f"/aanbod/{offer.id}").text
    top, columns, _rest = page.partition('<div class="sb-two">')
    assert columns
    return top


@pytest.mark.parametrize("days", [-20, -1, 0, 7])
def test_who_can_say_so_is_asked_at_the_top(visitors: Visitors, world: World, days: int) -> None:
    offer = ends(world, fresh=days)
    action = f'action="/aanbod/{offer.id}/bevestigen"'
    top = before_the_rest(visitors, "chantal", offer)
    assert "Klopt dit nog?" in top and action in top
    page = visitors["chantal"].get(f"/aanbod/{offer.id}").text
    assert page.count(action) == 1, "once"
    assert "Klopt dit nog?" not in before_the_rest(visitors, "amina", offer)
    visitors["chantal"].post(f"/aanbod/{offer.id}/bevestigen")
    assert "Klopt dit nog?" not in before_the_rest(visitors, "chantal", offer)


def test_of_what_does_not_end_soon_nothing_is_asked(visitors: Visitors, world: World) -> None:
    offer = ends(world, fresh=8)
    assert "Klopt dit nog?" not in before_the_rest(visitors, "chantal", offer)
    assert f"/aanbod/{offer.id}/bevestigen" in visitors["chantal"].get(f"/aanbod/{offer.id}").text


@pytest.mark.parametrize("days", [0, 7])
def test_of_what_ends_by_its_last_day_a_later_one_is_asked(
    visitors: Visitors, world: World, days: int
) -> None:
    offer = ends(world, fresh=30, until=days)
    top = before_the_rest(visitors, "chantal", offer)
    assert f"/aanbod/{offer.id}/wijzigen#f_available_until" in top
    assert "Klopt dit nog?" not in top, "saying so would not help"
    assert "Verleng" not in before_the_rest(visitors, "amina", offer)
