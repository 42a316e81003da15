"""A need that was logged twice goes up in the other one, with what is asked and agreed for it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa
from sqlmodel import Session, SQLModel, select

from app.audit.models import AuditEntry
from app.core import errors
from app.dossier import need_merger_commands, need_merger_policy
from app.dossier.need_merger_commands import NeedMerger, merge_need
from app.follows.models import Follow
from app.identity.timeline import find_timeline
from app.mail.models import Mail
from app.matches.models import MatchStatus, WithdrawReason
from app.needs import labels
from app.needs.models import Need, NeedStatus, NeedWithdrawal
from tests.html import Page
from tests.matches.pairs import JAAP, KARIN, Pairs, sums
from tests.world import ORIGIN, Visitors

# Every column that names a need, and what becomes of it.
MOVES = {
    "match.need_id",
    "need.merged_into_id",
    "follow.need_id",
    "resilience_example.need_id",
    "signal.need_id",
    "interpretation_proposal.need_id",
}
STAYS = {
    "need_text.need_id": "goes with its row; what is withdrawn is no candidate",
    "pair_rejection.need_id": "counts until the need changes, and it does",
    "plan_need.need_id": "a plan says what was",
    "plan_line.need_id": "the same; what it proposes for a need that ended cannot be taken over",
}


def test_every_column_that_names_a_need_moves_or_says_why_not() -> None:
    named = {
        f"{table.name}.{column.name}"
        for table in SQLModel.metadata.sorted_tables
        for column in table.columns
        if any(key.column.table.name == "need" for key in column.foreign_keys)
    }
    assert named == MOVES | STAYS.keys()


def merge(pairs: Pairs, gone: Need, stays: Need, who: str = "amina", **given: Any) -> UUID:
    session = pairs.session
    session.flush()
    typed = {"into": stays.id, "seen": need_merger_commands.versions(gone, stays)} | given
    merged = merge_need(session, pairs[who], gone, NeedMerger.model_validate(typed))
    session.flush()
    session.expire_all()
    return merged


def refused(pairs: Pairs, gone: Need, stays: Need, who: str = "amina", **given: Any) -> set[str]:
    with pytest.raises(errors.Invalid) as problem:
        merge(pairs, gone, stays, who, **given)
    return set(problem.value.errors)


def holds(need: Need) -> None:
    session = sa.orm.object_session(need)
    assert isinstance(session, Session)
    assert need.committed == sums(session, need)
    assert 0 <= need.committed <= need.quantity


def test_matches_of_both_go_on_with_what_is_agreed(pairs: Pairs) -> None:
    gone, stays = pairs.need(quantity=20), pairs.need(quantity=40)
    running = pairs.start(pairs.accept(pairs.approve(pairs.propose(need=gone, quantity=12))))
    asked = pairs.propose(need=gone, offer=pairs.offer(JAAP), quantity=5)
    own = pairs.propose(need=stays, offer=pairs.offer(KARIN), quantity=9)
    offer = running.offer
    assert merge(pairs, gone, stays, quantity=50) == stays.id
    assert (stays.quantity, stays.people, stays.committed) == (50, 50, 12)
    assert {running.need_id, asked.need_id, own.need_id} == {stays.id}
    assert (running.status, running.quantity) == (MatchStatus.RUNNING, 12)
    assert asked.status is own.status is MatchStatus.PROPOSED
    assert (gone.status, gone.withdrawal) == (NeedStatus.WITHDRAWN, NeedWithdrawal.DUPLICATE)
    assert (gone.merged_into_id, gone.committed) == (stays.id, 0)
    assert offer.committed == sums(pairs.session, offer) == 12
    for need in (gone, stays):
        holds(need)
    assert set(stays.matched_with) >= {running.offer_organisation_id, asked.offer_organisation_id}
    pairs.complete(running)
    holds(stays)


def test_what_is_completed_keeps_counting(pairs: Pairs) -> None:
    gone, stays = pairs.need(quantity=20), pairs.need(quantity=40)
    pairs.complete(pairs.start(pairs.accept(pairs.approve(pairs.propose(need=gone, quantity=12)))))
    merge(pairs, gone, stays, quantity=60)
    assert stays.committed == 12
    holds(stays)


def test_less_than_is_agreed_of_both_cannot_be(pairs: Pairs) -> None:
    gone, stays = pairs.need(quantity=30), pairs.need(quantity=30)
    pairs.accept(pairs.approve(pairs.propose(need=gone, quantity=20)))
    other = pairs.propose(need=stays, offer=pairs.offer(JAAP), quantity=20)
    pairs.accept(pairs.approve(other), JAAP)
    assert refused(pairs, gone, stays, quantity=30) == {"quantity"}
    merge(pairs, gone, stays, quantity=45)
    assert stays.committed == 40
    holds(stays)


@pytest.mark.parametrize("quantity", [39, 61])
def test_together_is_at_least_the_one_that_stays_and_at_most_both(
    pairs: Pairs, quantity: int
) -> None:
    gone, stays = pairs.need(quantity=20), pairs.need(quantity=40)
    assert refused(pairs, gone, stays, quantity=quantity) == {"quantity"}


def test_what_it_is_full_with_ends_the_other_questions(pairs: Pairs) -> None:
    gone, stays = pairs.need(quantity=20), pairs.need(quantity=20)
    pairs.accept(pairs.approve(pairs.propose(need=gone, quantity=20)))
    asked = pairs.propose(need=stays, offer=pairs.offer(JAAP), quantity=5)
    merge(pairs, gone, stays, quantity=20)
    assert asked.status is MatchStatus.WITHDRAWN
    assert asked.withdraw_reason is WithdrawReason.NO_LONGER_NEEDED
    holds(stays)


@pytest.mark.parametrize("further", ["gone", "stays", "neither"])
def test_of_what_was_asked_twice_the_question_that_is_less_far_ends(
    pairs: Pairs, further: str
) -> None:
    gone, stays, offer = pairs.need(quantity=20), pairs.need(quantity=40), pairs.offer()
    one = pairs.propose(need=gone, offer=offer, quantity=5)
    other = pairs.propose(need=stays, offer=offer, quantity=6)
    if further != "neither":
        pairs.accept(pairs.approve(one if further == "gone" else other))
    merge(pairs, gone, stays, quantity=40)
    ends, goes_on = (other, one) if further == "gone" else (one, other)
    assert (ends.status, ends.withdraw_reason) == (MatchStatus.WITHDRAWN, WithdrawReason.JOINED)
    assert goes_on.status is not MatchStatus.WITHDRAWN
    assert goes_on.need_id == stays.id
    holds(stays)


def test_what_is_agreed_twice_people_sort_out_first(pairs: Pairs) -> None:
    gone, stays, offer = pairs.need(quantity=20), pairs.need(quantity=40), pairs.offer()
    for need in (gone, stays):
        pairs.accept(pairs.approve(pairs.propose(need=need, offer=offer, quantity=5)))
    assert refused(pairs, gone, stays, quantity=40) == {"into"}
    assert stays.committed == 5
    assert gone.status is NeedStatus.OPEN


def test_who_said_yes_to_other_terms_is_asked(pairs: Pairs) -> None:
    gone = pairs.need(quantity=20, target_group="informal_carers")
    stays = pairs.need(quantity=40)
    other = pairs.accept(pairs.approve(pairs.propose(need=gone, quantity=5)))
    same = pairs.propose(need=stays, offer=pairs.offer(JAAP), quantity=6)
    pairs.accept(pairs.approve(same), JAAP)
    merge(pairs, gone, stays, quantity=40)
    assert (other.offer_confirms, same.offer_confirms) == (True, False)
    assert "match:terms_changed" in pairs.events(other)
    assert "match:terms_changed" not in pairs.events(same)


def test_an_answer_of_a_moment_ago_stands_and_is_told(pairs: Pairs) -> None:
    gone, stays = pairs.need(quantity=20), pairs.need(quantity=40)
    match = pairs.accept(pairs.approve(pairs.propose(need=gone, quantity=5)))
    held = [match.is_held]
    merge(pairs, gone, stays, quantity=40)
    held.append(match.is_held)
    assert held == [True, False]
    assert match.before_answer is None
    assert "match:answer_told" in pairs.events(match)


def test_in_another_unit_an_estimate_is_asked(pairs: Pairs) -> None:
    gone = pairs.need(quantity=30, unit="rides_per_week", people=20)
    stays = pairs.need(quantity=40)
    offer = pairs.offer(unit="rides_per_week")
    match = pairs.propose(need=gone, offer=offer, quantity=7)
    match = pairs.accept(pairs.approve(match))
    other = pairs.propose(need=gone, offer=pairs.offer(JAAP), quantity=9, offer_quantity=4)
    assert refused(pairs, gone, stays, quantity=50) == {"taken"}
    merge(pairs, gone, stays, quantity=50, taken=20)
    # 7 of 30 rides are 5 of 20 people, rounded up; people of an offer in people are those people.
    assert (match.quantity, match.offer_quantity) == (5, 7)
    assert (other.quantity, other.offer_quantity) == (4, 4)
    assert match.offer_confirms, "the unit is another one now"
    assert stays.committed == 5
    holds(stays)
    assert offer.committed == 7


def test_two_organisations_keep_what_is_their_own(pairs: Pairs) -> None:
    stays = pairs.need(quantity=40)
    gone = pairs.world.need("chantal", publish=True, quantity=25, municipality="GM1979")
    asked = pairs.propose("chantal", need=gone, offer=pairs.offer(JAAP), quantity=5)
    before = (stays.quantity, stays.version, stays.committed)
    merge(pairs, gone, stays, "chantal", quantity=60)
    assert (stays.quantity, stays.version, stays.committed) == before
    assert (asked.need_id, asked.withdraw_reason) == (gone.id, WithdrawReason.JOINED)
    assert gone.merged_into_id == stays.id


def test_what_one_organisation_agreed_never_becomes_that_of_another(pairs: Pairs) -> None:
    stays = pairs.need(quantity=40)
    gone = pairs.world.need("chantal", publish=True, quantity=25, municipality="GM1979")
    match = pairs.propose("chantal", need=gone, offer=pairs.offer(JAAP), quantity=5)
    pairs.accept(pairs.approve(match), JAAP)
    assert refused(pairs, gone, stays, "daan") == {"into"}
    assert match.need_id == gone.id


WHO = [("amina", True), ("bram", False), ("chantal", False), ("daan", True), ("farid", False),
       ("greet", False), ("eva", False), ("hugo", False)]  # fmt: skip


@pytest.mark.parametrize(("who", "may"), WHO)
def test_its_coordinator_and_the_team_may(pairs: Pairs, who: str, may: bool) -> None:
    assert bool(need_merger_policy.may_merge(pairs[who], pairs.need())) is may


def test_a_draft_and_what_has_ended_go_up_in_nothing(pairs: Pairs) -> None:
    stays, draft = pairs.need(), pairs.world.need()
    with pytest.raises(errors.Conflict):
        merge(pairs, draft, stays)
    gone = pairs.need()
    merge(pairs, gone, stays, quantity=40)
    for pair in ((gone, stays), (stays, gone)):
        with pytest.raises((errors.Conflict, errors.Invalid)):
            merge(pairs, *pair, quantity=40)


def test_a_small_group_stays_one_and_tells_nobody(pairs: Pairs) -> None:
    few, many = pairs.need(quantity=2), pairs.need(quantity=40)
    assert refused(pairs, few, many, quantity=42) == {"into"}
    assert refused(pairs, many, few, quantity=42) == {"into"}
    other = pairs.need(quantity=3)
    assert refused(pairs, few, other, quantity=5) == {"quantity"}
    with pytest.raises(errors.Forbidden):
        merge(pairs, few, other, "daan", quantity=3)
    merge(pairs, few, other, quantity=4)
    assert (other.quantity, other.people, other.is_small) == (4, 4, True)


def test_who_knew_a_small_group_knows_it_still_and_nobody_else(pairs: Pairs) -> None:
    few, other = pairs.need(quantity=2), pairs.need(quantity=3)
    match = pairs.accept(pairs.approve(pairs.propose(need=few, quantity=2)))
    merge(pairs, few, other, quantity=3)
    assert other.known_to == [match.offer_organisation_id]
    holds(other)


def test_nothing_is_merged_that_somebody_did_not_read(pairs: Pairs) -> None:
    gone, stays = pairs.need(), pairs.need()
    seen = need_merger_commands.versions(gone, stays)
    pairs.edit(stays, title="Iets anders om te doen")
    assert refused(pairs, gone, stays, quantity=40, seen=seen) == {"seen"}


def test_the_history_of_both_says_so_and_the_owner_hears_it_of_the_team(pairs: Pairs) -> None:
    session = pairs.session
    gone, stays = pairs.need(), pairs.need()
    merge(pairs, gone, stays, "daan", quantity=40)
    for need, event in ((gone, "need:merged"), (stays, "need:took_over")):
        told = session.exec(select(AuditEntry.event).where(AuditEntry.object_id == need.id)).all()
        assert event in told
        entries = find_timeline(session, need.id, labels.EVENT_WORDS, with_names=True)
        assert any("amengevoegd" in str(entry) for entry in entries)
    mails = session.exec(select(Mail).where(Mail.kind == "needs:merged")).all()
    assert pairs["amina"].person_id in {mail.person_id for mail in mails}
    assert {mail.object_id for mail in mails} == {gone.id}


def test_who_does_it_to_their_own_gets_no_mail(pairs: Pairs) -> None:
    merge(pairs, pairs.need(), pairs.need(), quantity=40)
    assert pairs.session.exec(select(Mail).where(Mail.kind == "needs:merged")).all() == []


@pytest.mark.parametrize("who", ["amina", "chantal", "daan", "greet"])
def test_the_old_link_leads_on(pairs: Pairs, visitors: Visitors, who: str) -> None:
    first, gone, stays = pairs.need(), pairs.need(), pairs.need()
    merge(pairs, first, gone, quantity=40)
    merge(pairs, gone, stays, quantity=40)
    for old in (first, gone):
        answer = visitors[who].get(f"/behoeften/{old.id}", follow_redirects=False)
        assert answer.headers["location"] == f"/behoeften/{stays.id}"
    assert visitors["hugo"].get(f"/behoeften/{gone.id}").status_code == 404


@pytest.mark.parametrize("who", ["amina", "farid", "daan"])
def test_who_follows_the_old_one_on_an_open_page_follows_the_one_that_stays(
    pairs: Pairs, visitors: Visitors, who: str
) -> None:
    gone, stays = pairs.need(), pairs.need()
    merge(pairs, gone, stays, quantity=40)
    pairs.session.commit()
    answer = visitors[who].post("/mijn-account/volgen", data={"need": str(gone.id)})
    assert answer.headers["location"].split("?")[0] == f"/behoeften/{stays.id}"
    (follow,) = pairs.session.exec(select(Follow)).all()
    assert follow.need_id == stays.id


def test_a_form_of_an_open_page_says_that_it_goes_on_in_another_one(
    pairs: Pairs, visitors: Visitors
) -> None:
    gone, stays = pairs.need(), pairs.need()
    offer = pairs.offer()
    typed = {"need": str(gone.id), "offer": str(offer.id), "quantity": "10", "reason": "too_far"}
    merge(pairs, gone, stays, quantity=40)
    pairs.session.commit()
    came_from = {"referer": f"{ORIGIN}/behoeften/{gone.id}"}
    for address in ("/koppelingen", "/koppelingen/past-niet"):
        answer = visitors["chantal"].post(address, data=typed, headers=came_from)
        assert answer.status_code == 409, (
            "she had no match with it, so she does not see it any more"
        )
        assert "samengevoegd" in answer.text
        assert f'href="/behoeften/{stays.id}"' in answer.text, "the way back leads on"
    for verb in ("sluiten", "intrekken", ""):
        address = f"/behoeften/{gone.id}" + (f"/{verb}" if verb else "")
        answer = visitors["amina"].post(address, data={"outcome": "met"}, headers=came_from)
        assert answer.status_code == 409 and "gaat verder in de andere" in answer.text, verb
    answer = visitors["hugo"].post("/koppelingen", data=typed, headers=came_from)
    assert answer.status_code == 404 and str(stays.id) not in answer.text


def test_the_page_shows_what_is_like_it_and_then_both(pairs: Pairs, visitors: Visitors) -> None:
    gone, stays = pairs.need(), pairs.need(title="Ouderen krijgen geen boodschappen in huis")
    few = pairs.need(quantity=3)
    page = visitors["amina"].get(f"/behoeften/{gone.id}/samenvoegen").text
    assert stays.title in page
    assert f"into={few.id}" not in page
    found = visitors["amina"].get(f"/behoeften/{gone.id}/samenvoegen?q=huis+boodschappen").text
    assert stays.title in found
    both = visitors["amina"].get(f"/behoeften/{gone.id}/samenvoegen?into={stays.id}")
    assert both.status_code == 200
    asked = f"Wil je “{gone.title}” laten opgaan in “{stays.title}”?"
    assert asked in " ".join(Page(both.text)["content"].text.split())
    seen = need_merger_commands.versions(gone, stays)
    typed = {"into": str(stays.id), "seen": seen, "quantity": "900"}
    address = f"/behoeften/{gone.id}/samenvoegen"
    answer = visitors["amina"].post(address, data=typed)
    assert answer.status_code == 422
    assert "Samen zijn het er 40 tot 80." in answer.text
    answer = visitors["amina"].post(
        address, data=typed | {"quantity": "50"}, follow_redirects=False
    )
    assert answer.headers["location"] == f"/behoeften/{stays.id}"
    pairs.session.expire_all()
    assert (stays.quantity, gone.merged_into_id) == (50, stays.id)
