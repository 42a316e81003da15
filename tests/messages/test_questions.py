"""Whoever is asked for something gets a mail: once each time, when nobody can undo it any more."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from sqlmodel import Session, col, select

from app.core import clock, working_days
from app.core.settings import Settings
from app.mail import outbox
from app.mail.models import Mail
from app.matches.models import GRACE
from app.messages import question_commands
from app.reference.models import RegionSettings
from tests.matches.pairs import Pairs
from tests.messages.held import approved_just_now
from tests.world import World


@pytest.fixture
def pairs(world: World) -> Pairs:
    return Pairs(world)


def mails(session: Session, kind: str, about: object) -> list[Mail]:
    return list(session.exec(select(Mail).where(
        col(Mail.kind) == f"messages:{kind}", col(Mail.object_id) == about
    )))  # fmt: skip


def later(time: timedelta) -> datetime:
    return clock.now() + time


def test_who_is_asked_gets_one_mail_when_the_team_can_no_longer_undo_it(
    pairs: Pairs, session: Session, settings: Settings
) -> None:
    match = approved_just_now(pairs)
    question_commands.mail_questions(session)
    assert not mails(session, "asked", match.id), "the team can still take it back"
    with clock.at(later(GRACE)):
        question_commands.mail_questions(session)
        question_commands.mail_questions(session)
    (mail,) = mails(session, "asked", match.id)
    assert mail.person_id == pairs.world.person("chantal").id
    letter = outbox.write(settings, mail)
    assert match.need.title in letter.subject
    assert f"/koppelingen/{match.id}" in letter.text
    # Titles, a link and who it is between, nothing else of the need.
    assert mail.facts.keys() == {"title", "name", "day", "partner", "offer", "side"}
    assert match.need.description not in letter.text


@pytest.mark.parametrize("state", ["proposed", "accepted", "declined", "withdrawn"])
def test_nobody_is_mailed_for_what_asks_nobody(pairs: Pairs, session: Session, state: str) -> None:
    match = pairs.propose() if state == "proposed" else pairs.approved()
    if state == "accepted":
        pairs.accept(match)
    elif state == "declined":
        pairs.decline(match)
    elif state == "withdrawn":
        pairs.withdraw(match)
    with clock.at(later(GRACE)):
        question_commands.mail_questions(session)
        question_commands.remind(session)
    assert not mails(session, "asked", match.id)


def test_both_sides_are_asked_of_what_the_team_proposes(pairs: Pairs, session: Session) -> None:
    match = pairs.propose("daan")
    with clock.at(later(GRACE)):
        question_commands.mail_questions(session)
    asked = {mail.person_id for mail in mails(session, "asked", match.id)}
    assert asked == {pairs.world.person("amina").id, pairs.world.person("chantal").id}


def test_who_was_asked_before_there_was_mail_is_not_mailed_now(
    pairs: Pairs, session: Session
) -> None:
    match = pairs.approved()
    with clock.at(later(timedelta(days=2, hours=1))):
        question_commands.mail_questions(session)
    assert not mails(session, "asked", match.id)


@pytest.mark.parametrize(
    ("asked", "last_silent", "reminded"),
    [
        # A Monday; a Friday; a Saturday; the day before Easter; before the King's day.
        ("2027-03-01", "2027-03-03", "2027-03-04"),
        ("2027-03-05", "2027-03-09", "2027-03-10"),
        ("2027-03-06", "2027-03-09", "2027-03-10"),
        ("2027-03-25", "2027-03-31", "2027-04-01"),
        ("2027-04-26", "2027-04-29", "2027-04-30"),
    ],
)
def test_who_does_not_answer_is_reminded_once_after_three_working_days(
    pairs: Pairs, session: Session, asked: str, last_silent: str, reminded: str
) -> None:
    session.get_one(RegionSettings, "VR01").answer_days = 14
    assert reminders_of(pairs, asked, [last_silent, reminded, reminded]) == [0, 1, 1]


@pytest.mark.parametrize(
    ("asked", "looked", "counts"),
    [
        # Three days to answer: of a question of Monday Thursday is the last, of Friday Monday.
        ("2027-03-01", ["2027-03-01", "2027-03-02", "2027-03-03", "2027-03-04"], [0, 0, 1, 1]),
        ("2027-03-04", ["2027-03-04", "2027-03-05", "2027-03-06"], [0, 1, 1]),
        ("2027-03-05", ["2027-03-05", "2027-03-06", "2027-03-08"], [0, 1, 1]),
    ],
)
def test_who_has_less_time_is_reminded_while_a_working_day_is_left(
    pairs: Pairs, session: Session, asked: str, looked: list[str], counts: list[int]
) -> None:
    assert session.get_one(RegionSettings, "VR01").answer_days == 3
    assert reminders_of(pairs, asked, looked) == counts


def reminders_of(pairs: Pairs, asked: str, looked: list[str]) -> list[int]:
    """How many reminders there are after each of these mornings, of a question of that day."""
    with clock.at(datetime.fromisoformat(f"{asked}T13:30:00+01:00")):
        match = pairs.approved(need=pairs.need(needed_until="2027-12-31"))
    found = []
    for day in looked:
        with clock.at(datetime.fromisoformat(f"{day}T08:00:00+01:00")):
            question_commands.remind(pairs.session)
        found.append(len(mails(pairs.session, "still_asked", match.id)))
    return found


def test_working_days_know_the_days_on_which_nobody_works() -> None:
    free = ("2027-01-01", "2027-03-28", "2027-03-29", "2027-04-27", "2027-05-06", "2027-05-17")
    assert not any(working_days.is_working_day(date.fromisoformat(day)) for day in free)
    # The law that says when a term ends counts Good Friday too; Liberation Day every five years.
    assert not working_days.is_working_day(date(2027, 3, 26))
    assert working_days.is_working_day(date(2027, 5, 5))
    assert working_days.days_before(date(2027, 3, 10), 3) == date(2027, 3, 7)
