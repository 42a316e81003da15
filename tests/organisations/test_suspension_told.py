"""Who has something open with an organisation that is suspended gets a mail about it, once."""

from __future__ import annotations

import pytest
from sqlmodel import col, select

from app.core import clock
from app.core.settings import Settings
from app.identity.models import OrganisationStatus
from app.mail import outbox
from app.mail.models import Mail
from app.matches.models import GRACE, Match
from app.messages import suspension_commands
from app.organisations import admission_commands
from app.suggestions.review_commands import undo_review
from tests.matches.pairs import Pairs, in_state
from tests.organisations.test_suspension import suspend

HELPERS, TOWN = "Boodschappenhulp Delfzijl", "Gemeente Eemsdelta"
CAST = ("amina", "bram", "chantal", "daan", "farid")


def told(pairs: Pairs, match: Match) -> set[str]:
    """Who has the mail about this match, looked for twice."""
    pairs.session.flush()
    suspension_commands.mail_suspensions(pairs.session)
    assert suspension_commands.mail_suspensions(pairs.session) == 0, "each of them once"
    keys = {pairs.world.person(who).id: who for who in CAST}
    mails = mails_about(pairs, match)
    assert len({mail.person_id for mail in mails}) == len(mails)
    return {keys[mail.person_id] for mail in mails if mail.person_id is not None}


def mails_about(pairs: Pairs, match: Match) -> list[Mail]:
    query = select(Mail).where(col(Mail.object_id) == match.id)
    found = pairs.session.exec(query.where(col(Mail.kind) == "messages:suspended"))
    return list(found)


# In every state that a match can have: who hears it when the one or the other side is suspended.
# What is asked after a review has been heard of; what waits for the review only by who proposed it.
HEARD: dict[str, dict[str, set[str]]] = {
    "proposed": {HELPERS: {"amina"}, TOWN: set()},
    "approved": {HELPERS: {"amina"}, TOWN: {"chantal"}},
    "accepted": {HELPERS: {"amina"}, TOWN: {"chantal"}},
    "running": {HELPERS: {"amina"}, TOWN: {"chantal"}},
    "completed": {HELPERS: set(), TOWN: set()},
    "declined": {HELPERS: set(), TOWN: set()},
    "withdrawn": {HELPERS: set(), TOWN: set()},
    "lapsed": {HELPERS: set(), TOWN: set()},
}


@pytest.mark.parametrize("name", [HELPERS, TOWN])
@pytest.mark.parametrize("state", HEARD)
def test_the_other_side_of_what_is_open_hears_it(pairs: Pairs, state: str, name: str) -> None:
    match = in_state(pairs, state)
    pairs.session.flush()
    with clock.at(clock.now() + 2 * GRACE):
        suspend(pairs, name)
        assert told(pairs, match) == HEARD[state][name]


def test_what_the_team_could_still_take_back_was_never_heard_of(pairs: Pairs) -> None:
    match = in_state(pairs, "held")
    assert match.tell_at is not None and match.tell_at > clock.now()
    suspend(pairs, TOWN)
    assert told(pairs, match) == set()


def test_a_proposal_of_which_the_review_was_undone_was_never_heard_of(pairs: Pairs) -> None:
    match = in_state(pairs, "held")
    undo_review(pairs.session, pairs["daan"], match)
    with clock.at(clock.now() + 2 * GRACE):
        suspend(pairs, TOWN)
        assert told(pairs, match) == set()


def test_the_letter_says_who_and_that_what_is_agreed_stands(
    pairs: Pairs, settings: Settings
) -> None:
    match = pairs.accepted()
    suspend(pairs)
    assert told(pairs, match) == {"amina"}
    (mail,) = mails_about(pairs, match)
    letter = outbox.write(settings, mail)
    assert letter.subject == f"{HELPERS} doet op dit moment niet mee: “{match.need.title}”"
    assert f"Wat {TOWN} met {HELPERS} heeft afgesproken, blijft staan." in letter.text
    assert f"/koppelingen/{match.id}" in letter.text


def test_whose_a_small_group_is_stays_nobodys(pairs: Pairs, settings: Settings) -> None:
    """Also by the word "suspended": the list of organisations shows who is."""
    few = pairs.need(quantity=3)
    match = pairs.approved(need=few, quantity=3)
    with clock.at(clock.now() + 2 * GRACE):
        suspend(pairs, TOWN)
        assert told(pairs, match) == {"chantal"}
    (mail,) = mails_about(pairs, match)
    letter = outbox.write(settings, mail)
    whole = f"{letter.subject} {letter.text}"
    assert TOWN not in whole and "niet mee" not in whole
    assert "Niemand kan nu antwoorden" in whole


def test_who_is_let_in_again_before_anybody_was_told_is_not_told_of(pairs: Pairs) -> None:
    match = pairs.accepted()
    organisation = suspend(pairs)
    admission_commands.readmit_organisation(pairs.session, pairs["eva"], organisation)
    assert organisation.status is OrganisationStatus.ADMITTED
    assert told(pairs, match) == set()


def test_a_second_time_is_told_again(pairs: Pairs) -> None:
    match = pairs.accepted()
    organisation = suspend(pairs)
    assert told(pairs, match) == {"amina"}
    admission_commands.readmit_organisation(pairs.session, pairs["eva"], organisation)
    with clock.at(clock.now() + GRACE):
        suspend(pairs)
        suspension_commands.mail_suspensions(pairs.session)
    assert len(mails_about(pairs, match)) == 2
