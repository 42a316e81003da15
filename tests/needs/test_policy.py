"""Who may do what with a need, in every state; and the one table of changes."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import update
from sqlmodel import Session, col

from app.core.db import new_id
from app.core.errors import NotFound
from app.core.policy import Verdict
from app.identity.actor import SYSTEM, Actor, Seat
from app.identity.models import Role
from app.needs.filters import NeedFilters, StatusFilter
from app.needs.models import NEXT, Need, NeedOutcome, NeedStatus, NeedWithdrawal
from app.needs.policy import NeedPolicy, can_see, may_log
from app.needs.queries import find_needs, get_need
from app.reference.models import OrganisationKind, Unit
from tests.world import World

D, O, C, W = NeedStatus.DRAFT, NeedStatus.OPEN, NeedStatus.CLOSED, NeedStatus.WITHDRAWN  # noqa: E741
OWN, OTHER = uuid4(), uuid4()
VERBS: dict[str, tuple[bool, set[NeedStatus]]] = {
    # verb: whether a member may, and in which states
    "edit": (True, {D, O}),
    "repeat": (True, set(NeedStatus)),
    "publish": (False, {D}),
    "close": (False, {O}),
    "withdraw": (False, {O}),
    "discard": (True, {D}),
}
LEADS_TO = {"publish": O, "close": C, "withdraw": W}


def need_in(status: NeedStatus, owner: UUID = OWN) -> Need:
    return Need(
        id=new_id(), organisation_id=owner, region_code="VR01", title="Iets",
        support_type="transport", quantity=1,
        target_group="older_people", unit=Unit.PEOPLE, needed_from=date(2026, 1, 1), status=status,
    )  # fmt: skip


def somebody(
    role: Role, organisation: UUID, kind: OrganisationKind = OrganisationKind.WELFARE
) -> Actor:
    return Actor(uuid4(), "x", (Seat(organisation, "x", kind, "VR01", "Groningen", None, role),))


ACTORS = {
    "own coordinator": somebody(Role.COORDINATOR, OWN),
    "own member": somebody(Role.MEMBER, OWN),
    "own reader": somebody(Role.READER, OWN),
    "own administrator": somebody(Role.ADMINISTRATOR, OWN, OrganisationKind.SAFETY_REGION),
    "coordinator of another organisation": somebody(Role.COORDINATOR, OTHER),
    "team of the region": somebody(Role.COORDINATOR, OTHER, OrganisationKind.SAFETY_REGION),
    "administrator of the region": somebody(
        Role.ADMINISTRATOR, OTHER, OrganisationKind.SAFETY_REGION
    ),
    "nobody": SYSTEM,
}


def answer(verdict: Verdict) -> int:
    if verdict.objection is None:
        return 200
    assert verdict.objection.message, "the reason is said"
    return verdict.objection.status


@pytest.mark.parametrize("status", NeedStatus)
@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize("who", ACTORS)
def test_each_verb_is_allowed_or_403_by_role_or_409_by_state(
    who: str, verb: str, status: NeedStatus
) -> None:
    members_may, states = VERBS[verb]
    is_allowed = who == "own coordinator" or (members_may and who == "own member")
    expected = 403 if not is_allowed else 200 if status in states else 409
    assert answer(getattr(NeedPolicy(ACTORS[who], need_in(status)), verb)) == expected


@pytest.mark.parametrize("status", NeedStatus)
def test_the_verbs_lead_exactly_where_the_table_says(status: NeedStatus) -> None:
    may = NeedPolicy(ACTORS["own coordinator"], need_in(status))
    assert {target for verb, target in LEADS_TO.items() if getattr(may, verb)} == NEXT[status]


def test_the_policy_has_no_verb_that_is_not_looked_at_here() -> None:
    assert {
        name for name, value in vars(NeedPolicy).items() if isinstance(value, property)
    } == VERBS.keys()


@pytest.mark.parametrize(
    ("who", "may"), [("own coordinator", True), ("own member", True), ("own reader", False)]
)
def test_who_writes_may_log_needs(who: str, may: bool) -> None:
    assert answer(may_log(ACTORS[who])) == (200 if may else 403)
    assert answer(may_log(ACTORS["administrator of the region"])) == 403


CAST = ("amina", "bram", "chantal", "daan", "eva", "farid", "greet", "hugo")
OWNERS = {
    "Gemeente Eemsdelta": {"amina", "bram"},
    "Gemeente Westerwolde": {"farid"},
    "Veiligheidsregio Groningen": {"daan", "eva"},
    "GGD Groningen": {"greet"},
    "Gemeente Assen": {"hugo"},
}


def _should_see(who: str, owner: str, status: NeedStatus) -> bool:
    """The table "Who sees" of the product, in words of its own."""
    is_own = who in OWNERS[owner]
    if status is NeedStatus.DRAFT:
        return is_own and who not in ("eva", "greet")
    same_region = (who == "hugo") == (owner == "Gemeente Assen")
    if status is NeedStatus.WITHDRAWN:
        return is_own or (same_region and who in ("daan", "eva"))
    return same_region


def test_who_sees_a_need_is_the_same_in_sql_in_python_and_in_the_product(
    session: Session, world: World
) -> None:
    for owner in OWNERS:
        organisation = world.organisation(owner)
        for status in NeedStatus:
            need = world.need()
            place = {"organisation_id": organisation.id, "region_code": organisation.region_code}
            values: dict[str, Any] = place | {"status": status}
            values["outcome"] = NeedOutcome.MET if status is NeedStatus.CLOSED else None
            values["withdrawal"] = NeedWithdrawal.WRONG if status is NeedStatus.WITHDRAWN else None
            session.execute(update(Need).where(col(Need.id) == need.id).values(values))
            session.refresh(need)
            for who in CAST:
                expected = _should_see(who, owner, status)
                case = f"{who} {owner} {status}"
                assert can_see(world[who], need) == expected, case
                assert _fetched(session, world[who], need.id) == expected, case
                listed = find_needs(
                    session, world[who], NeedFilters(status=StatusFilter.ALL), size=50
                ).rows
                assert (need.id in [row.id for row in listed]) == expected, case


def _fetched(session: Session, actor: Actor, need_id: UUID) -> bool:
    try:
        return get_need(session, actor, need_id).id == need_id
    except NotFound:
        return False
