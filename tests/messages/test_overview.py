"""The overview of the day: once, in the morning by the clock of the Netherlands, only with news."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlmodel import Session, col, select

from app.core import clock
from app.core.settings import Settings
from app.mail import commands as mail_commands, outbox
from app.mail.models import Mail, MailState
from app.mail.topics import Topic
from app.matches.models import GRACE
from app.messages import digest_commands
from app.messages.models import DigestDay
from tests.matches.pairs import Pairs
from tests.messages.held import approved_just_now
from tests.world import World

HOUR = timedelta(hours=1)


def overviews(world: World, who: str) -> list[Mail]:
    about = (
        col(Mail.kind) == "messages:digest",
        col(Mail.person_id) == world.person(who).id,
    )
    return list(world.session.exec(select(Mail).where(*about).order_by(col(Mail.id))))


def owe(world: World, who: str) -> bool:
    return digest_commands.owe_overview(world.session, world.person(who).id)


@pytest.fixture
def told(world: World) -> Pairs:
    """Chantal said yes, and amina has not seen it."""
    pairs = Pairs(world)
    with clock.at(clock.now() - HOUR):
        pairs.accepted()
    return pairs


def test_it_says_what_others_did_and_how_much_waits(
    told: Pairs, world: World, settings: Settings
) -> None:
    assert owe(world, "amina")
    (mail,) = overviews(world, "amina")
    letter = outbox.write(settings, mail)
    assert "40 ouderen boven de 80" in letter.text
    assert "/mijn-werk" in letter.text and "kantoor@" not in letter.text


def test_it_comes_once_a_day_and_not_again_for_the_same_news(told: Pairs, world: World) -> None:
    assert owe(world, "amina") and not owe(world, "amina")
    with clock.at(clock.now() + 24 * HOUR):
        assert not owe(world, "amina"), "nothing happened since"
    assert len(overviews(world, "amina")) == 1


def test_nobody_hears_what_they_did_themselves_or_is_not_theirs(told: Pairs, world: World) -> None:
    for who in ("bram", "farid", "hugo", "greet"):
        mine = who == "bram"  # of the same organisation as amina
        assert owe(world, who) is mine, who


def test_what_can_still_be_undone_is_no_news(world: World) -> None:
    match = approved_just_now(Pairs(world))
    for after, is_told in ((0 * HOUR, False), (GRACE, True)):
        with clock.at(clock.now() + after):
            owe(world, "amina")
        found = overviews(world, "amina")
        titles = [title for mail in found for title in mail.facts["titles"].split("\n")]
        assert (match.need.title in titles) is is_told
        for mail in found:
            world.session.delete(mail)
        world.session.flush()


def test_who_wants_no_mail_of_it_reads_it_in_their_messages(
    told: Pairs, world: World, session: Session
) -> None:
    person = world.person("amina").id
    mail_commands.refuse_topic(session, person, Topic.DIGEST)
    assert person in digest_commands.find_readers(session)
    assert owe(world, "amina") and not owe(world, "amina")
    (row,) = overviews(world, "amina")
    assert row.state is MailState.NOT_MAILED and row.is_unread


@pytest.mark.parametrize(
    ("at", "is_due"),
    [
        ("2027-01-12T06:29:00+00:00", False),
        ("2027-01-12T06:30:00+00:00", True),
        ("2027-07-12T05:29:00+00:00", False),
        ("2027-07-12T05:30:00+00:00", True),
        # The days on which the clock goes forward and back: half past seven is half past seven.
        ("2027-03-28T05:29:00+00:00", False),
        ("2027-03-28T05:30:00+00:00", True),
        ("2027-10-31T06:29:00+00:00", False),
        ("2027-10-31T06:30:00+00:00", True),
    ],
)
def test_it_goes_at_half_past_seven_also_when_the_clock_changes(
    session: Session, at: str, is_due: bool
) -> None:
    with clock.at(datetime.fromisoformat(at)):
        assert digest_commands.is_due(session) is is_due
    with clock.at(datetime.fromisoformat(at) + 14 * HOUR):
        assert digest_commands.is_due(session), "a morning that was missed is made up that day"


def test_a_day_that_is_done_is_done(session: Session) -> None:
    with clock.at(datetime.fromisoformat("2027-10-31T12:00:00+00:00")):
        digest_commands.note_done(session)
        digest_commands.note_done(session)
        assert not digest_commands.is_due(session)
    with clock.at(datetime.fromisoformat("2027-11-01T06:30:00+00:00")):
        assert digest_commands.is_due(session)
        digest_commands.note_done(session)
    with clock.at(datetime.fromisoformat("2028-02-01T12:00:00+00:00")):
        digest_commands.note_done(session)
    assert len(session.exec(select(DigestDay)).all()) == 1, "and forgotten"
