"""How a match ends, what is free again after it, and what ends with a need or an offer."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlmodel import col, select

from app.audit.models import AuditEntry
from app.core import clock
from app.identity.actor import SYSTEM
from app.matches.ending_commands import lapse_matches
from app.matches.models import GRACE, Match, MatchOutcome, MatchStatus, WithdrawReason
from app.needs.commands import NeedEnding, NeedWithdrawing, close_need, withdraw_need
from app.needs.models import NeedOutcome, NeedWithdrawal
from app.offers.commands import OfferWithdrawing, withdraw_offer
from app.offers.models import OfferWithdrawal
from app.reference.models import Unit
from tests.matches.pairs import JAAP, KARIN, Pairs, in_state
from tests.world import Visitors


def test_a_proposal_that_is_withdrawn_gives_nothing_back(pairs: Pairs) -> None:
    match = pairs.withdraw(pairs.approved(), reason="wrong", note="Dubbel.")
    assert (match.status, match.withdraw_reason) == (MatchStatus.WITHDRAWN, WithdrawReason.WRONG)
    assert (match.ending_note, match.answer_by, match.need.committed) == ("Dubbel.", None, 0)


@pytest.mark.parametrize("state", ["accepted", "running"])
@pytest.mark.parametrize("who", ["amina", "chantal", "daan"])
def test_an_agreement_that_is_stopped_is_free_again_on_both_sides(
    pairs: Pairs, state: str, who: str
) -> None:
    match = in_state(pairs, state)
    assert match.need.committed == match.offer.committed == 30
    pairs.withdraw(match, who)
    assert match.need.committed == match.offer.committed == 0


@pytest.mark.parametrize("unit", list(Unit))
def test_a_completed_match_gives_the_offer_back_what_is_renewed_and_the_need_stays_covered(
    pairs: Pairs, unit: Unit
) -> None:
    match = pairs.running(
        need=pairs.need(people=40, unit=unit), offer=pairs.offer(unit=unit), quantity=30
    )
    pairs.complete(match, outcome="partly", people_reached=26, note="Vaste dagen werken beter.")
    assert (match.status, match.outcome, match.people_reached) == (
        MatchStatus.COMPLETED,
        MatchOutcome.PARTLY,
        26,
    )
    assert match.need.committed == 30
    assert match.offer.committed == (30 if unit is Unit.PIECES else 0)


def test_nobody_answers_in_time_and_the_proposal_lapses(pairs: Pairs) -> None:
    late, answered, unseen = pairs.approved(), pairs.accepted(), pairs.propose()
    assert lapse_matches(pairs.session, SYSTEM) == 0
    with clock.at(clock.now() + timedelta(days=3, minutes=1)):
        assert lapse_matches(pairs.session, SYSTEM) == 1
        assert lapse_matches(pairs.session, SYSTEM) == 0
    assert [m.status for m in (late, answered, unseen)] == ["lapsed", "accepted", "proposed"]
    assert late.answer_by is None
    assert pairs.events(late)[-1] == "match:lapsed"


def notices(pairs: Pairs, *matches: Match) -> list[tuple[str, str, object]]:
    """Who ended each match, for which reason: from the trail."""
    pairs.session.flush()
    keys = [match.id for match in matches]
    entries = pairs.session.exec(
        select(AuditEntry).where(
            col(AuditEntry.object_id).in_(keys), AuditEntry.event == "match:withdrawn"
        )
    ).all()
    return [(entry.event, str(entry.facts["reason"]), entry.person_id) for entry in entries]


def test_when_a_need_is_full_its_other_asked_matches_end_with_a_line_in_the_trail(
    pairs: Pairs,
) -> None:
    need = pairs.need()
    approved = pairs.approved(need=need, offer=pairs.offer(JAAP))
    proposed = pairs.propose("amina", need, pairs.offer(KARIN))
    elsewhere = pairs.approved(need=pairs.need(), offer=pairs.offer(JAAP))
    winner = pairs.approved(need=need, offer=pairs.offer(quantity=60), quantity=40)
    pairs.accept(winner)
    assert winner.status is MatchStatus.ACCEPTED
    for match in (approved, proposed):
        assert (match.status, match.withdraw_reason) == (
            MatchStatus.WITHDRAWN,
            WithdrawReason.NO_LONGER_NEEDED,
        )
    assert elsewhere.status is MatchStatus.APPROVED
    # Nobody decided it: not who said the last yes either.
    assert (
        notices(pairs, approved, proposed, elsewhere)
        == [("match:withdrawn", "no_longer_needed", None)] * 2
    )


def partners(page: str) -> str:
    """The table of who was asked."""
    return page.partition('id="s_partners"')[2].partition("</table>")[0]


def test_what_the_system_withdrew_says_so_and_why(visitors: Visitors, pairs: Pairs) -> None:
    need = pairs.need()
    other = pairs.approved(need=need, offer=pairs.offer(JAAP))
    pairs.accept(pairs.approved(need=need, offer=pairs.offer(quantity=60), quantity=40))
    pairs.session.commit()
    with clock.at(clock.now() + GRACE):
        page = visitors["amina"].get(f"/koppelingen/{other.id}").text
        of_need = visitors["amina"].get(f"/behoeften/{need.id}").text
        for_others = visitors["farid"].get(f"/behoeften/{need.id}").text
    assert "Ingetrokken door het systeem: de behoefte is gedekt" in page
    assert "ingetrokken door het systeem: de behoefte is gedekt" in of_need
    assert "Niet meer nodig" in partners(of_need)
    # Why, is for both sides and the team; that it ended and by what, everybody may know.
    assert "Niet meer nodig" not in partners(for_others)
    assert "ingetrokken door het systeem" in for_others


def test_what_ended_with_a_used_up_offer_says_that(visitors: Visitors, pairs: Pairs) -> None:
    offer = pairs.offer(quantity=30)
    other = pairs.approved(need=pairs.need(), offer=offer, quantity=5)
    pairs.accept(pairs.approved(need=pairs.need(), offer=offer, quantity=30))
    pairs.session.commit()
    with clock.at(clock.now() + GRACE):
        page = visitors["amina"].get(f"/koppelingen/{other.id}").text
    assert "Ingetrokken door het systeem: het aanbod is op" in page


def test_when_an_offer_is_full_its_other_asked_matches_end(pairs: Pairs) -> None:
    offer = pairs.offer(quantity=30)
    others = [pairs.approved(need=pairs.need(), offer=offer, quantity=5) for _ in range(2)]
    agreed = pairs.accept(pairs.approved(need=pairs.need(), offer=offer, quantity=10))
    pairs.accept(pairs.approved(need=pairs.need(), offer=offer, quantity=20))
    assert [match.status for match in others] == [MatchStatus.WITHDRAWN] * 2
    assert agreed.status is MatchStatus.ACCEPTED, "what was agreed goes on"
    assert len(notices(pairs, *others)) == 2


def test_as_long_as_something_is_left_the_others_stay_asked(pairs: Pairs) -> None:
    need = pairs.need()
    other = pairs.approved(need=need, offer=pairs.offer(JAAP))
    pairs.accept(pairs.approved(need=need, offer=pairs.offer(quantity=60), quantity=39))
    assert other.status is MatchStatus.APPROVED


def three(pairs: Pairs) -> tuple[Match, Match, Match, Match]:
    """Of one need: asked, accepted, running and completed, 5 each; the offers are chantal's."""
    need = pairs.need()
    asked = pairs.approved(need=need, offer=pairs.offer(), quantity=5)
    accepted = pairs.accepted(need=need, offer=pairs.offer(), quantity=5)
    running = pairs.running(need=need, offer=pairs.offer(), quantity=5)
    return (
        asked,
        accepted,
        running,
        pairs.complete(pairs.running(need=need, offer=pairs.offer(), quantity=5)),
    )


def test_who_is_about_to_end_it_reads_what_ends_with_it(visitors: Visitors, pairs: Pairs) -> None:
    asked, _accepted, running, done = three(pairs)
    pairs.session.commit()
    need = visitors["amina"].get(f"/behoeften/{asked.need_id}").text
    assert "2 koppelingen die zijn afgesproken, gaan door." in need
    assert "1 koppeling die op antwoord wacht, stopt." in need
    assert "3 koppelingen stoppen daarmee ook." in need
    offer = visitors["chantal"].get(f"/aanbod/{running.offer_id}").text
    assert "1 koppeling stopt daarmee ook." in offer
    for page in (
        visitors["chantal"].get(f"/aanbod/{done.offer_id}").text,
        visitors["amina"].get(f"/behoeften/{pairs.need().id}").text,
    ):
        assert "daarmee ook" not in page, "nothing goes on"


def test_a_need_that_is_closed_ends_what_was_asked_and_what_was_agreed_goes_on(
    pairs: Pairs,
) -> None:
    matches = three(pairs)
    need = matches[0].need
    close_need(pairs.session, pairs["amina"], need, NeedEnding(outcome=NeedOutcome.PARTLY_MET))
    assert [m.status for m in matches] == ["withdrawn", "accepted", "running", "completed"]
    assert need.committed == 15
    assert len(notices(pairs, *matches)) == 1


def test_a_need_that_is_withdrawn_ends_everything_that_had_not_ended(pairs: Pairs) -> None:
    matches = three(pairs)
    need = matches[0].need
    withdraw_need(
        pairs.session, pairs["amina"], need, NeedWithdrawing(reason=NeedWithdrawal.ALREADY_SOLVED)
    )
    assert [m.status for m in matches] == ["withdrawn", "withdrawn", "withdrawn", "completed"]
    assert need.committed == 5
    assert [m.offer.committed for m in matches] == [0, 0, 0, 0]
    assert len(notices(pairs, *matches)) == 3


def test_an_offer_that_is_withdrawn_ends_its_matches_and_their_needs_are_open_again(
    pairs: Pairs,
) -> None:
    offer = pairs.offer(quantity=40)
    asked = pairs.approved(need=pairs.need(), offer=offer, quantity=10)
    agreed = pairs.accepted(need=pairs.need(), offer=offer, quantity=10)
    running = pairs.running(need=pairs.need(), offer=offer, quantity=10)
    withdraw_offer(
        pairs.session, pairs["chantal"], offer, OfferWithdrawing(reason=OfferWithdrawal.STOPPED)
    )
    for match in (asked, agreed, running):
        assert match.status is MatchStatus.WITHDRAWN
        assert match.need.committed == 0
    assert offer.committed == 0
    assert len(notices(pairs, asked, agreed, running)) == 3


def test_the_trail_tells_the_whole_story_of_a_match(pairs: Pairs) -> None:
    match = in_state(pairs, "completed")
    told = [
        "match:proposed",
        "match:approved",
        "match:accepted",
        "match:started",
        "match:completed",
    ]
    assert pairs.events(match) == told
