"""What was agreed stays agreed: who changes it asks the other side, and knows that beforehand."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from app.core import clock, errors
from app.matches import terms, terms_commands, undo_commands
from app.matches.locks import lock_match
from app.matches.models import Match, MatchStatus, Side, WithdrawReason
from app.needs.fields import NeedInput
from app.needs.models import Need
from app.offers.fields import OfferInput
from app.offers.models import Offer
from app.work.queries import get_work
from app.work.task_kinds import TaskKind
from tests.matches.pairs import JAAP, KARIN, MARIJKE, Pairs
from tests.world import Visitors

SOON = timedelta(days=40)
OF_NEED: dict[str, dict[str, Any]] = {
    "support_type": {"support_type": "transport"},
    "target_group": {"target_group": "informal_carers"},
    "also_groups": {"also_groups": ["lonely_people"]},
    "needed_from": {"needed_from": SOON},
    "needed_until": {"needed_until": SOON},
    "quantity": {"quantity": 35, "people": 35},
}
OF_OFFER: dict[str, dict[str, Any]] = {
    "support_type": {"support_type": "transport"},
    "target_groups": {"target_groups": ["informal_carers"]},
    "municipalities": {"municipalities": []},
    "available_from": {"available_from": SOON},
    "available_until": {"available_until": SOON},
    "quantity": {"quantity": 25},
}
# The owner of these, and who said yes to them.
SIDES = {"need": ("amina", "chantal"), "offer": ("chantal", "amina")}
CASES = [("need", name) for name in OF_NEED] + [("offer", name) for name in OF_OFFER]
# What a form has beyond the terms; nobody else is asked about these.
NO_TERMS = {
    "title", "description", "urgency", "people", "crisis", "measure", "organisation", "publish",
    "version", "sure_no_names", "sure_terms", "asks_alike", "seen_alike",
    "municipality",  # has a test of its own: a municipality's need stays where it is
}  # fmt: skip


def change(side: str, name: str) -> dict[str, Any]:
    wanted = (OF_NEED if side == "need" else OF_OFFER)[name]
    return {k: clock.today() + v if isinstance(v, timedelta) else v for k, v in wanted.items()}


def thing_of(match: Match, side: str) -> Need | Offer:
    return match.need if side == "need" else match.offer


def agreed(pairs: Pairs, state: str = "accepted") -> Match:
    """Fifteen of forty people, with an offer of thirty."""
    need = pairs.need(municipality="GM1979")
    make = pairs.running if state == "running" else pairs.accepted
    return make(need=need, quantity=15)


def sentence(pairs: Pairs, match: Match, side: str, **changes: Any) -> dict[str, str]:
    before = pairs.session.begin_nested()
    with pytest.raises(errors.Invalid) as refused:
        pairs.edit(thing_of(match, side), **changes)
    before.rollback()
    return dict(refused.value.errors)


def test_every_field_of_a_form_is_a_term_or_not() -> None:
    for form, cases in ((NeedInput, OF_NEED), (OfferInput, OF_OFFER)):
        fields = set(form.model_fields)
        assert fields <= set(cases) | NO_TERMS | {"unit"}, fields
        assert not set(cases) - fields


def test_it_is_kept_at_the_last_yes(pairs: Pairs) -> None:
    match = pairs.propose("daan", quantity=15)
    assert pairs.accept(match).agreed is None
    kept = pairs.accept(match, "amina").agreed or {}
    assert kept["need"]["title"] == match.need.title
    assert kept["offer"]["municipalities"] == ["GM1979"]
    assert [terms.changes(match, side) for side in (Side.NEED, Side.OFFER)] == [[], []]


@pytest.mark.parametrize("state", ["accepted", "running"])
@pytest.mark.parametrize(("side", "name"), CASES)
def test_who_changes_a_term_is_told_and_the_other_side_is_asked(
    pairs: Pairs, side: str, name: str, state: str
) -> None:
    match, (_owner, other) = agreed(pairs, state), SIDES[side]
    names = {"amina": "Gemeente Eemsdelta", "chantal": "Boodschappenhulp Delfzijl"}
    told = sentence(pairs, match, side, **change(side, name))
    assert names[other] in told.pop("sure_terms") and told == {}
    assert (match.confirming, terms.changes(match, Side(side))) == ([], [])

    pairs.edit(thing_of(match, side), **change(side, name), sure_terms=True)
    assert [each.value for each in match.confirming] == ["offer" if side == "need" else "need"]
    assert match.status.value == state
    assert pairs.events(match)[-1] == "match:terms_changed"
    assert any(each.matters for each in terms.changes(match, Side(side)))
    assert (match.quantity, match.answer_by) == (15, None), "agreed as before, and does not lapse"
    kinds = {t.kind for t in get_work(pairs.session, pairs[other]).week}
    assert TaskKind.CONFIRM_TERMS in kinds
    # A word in the explanation asks nobody anything again.
    pairs.edit(thing_of(match, side), description="Elke week opnieuw.")
    assert len(match.confirming) == 1


def test_another_place_is_asked_about(pairs: Pairs) -> None:
    need = pairs.world.need("chantal", publish=True, municipality="GM1979")
    match = pairs.propose("chantal", need=need, offer=pairs.offer(JAAP), quantity=15)
    pairs.accept(pairs.approve(match))
    told = sentence(pairs, match, "need", who="chantal", municipality="GM0014")
    assert set(told) == {"sure_terms"}
    pairs.edit(need, "chantal", municipality="GM0014", sure_terms=True)
    assert match.confirming == [Side.OFFER]


@pytest.mark.parametrize("side", SIDES)
@pytest.mark.parametrize("words", [{"title": "Iets andere woorden"}, {"description": "Nieuw."}])
def test_other_words_ask_nobody(pairs: Pairs, side: str, words: dict[str, str]) -> None:
    match = agreed(pairs)
    pairs.edit(thing_of(match, side), **words)
    assert match.confirming == []
    changed = [each.name for each in terms.changes(match, Side(side))]
    assert changed == (["title"] if "title" in words else [])


@pytest.mark.parametrize("side", SIDES)
def test_more_asks_nobody_and_back_is_as_agreed(pairs: Pairs, side: str) -> None:
    match = agreed(pairs)
    more: dict[str, Any] = {"quantity": 60} | ({"people": 60} if side == "need" else {})
    pairs.edit(thing_of(match, side), **more)
    assert match.confirming == []
    pairs.edit(thing_of(match, side), support_type="transport", sure_terms=True)
    assert len(match.confirming) == 1
    pairs.edit(thing_of(match, side), support_type="groceries_meals", sure_terms=True)
    assert match.confirming == []


@pytest.mark.parametrize("side", SIDES)
@pytest.mark.parametrize("who", ["owner", "member"])
def test_the_unit_of_what_is_agreed_is_fixed(pairs: Pairs, side: str, who: str) -> None:
    """Fifteen people of twenty were "15 van 20 pakketten per week" after an edit by a member."""
    match = agreed(pairs)
    editor = SIDES[side][0] if who == "owner" or side == "offer" else "bram"
    told = sentence(
        pairs, match, side, who=editor, unit="parcels_per_week", quantity=40, sure_terms=True
    )
    assert set(told) == {"unit"}


@pytest.mark.parametrize("side", SIDES)
def test_another_unit_withdraws_who_is_only_asked_and_says_so_before(
    pairs: Pairs, side: str
) -> None:
    match = pairs.approved(quantity=15)
    wish: dict[str, Any] = {"unit": "parcels_per_week", "quantity": 40}
    told = sentence(pairs, match, side, **wish)
    assert set(told) == {"sure_terms"} and "1" in told["sure_terms"]
    assert match.status is MatchStatus.APPROVED
    pairs.edit(thing_of(match, side), **wish, sure_terms=True)
    assert (match.status, match.withdraw_reason) == (
        MatchStatus.WITHDRAWN,
        WithdrawReason.TERMS_CHANGED,
    )


@pytest.mark.parametrize("side", SIDES)
def test_a_yes_to_the_change_is_the_new_agreement(pairs: Pairs, side: str) -> None:
    match, (_owner, other) = agreed(pairs), SIDES[side]
    pairs.edit(thing_of(match, side), support_type="transport", sure_terms=True)
    locked = lock_match(pairs.session, pairs[other], match.id)
    terms_commands.confirm_terms(pairs.session, pairs[other], locked)
    assert match.confirming == [] and terms.changes(match, Side(side)) == []
    assert match.status is MatchStatus.ACCEPTED
    assert pairs.events(match)[-1] == "match:terms_confirmed"


@pytest.mark.parametrize("side", SIDES)
def test_stepping_back_frees_what_was_committed(pairs: Pairs, side: str) -> None:
    match, (_owner, other) = agreed(pairs), SIDES[side]
    pairs.edit(thing_of(match, side), support_type="transport", sure_terms=True)
    pairs.withdraw(match, other, reason="terms_changed")
    assert (match.need.committed, match.offer.committed, match.confirming) == (0, 0, [])


@pytest.mark.parametrize("side", SIDES)
def test_who_lowers_it_to_what_is_agreed_asks_nobody_else_any_more(pairs: Pairs, side: str) -> None:
    match = agreed(pairs)
    if side == "need":
        others = [
            pairs.approve(pairs.propose(need=match.need, offer=pairs.offer(who), quantity=5))
            for who in (JAAP, KARIN, MARIJKE)
        ]
    else:
        needs = [pairs.need(title=f"Nog {word} mensen") for word in ("meer", "andere")]
        others = [
            pairs.approve(pairs.propose(need=need, offer=match.offer, quantity=5)) for need in needs
        ]
    less: dict[str, Any] = {"quantity": 15} | ({"people": 15} if side == "need" else {})
    pairs.edit(thing_of(match, side), **less, sure_terms=True)
    ends = {(other.status, other.withdraw_reason) for other in others}
    assert ends == {(MatchStatus.WITHDRAWN, WithdrawReason.NO_LONGER_NEEDED)}
    assert match.status is MatchStatus.ACCEPTED


def test_both_pages_say_what_changed_and_whose_turn_it_is(pairs: Pairs, visitors: Visitors) -> None:
    match = agreed(pairs)
    pairs.edit(match.need, target_group="informal_carers", sure_terms=True)
    pairs.session.commit()
    path = f"/koppelingen/{match.id}"
    asked, waits = visitors["chantal"].get(path).text, visitors["amina"].get(path).text
    assert 'action="' + path + '/bevestigen"' in asked and "Nee, wij stoppen" in asked
    assert "Ouderen" in asked and "Mantelzorgers" in asked and "<del>" in asked
    assert "Gewijzigd, wacht op Boodschappenhulp Delfzijl." in waits
    assert "/bevestigen" not in waits
    # Who has no part in it reads nothing of it.
    assert "<del>" not in visitors["greet"].get(path).text
    answer = visitors["chantal"].post(path + "/bevestigen")
    assert answer.status_code == 303
    assert "<del>" not in visitors["chantal"].get(path).text


def test_the_form_asks_before_it_changes_what_is_agreed(pairs: Pairs, visitors: Visitors) -> None:
    match = agreed(pairs)
    pairs.session.commit()
    path = f"/behoeften/{match.need_id}"
    sent = {
        "title": match.need.title, "description": "", "support_type": "transport",
        "target_group": "older_people", "municipality": "GM1979", "quantity": "40",
        "unit": "people", "urgency": "high", "needed_from": match.need.needed_from.isoformat(),
        "version": str(match.need.version),
    }  # fmt: skip
    page = visitors["amina"].post(path, data=sent)
    assert page.status_code == 422
    assert "Dit is al afgesproken met Boodschappenhulp Delfzijl." in page.text
    assert 'name="sure_terms"' in page.text
    assert 'name="sure_terms"' not in visitors["amina"].get(path + "/wijzigen").text
    assert visitors["amina"].post(path, data=sent | {"sure_terms": "1"}).status_code == 303


def test_an_answer_that_is_undone_leaves_nothing_agreed(pairs: Pairs) -> None:
    match = pairs.approved(quantity=15)
    pairs.accept(match, "amina", on_behalf="1", channel="phone")
    assert match.agreed is not None
    undo_commands.undo_answer(
        pairs.session,
        pairs["chantal"],
        lock_match(pairs.session, pairs["chantal"], match.id),
    )
    assert match.agreed is None


# Who says yes first, or proposes, while the other side still changes what it says; and who has the
# last word.
HALF_AGREED = [
    ("offer", "amina proposed"), ("need", "chantal proposed"), ("need", "chantal said yes"),
    ("offer", "amina said yes"),
]  # fmt: skip


def half_agreed(pairs: Pairs, how: str) -> Match:
    need = pairs.need(municipality="GM1979")
    who, _space, did = how.partition(" ")
    if did == "proposed":
        return pairs.approve(pairs.propose(who, need=need, quantity=15))
    return pairs.accept(pairs.propose("daan", need=need, quantity=15), who)


@pytest.mark.parametrize(
    ("side", "name", "how"),
    [(side, name, how) for side, how in HALF_AGREED for of, name in CASES if of == side],
)
def test_who_said_yes_to_other_terms_is_asked_after_the_last_yes(
    pairs: Pairs, side: str, name: str, how: str
) -> None:
    """The yes of the other side, or its proposal, is to what it had before it then."""
    match, owner = half_agreed(pairs, how), SIDES[side][0]
    pairs.edit(thing_of(match, side), **change(side, name), sure_terms=True)
    pairs.accept(match, owner)
    assert match.status is MatchStatus.ACCEPTED
    assert [each.value for each in match.confirming] == ["offer" if side == "need" else "need"]
    assert any(each.matters for each in terms.changes(match, Side(side)))
    # Undone within the minute, the first yes is still to what it was to.
    pairs.undo(match, owner)
    pairs.accept(match, owner)
    assert len(match.confirming) == 1


@pytest.mark.parametrize(("side", "how"), HALF_AGREED)
@pytest.mark.parametrize("words", [{}, {"title": "Iets andere woorden"}])
def test_nobody_is_asked_when_all_that_matters_is_as_it_was(
    pairs: Pairs, side: str, how: str, words: dict[str, str]
) -> None:
    match = half_agreed(pairs, how)
    if words:
        pairs.edit(thing_of(match, side), **words)
    pairs.accept(match, SIDES[side][0])
    assert match.confirming == []


def test_another_main_group_is_another_group(pairs: Pairs) -> None:
    need = pairs.need(target_group="older_people", also_groups=["informal_carers"])
    match = pairs.accepted(need=need, quantity=15)
    pairs.edit(need, target_group="informal_carers", also_groups=["older_people"], sure_terms=True)
    assert match.confirming == [Side.OFFER]


@pytest.mark.parametrize("side", SIDES)
def test_the_unit_of_what_is_completed_is_fixed(pairs: Pairs, side: str) -> None:
    """People come free again, so an offer of 30 could become parcels, and what was done with it."""
    match = pairs.complete(agreed(pairs, "running"))
    told = sentence(pairs, match, side, unit="parcels_per_week", quantity=40, sure_terms=True)
    assert set(told) == {"unit"}


@pytest.mark.parametrize("side", SIDES)
@pytest.mark.parametrize("noted", [{}, {"who": "amina", "on_behalf": "1", "channel": "phone"}])
def test_an_answer_in_another_unit_cannot_be_undone(
    pairs: Pairs, side: str, noted: dict[str, str]
) -> None:
    match = pairs.decline(pairs.approved(quantity=15), **noted)
    pairs.edit(thing_of(match, side), unit="parcels_per_week", quantity=40, sure_terms=True)
    with pytest.raises(errors.Conflict):
        pairs.undo(match)


def test_an_invitation_in_another_unit_does_not_come_back(pairs: Pairs) -> None:
    need, offer = pairs.need(quantity=15, people=15), pairs.offer(JAAP)
    other = pairs.approve(pairs.propose(need=need, offer=offer, quantity=5))
    match = pairs.accepted(need=need, quantity=15)
    pairs.edit(offer, unit="parcels_per_week", quantity=40, sure_terms=True)
    pairs.undo(match)
    assert (match.status, other.status) == (MatchStatus.APPROVED, MatchStatus.WITHDRAWN)


@pytest.mark.parametrize("side", SIDES)
def test_who_is_asked_reads_the_change_and_answers_it_first(
    visitors: Visitors, pairs: Pairs, side: str
) -> None:
    """On a phone both answers stood two and a half screens down, below all that comes later."""
    match, (owner, other) = agreed(pairs), SIDES[side]
    pairs.edit(thing_of(match, side), support_type="transport", sure_terms=True)
    pairs.session.commit()
    asked = visitors[other].get(f"/koppelingen/{match.id}").text
    address = f"/koppelingen/{match.id}/bevestigen"
    assert asked.count(f'action="{address}"') == 1
    changed, answer, agreement = (
        asked.index(sign) for sign in ('id="s_changed"', f'action="{address}"', 'id="s_contact"')
    )
    assert changed < answer < agreement
    assert "nl-button--primary" not in asked
    told = visitors[owner].get(f"/koppelingen/{match.id}").text
    assert address not in told and told.index('id="s_contact"') < told.index('id="s_changed"')


@pytest.mark.parametrize("page", ["need", "offer"])
@pytest.mark.parametrize("side", SIDES)
def test_the_table_of_partners_says_who_is_to_answer_a_change(
    visitors: Visitors, pairs: Pairs, side: str, page: str
) -> None:
    match = agreed(pairs)
    address = f"/behoeften/{match.need_id}" if page == "need" else f"/aanbod/{match.offer_id}"
    pairs.session.commit()
    assert "Gewijzigd, wacht op" not in visitors["greet"].get(address).text
    pairs.edit(thing_of(match, side), support_type="transport", sure_terms=True)
    pairs.session.commit()
    name = "Boodschappenhulp Delfzijl" if side == "need" else "Gemeente Eemsdelta"
    assert f"Gewijzigd, wacht op {name}." in visitors["greet"].get(address).text
