"""A worker that was away for a week tells, when it is back, all that happened meanwhile: once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Connection
from sqlmodel import Session, col, select

from app.core import clock, jobs
from app.mail.models import Mail
from app.matches.models import Match, MatchStatus
from app.messages import digest_commands, follow_commands, jobs as message_jobs
from app.needs.commands import NeedEnding, close_need
from tests.actions.deeds import Deeds
from tests.days import noon_after
from tests.matches.pairs import Pairs
from tests.matches.test_notes import write

AWAY = 7
DAY = timedelta(days=1)


@pytest.fixture
def work(connection: Connection) -> Iterator[None]:
    """The jobs work on the test's own connection."""
    before = jobs._engine
    jobs.use_engine(connection)  # type: ignore[arg-type]  # a session on a connection joins it
    yield
    jobs._engine = before


def _asked(pairs: Pairs) -> Any:
    return pairs.approved().id


def _noted(pairs: Pairs) -> Any:
    match = pairs.accepted()
    write(pairs, match, "amina")
    return match.id


def _stopped(pairs: Pairs) -> Any:
    return pairs.withdraw(pairs.accepted(), "chantal", reason="cannot_anymore").id


def _fits(pairs: Pairs) -> Any:
    need = pairs.need()
    pairs.offer()
    return need.id


def _need_past(pairs: Pairs) -> Any:
    return pairs.need(needed_until=(clock.today() + DAY).isoformat()).id


def _action_past(pairs: Pairs) -> Any:
    action = Deeds(pairs).action()
    action.ends_on = clock.today()
    return action.id


def _completed(pairs: Pairs) -> Any:
    match = pairs.running()
    pairs.complete(match)
    return match.id


def _followed(pairs: Pairs) -> Any:
    need = pairs.need()
    given = follow_commands.FollowInput.model_validate({"need": need.id})
    follow_commands.follow(pairs.session, pairs["daan"], given)
    with clock.at(clock.now() + timedelta(minutes=1)):
        close_need(
            pairs.session, pairs["amina"], need, NeedEnding.model_validate({"outcome": "met"})
        )
    return None


def _overview(pairs: Pairs) -> Any:
    pairs.accepted()
    return pairs.world.person("amina").id


# What happens, and which mail about it somebody gets.
HAPPENINGS: dict[str, Callable[[Pairs], Any]] = {
    "asked": _asked,
    "note": _noted,
    "said_yes": lambda pairs: pairs.accepted().id,
    "said_no": lambda pairs: pairs.decline(pairs.approved()).id,
    "stopped": _stopped,
    "offer_fits": _fits,
    "need_past": _need_past,
    "action_past": _action_past,
    "arrived": _completed,
    "followed": _followed,
    "digest": _overview,
}


def mails(session: Session, kind: str, about: Any) -> list[Mail]:
    rule = [col(Mail.kind) == f"messages:{kind}"]
    rule += [] if about is None else [col(Mail.object_id) == about]
    return list(session.exec(select(Mail).where(*rule)))


def come_back(session: Session, days: int) -> None:
    """The worker is there again after so many days; each of its jobs runs twice."""
    with clock.at(noon_after(days)):
        for _twice in range(2):
            message_jobs.lapse()
            message_jobs.questions()
            message_jobs.daily()
    session.expire_all()


@pytest.mark.parametrize("kind", HAPPENINGS)
def test_what_happened_while_it_was_away_is_told_once(pairs: Pairs, work: None, kind: str) -> None:
    session = pairs.session
    digest_commands.note_done(session)
    about = HAPPENINGS[kind](pairs)
    session.commit()
    come_back(session, AWAY)
    found = mails(session, kind, about)
    assert found, "nobody was told"
    people = [mail.person_id for mail in found]
    assert len(people) == len(set(people)), "each of them once"
    come_back(session, AWAY + 1)
    assert {mail.id for mail in mails(session, kind, about)} == {mail.id for mail in found}


@pytest.mark.parametrize("kind", ["note", "said_yes", "said_no", "stopped", "offer_fits"])
def test_what_is_older_than_the_last_morning_is_not_told_to_who_came_later(
    pairs: Pairs, work: None, kind: str
) -> None:
    session = pairs.session
    about = HAPPENINGS[kind](pairs)
    with clock.at(noon_after(AWAY - 1)):
        digest_commands.note_done(session)
    session.commit()
    come_back(session, AWAY)
    assert not mails(session, kind, about)


def test_also_when_it_went_before_its_first_morning(pairs: Pairs, work: None) -> None:
    session = pairs.session
    message_jobs.questions()
    about = HAPPENINGS["said_yes"](pairs)
    session.commit()
    come_back(session, AWAY)
    assert len(mails(session, "said_yes", about)) == 1


def test_who_was_asked_gets_time_anew_and_the_question_ends_after_that(
    pairs: Pairs, work: None
) -> None:
    session = pairs.session
    digest_commands.note_done(session)
    match = pairs.approved()
    session.commit()
    come_back(session, AWAY)
    match = session.get_one(Match, match.id)
    assert match.status is MatchStatus.APPROVED and match.answer_by is not None
    assert match.answer_by > clock.now() + AWAY * DAY
    for day in range(AWAY + 1, AWAY + 5):
        come_back(session, day)
    match = session.get_one(Match, match.id)
    assert match.status is MatchStatus.LAPSED, "nobody is away any more"
    assert len(mails(session, "not_answered", match.id)) == 1
