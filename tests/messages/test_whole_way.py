"""By the clock, from the first day to the last: a question that nobody answers, and an offer that
nobody confirms. Each mail in between goes once, to a real server that takes one in three at first.
"""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta
from email.message import Message
from itertools import count
from typing import Any

from sqlalchemy import update
from sqlmodel import Session, col, select

from app.core import clock
from app.identity.models import Person
from app.mail import jobs as mail_jobs, queries as mail_queries
from app.mail.models import Mail, MailState
from app.matches.models import Match, MatchStatus
from app.messages import jobs as message_jobs
from app.reference.models import RegionSettings
from app.suggestions import jobs as telling_jobs
from tests.mail.servers import Mood
from tests.mail.test_sending import Post, committing, post
from tests.matches.pairs import Pairs
from tests.world import World

__all__ = ["committing", "post"]

MONDAY = datetime.fromisoformat("2027-03-01T13:30:00+01:00")
DAY = timedelta(days=1)


class Moody(Mood):
    """Not the receiver at first, then not what it says, and then it goes."""

    def __init__(self) -> None:
        super().__init__()
        self._turn = count()

    async def handle_RCPT(self, *told: Any) -> str:
        self.rcpt = "450 Later" if next(self._turn) % 3 == 0 else "250 OK"
        return await super().handle_RCPT(*told)

    async def handle_DATA(self, *told: Any) -> str:
        self.data = "451 Not now" if next(self._turn) % 3 == 0 else "250 OK"
        return await super().handle_DATA(*told)


def work(post: Post, at: datetime) -> None:
    """All that a worker does at this moment, and twice where it may."""
    with clock.at(at):
        for job in (telling_jobs.tell_untold, message_jobs.lapse, message_jobs.questions):
            job()
            job()
        message_jobs.daily()
        with Session(post.engine) as session:
            due = mail_queries.find_due(session, 500)
        for mail_id, _region in due:
            mail_jobs.send(str(mail_id))
            mail_jobs.send(str(mail_id))


def text_of(message: Message) -> str:
    """What its reader sees, without HTML."""
    (part,) = [each for each in message.walk() if each.get_content_type() == "text/plain"]
    content = part.get_payload(decode=True)
    assert isinstance(content, bytes)
    return content.decode()


def rows(post: Post, about: object) -> list[tuple[str, str]]:
    """Of one thing: who was owed which mail, in order."""
    with Session(post.engine) as session:
        world = World(session)
        keys = {world.person(who).id: who for who in ("amina", "chantal")}
        query = select(Mail).where(col(Mail.object_id) == about).order_by(col(Mail.created_at))
        return [
            (keys[mail.person_id], mail.kind.removeprefix("messages:"))  # type: ignore[index]
            for mail in session.exec(query)
        ]


def test_from_question_to_lapse_and_from_fresh_to_expired_each_mail_goes_once(post: Post) -> None:
    with clock.at(MONDAY), Session(post.engine, expire_on_commit=False) as session, session.begin():
        pairs = Pairs(World(session))
        here = [pairs.world.person(who).id for who in ("amina", "chantal", "daan")]
        session.execute(update(Person).where(col(Person.id).not_in(here)).values(is_active=False))
        session.get_one(RegionSettings, "VR01").answer_days = 10
        match = pairs.approved(need=pairs.need(needed_until="2027-12-31"))
        offer = match.offer_id
        fresh_until = match.offer.fresh_until
    assert fresh_until is not None
    mood = Moody()
    with post.to(mood):
        begun = MONDAY.replace(hour=8, minute=0)
        silent, reminded = (begun + days * DAY for days in (2, 3))
        work(post, MONDAY + timedelta(minutes=2))
        work(post, begun + DAY)
        work(post, silent)
        assert rows(post, match.id) == [("chantal", "asked")]
        for at in (reminded, reminded + DAY, begun + 8 * DAY):
            work(post, at)
        assert rows(post, match.id) == [("chantal", "asked"), ("chantal", "still_asked")]
        for days in range(9, 20):  # past the last day on which an answer counts
            work(post, begun + days * DAY)
        assert rows(post, match.id)[2:] == [("amina", "not_answered")]
        with Session(post.engine) as session:
            assert session.get_one(Match, match.id).status is MatchStatus.LAPSED
        last = MONDAY.replace(year=fresh_until.year, month=fresh_until.month, day=fresh_until.day)
        for days, warned in ((-8, 0), (-7, 1), (-6, 1), (-2, 1), (-1, 2), (0, 2), (1, 2), (2, 2)):
            work(post, last + days * DAY)
            assert rows(post, offer) == [("chantal", "offer_ends")] * warned, days
        for hours in range(3, 30, 3):
            work(post, last + 2 * DAY + timedelta(hours=hours))
    said = [text_of(message) for _address, message in mood.taken]
    lines = [body for body in said if "/mail/aanbod/" in body]
    assert len(lines) == 2, "both warnings are a line of an overview, each once"
    assert sum(f"/koppelingen/{match.id}" in body for body in said) == 3, "two mails and a line"
    sent = Counter(str(message["Message-ID"]) for _address, message in mood.taken)
    assert set(sent.values()) == {1}, "each mail once"
    with Session(post.engine) as session:
        mails = session.exec(select(Mail)).all()
        assert {mail.state for mail in mails} <= {MailState.SENT, MailState.NOT_MAILED}
        gone = [mail for mail in mails if mail.state is MailState.SENT]
        assert len(gone) == sum(sent.values()) and any(mail.attempts > 1 for mail in gone)
