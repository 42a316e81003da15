"""The page of an organisation: what it shows to whom, and what it never gives away."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Connection
from sqlmodel import Session, select

from app.core import clock
from app.identity.models import Organisation, OrganisationStatus
from app.needs.commands import NeedEnding, close_need
from app.needs.models import NeedOutcome
from app.offers.commands import pause_offer
from app.organisations.policy import can_see, visible_to
from tests.actions.deeds import Deeds
from tests.html import Page
from tests.matches.pairs import Pairs, in_state
from tests.statements import counted
from tests.world import Visitors, World

NAME = "Boodschappenhulp Delfzijl"
EVERYBODY = ["amina", "bram", "chantal", "daan", "eva", "farid", "greet", "hugo"]
SMALL: dict[str, Any] = {"title": "Gezinnen zonder verwarming", "people": 3, "quantity": 3}


def address(world: World, name: str) -> str:
    return f"/netwerk/{world.organisation(name).id}"


@pytest.mark.parametrize("status", OrganisationStatus)
@pytest.mark.parametrize("who", EVERYBODY)
def test_the_rule_in_sql_is_the_rule_on_a_row(
    session: Session, world: World, who: str, status: OrganisationStatus
) -> None:
    actor, organisation = world[who], world.organisation(NAME)
    other = world.organisation("Superrit Delfzijl").id
    organisation.merged_into_id = other if status is OrganisationStatus.MERGED else None
    organisation.status = status
    session.flush()
    seen = set(session.exec(select(Organisation.id).where(visible_to(actor))))
    for each in session.exec(select(Organisation)):
        assert (each.id in seen) is can_see(actor, each), each.name


def test_it_shows_what_it_offers_and_looks_for_now(visitors: Visitors) -> None:
    world = visitors.world
    chantal = world["chantal"]
    world.offer(title="Een concept")
    world.offer(title="Staat er", publish=True)
    with clock.at(clock.now() - timedelta(weeks=9)):
        world.offer(title="Verlopen", publish=True)
    pause_offer(world.session, chantal, world.offer(title="Gepauzeerd", publish=True))
    world.offer("farid", title="Van een ander", publish=True, municipalities=["GM1950"])
    world.need("chantal", title="Zoekt fietsen", publish=True)
    ended = world.need("chantal", title="Had fietsen", publish=True)
    close_need(world.session, chantal, ended, NeedEnding(outcome=NeedOutcome.MET))
    world.session.commit()
    page = Page(visitors["amina"].get(address(world, NAME)).text)
    assert [e.text for e in page.every("h3")] == ["Staat er", "Zoekt fietsen"]


def test_a_small_group_is_not_on_the_page_of_its_municipality_for_others(
    visitors: Visitors,
) -> None:
    world = visitors.world
    small = world.need(**SMALL, publish=True)
    world.session.commit()
    path = address(world, "Gemeente Eemsdelta")
    assert SMALL["title"] in visitors["amina"].get(path).text
    for who in ("chantal", "daan", "eva", "farid", "greet"):
        assert SMALL["title"] not in visitors[who].get(path).text, who
        for shown in (
            f"/behoeften/{small.id}",
            "/behoeften",
            f"/koppelingen/nieuw?offer={_offer(world)}",
        ):
            html = visitors[who].get(shown).text
            assert path not in html, (who, shown)


def _offer(world: World) -> str:
    return str(world.offer(publish=True).id)


@pytest.mark.parametrize("state", ["approved", "asked", "proposed"])
def test_my_work_and_the_match_keep_the_owner_of_a_small_group_to_themselves(
    visitors: Visitors, state: str
) -> None:
    world = visitors.world
    match = in_state(Pairs(world), state)
    match.need.people, match.need.quantity, match.quantity = 3, 3, 3
    world.session.commit()
    path = address(world, "Gemeente Eemsdelta")
    for shown in ("/mijn-werk", f"/koppelingen/{match.id}"):
        html = visitors["chantal"].get(shown).text
        assert path not in html, shown
        assert "Gemeente Eemsdelta" not in html, shown


def test_an_organisation_is_linked_where_its_name_may_be_known(visitors: Visitors) -> None:
    world = visitors.world
    match = in_state(Pairs(world), "approved")
    world.session.commit()
    owner, partner = address(world, "Gemeente Eemsdelta"), address(world, NAME)
    shown = {
        "/aanbod": [partner],
        f"/aanbod/{match.offer_id}": [partner],
        "/behoeften": [owner],
        f"/behoeften/{match.need_id}": [owner],
        f"/koppelingen/{match.id}": [owner, partner],
        f"/koppelingen/nieuw?need={match.need_id}": [partner],
        f"/koppelingen/nieuw?offer={match.offer_id}": [owner],
    }
    for path, links in shown.items():
        reader = (
            "daan" if path.startswith("/koppelingen/nieuw") else "farid"
        )  # others choose from their own only
        found = [e.attributes.get("href") for e in Page(visitors[reader].get(path).text).every("a")]
        assert set(links) <= set(found), path
    mine = [
        e.attributes.get("href")
        for e in Page(visitors["chantal"].get("/mijn-werk").text).every("a")
    ]
    assert owner in mine


def test_history_and_the_form_are_for_who_they_concern(visitors: Visitors) -> None:
    world = visitors.world
    path = address(world, NAME)
    with_history = {who for who in EVERYBODY if "s_history" in Page(visitors[who].get(path).text)}
    assert with_history == {"chantal", "daan", "eva"}
    with_form = {
        who for who in EVERYBODY if "f_unavailable_until" in Page(visitors[who].get(path).text)
    }
    assert with_form == {"chantal"}


def test_contact_is_not_on_it(visitors: Visitors) -> None:
    html = visitors["farid"].get(address(visitors.world, NAME)).text
    assert "mailto:" not in html and "tel:" not in html and ".example" not in html


def test_a_longer_page_asks_no_more(visitors: Visitors, connection: Connection) -> None:
    world = visitors.world
    path, amina = address(world, NAME), visitors["amina"]
    sent: list[int] = []
    for more in (1, 3):
        for number in range(more):
            world.offer(title=f"Aanbod nummer {number}", publish=True)
            world.need("chantal", title=f"Behoefte nummer {number}", publish=True)
            Deeds(Pairs(world)).action(title=f"Actie nummer {number}")
        world.session.commit()
        with counted(connection) as statements:
            answer = amina.get(path)
        assert answer.status_code == 200 and "Actie nummer 0" in answer.text
        sent.append(len(statements))
    assert sent == [8, 8]
