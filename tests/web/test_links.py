"""No link leads to nothing: everybody follows every link of every page they can reach, after things
of every kind have ended in every way.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from html import unescape
from urllib.parse import parse_qsl, urlsplit

import pytest

from app.actions.partner_commands import take_back_invitation
from app.actions.queries import get_partner
from app.core import clock
from app.crises.commands import CrisisInput, add_crisis, remove_crisis
from app.filters.commands import FilterInput, save_filter
from app.identity.models import Organisation, OrganisationStatus
from app.needs.commands import NeedEnding, NeedWithdrawing, close_need, withdraw_need
from app.needs.models import NeedOutcome, NeedStatus, NeedWithdrawal
from app.needs.queries import get_need
from app.offers.commands import OfferWithdrawing, pause_offer, withdraw_offer
from app.offers.models import OfferStatus, OfferWithdrawal
from app.offers.queries import get_offer
from app.organisations.commands import NewOrganisation, register_organisation
from app.reference.models import OrganisationKind
from app.target_groups.commands import GroupInput, GroupMerging, add_group, merge_group
from app.target_groups.queries import get_group
from tests.actions.deeds import Deeds
from tests.actions.states import action_in
from tests.crises.lists import CRISIS
from tests.imports.files import NEED, csv_file
from tests.matches.pairs import JAAP, Pairs, in_state
from tests.planning.plans import Plans
from tests.world import Visitors

CAST = ("amina", "bram", "chantal", "daan", "eva", "farid", "greet", "hugo")
STATES = ("proposed", "approved", "accepted", "running", "completed", "declined", "lapsed")
ACTIONS = ("planned", "running", "done", "stopped", "left")
# Where somebody begins: the menu does not lead to what has ended.
STARTS = (
    "/",
    "/behoeften?status=all",
    "/aanbod?state=all",
    "/acties?status=all",
    "/acties/lessen",
    "/zoeken?q=boodschappen",
    "/bord/beoordelen",
    "/bord/plan",
)
FORBIDDEN_TO_START = (403, 404)


def links_in(page: str) -> Iterator[str]:
    """The addresses of our own that a page leads to, without what a browser does not open."""
    for found in re.findall(r'\b(?:href|hx-get)="(/[^"#]*)', page):
        link = unescape(found)
        if not link.startswith("/static/"):
            yield link


class Followed:
    """What somebody has followed already: a page, and the names of what was asked of it. Of the
    links to one list there are as many as ways to combine its filters; each filter is asked once.
    """

    def __init__(self) -> None:
        self._asked: dict[str, set[str]] = {}

    def is_new(self, link: str) -> bool:
        """Whether the link leads to a page, or asks for something, that no link before it did."""
        parts = urlsplit(link)
        names = {name for name, _value in parse_qsl(parts.query)}
        known = self._asked.get(parts.path)
        if known is not None and names <= known:
            return False
        self._asked.setdefault(parts.path, set()).update(names)
        return True


def broken(visitors: Visitors, who: str) -> dict[str, tuple[int, str]]:
    """What somebody comes upon that is no page: the status, and where the link stands."""
    found: dict[str, tuple[int, str]] = {}
    followed = Followed()
    waiting = [(start, "") for start in STARTS if followed.is_new(start)]
    while waiting:
        link, stands_on = waiting.pop()
        answer = visitors[who].get(link)
        if answer.status_code in (303, 307):
            here = answer.headers["location"]
            if followed.is_new(here):
                waiting.append((here, stands_on))
        elif answer.status_code != 200:
            if stands_on or answer.status_code not in FORBIDDEN_TO_START:
                found[link] = (answer.status_code, stands_on)
        elif answer.headers["content-type"].startswith("text/html"):
            waiting += [(each, link) for each in links_in(answer.text) if followed.is_new(each)]
    return found


@pytest.fixture
def after_a_while(pairs: Pairs, plans: Plans) -> Pairs:
    """Things of every kind, in every state they end in, with what pointed at them."""
    session, world, deeds = pairs.session, pairs.world, Deeds(pairs)
    matches = [in_state(pairs, state) for state in STATES]
    for match, which in zip([in_state(pairs, state) for state in STATES], "no" * 4, strict=False):
        if which == "n":
            why = NeedWithdrawing(reason=NeedWithdrawal.DUPLICATE)
            withdraw_need(session, pairs["amina"], match.need, why)
        else:
            stop = OfferWithdrawing(reason=OfferWithdrawal.STOPPED)
            withdraw_offer(session, pairs["chantal"], match.offer, stop)
    for state in ACTIONS:
        action_in(deeds, state)
    close_need(session, pairs["amina"], matches[-1].need, NeedEnding(outcome=NeedOutcome.UNMET))
    pause_offer(session, pairs["chantal"], matches[-1].offer)
    small = pairs.need(title="Voor heel weinig mensen", people=3, quantity=3)
    pairs.decline(pairs.approve(pairs.propose(need=small, quantity=3)))
    with clock.at(clock.now() - timedelta(days=90)):
        today = clock.today()
        pairs.need(needed_until=today + timedelta(days=30))
        pairs.offer(available_until=today + timedelta(days=30))
    world.need(title="Een concept van Eemsdelta")
    world.offer(title="Een concept van een initiatief")
    old = add_group(session, pairs["daan"], GroupInput(label="Schippers"))
    pairs.need(target_group=old.slug)
    merge_group(
        session,
        pairs["daan"],
        get_group(session, pairs["daan"], old.slug),
        GroupMerging(into="older_people"),
    )
    register_organisation(
        session,
        pairs["daan"],
        NewOrganisation(
            name="Wachtend initiatief", kind=OrganisationKind.INITIATIVE, region_code="VR01"
        ),
    )
    gone = pairs.offer(JAAP, title="Van wie niet meer meedoet")
    pairs.running(offer=gone)
    session.get_one(Organisation, gone.organisation_id).status = OrganisationStatus.SUSPENDED
    needs = [pairs.need(title=f"Nog een {number}") for number in range(2)]
    offers = [pairs.offer(title=f"Ook een {number}") for number in range(2)]
    plans.make()
    why = NeedWithdrawing(reason=NeedWithdrawal.DUPLICATE)
    withdraw_need(session, pairs["amina"], needs[0], why)
    stop = OfferWithdrawing(reason=OfferWithdrawal.STOPPED)
    withdraw_offer(session, pairs["chantal"], offers[0], stop)
    session.commit()
    return pairs


MORE_STATES = ("withdrawn", "held", "both", "asked", "noted", "noted_no", "changed", "completed")


@pytest.fixture
def after_everything_ended(visitors: Visitors, pairs: Pairs, plans: Plans) -> Pairs:
    """What ends twice, goes on in something that ended too, or was kept by somebody: the need and
    the offer of one match, an action of matches whose needs are gone, a group of a group, a filter
    on a crisis that does not exist any more, a file that was stored.
    """
    session, deeds = pairs.session, Deeds(pairs)
    matches = [in_state(pairs, state) for state in MORE_STATES]
    pairs.review("all")
    for match in matches:
        offer = get_offer(session, pairs["chantal"], match.offer_id)
        if offer.left:
            pairs.propose(need=pairs.need(title="Nog niet weg"), offer=offer, quantity=1)
    served = deeds.accepted(2)
    action = deeds.action(
        partners=[deeds.organisation("amina"), deeds.organisation("farid")],
        match=[match.id for match in served],
    )
    deeds.answer(action, "amina")
    deeds.step(action)
    take_back_invitation(
        session,
        deeds["chantal"],
        deeds.hold(action),
        get_partner(action, deeds.organisation("farid")),
    )
    first, second = (
        add_group(session, pairs["daan"], GroupInput(label=name))
        for name in ("Vissers", "Varenden")
    )
    kept = pairs.need(target_group=first.slug, title="Voor vissers")
    crisis = add_crisis(session, pairs["daan"], CrisisInput.model_validate(CRISIS))
    for query in (f"crisis={crisis.slug}", f"target_group={first.slug}", "municipality=GM1979"):
        given = {"list": "needs", "name": f"Mijn {query[:6]}", "query": query}
        save_filter(session, pairs["amina"], FilterInput.model_validate(given))
    for old, into in ((first.slug, second.slug), (second.slug, "older_people")):
        group = get_group(session, pairs["daan"], old)
        merge_group(session, pairs["daan"], group, GroupMerging(into=into))
    remove_crisis(session, pairs["daan"], crisis)
    plans.make()
    session.flush()
    why = NeedWithdrawing(reason=NeedWithdrawal.DUPLICATE)
    stop = OfferWithdrawing(reason=OfferWithdrawal.STOPPED)
    for match in [*matches, *served]:
        session.expire_all()
        need = get_need(session, pairs["amina"], match.need_id)
        if need.status is NeedStatus.OPEN:
            withdraw_need(session, pairs["amina"], need, why)
        offer = get_offer(session, pairs["chantal"], match.offer_id)
        if offer.status is OfferStatus.PUBLISHED:
            withdraw_offer(session, pairs["chantal"], offer, stop)
    withdraw_need(session, pairs["amina"], kept, why)
    session.commit()
    sent = {"file": ("behoeften.csv", csv_file(NEED))}
    shown = visitors["amina"].post("/importeren", data={"kind": "needs"}, files=sent).text
    file = shown.split("/bevestigen")[0].rpartition('"')[2]
    visitors["amina"].post(f"{file}/bevestigen")
    return pairs


def test_no_link_leads_to_nothing(after_a_while: Pairs, visitors: Visitors) -> None:
    found = {who: broken(visitors, who) for who in CAST}
    assert {who: links for who, links in found.items() if links} == {}


def test_no_link_leads_to_nothing_when_what_it_went_on_in_has_ended_too(
    after_everything_ended: Pairs, visitors: Visitors
) -> None:
    found = {who: broken(visitors, who) for who in CAST}
    assert {who: links for who, links in found.items() if links} == {}
