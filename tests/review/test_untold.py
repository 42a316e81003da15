"""What the team takes back within the minute was never there for anybody else."""

from __future__ import annotations

from datetime import timedelta

import pytest

from app.board.forms import BoardFilters
from app.board.queries import get_board
from app.core import clock
from app.identity.actor import SYSTEM
from app.matches.locks import lock_match
from app.matches.models import Match, MatchStatus
from app.matches.queries import find_matches_of_need, find_matches_of_offer
from app.suggestions.review_commands import (
    approve_in_review,
    tell_decision,
    tell_later,
    undo_review,
)
from tests.matches.pairs import Pairs
from tests.matches.test_grace import news_of
from tests.world import Visitors

PEOPLE = ("amina", "chantal", "daan", "farid", "greet")


def on_board(pairs: Pairs, who: str, match: Match) -> bool:
    board = get_board(pairs.session, pairs[who], BoardFilters(), size=50)
    return any(card.id == match.id for page in board.columns.values() for card in page.rows)


def named_on(pairs: Pairs, who: str, match: Match) -> set[str]:
    """The pages that know of it."""
    need, offer = match.need, match.offer
    found = {
        "need": find_matches_of_need(pairs.session, pairs[who], need).rows,
        "offer": find_matches_of_offer(pairs.session, pairs[who], offer).rows,
    }
    named = {page for page, rows in found.items() if any(row.id == match.id for row in rows)}
    return named | ({"board"} if on_board(pairs, who, match) else set())


@pytest.mark.parametrize("who", PEOPLE)
def test_no_list_shows_what_was_taken_back_before_anybody_was_told(
    pairs: Pairs, visitors: Visitors, who: str
) -> None:
    match = tell_later(pairs.session, pairs.propose("daan"))
    told_at = match.tell_at
    assert told_at is not None
    undo_review(pairs.session, pairs["daan"], lock_match(pairs.session, pairs["daan"], match.id))
    pairs.session.flush()
    assert match.status is MatchStatus.WITHDRAWN
    with clock.at(told_at + timedelta(minutes=5)):
        assert not tell_decision(pairs.session, SYSTEM, match.id, told_at)
        assert named_on(pairs, who, match) == set()
    pairs.session.commit()
    for path in ("/mijn-werk", f"/behoeften/{match.need_id}", f"/aanbod/{match.offer_id}", "/bord"):
        assert str(match.id) not in visitors[who].get(path).text, path
    # Who has the address still reads that it is over.
    assert visitors[who].get(f"/koppelingen/{match.id}").status_code == 200


def test_what_is_taken_back_later_stays_to_be_read(pairs: Pairs) -> None:
    match = tell_later(pairs.session, pairs.propose("daan"))
    told_at = match.tell_at
    assert told_at is not None
    with clock.at(told_at + timedelta(seconds=1)):
        assert tell_decision(pairs.session, SYSTEM, match.id, told_at)
    pairs.withdraw(match, "daan")
    assert named_on(pairs, "chantal", match) == {"need", "offer", "board"}


@pytest.mark.parametrize("who", ["amina", "chantal", "greet"])
@pytest.mark.parametrize("ends", ["withdrawn", "full"])
def test_what_a_partner_proposed_stays_to_be_read_when_it_ends_within_the_minute(
    pairs: Pairs, who: str, ends: str
) -> None:
    match = pairs.propose()
    approve_in_review(
        pairs.session, pairs["daan"], lock_match(pairs.session, pairs["daan"], match.id)
    )
    if ends == "withdrawn":
        pairs.withdraw(match)
    else:
        other = pairs.propose(
            need=match.need,
            offer=pairs.offer(quantity=match.need.quantity),
            quantity=match.need.quantity,
        )
        pairs.accept(pairs.approve(other))
    match = lock_match(pairs.session, pairs["daan"], match.id)
    assert match.status is MatchStatus.WITHDRAWN
    assert match.tell_at is not None
    assert named_on(pairs, who, match) == {"need", "offer", "board"}


def test_what_was_answered_within_the_minute_stays_to_be_read(pairs: Pairs) -> None:
    match = tell_later(pairs.session, pairs.propose("daan"))
    pairs.accept(match)
    pairs.withdraw(match, "daan")
    assert match.tell_at is not None
    assert named_on(pairs, "chantal", match) == {"need", "offer", "board"}


@pytest.mark.parametrize("who", ["amina", "chantal"])
def test_what_was_taken_back_is_in_nobodys_news(pairs: Pairs, who: str) -> None:
    match = tell_later(pairs.session, pairs.propose("daan"))
    told_at = match.tell_at
    assert told_at is not None
    undo_review(pairs.session, pairs["daan"], lock_match(pairs.session, pairs["daan"], match.id))
    pairs.session.flush()
    with clock.at(told_at + timedelta(minutes=5)):
        assert news_of(pairs, who, match) == []


def test_what_is_taken_back_later_is_news(pairs: Pairs) -> None:
    match = tell_later(pairs.session, pairs.propose("daan"))
    told_at = match.tell_at
    assert told_at is not None
    with clock.at(told_at + timedelta(seconds=1)):
        assert tell_decision(pairs.session, SYSTEM, match.id, told_at)
        pairs.withdraw(match, "daan")
    with clock.at(told_at + timedelta(minutes=5)):
        assert news_of(pairs, "chantal", match)
