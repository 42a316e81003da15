"""The page of a match after a yes: what is agreed, said once."""

from __future__ import annotations

from datetime import timedelta

import pytest

from app.core import clock
from app.core.i18n import long_date
from app.matches.models import Match
from tests.html import Page
from tests.matches.pairs import Pairs, in_state
from tests.world import Visitors


def page_of(visitors: Visitors, who: str, match: Match) -> Page:
    return Page(visitors[who].get(f"/koppelingen/{match.id}").text)


@pytest.mark.parametrize("who", ["amina", "chantal", "daan", "farid"])
def test_what_is_agreed_stands_on_the_page(visitors: Visitors, pairs: Pairs, who: str) -> None:
    until = clock.today() + timedelta(days=90)
    need = pairs.need(needed_until=until.isoformat())
    match = pairs.accepted(need=need)
    pairs.session.commit()
    page = page_of(visitors, who, match)
    assert page.every("h1")[0].text.strip() == f"Afgesproken: {need.title}"
    text = page["s_agreed_box"].text
    for part in ("30 mensen", "Ouderen", "Eemsdelta", f"tot en met {long_date(until)}"):
        assert part in text, part


def test_it_is_what_was_agreed_not_what_became_of_it(visitors: Visitors, pairs: Pairs) -> None:
    match = in_state(pairs, "changed")
    pairs.session.commit()
    text = page_of(visitors, "amina", match)["s_agreed_box"].text
    assert "Mantelzorgers" not in text


@pytest.mark.parametrize("state", ["proposed", "approved", "declined", "withdrawn"])
def test_without_a_yes_of_both_nothing_is_agreed(
    visitors: Visitors, pairs: Pairs, state: str
) -> None:
    match = in_state(pairs, state)
    pairs.session.commit()
    page = page_of(visitors, "amina", match)
    assert "s_agreed_box" not in page
    assert not page.every("h1")[0].text.startswith("Afgesproken")


def test_of_a_small_group_who_may_not_know_reads_neither_number_nor_place(
    visitors: Visitors, pairs: Pairs
) -> None:
    match = pairs.accepted(need=pairs.need(quantity=3, people=3), quantity=3)
    pairs.session.commit()
    own, others = (page_of(visitors, who, match)["s_agreed_box"].text for who in ("amina", "farid"))
    assert "3 mensen" in own and "Eemsdelta" in own
    assert "minder dan 5 mensen" in others and "hele regio" in others
    assert "3 mensen" not in others and "Eemsdelta" not in others


def test_a_yes_is_said_once(visitors: Visitors, pairs: Pairs) -> None:
    match = in_state(pairs, "approved")
    pairs.session.commit()
    chantal = visitors["chantal"]
    chantal.post(f"/koppelingen/{match.id}/accepteren")
    page = chantal.get(f"/koppelingen/{match.id}").text
    assert page.count("sb-notice--success") == 1
