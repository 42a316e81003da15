"""The minute after an answer: who gave it can undo it, and nobody else is told (ADR 45)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlmodel import Session, col, select

from app.core import clock
from app.core.errors import AppError, Conflict, Forbidden
from app.identity.actor import SYSTEM
from app.matches.locks import lock_answered
from app.matches.models import ASKED, GRACE, Match, MatchStatus, Side
from app.matches.policy import MatchPolicy
from app.matches.undo_commands import tell_answer, undo_answer
from app.needs.commands import NeedEnding, close_need
from app.needs.models import Need, NeedOutcome
from app.needs.policy import is_masked
from app.offers.models import Offer
from app.suggestions.review_commands import approve_in_review, tell_decision
from app.work.match_queries import answered_by
from app.work.news_queries import find_news
from app.work.queries import count_work, find_just_answered, get_work
from app.work.task_kinds import TaskKind
from tests.matches.pairs import JAAP, KARIN, Pairs, in_state, sums
from tests.world import Visitors

LATER = GRACE + timedelta(seconds=1)
# How a match was asked, and who answers it first.
ASKINGS = [("none", "amina", "chantal"), ("all", "amina", "chantal"), ("all", "chantal", "amina")]
PEOPLE = ("amina", "bram", "chantal", "daan", "farid", "greet")


def ask(pairs: Pairs, mode: str, proposer: str) -> Match:
    pairs.review(mode)
    match = pairs.propose(proposer)
    return match if mode == "none" else pairs.approve(match)


def all_of(session: Session, match: Match) -> dict[str, object]:
    session.flush()
    session.expire_all()
    need, offer = session.get_one(Need, match.need_id), session.get_one(Offer, match.offer_id)
    match.need, match.offer = need, offer
    stands = match.model_dump(exclude={"need", "offer"})
    return stands | {"taken": (need.committed, offer.committed), "known": need.known_to}


def step_back(pairs: Pairs, match: Match, who: str) -> Match:
    """As the page does it."""
    actor = pairs[who]
    undo_answer(pairs.session, actor, lock_answered(pairs.session, actor, match.id))
    pairs.session.flush()
    return match


def end_minute(pairs: Pairs, match: Match) -> int:
    assert match.undo_until is not None
    return tell_answer(pairs.session, SYSTEM, match.id, match.undo_until)


@pytest.mark.parametrize("answer", ["yes", "part", "no"])
@pytest.mark.parametrize(("mode", "proposer", "answerer"), ASKINGS)
def test_an_answer_that_is_undone_was_never_given(
    pairs: Pairs, mode: str, proposer: str, answerer: str, answer: str
) -> None:
    match = ask(pairs, mode, proposer)
    before = all_of(pairs.session, match)
    if answer == "no":
        pairs.decline(match, answerer, note="Vergist.")
    else:
        pairs.accept(match, answerer, quantity=12 if answer == "part" else None)
    assert match.is_held and MatchPolicy(pairs[answerer], match).undo_answer
    step_back(pairs, match, answerer)
    assert all_of(pairs.session, match) == before
    pairs.accept(match, answerer)
    assert match.status is MatchStatus.ACCEPTED, "and the question can be answered anew"


def test_the_first_yes_of_two_can_be_undone_until_the_other_answers(pairs: Pairs) -> None:
    match = in_state(pairs, "both")
    before = all_of(pairs.session, match)
    pairs.accept(match, "chantal", quantity=5)
    step_back(pairs, match, "chantal")
    assert all_of(pairs.session, match) == before
    pairs.accept(match, "chantal")
    pairs.accept(match, "amina")
    with pytest.raises(AppError):
        step_back(pairs, match, "chantal")
    step_back(pairs, match, "amina")
    assert match.status in ASKED and (match.awaits_need, match.awaits_offer) == (True, False)


def test_only_who_answered_can_undo_it_and_only_within_the_minute(pairs: Pairs) -> None:
    match = in_state(pairs, "accepted")
    for who in ("amina", "daan", "bram", "farid", "greet"):
        with pytest.raises(AppError):
            step_back(pairs, match, who)
    with clock.at(clock.now() + LATER), pytest.raises(Conflict):
        step_back(pairs, match, "chantal")
    assert end_minute(pairs, match) == 1 and match.before_answer is None
    with pytest.raises(Conflict):
        step_back(pairs, match, "chantal")


@pytest.mark.parametrize("verb", ["start", "withdraw"])
def test_what_follows_on_a_yes_ends_its_minute(pairs: Pairs, verb: str) -> None:
    match = in_state(pairs, "accepted")
    pairs.start(match) if verb == "start" else pairs.withdraw(match)
    assert not match.is_held
    with pytest.raises((Conflict, Forbidden)):
        step_back(pairs, match, "chantal")


def test_of_a_need_that_was_closed_meanwhile_nothing_stays(pairs: Pairs) -> None:
    match = in_state(pairs, "accepted")
    close_need(pairs.session, pairs["amina"], match.need, NeedEnding(outcome=NeedOutcome.MET))
    step_back(pairs, match, "chantal")
    assert (match.status, match.need.committed) == (MatchStatus.WITHDRAWN, 0)


def test_a_place_that_was_shown_with_the_yes_is_hidden_again(pairs: Pairs) -> None:
    match = pairs.accepted(need=pairs.need(quantity=3, people=3), quantity=3)
    assert not is_masked(pairs["chantal"], match.need)
    step_back(pairs, match, "chantal")
    assert is_masked(pairs["chantal"], match.need)


def full(pairs: Pairs) -> tuple[Match, Match, Match]:
    """A yes that takes the last, one that loses its need with it and one that loses its offer."""
    need, offer = pairs.need(quantity=30), pairs.offer(quantity=30)
    match = pairs.approved(need=need, offer=offer, quantity=30)
    of_need = pairs.approved(need=need, offer=pairs.offer(JAAP), quantity=30)
    of_offer = pairs.propose(need=pairs.need(), offer=offer, quantity=10)
    pairs.accept(match)
    assert of_need.status is of_offer.status is MatchStatus.WITHDRAWN
    return match, of_need, of_offer


def test_what_ended_with_the_last_yes_is_asked_again(pairs: Pairs) -> None:
    match, of_need, of_offer = full(pairs)
    step_back(pairs, match, "chantal")
    assert (of_need.status, of_offer.status) == (MatchStatus.APPROVED, MatchStatus.PROPOSED)
    assert of_need.answer_by is not None and of_need.withdraw_reason is None
    assert pairs.events(of_need)[-2:] == ["match:withdrawn", "match:asked_again"]
    pairs.accept(of_need)
    assert of_need.status is MatchStatus.ACCEPTED


def test_after_the_minute_who_lost_it_is_told_and_it_stays_so(pairs: Pairs) -> None:
    match, of_need, of_offer = full(pairs)
    until = match.undo_until
    assert until is not None and end_minute(pairs, match) == 3
    for each in (match, of_need, of_offer):
        assert pairs.events(each)[-1] == "match:answer_told"
    assert tell_answer(pairs.session, SYSTEM, match.id, until) == 0, "once"
    with pytest.raises(Conflict):
        step_back(pairs, match, "chantal")
    assert of_need.status is MatchStatus.WITHDRAWN


def test_room_of_one_undone_yes_brings_back_what_another_had_ended(pairs: Pairs) -> None:
    """Two say yes within a minute: 25 and the last 5 of 30. Whoever steps back makes room."""
    need = pairs.need(quantity=30)
    most = pairs.approved(need=need, offer=pairs.offer(quantity=25), quantity=25)
    rest = pairs.approved(need=need, offer=pairs.offer(JAAP), quantity=5)
    third = pairs.approved(need=need, offer=pairs.offer(KARIN), quantity=10)
    pairs.accept(most)
    pairs.accept(rest)
    assert third.status is MatchStatus.WITHDRAWN
    step_back(pairs, most, "chantal")
    assert (third.status, need.committed) == (MatchStatus.APPROVED, 5)
    assert need.committed == sums(pairs.session, need)


def test_what_was_taken_by_others_meanwhile_does_not_come_back(pairs: Pairs) -> None:
    match, of_need, of_offer = full(pairs)
    other = pairs.session.get_one(Offer, of_need.offer_id)
    other.committed = other.quantity
    newer = pairs.propose(need=pairs.need(), offer=pairs.offer(KARIN), quantity=10)
    step_back(pairs, match, "chantal")
    assert of_need.status is MatchStatus.WITHDRAWN, "its offer is full by now"
    assert of_offer.status is MatchStatus.PROPOSED and newer.status is MatchStatus.PROPOSED


def test_nobody_misses_what_the_team_decided_just_before(pairs: Pairs) -> None:
    """The minute of the team goes by while the match is answered, and the answer is undone."""
    match = approve_in_review(pairs.session, pairs["daan"], pairs.propose())
    told_at = match.tell_at
    assert told_at is not None
    pairs.accept(match)
    assert not tell_decision(pairs.session, SYSTEM, match.id, told_at)
    step_back(pairs, match, "chantal")
    assert pairs.events(match)[-1] == "match:told"


# Who knows what, in Python and in SQL.

MOMENTS = (timedelta(0), GRACE - timedelta(seconds=1), GRACE, LATER)
STATES = ("approved", "accepted", "declined", "noted", "noted_no", "running", "both", "held")


@pytest.mark.parametrize("after", MOMENTS, ids=str)
@pytest.mark.parametrize("state", STATES)
def test_the_minute_is_one_rule_in_sql_and_in_python(
    pairs: Pairs, state: str, after: timedelta
) -> None:
    match = in_state(pairs, state)
    if state == "both":
        pairs.accept(match, "amina")
    pairs.session.flush()
    sides = {Side.NEED: match.need_organisation_id, Side.OFFER: match.offer_organisation_id}
    with clock.at((match.undo_until or match.moved_at) - GRACE * bool(match.undo_until) + after):
        now = clock.now()

        def says(rule: object) -> bool:
            found = select(Match.id).where(col(Match.id) == match.id, rule)  # type: ignore[arg-type]
            return pairs.session.exec(found).first() is not None

        assert says(Match.held(now)) == match.is_held
        for side, owner in sides.items():
            assert says(Match.held_by(now, side)) == match.is_held_by([side])
            assert says(answered_by([owner], now)) == match.is_held_by([side])
        for who in PEOPLE:
            just = find_just_answered(pairs.session, pairs[who])
            assert bool(just) == bool(MatchPolicy(pairs[who], match).undo_own), who


def rows_of(pairs: Pairs, who: str, match: Match) -> set[TaskKind]:
    work = get_work(pairs.session, pairs[who])
    assert work.count == count_work(pairs.session, pairs[who]), who
    tasks = (*work.late, *work.today, *work.week, *work.later, *work.waiting)
    return {task.kind for task in tasks if task.id == match.id}


def news_of(pairs: Pairs, who: str, match: Match) -> list[str]:
    actor = replace(pairs[who], last_visit=clock.now() - timedelta(hours=1))
    return [line.text for line in find_news(pairs.session, actor) if line.match_id == match.id]


@pytest.mark.parametrize("answer", ["yes", "no"])
@pytest.mark.parametrize(("mode", "proposer", "answerer"), ASKINGS)
def test_the_other_side_waits_for_a_minute_and_then_hears_it(
    pairs: Pairs, mode: str, proposer: str, answerer: str, answer: str
) -> None:
    match = ask(pairs, mode, proposer)
    heard_before = news_of(pairs, proposer, match)
    pairs.accept(match, answerer) if answer == "yes" else pairs.decline(match, answerer)
    assert rows_of(pairs, proposer, match) == {TaskKind.WAIT}
    assert TaskKind.WAIT not in rows_of(pairs, answerer, match)
    assert news_of(pairs, proposer, match) == heard_before
    with clock.at(clock.now() + LATER):
        assert len(news_of(pairs, proposer, match)) == len(heard_before) + 1
        assert TaskKind.WAIT not in rows_of(pairs, proposer, match)


@pytest.mark.parametrize("answer", ["yes", "no"])
def test_what_was_undone_is_in_nobodys_news(pairs: Pairs, answer: str) -> None:
    match = in_state(pairs, "approved")
    heard_before = news_of(pairs, "amina", match)
    pairs.accept(match) if answer == "yes" else pairs.decline(match)
    step_back(pairs, match, "chantal")
    with clock.at(clock.now() + LATER):
        assert news_of(pairs, "amina", match) == heard_before


def test_who_lost_it_for_a_moment_hears_nothing_of_it(pairs: Pairs) -> None:
    match, of_need, _of_offer = full(pairs)
    heard = news_of(pairs, "amina", of_need)
    assert not any("ngetrokken" in line for line in heard)
    step_back(pairs, match, "chantal")
    with clock.at(clock.now() + LATER):
        assert news_of(pairs, "amina", of_need) == heard


@pytest.mark.parametrize("answer", ["yes", "no"])
def test_mijn_werk_and_the_page_offer_the_way_back(
    visitors: Visitors, pairs: Pairs, answer: str
) -> None:
    match = in_state(pairs, "approved")
    pairs.session.commit()
    chantal, undo = visitors["chantal"], f"/koppelingen/{match.id}/terugdraaien"
    if answer == "yes":
        chantal.post(f"/koppelingen/{match.id}/accepteren")
    else:
        chantal.post(f"/koppelingen/{match.id}/afwijzen", data={"reason": "too_far"})
    for page in ("/mijn-werk", f"/koppelingen/{match.id}"):
        assert undo in chantal.get(page).text, page
        assert undo not in visitors["amina"].get(page).text, page
    said = "Je zei ja, voor 30 mensen. De ander" if answer == "yes" else "Je zei nee. "
    assert said in chantal.get(f"/koppelingen/{match.id}").text
    done = chantal.post(undo, data={"page": "work"})
    assert (done.status_code, done.headers["location"]) == (303, "/mijn-werk")
    page = chantal.get("/mijn-werk").text
    assert f"/koppelingen/{match.id}/accepteren" in page and undo not in page
