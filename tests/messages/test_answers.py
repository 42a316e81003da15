"""Who asked for something gets a mail with the answer, once, when nobody can undo it any more."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from app.core import clock
from app.core.settings import Settings
from app.identity.actor import SYSTEM
from app.mail import kinds, outbox
from app.mail.models import Mail
from app.matches.ending_commands import lapse_matches
from app.matches.models import GRACE, Match
from app.messages import absence_queries, answer_commands, question_commands
from tests.matches.pairs import Pairs

KINDS = ("said_yes", "said_no", "not_answered", "stopped")


def later(time: timedelta = GRACE) -> datetime:
    return clock.now() + time


def told(pairs: Pairs, match: Match) -> set[tuple[str, str]]:
    """Who has a mail of which kind about a match, looked for a minute later, twice."""
    pairs.session.flush()
    with clock.at(later()):
        answer_commands.mail_answers(pairs.session)
        answer_commands.mail_answers(pairs.session)
    keys = {pairs.world.person(who).id: who for who in ("amina", "chantal", "daan")}
    mails = pairs.session.exec(select(Mail).where(col(Mail.object_id) == match.id)).all()
    found = [(keys[mail.person_id], mail.kind.removeprefix("messages:")) for mail in mails]  # type: ignore[index]
    assert len(found) == len(set(found)), "each of them once"
    return {each for each in found if each[1] in KINDS}


def test_who_asked_hears_the_yes_when_it_can_no_longer_be_undone(
    pairs: Pairs, session: Session, settings: Settings
) -> None:
    match = pairs.accepted()
    answer_commands.mail_answers(session)
    assert not session.exec(select(Mail).where(col(Mail.object_id) == match.id)).all()
    assert told(pairs, match) == {("amina", "said_yes")}
    (mail,) = session.exec(select(Mail).where(col(Mail.object_id) == match.id)).all()
    letter = outbox.write(settings, mail)
    # Who and what, from the subject on, and no person.
    assert letter.subject == f"Boodschappenhulp Delfzijl zei ja op “{match.need.title}”"
    assert f"/koppelingen/{match.id}" in letter.text
    assert f"Het gaat om het aanbod “{match.offer.title}”." in letter.text
    assert mail.facts.keys() == {"title", "name", "partner", "offer", "side", "by"}
    assert mail.facts["name"] == "Gemeente Eemsdelta"


def subjects(pairs: Pairs, match: Match) -> dict[str, str]:
    """What stands above the mails about a match, by who gets them."""
    told(pairs, match)
    question_commands.mail_questions(pairs.session)
    keys = {pairs.world.person(who).id: who for who in ("amina", "chantal")}
    mails = pairs.session.exec(select(Mail).where(col(Mail.object_id) == match.id)).all()
    found = {}
    for mail in mails:
        assert mail.person_id is not None
        letter = kinds.get_kind(mail.kind).write(mail.facts)
        found[f"{keys[mail.person_id]} {mail.kind.removeprefix('messages:')}"] = letter.subject
    return found


HELPERS, TOWN = "Boodschappenhulp Delfzijl", "Gemeente Eemsdelta"


def test_every_subject_says_who_and_what(pairs: Pairs) -> None:
    title = pairs.need().title
    asked = pairs.approved()
    assert subjects(pairs, asked)["chantal asked"] == f"{TOWN} vraagt hulp: “{title}”"
    other = pairs.approve(pairs.propose("chantal"))
    assert subjects(pairs, other)["amina asked"] == f"Hulp van {HELPERS} voor “{title}”: ja of nee?"
    no = pairs.decline(asked)
    assert subjects(pairs, no)["amina said_no"] == f"{HELPERS} zei nee op “{title}”"
    by_team = pairs.decline(pairs.propose("chantal"), "daan", reason="other")
    by_team.tell_at = None
    said = subjects(pairs, by_team)["chantal said_no"]
    assert said == f"Het team van de regio zei nee op “{title}”"
    stopped = pairs.withdraw(pairs.accepted(), "chantal", reason="cannot_anymore")
    said = subjects(pairs, stopped)["amina stopped"]
    assert said == f"Het gaat niet door met {HELPERS}: “{title}”"


def test_a_small_group_does_not_tell_whose_it_is(pairs: Pairs) -> None:
    """Not before both said yes: from then on the partner knows."""
    few = pairs.need(quantity=3)
    match = pairs.approved(need=few, quantity=3)
    assert subjects(pairs, match)["chantal asked"] == f"Kunnen jullie helpen? “{few.title}”"
    mails = pairs.session.exec(select(Mail).where(col(Mail.object_id) == match.id)).all()
    assert {mail.facts["partner"] for mail in mails if "asked" in mail.kind} == {""}
    stated = {**mails[0].facts, "day": "2026-12-01"}
    for kind in ("still_asked", "note", "said_no", "not_answered", "stopped", "arrived"):
        letter = kinds.get_kind(f"messages:{kind}").write(stated)
        whole = " ".join((letter.subject, *letter.paragraphs))
        assert TOWN not in whole and "e andere kant" in whole, kind
        assert letter.subject[0].isupper()


def test_it_is_told_once_however_far_they_are_meanwhile(pairs: Pairs) -> None:
    match = pairs.accepted()
    assert told(pairs, match) == {("amina", "said_yes")}
    pairs.start(match)
    assert told(pairs, match) == {("amina", "said_yes")}
    pairs.complete(match)
    assert told(pairs, match) == {("amina", "said_yes")}


def test_a_yes_that_was_taken_back_is_not_told(pairs: Pairs) -> None:
    match = pairs.accepted()
    pairs.undo(match)
    assert told(pairs, match) == set()
    pairs.accept(match)
    assert told(pairs, match) == {("amina", "said_yes")}


def test_who_offered_hears_the_yes_of_who_asks_for_help(pairs: Pairs) -> None:
    match = pairs.approve(pairs.propose("chantal"))
    pairs.accept(match, "amina")
    assert told(pairs, match) == {("chantal", "said_yes")}


def test_of_what_the_team_proposed_who_said_yes_first_hears_the_last_yes(pairs: Pairs) -> None:
    match = pairs.propose("daan")
    pairs.accept(match, "amina")
    assert told(pairs, match) == set(), "the other side is still asked"
    pairs.accept(match, "chantal")
    assert told(pairs, match) == {("amina", "said_yes")}


def test_who_wrote_the_yes_down_knows_it_until_the_other_side_says_so(pairs: Pairs) -> None:
    match = pairs.approved()
    pairs.accept(match, "amina", on_behalf="1", channel="phone")
    assert told(pairs, match) == set()
    pairs.vouch(match, "chantal")
    assert told(pairs, match) == set(), "she did it herself"


def test_what_the_team_wrote_down_who_asked_hears(pairs: Pairs) -> None:
    match = pairs.approved()
    pairs.accept(match, "daan", on_behalf="1", channel="phone")
    assert told(pairs, match) == {("amina", "said_yes")}


def test_who_asked_hears_the_no(pairs: Pairs, session: Session) -> None:
    match = pairs.decline(pairs.approved())
    answer_commands.mail_answers(session)
    assert not session.exec(select(Mail).where(col(Mail.object_id) == match.id)).all()
    assert told(pairs, match) == {("amina", "said_no")}


def test_who_proposed_hears_the_no_of_the_team_when_it_can_no_longer_be_undone(
    pairs: Pairs, session: Session
) -> None:
    match = pairs.decline(pairs.propose("chantal"), "daan", reason="other")
    match.tell_at = later(2 * GRACE)
    assert told(pairs, match) == set()
    match.tell_at = None
    assert told(pairs, match) == {("chantal", "said_no")}


def test_of_what_the_team_proposed_only_who_said_yes_hears_the_no(pairs: Pairs) -> None:
    match = pairs.decline(pairs.propose("daan"))
    assert told(pairs, match) == set(), "she was asked, and had not answered"
    other = pairs.propose("daan")
    pairs.accept(other, "amina")
    pairs.decline(other)
    assert told(pairs, other) == {("amina", "said_no")}


def test_who_asked_hears_that_nobody_answered(pairs: Pairs, session: Session) -> None:
    match = pairs.approved()
    assert told(pairs, match) == set()
    match.answer_by = clock.now() - timedelta(hours=1)
    session.flush()
    assert lapse_matches(session, SYSTEM) == 1
    assert told(pairs, match) == {("amina", "not_answered")}


def test_who_had_agreed_hears_that_it_does_not_go_on(pairs: Pairs) -> None:
    match = pairs.accepted()
    assert told(pairs, match) == {("amina", "said_yes")}
    pairs.withdraw(match, "chantal", reason="cannot_anymore")
    assert told(pairs, match) == {("amina", "said_yes"), ("amina", "stopped")}
    asked = pairs.withdraw(pairs.approved())
    assert told(pairs, asked) == set(), "it was not agreed"


def test_what_was_said_before_there_was_mail_is_not_mailed_now(pairs: Pairs) -> None:
    match = pairs.accepted()
    with clock.at(later(absence_queries.RECENT)):
        assert told(pairs, match) == set()
