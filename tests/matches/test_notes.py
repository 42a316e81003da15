"""Notes between the two sides of a match: theirs, in order, and in no file, mail or trail."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import Session, col, select

from app.audit.models import AuditEntry
from app.core import clock, errors
from app.core.settings import Settings, get_settings
from app.mail import outbox
from app.mail.models import Mail
from app.matches import note_commands, note_queries
from app.matches.locks import lock_match
from app.matches.models import Match
from app.matches.note_commands import HOUR, MOST, NoteInput
from app.matches.notes import MatchNote
from app.messages import question_commands
from app.work.news_queries import EVENTS
from tests.html import Page
from tests.matches.pairs import Pairs, in_state
from tests.messages.held import approved_just_now
from tests.world import Visitors, World

TEXT = "We beginnen op dinsdag om tien uur."


@pytest.fixture
def pairs(world: World) -> Pairs:
    return Pairs(world)


def write(pairs: Pairs, match: Match, who: str, text: str = TEXT, **given: Any) -> Match:
    locked = lock_match(pairs.session, pairs[who], match.id)
    note = NoteInput.model_validate({"text": text} | given)
    written = note_commands.write_note(pairs.session, pairs[who], locked, note)
    pairs.session.flush()
    return written


def texts(pairs: Pairs, who: str, match: Match) -> list[str]:
    return [note.text for note in note_queries.find_notes(pairs.session, pairs[who], match)]


def told(session: Session) -> list[Mail]:
    return list(session.exec(select(Mail).where(col(Mail.kind) == "messages:note")))


def test_both_sides_read_them_in_order_with_organisation_and_time(
    visitors: Visitors, session: Session
) -> None:
    pairs = Pairs(visitors.world)
    match = pairs.approved()
    with clock.at(clock.now() - 2 * HOUR):
        write(pairs, match, "chantal", "Kan het ook op woensdag?")
    write(pairs, match, "bram", "Ja, woensdag kan ook.")
    session.commit()
    for who in ("amina", "bram", "chantal"):
        page = visitors[who].get(f"/koppelingen/{match.id}").text
        first, second = page.index("Kan het ook op woensdag?"), page.index("Ja, woensdag kan ook.")
        assert first < second, who
        assert "Boodschappenhulp Delfzijl" in page[first:second]
        assert "Gemeente Eemsdelta" in page[second : second + 400]
        assert "<time datetime=" in page[first:second]


def test_nobody_else_reads_or_writes_them_and_the_team_only_with_a_line_in_the_trail(
    visitors: Visitors, session: Session
) -> None:
    pairs = Pairs(visitors.world)
    match = pairs.accepted()
    write(pairs, match, "amina")
    session.commit()
    for who in ("farid", "greet"):
        assert TEXT not in visitors[who].get(f"/koppelingen/{match.id}").text, who
        assert texts(pairs, who, match) == []
    seen = select(AuditEntry).where(col(AuditEntry.event) == "match:notes_viewed")
    for who in ("amina", "chantal"):
        assert TEXT in visitors[who].get(f"/koppelingen/{match.id}").text
    assert not session.exec(seen).all()
    for who in ("daan", "eva"):
        page = visitors[who].get(f"/koppelingen/{match.id}").text
        assert TEXT in page and "/notities" not in page
    lines = session.exec(seen).all()
    assert {line.person_id for line in lines} == {
        visitors.world.person(who).id for who in ("daan", "eva")
    }
    answer = visitors["daan"].post(f"/koppelingen/{match.id}/notities", data={"text": TEXT})
    assert answer.status_code == 403


def test_the_other_side_is_told_once_with_the_title_and_nothing_else(
    pairs: Pairs, session: Session, settings: Settings
) -> None:
    match = pairs.approved()
    write(pairs, match, "amina")
    assert question_commands.mail_notes(session) == 1
    assert question_commands.mail_notes(session) == 0
    (mail,) = told(session)
    assert mail.person_id == pairs.world.person("chantal").id and mail.is_unread
    assert mail.facts.keys() == {"title", "name", "partner", "offer", "side"}
    letter = outbox.write(settings, mail)
    assert match.need.title in letter.subject and TEXT not in letter.text + letter.html
    assert letter.subject.startswith("Notitie van Gemeente Eemsdelta: "), "no person of it"
    assert pairs.world.person("amina").name not in letter.text
    write(pairs, match, "amina", "En nog iets over woensdag.")
    assert question_commands.mail_notes(session) == 1, "each note by itself"
    for each in told(session):
        session.delete(each)
    write(pairs, match, "chantal")
    question_commands.mail_notes(session)
    named = {mail.person_id for mail in told(session)}
    # Whoever answers for the municipality, and nobody of the team.
    assert pairs.world.person("amina").id in named
    assert not named & {pairs.world.person(who).id for who in ("daan", "eva", "farid", "bram")}


def test_the_trail_and_the_news_carry_no_text(pairs: Pairs, session: Session) -> None:
    write(pairs, pairs.accepted(), "amina")
    (line,) = session.exec(select(AuditEntry).where(col(AuditEntry.event) == "match:note_written"))
    assert line.facts == {"side": "need"}
    assert "match:note_written" not in EVENTS, "it has a message of its own"


def test_nobody_writes_before_the_other_side_is_asked(pairs: Pairs) -> None:
    match = approved_just_now(pairs)
    for who in ("amina", "chantal"):
        with pytest.raises(errors.Conflict):
            write(pairs, match, who)
    waiting = pairs.propose(need=pairs.need(title="Soep op dinsdag voor de buurt"))
    with pytest.raises(errors.Conflict):
        write(pairs, waiting, "amina")


@pytest.mark.parametrize(
    ("state", "may"),
    [
        ("completed", True),
        ("declined", True),
        ("withdrawn", False),
        ("lapsed", False),
    ],
)
def test_after_its_end_for_as_long_as_contact_is_shown_and_only_who_both_knew_of_it(
    pairs: Pairs, state: str, may: bool
) -> None:
    match = in_state(pairs, state)
    weeks = timedelta(weeks=get_settings().contact_weeks)
    for after, still in ((timedelta(), may), (weeks, False)):
        with clock.at(clock.now() + after):
            if still:
                write(pairs, match, "amina")
            else:
                with pytest.raises(errors.Conflict):
                    write(pairs, match, "amina")


def test_what_was_agreed_and_stopped_can_still_be_written_about(pairs: Pairs) -> None:
    match = pairs.withdraw(pairs.accepted())
    write(pairs, match, "chantal")
    refused = pairs.decline(pairs.propose(need=pairs.need(title="Soep op dinsdag")), "daan")
    with pytest.raises(errors.Conflict):
        write(pairs, refused, "amina")


def test_so_many_an_hour_and_it_says_until_when(visitors: Visitors, session: Session) -> None:
    pairs = Pairs(visitors.world)
    match = pairs.accepted()
    begun = clock.now()
    for number in range(MOST):
        write(pairs, match, "amina", f"Dit is nummer {number} van vandaag")
    session.commit()
    address = f"/koppelingen/{match.id}/notities"
    answer = visitors["bram"].post(address, data={"text": TEXT})
    assert answer.status_code == 422
    until = (begun + HOUR).astimezone(clock.AMSTERDAM)
    assert f"{until:%H:%M}" in answer.text and TEXT in answer.text, "what was typed stays"
    assert visitors["chantal"].post(address, data={"text": TEXT}).status_code == 303
    with clock.at(begun + HOUR + timedelta(seconds=5)):
        write(pairs, match, "amina")


@pytest.mark.parametrize(
    ("text", "sure", "status"),
    [
        ("Bel 06-12345678", "1", 422),
        ("Mail naar jan@voorbeeld.nl", "1", 422),
        ("Mevrouw Jansen haalt het op.", "", 422),
        ("Mevrouw Jansen haalt het op.", "1", 303),
        ("", "", 422),
        ("x" * 501, "", 422),
        ("Ja, dat kan.", "", 303),
    ],
)
def test_a_person_is_refused_or_asked_about(
    visitors: Visitors, session: Session, text: str, sure: str, status: int
) -> None:
    match = Pairs(visitors.world).accepted()
    session.commit()
    sent = {"text": text, "sure_no_names": sure} if sure else {"text": text}
    answer = visitors["amina"].post(f"/koppelingen/{match.id}/notities", data=sent)
    assert answer.status_code == status
    stored = session.exec(select(MatchNote)).all()
    assert len(stored) == (status == 303)
    if status == 422:
        assert Page(answer.text).every("textarea")


def test_the_owner_of_a_small_group_is_not_named_before_the_yes(
    visitors: Visitors, session: Session
) -> None:
    pairs = Pairs(visitors.world)
    need = pairs.need(quantity=3, people=3, municipality="GM1979")
    match = pairs.approved(need=need, quantity=3)
    write(pairs, match, "amina")
    session.commit()
    page = visitors["chantal"].get(f"/koppelingen/{match.id}").text
    note = page[page.index(TEXT) :]
    assert "Eemsdelta" not in note[:300]


def test_it_goes_with_its_match(pairs: Pairs, session: Session) -> None:
    match = pairs.accepted()
    write(pairs, match, "amina")
    session.delete(match)
    session.flush()
    assert not session.exec(select(MatchNote)).all()
