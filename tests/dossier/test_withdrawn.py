"""What is withdrawn stays readable for who had a match with it, and no link leads to nothing."""

from __future__ import annotations

import re

import pytest
import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.needs import policy as need_policy
from app.needs.commands import NeedWithdrawing, withdraw_need
from app.needs.models import Need, NeedWithdrawal
from app.offers import policy as offer_policy
from app.offers.commands import OfferWithdrawing, withdraw_offer
from app.offers.models import Offer, OfferWithdrawal
from tests.html import Page
from tests.matches.pairs import JAAP, Pairs, in_state
from tests.world import Visitors

STATES = ("proposed", "approved", "accepted", "running", "completed", "declined", "lapsed")
CAST = ("amina", "bram", "chantal", "daan", "eva", "farid", "greet", "hugo")


def withdraw(pairs: Pairs, what: str, thing: Need | Offer) -> None:
    if isinstance(thing, Need):
        why = NeedWithdrawing(reason=NeedWithdrawal.DUPLICATE)
        withdraw_need(pairs.session, pairs["amina"], thing, why)
    else:
        stop = OfferWithdrawing(reason=OfferWithdrawal.STOPPED)
        withdraw_offer(pairs.session, pairs["chantal"], thing, stop)
    pairs.session.flush()


@pytest.mark.parametrize("what", ["need", "offer"])
@pytest.mark.parametrize("state", STATES)
def test_no_link_of_a_match_leads_to_nothing(
    pairs: Pairs, visitors: Visitors, state: str, what: str
) -> None:
    match = in_state(pairs, state)
    withdraw(pairs, what, match.need if what == "need" else match.offer)
    pairs.session.commit()
    for who in CAST[:-1]:
        page = visitors[who].get(f"/koppelingen/{match.id}")
        assert page.status_code == 200
        links = set(re.findall(r'href="(/(?:behoeften|aanbod|netwerk|acties)/[^"#?]+)', page.text))
        answers = {link: visitors[who].get(link).status_code for link in links}
        assert {link for link, status in answers.items() if status != 200} == set(), who


@pytest.mark.parametrize("what", ["need", "offer"])
@pytest.mark.parametrize("state", STATES)
def test_the_other_side_of_a_match_can_still_read_it(
    pairs: Pairs, visitors: Visitors, state: str, what: str
) -> None:
    match = in_state(pairs, state)
    thing = match.need if what == "need" else match.offer
    withdraw(pairs, what, thing)
    pairs.session.commit()
    path = f"/behoeften/{thing.id}" if what == "need" else f"/aanbod/{thing.id}"
    own, other = ("amina", "chantal") if what == "need" else ("chantal", "amina")
    expected = {own: 200, other: 200, "daan": 200, "farid": 404, "greet": 404, "hugo": 404}
    assert {who: visitors[who].get(path).status_code for who in expected} == expected
    # Reading is all: nothing can be done with it any more. The switch is about the page itself.
    main = Page(visitors[other].get(path).text).every("main")[0]
    acts = [e.attributes for e in main.inside if e.attributes.get("method") == "post"]
    assert [each for each in acts if each.get("id") != "live_form"] == []


def test_a_small_group_stays_hidden_from_who_never_worked_on_it(
    pairs: Pairs, visitors: Visitors
) -> None:
    need = pairs.need(title="Voor heel weinig mensen", people=3, quantity=3)
    match = pairs.approve(pairs.propose(need=need, quantity=3))
    pairs.decline(match)
    withdraw(pairs, "need", need)
    pairs.session.commit()
    page = visitors["chantal"].get(f"/behoeften/{need.id}").text
    assert "Eemsdelta" not in page.split("<main")[1]


@pytest.mark.parametrize(("model", "policy"), [(Need, need_policy), (Offer, offer_policy)])
def test_the_list_and_the_page_know_the_same_readers(
    session: Session, pairs: Pairs, model: type[Need | Offer], policy: object
) -> None:
    match = in_state(pairs, "declined")
    thing = match.need if model is Need else match.offer
    withdraw(pairs, model.__name__.lower(), thing)
    seen_by = {
        who
        for who in (*CAST, JAAP)
        if session.exec(
            select(col(model.id)).where(
                col(model.id) == thing.id,
                policy.visible_to(pairs[who]),  # type: ignore[attr-defined]
            )
        ).first()
    }
    assert seen_by == {who for who in (*CAST, JAAP) if policy.can_see(pairs[who], thing)}  # type: ignore[attr-defined]
    assert {"amina", "bram", "chantal", "daan"} <= seen_by and JAAP not in seen_by
    assert (
        session.scalar(
            sa.select(sa.func.cardinality(col(model.matched_with))).where(col(model.id) == thing.id)
        )
        == 1
    )
