"""The review goes on with suggestions: for a need that nobody is asked for, the offer that fits it
best.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import select

from app.audit.models import AuditEntry
from app.core import clock
from app.core.errors import Conflict, Forbidden
from app.matches.models import GRACE, DeclineReason, Match, MatchStatus
from app.needs.models import Need
from app.needs.queries import get_need
from app.offers.models import Offer
from app.suggestions.commands import Proposal
from app.suggestions.models import PairRejection
from app.suggestions.queries import suggest_offers
from app.suggestions.rejection_commands import Rejection, reject_pair
from app.suggestions.review_commands import propose_in_review
from tests.html import Page
from tests.matches.pairs import JAAP, Pairs
from tests.review.test_round import START, bar, has_key, queue_of
from tests.world import Visitors

SUGGESTIONS = f"{START}/suggesties"


def reject(pairs: Pairs, need: Need, offer: Offer, who: str = "daan") -> PairRejection:
    given = Rejection(need=need.id, offer=offer.id, reason=DeclineReason.WRONG_GROUP)
    return reject_pair(pairs.session, pairs[who], given)


def path_of(need: Need) -> str:
    return f"{SUGGESTIONS}/{need.id}"


def suggested(pairs: Pairs, need: Need) -> list[Any]:
    pairs.session.flush()
    loaded = get_need(pairs.session, pairs["daan"], need.id)
    return [row.offer_id for row in suggest_offers(pairs.session, pairs["daan"], loaded).rows]


def shown_offer(page: Page) -> str:
    """The offer that a yes is about."""
    [form] = [form for form in page.every("form") if form.attributes.get("id") == "approval"]
    return next(
        str(e.attributes["value"]) for e in form.inside if e.attributes.get("name") == "offer"
    )


def hrefs(page: Page) -> set[str]:
    return {str(a.attributes["href"]) for a in page["content"].inside if a.tag == "a"}


def yes_of(page: Page) -> str:
    """What stands on the button of the yes."""
    return next(e.text for e in page.elements if e.attributes.get("data-key") == "g")


def events(pairs: Pairs) -> list[str]:
    entries = pairs.session.exec(select(AuditEntry).order_by(AuditEntry.at, AuditEntry.id)).all()  # type: ignore[arg-type]
    return [entry.event for entry in entries]


@pytest.fixture
def need(pairs: Pairs) -> Need:
    return pairs.need()


@pytest.fixture
def offers(pairs: Pairs) -> list[Offer]:
    """The first says the same as the need and can do all of it, the second does half."""
    best = pairs.offer(title="Boodschappen doen voor ouderen boven de 80", quantity=40)
    other = pairs.offer(JAAP, quantity=20)
    pairs.session.commit()
    return [best, other]


def test_after_the_last_proposal_comes_the_end_and_only_then_the_suggestions(
    visitors: Visitors, pairs: Pairs, offers: list[Offer]
) -> None:
    waiting = pairs.propose()
    acute, normal = pairs.need(urgency="acute"), pairs.need(urgency="normal")
    pairs.approved(need=pairs.need(), quantity=5)  # somebody is asked here
    full = pairs.need(quantity=5)
    pairs.accepted(need=full, quantity=5)
    pairs.world.need()  # a draft
    pairs.session.commit()
    daan = visitors["daan"]
    page = Page(daan.get(f"{START}/{waiting.id}").text)
    assert "Daarna 2 behoeften waarvoor niemand is gevraagd" in page["content"].text
    end = f"{START}/klaar"
    assert bar(page, "s") == end
    skipped = Page(daan.get(end).text)
    assert queue_of(skipped) == [f"{START}/{waiting.id}"], "what was skipped can be taken up again"
    assert hrefs(skipped) >= {START, SUGGESTIONS}
    assert daan.post(f"{START}/{waiting.id}/goedkeuren").headers["location"] == end
    decided = Page(daan.get(end).text)
    assert "Voor 2 behoeften is niemand gevraagd" in decided["content"].text
    assert SUGGESTIONS in hrefs(decided) and START not in hrefs(decided)
    assert daan.get(START).status_code == 200, "reviewing again does not lead to inviting either"
    page = Page(daan.get(path_of(acute)).text)
    assert queue_of(page)[-2:] == [path_of(acute), path_of(normal)]
    assert "Behoefte 1 van 2" in page["content"].text
    assert bar(page, "s") == path_of(normal)
    assert bar(Page(daan.get(path_of(normal)).text), "s") == f"{START}/klaar"
    assert daan.get(SUGGESTIONS).headers["location"] == path_of(acute)
    assert f'href="{SUGGESTIONS}"' in daan.get("/bord").text


def test_the_best_offer_comes_first_with_its_reasons(
    visitors: Visitors, pairs: Pairs, need: Need, offers: list[Offer]
) -> None:
    assert suggested(pairs, need)[0] == offers[0].id
    page = Page(visitors["daan"].get(path_of(need)).text)
    assert shown_offer(page) == str(offers[0].id)
    assert page.typed("quantity") == ["40"]
    assert "elfde soort hulp" in page["content"].text
    assert "0 van 40" in page["content"].text and "40 van 40" in page["content"].text


def test_a_yes_proposes_to_both_sides_and_tells_them_a_minute_later(
    visitors: Visitors, pairs: Pairs, need: Need, offers: list[Offer]
) -> None:
    daan = visitors["daan"]
    sent = {"offer": str(offers[0].id), "quantity": "25"}
    assert (
        daan.post(f"{path_of(need)}/goedkeuren", data=sent).headers["location"] == f"{START}/klaar"
    )
    [match] = pairs.session.exec(select(Match)).all()
    assert (match.status, match.proposed_by, match.quantity) == (MatchStatus.APPROVED, "team", 25)
    assert match.awaits_need and match.awaits_offer and match.is_untold
    end = Page(daan.get(f"{START}/klaar").text)
    assert "1 goedgekeurd" in end["content"].text
    assert daan.post(bar(end, "v")).headers["location"] == path_of(need)
    pairs.session.refresh(match)
    assert match.status is MatchStatus.WITHDRAWN
    page = Page(daan.get(path_of(need)).text)
    assert shown_offer(page) == str(offers[0].id), "it is suggested again"
    assert not has_key(page, "v")
    assert pairs.events(match) == ["match:proposed", "match:review_undone", "match:withdrawn"]


@pytest.mark.parametrize(
    ("sent", "field", "words"),
    [
        ({}, "quantity", "Vul in"),
        ({"quantity": "veel"}, "quantity", "heel getal"),
        ({"quantity": "41"}, "quantity", "40"),
    ],
)
def test_a_yes_that_is_not_right_shows_the_same_offer_again(
    visitors: Visitors,
    pairs: Pairs,
    need: Need,
    offers: list[Offer],
    sent: dict[str, str],
    field: str,
    words: str,
) -> None:
    other = str(offers[1].id)
    answer = visitors["daan"].post(f"{path_of(need)}/goedkeuren", data={"offer": other} | sent)
    page = Page(answer.text)
    assert answer.status_code == 422
    assert words in page.error(field)
    assert shown_offer(page) == other, "not the best one, but the one it is about"
    assert pairs.session.exec(select(Match)).all() == []


def test_units_that_differ_ask_for_both_numbers(
    visitors: Visitors, pairs: Pairs, need: Need
) -> None:
    rides = pairs.offer(unit="rides_per_week", quantity=12)
    pairs.session.commit()
    daan = visitors["daan"]
    page = Page(daan.get(path_of(need)).text)
    assert page.typed("quantity") == ["12"] and page.typed("offer_quantity") == ["12"]
    sent = {"offer": str(rides.id), "quantity": "20"}
    refused = Page(daan.post(f"{path_of(need)}/goedkeuren", data=sent).text)
    assert "anders geteld" in refused.error("offer_quantity")
    daan.post(f"{path_of(need)}/goedkeuren", data=sent | {"offer_quantity": "6"})
    [match] = pairs.session.exec(select(Match)).all()
    assert (match.quantity, match.offer_quantity) == (20, 6)


def test_a_no_leads_to_the_next_best_for_the_same_need_and_then_says_that_nobody_fits(
    visitors: Visitors, pairs: Pairs, need: Need, offers: list[Offer]
) -> None:
    daan = visitors["daan"]
    refused = daan.post(f"{path_of(need)}/afwijzen", data={"offer": str(offers[0].id)})
    assert (refused.status_code, Page(refused.text).error("reason")) == (422, "Kies een reden.")
    for offer in offers:
        assert shown_offer(Page(daan.get(path_of(need)).text)) == str(offer.id)
        sent = {"offer": str(offer.id), "reason": "wrong_group"}
        assert daan.post(f"{path_of(need)}/afwijzen", data=sent).headers["location"] == path_of(
            need
        )
    page = Page(daan.get(path_of(need)).text)
    assert "Geen aanbod past nu goed genoeg" in page["content"].text
    assert pairs.session.exec(select(Match)).all() == [], "nobody was asked, so nobody said no"
    kept = pairs.session.exec(select(PairRejection)).all()
    assert {(one.side, one.reason) for one in kept} == {("team", DeclineReason.WRONG_GROUP)}
    # One step back.
    assert bar(page, "v") == f"{path_of(need)}/terugdraaien"
    undone = daan.post(f"{path_of(need)}/terugdraaien", data={"offer": str(offers[1].id)})
    assert undone.headers["location"] == path_of(need)
    page = Page(daan.get(path_of(need)).text)
    assert shown_offer(page) == str(offers[1].id)
    assert has_key(page, "v"), "the decision before is a minute young too"
    assert events(pairs)[-1] == "pair:restored"


def test_after_the_minute_a_no_offers_no_step_back(
    visitors: Visitors, pairs: Pairs, need: Need, offers: list[Offer]
) -> None:
    with clock.at(clock.now() - GRACE - timedelta(seconds=1)):
        reject(pairs, need, offers[0])
    pairs.session.commit()
    page = Page(visitors["daan"].get(path_of(need)).text)
    assert shown_offer(page) == str(offers[1].id)
    assert not has_key(page, "v")


@pytest.mark.parametrize("who", ["amina", "bram", "chantal", "eva", "farid", "greet"])
def test_only_the_team_decides_about_suggestions_here(
    pairs: Pairs, need: Need, offers: list[Offer], who: str
) -> None:
    wanted = Proposal(need=need.id, offer=offers[0].id, quantity=5)
    with pytest.raises(Forbidden):
        propose_in_review(pairs.session, pairs[who], wanted)


def test_two_that_are_proposed_to_each_other_meanwhile_are_answered_there(
    visitors: Visitors, pairs: Pairs, need: Need, offers: list[Offer]
) -> None:
    pairs.propose(need=need, offer=offers[0], quantity=5)
    pairs.session.commit()
    with pytest.raises(Conflict):
        reject(pairs, need, offers[0])
    daan = visitors["daan"]
    assert daan.get(path_of(need)).headers["location"] == f"/behoeften/{need.id}"
    sent = {"offer": str(offers[0].id), "quantity": "5"}
    answer = daan.post(f"{path_of(need)}/goedkeuren", data=sent)
    assert answer.status_code == 422 and "al aan elkaar voorgesteld" in answer.text


def test_a_form_that_names_no_offer_was_not_ours(
    visitors: Visitors, pairs: Pairs, need: Need
) -> None:
    pairs.session.commit()
    daan = visitors["daan"]
    for verb in ("goedkeuren", "afwijzen"):
        for offer in ({}, {"offer": "geen-nummer"}):
            sent = {"quantity": "5"} if verb == "goedkeuren" else {"reason": "other"}
            assert daan.post(f"{path_of(need)}/{verb}", data=sent | offer).status_code == 422


def test_a_small_group_shows_neither_place_nor_number(visitors: Visitors, pairs: Pairs) -> None:
    need = pairs.need(
        title="Boodschappen voor drie ouderen", people=3, quantity=3, municipality="GM1979"
    )
    pairs.offer(municipalities=["GM1979", "GM0014"], title="Boodschappen aan huis")
    pairs.session.commit()
    page = Page(visitors["daan"].get(path_of(need)).text)
    text = page["content"].text.replace("Boodschappenhulp Delfzijl", "")
    assert "minder dan 5 mensen" in text
    assert "Gemeente Eemsdelta" not in text and "3 mensen" not in text
    assert page.typed("quantity") == [""], "the number is not filled in either"


BOTH = "Nodig beide organisaties uit"


def test_a_yes_that_invites_two_organisations_says_so_on_its_button(
    visitors: Visitors, pairs: Pairs, need: Need, offers: list[Offer]
) -> None:
    of_one = pairs.propose(need=pairs.need(), quantity=5)
    own = pairs.need(who="daan")  # the team asks for its own organisation: that is no invitation
    pairs.session.commit()
    daan = visitors["daan"]
    assert BOTH in yes_of(Page(daan.get(path_of(need)).text))
    for path in (f"{START}/{of_one.id}", path_of(own)):
        page = Page(daan.get(path).text)
        assert "Keur goed" in yes_of(page) and BOTH not in page["content"].text
        assert "en Boodschappenhulp Delfzijl krijgen" not in page["content"].text
    of_need = Page(daan.get(f"/behoeften/{need.id}").text)
    assert any(BOTH in e.text for e in of_need.every("button"))
    as_owner = Page(visitors["amina"].get(f"/behoeften/{need.id}").text)
    assert not any(BOTH in e.text for e in as_owner.every("button"))
