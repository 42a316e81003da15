"""“We can help nobody until …”: who says so, who sees it, and what it leaves alone."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from sqlmodel import Session, col, select

from app.audit.models import AuditEntry
from app.core import clock
from app.core.errors import Conflict, Forbidden, Invalid
from app.identity.models import Organisation
from app.identity.queries import is_unavailable
from app.organisations.commands import Unavailability, say_available, say_unavailable
from app.organisations.policy import OrganisationPolicy
from app.suggestions.partner_queries import find_offer_choices
from tests.html import Page
from tests.matches.pairs import Pairs, in_state
from tests.world import Visitors, World

NAME = "Boodschappenhulp Delfzijl"
EVERYBODY_ELSE = ["amina", "bram", "daan", "eva", "farid", "greet", "hugo"]


def in_days(days: int) -> date:
    return clock.today() + timedelta(days=days)


def away(session: Session, world: World, days: int = 9) -> Organisation:
    organisation = world.organisation(NAME)
    say_unavailable(
        session, world["chantal"], organisation, Unavailability(unavailable_until=in_days(days))
    )
    session.flush()
    return organisation


def lines_of(session: Session, organisation: Organisation) -> list[tuple[str, dict[str, Any]]]:
    query = select(AuditEntry).where(
        AuditEntry.object_id == organisation.id, col(AuditEntry.event).like("%available")
    )
    return [
        (line.event, line.facts)
        for line in session.exec(query.order_by(col(AuditEntry.at), col(AuditEntry.id)))
    ]


def test_a_coordinator_says_it_changes_it_and_takes_it_back_each_with_a_line(
    session: Session, world: World
) -> None:
    organisation = away(session, world, 9)
    assert organisation.unavailable_on(clock.today()) == in_days(9)
    away(session, world, 20)
    away(session, world, 20)  # the same day again is no news
    say_available(session, world["chantal"], organisation)
    session.flush()
    assert organisation.unavailable_until is None
    assert lines_of(session, organisation) == [
        ("organisation:unavailable", {"until": in_days(9).isoformat()}),
        ("organisation:unavailable", {"until": in_days(20).isoformat()}),
        ("organisation:available", {}),
    ]


@pytest.mark.parametrize("who", EVERYBODY_ELSE)
def test_nobody_else_speaks_for_it(session: Session, world: World, who: str) -> None:
    organisation = away(session, world)
    with pytest.raises(Forbidden):
        say_unavailable(
            session, world[who], organisation, Unavailability(unavailable_until=in_days(1))
        )
    with pytest.raises(Forbidden):
        say_available(session, world[who], organisation)
    assert organisation.unavailable_until == in_days(9)


def test_a_member_does_not_decide_for_its_organisation(session: Session, world: World) -> None:
    assert not OrganisationPolicy(
        world["bram"], world.organisation("Gemeente Eemsdelta")
    ).say_unavailable
    assert OrganisationPolicy(
        world["amina"], world.organisation("Gemeente Eemsdelta")
    ).say_unavailable


@pytest.mark.parametrize("days", [None, -1])
def test_who_can_help_cannot_take_back_that_it_cannot(
    session: Session, world: World, days: int | None
) -> None:
    organisation = world.organisation(NAME)
    organisation.unavailable_until = None if days is None else in_days(days)
    with pytest.raises(Conflict):
        say_available(session, world["chantal"], organisation)


@pytest.mark.parametrize(("days", "is_right"), [(-1, False), (0, True), (365, True), (366, False)])
def test_the_day_lies_between_today_and_a_year_from_now(
    session: Session, world: World, days: int, is_right: bool
) -> None:
    if is_right:
        assert away(session, world, days).unavailable_until == in_days(days)
        return
    with pytest.raises(Invalid) as refused:
        away(session, world, days)
    assert refused.value.errors.keys() == {"unavailable_until"}


@pytest.mark.parametrize(("days", "counts"), [(None, False), (-1, False), (0, True), (1, True)])
def test_the_rule_in_sql_is_the_rule_on_a_row(
    session: Session, world: World, days: int | None, counts: bool
) -> None:
    organisation, day = world.organisation(NAME), clock.today()
    organisation.unavailable_until = None if days is None else in_days(days)
    session.flush()
    assert (organisation.unavailable_on(day) is not None) is counts
    everybody = set(session.exec(select(Organisation.id)))
    gone = set(session.exec(select(Organisation.id).where(is_unavailable(day))))
    left = set(session.exec(select(Organisation.id).where(~is_unavailable(day))))
    assert (organisation.id in gone) is counts
    assert (
        gone | left == everybody
    )  # never null: a gate that says "not unavailable" keeps everybody else
    assert gone & left == set()


def test_it_can_still_be_proposed_and_the_list_of_candidates_warns(
    session: Session, world: World
) -> None:
    need = world.need(publish=True)
    offer = world.offer(publish=True)
    away(session, world)
    (found,) = [
        c for c in find_offer_choices(session, world["amina"], need, "") if c.id == offer.id
    ]
    assert found.unavailable_until == in_days(9)
    assert not found.is_matched


def test_candidates_and_pages_warn_in_words(visitors: Visitors) -> None:
    world = visitors.world
    need, offer = world.need(publish=True), world.offer(publish=True)
    away(world.session, world)
    world.session.commit()
    amina = visitors["amina"]
    sentence = "tot en met"
    for path in (
        f"/koppelingen/nieuw?need={need.id}",
        f"/aanbod/{offer.id}",
        "/aanbod",
        f"/netwerk/{offer.organisation_id}",
    ):
        html = amina.get(path).text
        assert sentence in html and "niemand helpen" in html, path
    with clock.at(clock.now() + timedelta(days=10)):
        for path in (f"/aanbod/{offer.id}", "/aanbod"):
            assert "niemand helpen" not in visitors["amina"].get(path).text, path
    proposed = amina.post(
        "/koppelingen", data={"need": str(need.id), "offer": str(offer.id), "quantity": "5"}
    )
    assert proposed.status_code == 303


@pytest.mark.parametrize("state", ["proposed", "approved", "accepted", "running"])
def test_what_is_agreed_or_asked_goes_on(session: Session, world: World, state: str) -> None:
    match = in_state(Pairs(world), state)
    before = (match.status, match.answer_by, match.quantity)
    away(session, world)
    session.refresh(match)
    assert (match.status, match.answer_by, match.quantity) == before


WRONG = [
    ("", "Vul in tot en met welke dag"),
    ("31-02-2027", "bestaat"),
    ("morgen", "bestaat"),
    ("1-1-1980", "tussen 2000"),
    ("2020-05-04", "voorbij"),
    ("2099-01-01", "binnen een jaar"),
]


@pytest.mark.parametrize(("typed", "said"), WRONG)
def test_a_wrong_day_comes_back_with_a_sentence_beside_it(
    visitors: Visitors, typed: str, said: str
) -> None:
    organisation = visitors.world.organisation(NAME)
    answer = visitors["chantal"].post(
        f"/netwerk/{organisation.id}/niet-beschikbaar", data={"unavailable_until": typed}
    )
    page = Page(answer.text)
    assert answer.status_code == 422
    assert said in page.error("unavailable_until")
    assert page.typed("unavailable_until") == [typed]
    visitors.world.session.refresh(organisation)
    assert organisation.unavailable_until is None
