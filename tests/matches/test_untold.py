"""A job that was to tell something may be lost. Who waits for it is told all the same, once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlmodel import Session, col, select

from app.audit.models import AuditEntry
from app.core import clock
from app.identity.actor import SYSTEM
from app.matches import undo_commands
from app.matches.models import GRACE, TOLD_LATE, Match
from app.suggestions import review_commands
from tests.matches.pairs import Pairs

LATE = GRACE + TOLD_LATE + timedelta(seconds=1)


def told(session: Session, match: Match, event: str) -> int:
    session.flush()
    entry = AuditEntry
    found = select(entry.id).where(col(entry.object_id) == match.id, col(entry.event) == event)
    return len(session.exec(found).all())


def tell_answers(session: Session) -> int:
    due = undo_commands.find_untold(session)
    for match_id, until in due:
        undo_commands.tell_answer(session, SYSTEM, match_id, until)
    return len(due)


def tell_decisions(session: Session) -> int:
    due = review_commands.find_untold(session)
    for match_id, tell_at in due:
        review_commands.tell_decision(session, SYSTEM, match_id, tell_at)
    return len(due)


def answered(pairs: Pairs) -> Match:
    return pairs.accept(pairs.approved())


def approved(pairs: Pairs) -> Match:
    match = pairs.propose()
    review_commands.approve_in_review(pairs.session, pairs["daan"], match)
    pairs.session.flush()
    return match


CASES = [(answered, tell_answers, "match:answer_told"), (approved, tell_decisions, "match:told")]


@pytest.mark.parametrize(("make", "tell", "event"), CASES)
def test_what_was_not_told_in_time_is_found_from_the_data_and_told_once(
    pairs: Pairs,
    make: Callable[[Pairs], Match],
    tell: Callable[[Session], int],
    event: str,
) -> None:
    match = make(pairs)
    assert tell(pairs.session) == 0, "its own job still has time"
    with clock.at(clock.now() + LATE):
        before = told(pairs.session, match, event)
        assert tell(pairs.session) >= 1
        assert told(pairs.session, match, event) == before + 1
        assert tell(pairs.session) == 0
        assert told(pairs.session, match, event) == before + 1


def test_a_decision_that_was_taken_back_is_not_told(pairs: Pairs) -> None:
    match = approved(pairs)
    review_commands.undo_review(pairs.session, pairs["daan"], match)
    pairs.session.flush()
    with clock.at(clock.now() + LATE):
        tell_decisions(pairs.session)
        assert told(pairs.session, match, "match:told") == 0
