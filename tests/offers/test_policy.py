"""Who may do what with an offer, in every state; and the one table of changes."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import product
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select, update
from sqlmodel import Session, col

from app.core import clock
from app.core.db import new_id
from app.core.errors import NotFound
from app.core.policy import Verdict
from app.identity.actor import SYSTEM, Actor, Seat
from app.identity.models import Role
from app.offers.models import NEXT, Offer, OfferState, OfferStatus, OfferWithdrawal, state_on
from app.offers.policy import OfferPolicy, can_see, may_post
from app.offers.queries import OfferFilters, StateFilter, find_offers, get_offer, is_expired
from app.reference.models import OrganisationKind, Unit
from tests.world import World

D, S, P = OfferStatus.DRAFT, OfferStatus.SUBMITTED, OfferStatus.PUBLISHED
A, W = OfferStatus.PAUSED, OfferStatus.WITHDRAWN
OWN, OTHER = uuid4(), uuid4()
VERBS: dict[str, tuple[set[str], set[OfferStatus]]] = {
    # verb: who may, and in which states
    "edit": ({"own coordinator", "own member"}, {D, S, P, A}),
    "repeat": ({"own coordinator", "own member"}, set(OfferStatus)),
    "publish": ({"own coordinator"}, {D}),
    "confirm": ({"own coordinator", "own member"}, {P}),
    "renew": ({"own coordinator", "own member"}, {P}),
    "pause": ({"own coordinator"}, {P}),
    "resume": ({"own coordinator"}, {A}),
    "withdraw": ({"own coordinator"}, {S, P, A}),
    "discard": ({"own coordinator", "own member"}, {D}),
    "moderate": ({"team of the region", "team member of the region"}, {S}),
}
# Publishing leads to submitted where the region moderates; moderating to published or back to
# draft.
LEADS_TO = {"publish": {S, P}, "pause": {A}, "resume": {P}, "withdraw": {W}, "moderate": {P, D}}


def offer_in(status: OfferStatus, owner: UUID = OWN) -> Offer:
    return Offer(
        id=new_id(), organisation_id=owner, region_code="VR01", title="Iets",
        support_type="transport", quantity=1,
        target_groups=["older_people"], unit=Unit.PEOPLE, available_from=date(2026, 1, 1),
        status=status,
    )  # fmt: skip


def somebody(
    role: Role,
    organisation: UUID,
    kind: OrganisationKind = OrganisationKind.WELFARE,
    region: str = "VR01",
) -> Actor:
    return Actor(uuid4(), "x", (Seat(organisation, "x", kind, region, "Groningen", None, role),))


REGION = OrganisationKind.SAFETY_REGION
ACTORS = {
    "own coordinator": somebody(Role.COORDINATOR, OWN),
    "own member": somebody(Role.MEMBER, OWN),
    "own reader": somebody(Role.READER, OWN),
    "own administrator": somebody(Role.ADMINISTRATOR, OWN, REGION),
    "coordinator of another organisation": somebody(Role.COORDINATOR, OTHER),
    "team of the region": somebody(Role.COORDINATOR, OTHER, REGION),
    "team member of the region": somebody(Role.MEMBER, OTHER, REGION),
    "reader at the region": somebody(Role.READER, OTHER, REGION),
    "team of another region": somebody(Role.COORDINATOR, OTHER, REGION, "VR03"),
    "administrator of the region": somebody(Role.ADMINISTRATOR, OTHER, REGION),
    "nobody": SYSTEM,
}


def answer(verdict: Verdict) -> int:
    if verdict.objection is None:
        return 200
    assert verdict.objection.message, "the reason is said"
    return verdict.objection.status


@pytest.mark.parametrize("status", OfferStatus)
@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize("who", ACTORS)
def test_each_verb_is_allowed_or_403_by_role_or_409_by_state(
    who: str, verb: str, status: OfferStatus
) -> None:
    people, states = VERBS[verb]
    expected = 403 if who not in people else 200 if status in states else 409
    assert answer(getattr(OfferPolicy(ACTORS[who], offer_in(status)), verb)) == expected


@pytest.mark.parametrize("status", OfferStatus)
def test_the_verbs_lead_exactly_where_the_table_says(status: OfferStatus) -> None:
    own = OfferPolicy(ACTORS["own coordinator"], offer_in(status))
    team = OfferPolicy(ACTORS["team of the region"], offer_in(status))
    reached = [LEADS_TO[verb] for verb in LEADS_TO if getattr(own, verb) or getattr(team, verb)]
    assert set().union(*reached) == NEXT[status]


def test_the_policy_has_no_verb_that_is_not_looked_at_here() -> None:
    assert {
        name for name, value in vars(OfferPolicy).items() if isinstance(value, property)
    } == VERBS.keys()


def test_who_writes_may_post_offers() -> None:
    assert answer(may_post(ACTORS["own member"])) == 200
    assert answer(may_post(ACTORS["own reader"])) == 403
    assert answer(may_post(ACTORS["administrator of the region"])) == 403


CAST = ("amina", "bram", "chantal", "daan", "eva", "farid", "greet", "hugo")
OWNERS = {
    "Gemeente Eemsdelta": {"amina", "bram"},
    "Gemeente Westerwolde": {"farid"},
    "Veiligheidsregio Groningen": {"daan", "eva"},
    "GGD Groningen": {"greet"},
    "Gemeente Assen": {"hugo"},
}


def _should_see(who: str, owner: str, status: OfferStatus) -> bool:
    """The table "Who sees" of the product, in words of its own."""
    is_own = who in OWNERS[owner]
    if status is OfferStatus.DRAFT:
        return is_own and who not in ("eva", "greet")
    same_region = (who == "hugo") == (owner == "Gemeente Assen")
    if status in (OfferStatus.SUBMITTED, OfferStatus.WITHDRAWN):
        return is_own or (same_region and who in ("daan", "eva"))
    return same_region


def test_who_sees_an_offer_is_the_same_in_sql_in_python_and_in_the_product(
    session: Session, world: World
) -> None:
    for owner in OWNERS:
        organisation = world.organisation(owner)
        for status in OfferStatus:
            offer = world.offer()
            place = {"organisation_id": organisation.id, "region_code": organisation.region_code}
            values: dict[str, Any] = place | {"status": status}
            values["withdrawal"] = (
                OfferWithdrawal.OTHER if status is OfferStatus.WITHDRAWN else None
            )
            values["published_at"] = None if status in (D, S) else clock.now()
            values["fresh_until"] = None if status in (D, S) else clock.today() + timedelta(days=9)
            session.execute(update(Offer).where(col(Offer.id) == offer.id).values(values))
            session.refresh(offer)
            for who in CAST:
                expected = _should_see(who, owner, status)
                case = f"{who} {owner} {status}"
                assert can_see(world[who], offer) == expected, case
                assert _fetched(session, world[who], offer.id) == expected, case
                listed = find_offers(
                    session, world[who], OfferFilters(state=StateFilter.ALL), size=50
                ).rows
                assert (offer.id in [row.id for row in listed]) == expected, case


def _fetched(session: Session, actor: Actor, offer_id: UUID) -> bool:
    try:
        return get_offer(session, actor, offer_id).id == offer_id
    except NotFound:
        return False


def test_an_offer_withdrawn_before_anybody_saw_it_stays_with_its_organisation(
    session: Session, world: World
) -> None:
    offer = world.offer()
    offer.status, offer.withdrawal = OfferStatus.WITHDRAWN, OfferWithdrawal.OTHER
    session.flush()
    seen = {who for who in CAST if _fetched(session, world[who], offer.id)}
    assert seen == {who for who in CAST if can_see(world[who], offer)} == {"chantal"}


def test_expired_is_the_same_in_sql_and_in_python_around_today(
    session: Session, world: World
) -> None:
    today = clock.today()
    days = [None, *(today + timedelta(days=n) for n in (-30, -1, 0, 1, 30))]
    offer = world.offer()
    for window, fresh, status in product(days, days, OfferStatus):
        if status is OfferStatus.PUBLISHED and fresh is None:
            continue  # the database refuses it
        values = {
            "available_from": today - timedelta(days=60), "available_until": window,
            "fresh_until": fresh,
            "status": status, "withdrawal": OfferWithdrawal.OTHER if status is
            OfferStatus.WITHDRAWN else None,
        }  # fmt: skip
        session.execute(update(Offer).where(col(Offer.id) == offer.id).values(values))
        in_python = state_on(today, status, window, fresh) is OfferState.EXPIRED
        in_sql = session.execute(
            select(is_expired(today)).where(col(Offer.id) == offer.id)
        ).scalar_one()
        assert bool(in_sql) is in_python, (window, fresh, status)
        ended = [day for day in (window, fresh) if day is not None and day < today]
        assert in_python is (status is OfferStatus.PUBLISHED and bool(ended))
