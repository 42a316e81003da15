"""After a completed match both sides say whether the help arrived, and that counts from then on."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import Session, col, select

from app.audit.models import AuditEntry
from app.core import clock, errors
from app.core.settings import get_settings
from app.mail.models import MailState
from app.matches import arrival_commands
from app.matches.arrivals import ASKED_FOR, Arrived
from app.matches.locks import lock_match
from app.matches.models import Match
from app.messages import ending_commands, inbox_queries
from app.review import queries as review_queries
from app.suggestions import record_queries
from app.work.queries import count_work, get_work
from app.work.task_kinds import TaskKind
from tests.matches.pairs import Pairs
from tests.matches.test_small_groups import SMALL
from tests.messages.test_questions import mails
from tests.world import Visitors, World

NOTE = "De helft van de maaltijden kwam te laat."
DAY = timedelta(days=1)


@pytest.fixture
def pairs(world: World) -> Pairs:
    return Pairs(world)


def done(pairs: Pairs, **given: Any) -> Match:
    return pairs.complete(pairs.running(), **given)


def say(pairs: Pairs, match: Match, who: str, arrived: str, note: str = "") -> Match:
    locked = lock_match(pairs.session, pairs[who], match.id)
    given = arrival_commands.ArrivalInput.model_validate({"arrived": arrived, "note": note})
    said = arrival_commands.say_arrived(pairs.session, pairs[who], locked, given)
    pairs.session.flush()
    return said


def asked(pairs: Pairs, who: str, match: Match) -> bool:
    """Whether it waits in their work; the number in the menu says the same."""
    work = get_work(pairs.session, pairs[who])
    assert count_work(pairs.session, pairs[who]) == work.count
    rows = (*work.late, *work.today, *work.week, *work.later)
    return any(task.kind is TaskKind.ARRIVED and task.id == match.id for task in rows)


def test_both_sides_are_asked_until_they_said_it_or_two_weeks_are_over(pairs: Pairs) -> None:
    running = pairs.running()
    assert not asked(pairs, "amina", running)
    match = pairs.complete(running)
    for who in ("amina", "bram", "chantal"):
        assert asked(pairs, who, match), who
    for who in ("daan", "farid", "greet"):
        assert not asked(pairs, who, match), who
    say(pairs, match, "amina", "partly")
    assert not asked(pairs, "amina", match) and not asked(pairs, "bram", match)
    assert asked(pairs, "chantal", match), "each side for itself"
    with clock.at(clock.now() + ASKED_FOR + DAY):
        assert not asked(pairs, "chantal", match)


def test_both_are_told_once_in_their_messages_and_in_the_overview(
    pairs: Pairs, session: Session
) -> None:
    match = done(pairs)
    say(pairs, match, "amina", "yes")
    for _day in range(2):
        ending_commands.ask_about_arrivals(session)
    (mail,) = mails(session, "arrived", match.id)
    chantal = pairs["chantal"]
    assert mail.person_id == chantal.person_id and mail.state is MailState.NOT_MAILED
    since = clock.now() - DAY
    (line,) = inbox_queries.find_summed(session, chantal, since)
    assert line.facts["title"] == match.need.title and line.object_id == str(match.id)
    late = done(pairs)
    with clock.at(clock.now() + ASKED_FOR + DAY):
        ending_commands.ask_about_arrivals(session)
    assert not mails(session, "arrived", late.id)


def test_each_side_says_its_own_and_reads_the_other(visitors: Visitors, session: Session) -> None:
    pairs = Pairs(visitors.world)
    match = done(pairs)
    session.commit()
    page = f"/koppelingen/{match.id}"
    answer = visitors["amina"].post(f"{page}/aangekomen", data={"arrived": "partly", "note": NOTE})
    assert answer.status_code == 303
    visitors["chantal"].post(f"{page}/aangekomen", data={"arrived": "yes"})
    for who in ("amina", "chantal", "daan"):
        text = visitors[who].get(page).text
        assert NOTE in text and "Ja, aangekomen" in text and "Deels aangekomen" in text, who
    for who in ("farid", "greet"):
        text = visitors[who].get(page).text
        assert NOTE not in text and "Deels aangekomen" not in text, who
    seen = select(AuditEntry.person_id).where(col(AuditEntry.event) == "match:notes_viewed")
    assert session.exec(seen).all() == [pairs["daan"].person_id], "whoever reads it between others"
    trail = session.exec(select(AuditEntry).where(col(AuditEntry.event) == "match:arrived")).all()
    said = [(entry.facts["side"], entry.facts["arrived"]) for entry in trail]
    assert said == [("need", "partly"), ("offer", "yes")]
    assert all(NOTE not in str(entry.facts) for entry in trail)


def test_it_can_be_changed_for_two_weeks(pairs: Pairs) -> None:
    match = done(pairs)
    say(pairs, match, "amina", "yes")
    before = pairs.events(match)
    say(pairs, match, "amina", "yes")
    assert pairs.events(match) == before, "the same again is nothing new"
    with clock.at(clock.now() + ASKED_FOR - DAY):
        say(pairs, match, "amina", "no", NOTE)
    assert match.arrival_of(match.proposed_by)[:2] == (Arrived.NO, NOTE)
    with clock.at(clock.now() + ASKED_FOR + DAY):
        with pytest.raises(errors.Conflict):
            say(pairs, match, "amina", "yes")
        say(pairs, match, "chantal", "yes")  # who said nothing yet still can
    late = clock.now() + timedelta(weeks=get_settings().contact_weeks) + DAY
    with clock.at(late), pytest.raises(errors.Conflict):
        say(pairs, match, "chantal", "no")


@pytest.mark.parametrize("note", ["Bel me op 06-12345678", "Vraag het mevrouw Jansen"])
def test_a_note_holds_no_person(pairs: Pairs, note: str) -> None:
    match = done(pairs)
    with pytest.raises((errors.Invalid, ValueError)):
        say(pairs, match, "amina", "yes", note)
    assert match.need_arrived is None


def test_before_the_end_and_for_others_there_is_nothing_to_say(pairs: Pairs) -> None:
    match = pairs.running()
    with pytest.raises(errors.Conflict):
        say(pairs, match, "amina", "yes")
    pairs.complete(match)
    with pytest.raises(errors.Forbidden):
        say(pairs, match, "daan", "yes")


@pytest.mark.parametrize(
    ("outcome", "need", "offer", "is_well"),
    [
        ("succeeded", None, None, True),
        ("partly", None, None, True),
        ("failed", None, None, False),
        # Who needed it knows best.
        ("failed", "yes", None, True),
        ("failed", "partly", "no", True),
        ("succeeded", "no", "yes", False),
        # Who helped may say that it failed, not that it did not.
        ("succeeded", None, "no", False),
        ("failed", None, "yes", False),
        ("succeeded", None, "partly", True),
    ],
)
def test_what_they_say_counts_in_the_record(
    pairs: Pairs,
    session: Session,
    outcome: str,
    need: str | None,
    offer: str | None,
    is_well: bool,
) -> None:
    match = done(pairs, outcome=outcome)
    for who, arrived in (("amina", need), ("chantal", offer)):
        if arrived is not None:
            say(pairs, match, who, arrived)
    facts = record_queries.get_record(session, match.offer)
    assert (facts["finished"], facts["finished_well"]) == ([1], [int(is_well)])
    review = review_queries._record(session, pairs["daan"], match.need, match.offer)
    assert (review.completed, review.succeeded) == (1, int(is_well))


def test_a_record_tells_nothing_of_whose_a_small_group_is(pairs: Pairs, session: Session) -> None:
    small = pairs.need(**SMALL)
    match = pairs.complete(pairs.running(need=small, quantity=2))
    say(pairs, match, "amina", "no")
    other = pairs.offer("chantal")
    assert review_queries._record(session, pairs["daan"], small, other).is_masked
