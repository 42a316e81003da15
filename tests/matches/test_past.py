"""A last day that has passed means the same everywhere: nobody is asked what cannot be done."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa
from sqlmodel import col

from app.board import queries as board_queries
from app.board.cards import Card
from app.board.forms import BoardFilters
from app.core import clock, errors
from app.exports.matches import _waits_for
from app.identity.actor import Actor
from app.matches import turns, undo_policy
from app.matches.models import ASKED, Match, MatchStatus, Side
from app.matches.policy import MatchPolicy
from app.matches.queries import count_asked, find_matches_of_need
from app.needs.models import Need
from app.needs.policy import NeedPolicy
from app.needs.queries import get_need
from app.offers import models as offer_models
from app.offers.models import Offer, OfferStatus
from app.offers.policy import OfferPolicy
from app.planning.question_queries import find_stock
from app.review.queue_queries import get_queue
from app.suggestions.queries import suggest_offers
from app.work.queries import Work, count_work, get_work
from app.work.task_kinds import TaskKind
from app.work.tasks import Task
from tests.matches.pairs import JAAP, Pairs
from tests.needs.test_without_help import keeps
from tests.world import Visitors

PEOPLE = ("amina", "bram", "chantal", "daan", "farid", "greet")
STATES = ("proposed", "approved", "both")
# Days from today on which a period begins and ends, and until when an offer is confirmed.
NEEDS: dict[str, tuple[int, int | None]] = {
    "goes on": (-20, None),
    "last day": (-20, 0),
    "over": (-20, -1),
    "later": (10, 30),
}
OFFERS: dict[str, tuple[int, int | None, int]] = {
    "goes on": (-20, None, 30),
    "last day": (-20, 0, 30),
    "over": (-20, -1, 30),
    "over and stale": (-20, -1, -3),
    "stale": (-20, None, -1),
    "later": (10, 30, 30),
    "paused and over": (-20, -1, 30),
}
OVER = {"over", "over and stale", "paused and over"}
CASES = [
    (need, offer)
    for need in NEEDS
    for offer in OFFERS
    if need in ("goes on", "over") or offer == "goes on"
]


def date_of(pairs: Pairs, need: Need, offer: Offer, of_need: str, of_offer: str) -> None:
    """Time goes by: no form lets anybody type what is over."""
    day = clock.today()

    def at(days: int | None) -> Any:
        return None if days is None else day + timedelta(days=days)

    need.needed_from, need.needed_until = (at(days) for days in NEEDS[of_need])
    offer.available_from, offer.available_until, offer.fresh_until = (
        at(days) for days in OFFERS[of_offer]
    )
    if of_offer.startswith("paused"):
        offer.status = OfferStatus.PAUSED
    pairs.session.flush()


def stood(pairs: Pairs, state: str) -> Match:
    match = pairs.propose("daan" if state == "both" else "amina")
    return pairs.approve(match) if state == "approved" else match


def cards_of(pairs: Pairs, actor: Actor, match_id: UUID) -> list[Card]:
    board = board_queries.get_board(pairs.session, actor, BoardFilters(), size=50)
    return [card for page in board.columns.values() for card in page.rows if card.id == match_id]


def tasks_of(pairs: Pairs, actor: Actor, thing_id: UUID, work: Work | None = None) -> list[Task]:
    work = work or get_work(pairs.session, actor)
    mine = (*work.late, *work.today, *work.week, *work.later)
    return [task for task in mine if task.id == thing_id]


def is_past(pairs: Pairs, match: Match) -> bool:
    query = (
        sa.select(turns.is_past(clock.today()))
        .select_from(Match)
        .join(Need, col(Need.id) == col(Match.need_id))
        .join(Offer, col(Offer.id) == col(Match.offer_id))
        .where(col(Match.id) == match.id)
    )
    return bool(pairs.session.execute(query).scalar_one())


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize(("of_need", "of_offer"), CASES)
def test_whoever_is_asked_can_do_it_and_who_can_do_it_is_asked(
    pairs: Pairs, of_need: str, of_offer: str, state: str
) -> None:
    match = stood(pairs, state)
    need, offer = match.need, match.offer
    date_of(pairs, need, offer, of_need, of_offer)
    past = turns.past_of(match)
    is_over = of_need == "over" or of_offer in OVER
    assert past == (Side.NEED if of_need == "over" else Side.OFFER if is_over else None)
    assert is_past(pairs, match) == is_over

    # One rule for the verbs.
    may = {who: MatchPolicy(pairs[who], match) for who in PEOPLE}
    can_answer = {"amina": state == "both", "chantal": state != "proposed"}
    for who in PEOPLE:
        assert bool(may[who].accept) == (can_answer.get(who, False) and not is_over), who
        assert bool(may[who].approve) == (who == "daan" and state == "proposed" and not is_over)
    assert undo_policy.can_be_asked(match) == (not is_over)
    assert bool(may["amina"].accept_for) == (state != "proposed" and not is_over)

    # The card, the file of the board and *Mijn werk* ask who can.
    awaited = {
        "proposed": [Side.TEAM],
        "approved": [Side.OFFER],
        "both": [Side.OFFER, Side.NEED],
    }[state]
    asked = [past] if past is not None else awaited
    sides = {
        "amina": Side.NEED, "bram": Side.NEED, "chantal": Side.OFFER, "daan": Side.TEAM,
    }  # fmt: skip
    for who in PEOPLE:
        (card,) = cards_of(pairs, pairs[who], match.id)
        assert (card.waits_for, card.past) == (asked[0], past)
        assert card.asked == (0 if is_over else match.quantity)
        assert card.turns == ({sides[who]} if sides.get(who) in asked else set()), who
        named = {"need": "Gemeente Eemsdelta", "offer": "Boodschappenhulp Delfzijl"}
        assert _waits_for(card) == named.get(asked[0].value, "Het team van de regio")
        if past is Side.NEED and who in ("amina", "bram"):
            assert NeedPolicy(pairs[who], need).edit
        if past is Side.OFFER and who == "chantal":
            assert OfferPolicy(pairs[who], offer).edit
            assert not OfferPolicy(pairs[who], offer).confirm
            assert not OfferPolicy(pairs[who], offer).resume
            assert not OfferPolicy(pairs[who], offer).pause

        work = get_work(pairs.session, pairs[who])
        found = tasks_of(pairs, pairs[who], match.id, work)
        assert bool(found) == (past is None and sides.get(who) in awaited), who
        assert any(task.can_answer for task in found) == bool(may[who].accept)
        assert count_work(pairs.session, pairs[who]) == work.count, who
        if who in ("amina", "chantal", "daan"):
            of_thing = tasks_of(pairs, pairs[who], offer.id, work)
            ends = of_offer in ("over", "over and stale", "last day")
            kinds = {TaskKind.EXTEND} if ends else {TaskKind.CONFIRM} if of_offer == "stale" else ()
            assert {task.kind for task in of_thing} == set(kinds if who == "chantal" else ())

    # The review, and what counts as asked.
    waiting = [each.id for each in get_queue(pairs.session, pairs["daan"]).proposals.waiting]
    assert (match.id in waiting) == bool(may["daan"].approve)
    amount = 0 if of_offer in OVER else match.quantity
    assert count_asked(pairs.session, [need.id]).get(need.id, 0) == amount
    assert find_matches_of_need(pairs.session, pairs["amina"], need).asked == amount

    # The region plan keeps nothing for who cannot say yes.
    needs, left = find_stock(pairs.session, "VR01")
    reserved = 0 if is_over else 1
    if of_need != "over":
        rest = need.quantity - reserved * match.quantity
        assert [each.left for each in needs if each.id == need.id] == ([rest] if rest else [])
    if offer.id in left:
        assert match.offer_quantity is not None
        assert left[offer.id] == offer.quantity - reserved * match.offer_quantity
    is_alone = keeps(pairs.session, need, turns.is_without_help(clock.today()))
    assert is_alone == (of_need != "over" and of_offer in OVER)
    alone = tasks_of(pairs, pairs["amina"], need.id)
    kind = TaskKind.CLOSE_NEED if of_need == "over" else TaskKind.FIND_PARTNER
    assert [each.kind for each in alone] == ([kind] if of_need == "over" or is_alone else [])


@pytest.mark.parametrize(("of_need", "of_offer"), CASES)
def test_what_is_over_is_neither_suggested_nor_proposed(
    pairs: Pairs, of_need: str, of_offer: str
) -> None:
    need, offer = pairs.need(), pairs.offer()
    date_of(pairs, need, offer, of_need, of_offer)
    can = of_need != "over" and of_offer in ("goes on", "last day", "later")
    need = get_need(pairs.session, pairs["amina"], need.id)
    rows = suggest_offers(pairs.session, pairs["amina"], need, limit=5, label=str).rows
    if not can:
        assert offer.id not in [row.offer_id for row in rows]
        with pytest.raises(errors.Invalid):
            pairs.propose("amina", need, offer)
    else:
        assert pairs.propose("amina", need, offer).status is MatchStatus.PROPOSED


@pytest.mark.parametrize("until", [None, -1, 0, 1])
def test_an_offer_is_over_in_sql_as_in_python(pairs: Pairs, until: int | None) -> None:
    offer = pairs.offer()
    offer.available_from = clock.today() - timedelta(days=9)
    offer.available_until = None if until is None else clock.today() + timedelta(days=until)
    pairs.session.flush()
    rule = sa.select(offer_models.is_over(clock.today())).where(col(Offer.id) == offer.id)
    assert pairs.session.execute(rule).scalar_one() == offer.is_over
    assert offer.is_over == (until == -1)


def test_a_yes_to_what_is_over_says_whose_last_day_it_was(pairs: Pairs, visitors: Visitors) -> None:
    match = stood(pairs, "approved")
    date_of(pairs, match.need, match.offer, "goes on", "over")
    with pytest.raises(errors.Conflict, match="De laatste dag van dit aanbod is voorbij"):
        pairs.accept(match)
    pairs.session.commit()
    page = visitors["amina"].get(f"/koppelingen/{match.id}").text
    assert "De laatste dag van dit aanbod is voorbij." in page
    assert "Verleng je aanbod" in visitors["chantal"].get("/mijn-werk").text


def test_an_invitation_is_open_again_once_the_offer_is_extended(pairs: Pairs) -> None:
    match = stood(pairs, "approved")
    date_of(pairs, match.need, match.offer, "goes on", "over and stale")
    pairs.edit(match.offer, available_until=clock.today() + timedelta(days=9))
    assert pairs.accept(match).status is MatchStatus.ACCEPTED


@pytest.mark.parametrize("how", ["itself", "by telephone"])
def test_a_yes_of_who_offers_it_says_that_the_offer_still_holds(pairs: Pairs, how: str) -> None:
    match = stood(pairs, "approved")
    date_of(pairs, match.need, match.offer, "goes on", "stale")
    by_phone = {"who": "amina", "on_behalf": "1", "channel": "phone"}
    pairs.accept(match, **({} if how == "itself" else by_phone))
    assert match.offer.fresh_until is not None and match.offer.fresh_until > clock.today()
    assert tasks_of(pairs, pairs["chantal"], match.offer_id) == []


def test_a_yes_of_who_asks_for_it_says_nothing_of_the_offer(pairs: Pairs) -> None:
    match = stood(pairs, "both")
    date_of(pairs, match.need, match.offer, "goes on", "stale")
    pairs.accept(match, "amina")
    assert match.offer.fresh_until == clock.today() - timedelta(days=1)


def test_what_ended_with_a_yes_does_not_come_back_after_the_last_day(pairs: Pairs) -> None:
    need = pairs.need(quantity=20)
    late = pairs.approved(need=need, quantity=20)
    last = pairs.approved(need=need, offer=pairs.offer(JAAP), quantity=20)
    pairs.accept(last)
    assert pairs._locked(late, "amina").status is MatchStatus.WITHDRAWN
    date_of(pairs, need, late.offer, "goes on", "over")
    pairs.undo(last)
    assert last.status in ASKED and late.status is MatchStatus.WITHDRAWN


@pytest.mark.parametrize("state", ["over", "withdrawn"])
def test_an_offer_that_nobody_can_be_asked_with_has_nothing_free(
    visitors: Visitors, pairs: Pairs, state: str
) -> None:
    """ "900 free of 900" stood beside "nobody is asked with it any more"."""
    offer = pairs.offer()
    pairs.session.commit()
    shown = visitors["chantal"].get(f"/aanbod/{offer.id}").text
    assert 'id="s_free"' in shown and f"/aanbod/{offer.id}/pauzeren" in shown
    if state == "over":
        offer.available_from = clock.today() - timedelta(days=9)
        offer.available_until = clock.today() - timedelta(days=1)
    else:
        offer.status = OfferStatus.WITHDRAWN
        offer.withdrawal = offer_models.OfferWithdrawal.OTHER
    pairs.session.commit()
    shown = visitors["chantal"].get(f"/aanbod/{offer.id}").text
    assert 'id="s_free"' not in shown and f"/aanbod/{offer.id}/pauzeren" not in shown
