"""A message with one's own yes: both sides read it, the trail says only that there is one, and it
comes back in the form after an undo.
"""

from __future__ import annotations

from typing import Any

import pytest
from sqlmodel import select

from app.audit.models import AuditEntry
from app.matches import replies
from app.matches.models import Match, MatchStatus, Side
from tests.matches.pairs import Pairs, in_state
from tests.world import Visitors

TEXT = "Wij rijden op dinsdag en vrijdag."


def page(visitors: Visitors, who: str, match: Match) -> str:
    return visitors[who].get(f"/koppelingen/{match.id}").text


def say_yes(visitors: Visitors, match: Match, **given: Any) -> Any:
    sent = {"quantity": "10", "note": TEXT} | given
    return visitors["chantal"].post(f"/koppelingen/{match.id}/accepteren", data=sent)


def test_both_sides_and_the_team_read_it_and_nobody_else(visitors: Visitors, pairs: Pairs) -> None:
    match = pairs.approved()
    pairs.session.commit()
    assert "Bericht erbij" in page(visitors, "chantal", match)
    assert say_yes(visitors, match).status_code == 303
    for who, told in {
        "chantal": True,
        "amina": True,
        "daan": True,
        "farid": False,
        "greet": False,
    }.items():
        read = page(visitors, who, match)
        assert (TEXT in read) == told, who
        assert ("Bericht van Boodschappenhulp Delfzijl" in read) == told, who


def test_the_trail_says_that_there_is_one_and_not_what_it_says(
    visitors: Visitors, pairs: Pairs
) -> None:
    match = pairs.accept(pairs.approved(), note=TEXT)
    pairs.session.commit()
    entries = pairs.session.exec(select(AuditEntry).where(AuditEntry.object_id == match.id)).all()
    assert TEXT not in str([entry.facts for entry in entries])
    assert [entry.facts["with_note"] for entry in entries if entry.event == "match:accepted"] == [
        True
    ]
    assert "afgesproken, met een bericht" in page(visitors, "amina", match)
    without = pairs.accept(pairs.approved())
    pairs.session.commit()
    assert "met een bericht" not in page(visitors, "amina", without)


def test_of_two_that_are_asked_the_second_reads_what_the_first_wrote(
    visitors: Visitors, pairs: Pairs
) -> None:
    match = in_state(pairs, "both")
    pairs.accept(match, note=TEXT)
    pairs.session.commit()
    assert match.status is not MatchStatus.ACCEPTED
    assert TEXT in page(visitors, "amina", match)
    pairs.accept(match, "amina", note="Bel ons morgen.")
    assert replies.said(match) == {Side.OFFER: TEXT, Side.NEED: "Bel ons morgen."}


def test_after_an_undo_it_is_in_the_form_again_and_said_to_nobody(
    visitors: Visitors, pairs: Pairs
) -> None:
    match = pairs.approved()
    pairs.session.commit()
    say_yes(visitors, match)
    assert visitors["chantal"].post(f"/koppelingen/{match.id}/terugdraaien").status_code == 303
    assert TEXT in page(visitors, "chantal", match), "nothing typed is lost"
    assert TEXT not in page(visitors, "amina", match)
    assert TEXT not in page(visitors, "daan", match)
    pairs.decline(pairs.session.get_one(Match, match.id))
    assert replies.typed(match, Side.OFFER) == "", "a no does not keep it"


@pytest.mark.parametrize(
    "note", ["Bel me op 06 12345678", "Ik mail naar piet@voorbeeld.example", "x" * 1001]
)
def test_what_names_a_person_is_refused_beside_it_and_stays_typed(
    visitors: Visitors, pairs: Pairs, note: str
) -> None:
    match = pairs.approved()
    pairs.session.commit()
    answer = say_yes(visitors, match, note=note, quantity="7")
    assert answer.status_code == 422
    assert 'id="f_yes_note_error"' in answer.text and note in answer.text
    assert 'value="7"' in answer.text
    assert pairs.session.get_one(Match, match.id).status is MatchStatus.APPROVED


def test_an_answer_by_telephone_has_a_note_and_no_message(pairs: Pairs) -> None:
    match = pairs.accept(
        pairs.approved(), "amina", on_behalf="1", channel="phone", note="Belde terug."
    )
    assert replies.said(match) == {}
    assert [noted.note for noted in match.noted_answers] == ["Belde terug."]
