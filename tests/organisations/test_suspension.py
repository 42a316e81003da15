"""What others can do with an organisation that takes no part for a while."""

from __future__ import annotations

import pytest

from app.core.errors import Invalid
from app.identity.models import Organisation, OrganisationStatus
from app.matches.models import Match, MatchStatus, WithdrawReason
from app.needs.models import Need
from app.offers.models import Offer
from app.organisations.admission_commands import AdmissionReason, suspend_organisation
from app.suggestions.partner_queries import find_need_choices, find_offer_choices
from tests.matches.pairs import JAAP, Pairs, in_state
from tests.world import Visitors

NAME = "Boodschappenhulp Delfzijl"
NOBODY = "doet op dit moment niet mee"


def suspend(pairs: Pairs, name: str = NAME) -> Organisation:
    organisation = pairs.world.organisation(name)
    given = AdmissionReason(reason="Wij zoeken uit wat er is gebeurd.")
    suspend_organisation(pairs.session, pairs["eva"], organisation, given)
    pairs.session.flush()
    return organisation


def stands(match: Match) -> tuple[MatchStatus, WithdrawReason | None]:
    return match.status, match.withdraw_reason


@pytest.mark.parametrize("name", [NAME, "Gemeente Eemsdelta"])
def test_who_waits_for_its_answer_hears_that_it_does_not_come(pairs: Pairs, name: str) -> None:
    need = pairs.need(people=60)
    asked = [pairs.propose(need=need), pairs.approved(need=need), pairs.propose("chantal")]
    of_others = pairs.approve(
        pairs.propose("farid", pairs.world.need("farid", publish=True), pairs.offer(JAAP))
    )
    suspend(pairs, name)
    assert [stands(match) for match in asked] == [
        (MatchStatus.WITHDRAWN, WithdrawReason.CANNOT_ANYMORE)
    ] * 3
    assert {pairs.events(match)[-1] for match in asked} == {"match:withdrawn"}
    assert of_others.status is MatchStatus.APPROVED


@pytest.mark.parametrize("state", ["accepted", "running", "completed"])
def test_what_is_agreed_with_it_stays_agreed(pairs: Pairs, state: str) -> None:
    match = in_state(pairs, state)
    before = (match.status, match.need.committed, match.offer.committed)
    suspend(pairs)
    assert (match.status, match.need.committed, match.offer.committed) == before


@pytest.mark.parametrize("who", ["amina", "daan"])
def test_nobody_asks_it_until_it_is_let_in_again(pairs: Pairs, who: str) -> None:
    need, offer = pairs.need(), pairs.offer()
    organisation = suspend(pairs)
    with pytest.raises(Invalid) as refused:
        pairs.propose(who, need=need, offer=offer)
    assert refused.value.errors.keys() == {"offer"}
    organisation.status = OrganisationStatus.ADMITTED
    assert pairs.propose(who, need=need, offer=offer).status in (
        MatchStatus.PROPOSED,
        MatchStatus.APPROVED,
    )


@pytest.mark.parametrize("who", ["chantal", "daan"])
def test_nobody_offers_it_anything(pairs: Pairs, who: str) -> None:
    need, offer = pairs.need(), pairs.offer()
    suspend(pairs, "Gemeente Eemsdelta")
    with pytest.raises(Invalid) as refused:
        pairs.propose(who, need=need, offer=offer)
    assert refused.value.errors.keys() == {"need"}


def choices(pairs: Pairs, need: Need, offer: Offer) -> tuple[bool, bool]:
    offers = find_offer_choices(pairs.session, pairs["daan"], need, "")
    needs = find_need_choices(pairs.session, pairs["daan"], offer, "")
    return offer.id in {each.id for each in offers}, need.id in {each.id for each in needs}


def test_who_looks_for_a_partner_does_not_find_it(pairs: Pairs) -> None:
    need, offer = pairs.need(), pairs.offer()
    assert choices(pairs, need, offer) == (True, True)
    suspend(pairs)
    assert choices(pairs, need, offer) == (False, True)
    suspend(pairs, "Gemeente Eemsdelta")
    assert choices(pairs, need, offer) == (False, False)


def test_the_pages_of_its_offer_and_of_what_is_agreed_say_it(visitors: Visitors) -> None:
    pairs = Pairs(visitors.world)
    match = pairs.accepted()
    pairs.session.commit()
    pages = (f"/koppelingen/{match.id}", f"/aanbod/{match.offer_id}")
    for page in pages:
        assert NOBODY not in visitors["amina"].get(page).text
    suspend(pairs)
    pairs.session.commit()
    for page in pages:
        assert NOBODY in visitors["amina"].get(page).text


def test_a_small_group_of_it_stays_nobodys(visitors: Visitors) -> None:
    pairs = Pairs(visitors.world)
    match = pairs.accepted(need=pairs.need(people=3, quantity=3), quantity=3)
    pairs.session.commit()
    page = f"/koppelingen/{match.id}"
    suspend(pairs, "Gemeente Eemsdelta")
    pairs.session.commit()
    assert NOBODY not in visitors["farid"].get(page).text
    assert NOBODY in visitors["chantal"].get(page).text
