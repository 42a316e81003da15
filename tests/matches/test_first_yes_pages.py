"""What partners read and can do around the first yes for a small group, and what an invitation says
of it.
"""

from __future__ import annotations

from datetime import timedelta

import pytest

from app.core import clock, i18n
from app.core.errors import Conflict
from app.matches.models import Match, MatchStatus, WithdrawReason
from app.matches.undo_commands import undo_answer
from tests.html import Page
from tests.matches.pairs import JAAP, KARIN, Pairs
from tests.matches.test_grace import LATER, step_back
from tests.needs.test_over import end
from tests.world import Visitors

BEFORE = "Partners zeggen een voor een ja."
AFTER = "Met de eerste ja eindigden de andere uitnodigingen."


def two_asked(pairs: Pairs, people: int, unit: str = "people") -> list[Match]:
    pairs.review("none")
    need = pairs.need(title="Hulp voor een paar mensen", quantity=people, people=people, unit=unit)
    return [
        pairs.propose("amina", need, pairs.offer(who, unit=unit, quantity=5), quantity=1)
        for who in (JAAP, KARIN)
    ]


def page_of(visitors: Visitors, who: str, match: Match) -> str:
    return Page(visitors[who].get(f"/behoeften/{match.need_id}").text)["need_page"].text


@pytest.mark.parametrize("unit", ["people", "places", "pieces"])
@pytest.mark.parametrize("people", [1, 2, 4, 5])
def test_its_owner_reads_that_a_next_partner_is_asked_after_the_first_yes(
    visitors: Visitors, pairs: Pairs, people: int, unit: str
) -> None:
    match, _other = two_asked(pairs, people, unit)
    pairs.session.commit()
    said = page_of(visitors, "amina", match)
    is_told = 1 < people < 5
    assert (BEFORE in said, AFTER in said) == (is_told, False)
    pairs.accept(match, quantity=1)
    pairs.session.commit()
    said = page_of(visitors, "amina", match)
    assert (BEFORE in said, AFTER in said) == (False, is_told)
    for who in ("chantal", "daan", "farid"):
        said = page_of(visitors, who, match)
        assert BEFORE not in said and AFTER not in said


@pytest.mark.parametrize("people", [1, 2, 4])
def test_a_no_before_the_first_yes_can_be_taken_back_and_then_nobody_asks_any_more(
    visitors: Visitors, pairs: Pairs, people: int
) -> None:
    first, second = two_asked(pairs, people)
    pairs.decline(second)
    pairs.accept(first, quantity=1)
    step_back(pairs, second, KARIN)
    assert (second.status, second.withdraw_reason, second.decline_reason) == (
        MatchStatus.WITHDRAWN, WithdrawReason.NO_LONGER_NEEDED, None,
    )  # fmt: skip
    assert first.status is MatchStatus.ACCEPTED and second.need.committed == 1
    with pytest.raises(Conflict):
        undo_answer(pairs.session, pairs[KARIN], second)


@pytest.mark.parametrize("people", [1, 4])
def test_after_its_minute_such_a_no_stands(pairs: Pairs, people: int) -> None:
    first, second = two_asked(pairs, people)
    pairs.decline(second)
    pairs.accept(first, quantity=1)
    with clock.at(clock.now() + LATER), pytest.raises(Conflict):
        undo_answer(pairs.session, pairs[KARIN], second)
    assert second.status is MatchStatus.DECLINED


def test_a_no_to_what_is_full_for_everybody_stays_a_no(pairs: Pairs) -> None:
    pairs.review("none")
    need = pairs.need(quantity=8, people=8)
    first, second = (
        pairs.propose("amina", need, pairs.offer(who, quantity=8), quantity=8)
        for who in (JAAP, KARIN)
    )
    pairs.decline(second)
    pairs.accept(first)
    with pytest.raises(Conflict):
        undo_answer(pairs.session, pairs[KARIN], second)


def test_an_invitation_says_why_and_names_no_day_that_is_gone(
    visitors: Visitors, pairs: Pairs
) -> None:
    pairs.review("none")
    last = clock.today() + timedelta(days=20)
    match = pairs.propose("amina", pairs.need(), pairs.offer(), quantity=1)
    end(match.need, last)
    match.offer.available_from = clock.today() - timedelta(days=9)
    pairs.session.commit()
    said = Page(visitors["chantal"].get(f"/koppelingen/{match.id}").text)["content"].text
    with i18n.speaking("nl"):
        assert f"Je ja geldt van {i18n.period(clock.today(), last)}." in said
    assert "Waarom jullie?" in said and "Redenen" not in said
    said = Page(visitors["amina"].get(f"/koppelingen/{match.id}").text)["content"].text
    assert "Redenen" in said and "Waarom jullie?" not in said
