"""The pages of a plan over HTTP, as the team sees them."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Connection
from sqlmodel import Session, select

from app.core import clock
from app.matches.models import Match
from app.planning import stage_commands
from app.planning.models import Plan, PlanFailure, PlanStage
from tests.html import Page
from tests.matches.pairs import JAAP, KARIN, Pairs
from tests.planning.plans import Plans
from tests.statements import counted
from tests.world import Visitors

HTMX = {"hx-request": "true", "hx-target": "div#plan_page"}
# Within a minute it would be the same press again.
TWO_MINUTES = timedelta(minutes=2)
RIDES: dict[str, Any] = {"support_type": "transport", "unit": "rides_per_week"}


def page_of(visitors: Visitors, plan: Plan, query: str = "") -> Page:
    answer = visitors["daan"].get(f"/bord/plan/{plan.id}{query}")
    assert answer.status_code == 200
    return Page(answer.text)


def test_from_the_board_to_matches_without_javascript(
    visitors: Visitors, plans: Plans, pairs: Pairs, session: Session
) -> None:
    need, offer = pairs.need(), pairs.offer()
    session.commit()
    daan = visitors["daan"]
    assert 'href="/bord/plan"' in daan.get("/bord").text
    assert 'href="/bord/plan"' in daan.get("/mijn-werk").text
    assert "Nog geen plan" in daan.get("/bord/plan").text

    made = daan.post("/bord/plan", data={"region": "VR01"})
    assert made.status_code == 303
    address = made.headers["location"]
    waiting = daan.get(address).text
    assert "Wacht op de beurt" in waiting and "Kijk opnieuw" in waiting
    with clock.at(clock.now() + TWO_MINUTES):
        again = daan.post("/bord/plan", data={"region": "VR01"})
    assert again.headers["location"] == address, "one plan at a time"
    assert "al een plan voor deze regio" in daan.get(address).text

    plan = plans.run(session.exec(select(Plan)).one())
    shown = daan.get(address).text
    assert need.title in shown and offer.title in shown
    assert "Nu 0 van 40, met dit plan 30" in shown
    assert "Blijft open: 10 mensen." in shown
    assert "geen plan dat met dit aanbod meer behoeften dekt" in shown
    (line,) = plans.lines(plan)
    taken = daan.post(f"{address}/overnemen", data={"only": str(line.id)})
    assert taken.status_code == 303
    after = daan.get(taken.headers["location"]).text
    assert "Beide organisaties krijgen over een minuut de vraag" in after
    (match,) = session.exec(select(Match)).all()
    assert f'href="/koppelingen/{match.id}"' in after
    assert "1 overgenomen" in daan.get("/bord/plan").text


def test_the_bar_takes_everything_over_says_how_many_and_takes_one_step_back(
    visitors: Visitors, plans: Plans, pairs: Pairs
) -> None:
    pairs.need(quantity=60), pairs.offer(), pairs.offer(JAAP, quantity=20)
    plan = plans.make()
    daan, path = visitors["daan"], f"/bord/plan/{plan.id}"
    before = Page(daan.get(path).text)
    assert "Alles (2)" in before["plan_bar"].text
    assert "Maak ongedaan" not in before["plan_bar"].text
    daan.post(f"{path}/overnemen", data={"everything": "1"})
    taken = Page(daan.get(path).text)
    assert "2 net overgenomen." in taken["plan_bar"].text
    (undo,) = [f for f in taken["plan_bar"].inside if f.tag == "form"]
    answer = daan.post(str(undo.attributes["action"]))
    after = daan.get(answer.headers["location"]).text
    assert "Ongedaan gemaakt" in after and "Alles (2)" in Page(after)["plan_bar"].text
    with clock.at(clock.now() + TWO_MINUTES):
        again = daan.post(str(undo.attributes["action"]))
    assert "kan niet meer ongedaan" in daan.get(again.headers["location"]).text


def test_others_do_not_find_the_plan_on_the_board(visitors: Visitors) -> None:
    for who in ("amina", "chantal", "eva", "greet"):
        assert "/bord/plan" not in visitors[who].get("/bord").text
        assert "/bord/plan" not in visitors[who].get("/mijn-werk").text


def test_htmx_gets_the_page_as_it_is_now(visitors: Visitors, plans: Plans, pairs: Pairs) -> None:
    pairs.need(), pairs.offer()
    plan = plans.make()
    (line,) = plans.lines(plan)
    answer = visitors["daan"].post(
        f"/bord/plan/{plan.id}/overnemen", data={"lines": [str(line.id)]}, headers=HTMX
    )
    assert answer.status_code == 200
    assert answer.text.lstrip().startswith('<div id="plan_page"')
    assert "Overgenomen" in answer.text and 'name="lines"' not in answer.text


def test_what_fits_no_more_says_why(
    visitors: Visitors, plans: Plans, pairs: Pairs, session: Session
) -> None:
    need, offer = pairs.need(), pairs.offer()
    plan = plans.make()
    pairs.propose(need=need, offer=offer, quantity=3)
    session.commit()
    answer = visitors["daan"].post(
        f"/bord/plan/{plan.id}/overnemen", data={"everything": "1"}, headers=HTMX
    )
    assert "Bij het voorstel zie je waarom" in answer.text
    assert "Deze twee zijn al aan elkaar voorgesteld" in answer.text
    with clock.at(clock.now() + TWO_MINUTES):
        late = visitors["daan"].post(
            f"/bord/plan/{plan.id}/overnemen", data={"everything": "1"}, headers=HTMX
        )
    assert "al overgenomen" in late.text


@pytest.mark.parametrize("sent", [{}, {"lines": "geen-nummer"}, {"only": "x"}, {"vreemd": "veld"}])
def test_what_cannot_be_taken_is_said_above_the_page(
    visitors: Visitors, plans: Plans, pairs: Pairs, sent: dict[str, str], session: Session
) -> None:
    pairs.need(), pairs.offer()
    plan = plans.make()
    answer = visitors["daan"].post(f"/bord/plan/{plan.id}/overnemen", data=sent)
    assert answer.status_code == 422
    assert "f_errors" in Page(answer.text)
    assert session.exec(select(Match)).all() == []


def test_a_region_that_is_not_ones_own_is_refused(visitors: Visitors, session: Session) -> None:
    assert visitors["daan"].post("/bord/plan", data={"region": "VR03"}).status_code == 403
    assert visitors["daan"].post("/bord/plan", data={"vreemd": "veld"}).status_code == 422
    assert session.exec(select(Plan)).all() == []


def test_the_part_that_stays_open_gives_one_reason_each(
    visitors: Visitors, plans: Plans, pairs: Pairs
) -> None:
    covered, without = (
        pairs.need(title="Boodschappen voor twintig mensen", quantity=20),
        pairs.need(**RIDES),
    )
    pairs.offer()
    plan = plans.make()
    proposals, open_part = (page_of(visitors, plan, query) for query in ("", "?part=open"))
    assert [covered.title in text(page) for page in (proposals, open_part)] == [True, False]
    assert [f"/behoeften/{without.id}" in hrefs(page) for page in (proposals, open_part)] == [
        False,
        True,
    ]
    assert "Niemand biedt deze soort hulp nu aan." in text(open_part)
    strange = visitors["daan"].get(f"/bord/plan/{plan.id}?part=onzin")
    assert strange.headers["location"] == f"/bord/plan/{plan.id}"


def text(page: Page) -> str:
    return re.sub(r"\s+", " ", " ".join(part.text for part in page.every("main")))


def hrefs(page: Page) -> set[str]:
    return {str(link.attributes.get("href")) for link in page.every("a")}


def test_of_a_small_group_the_team_sees_no_place_and_no_number(
    visitors: Visitors, plans: Plans, pairs: Pairs
) -> None:
    need = pairs.need(title="Hulp voor een paar mensen", quantity=3, people=3)
    pairs.offer(municipalities=[])
    plan = plans.make()
    assert plans.quantities(plan) and plans.lines(plan)[0].quantity == 4, "as of the largest"
    (article,) = page_of(visitors, plan).every("article")
    assert article.attributes["aria-labelledby"] == f"n_{need.id}"
    shown = article.text
    assert "minder dan 5 mensen" in shown and "hele regio" in shown
    assert "Gemeente Eemsdelta" not in shown and not re.search(r"\b3\b", shown)


@pytest.mark.parametrize("capacity", [1, 2, 3, 4, 6, 50])
def test_the_same_plan_comes_of_every_small_group(
    plans: Plans, pairs: Pairs, capacity: int
) -> None:
    """Who may not know how many people it is cannot reckon it from what is left for others."""
    small = pairs.need(title="Hulp voor een paar mensen", urgency="acute", quantity=1, people=1)
    pairs.need(title="Hulp voor veel mensen", quantity=40, people=40)
    pairs.offer(municipalities=[], quantity=capacity)
    made = []
    for people in range(1, 5):
        small.quantity = small.people = people
        pairs.session.commit()
        plan = plans.make()
        made.append((plans.quantities(plan), plans.gaps(plan), plan.wanted, plan.covered))
    assert made[0][0] and all(each == made[0] for each in made), made
    assert plans.take(plan).left == 0
    (match,) = pairs.session.exec(select(Match).where(Match.need_id == small.id)).all()
    assert match.quantity == 4, "all that is left, whatever the plan counted"


@pytest.mark.parametrize("failure", PlanFailure)
def test_a_plan_that_failed_says_so_in_dutch(
    visitors: Visitors, plans: Plans, session: Session, failure: PlanFailure
) -> None:
    plan = plans.ask()
    stage_commands.fail_plan(session, plan.id, failure)
    session.commit()
    shown = text(page_of(visitors, plan))
    assert "Er is geen plan." in shown
    assert "Niet gelukt" in visitors["daan"].get("/bord/plan").text
    assert "Neem" not in shown


@pytest.mark.parametrize("stage", PlanStage)
def test_a_plan_that_is_being_made_shows_its_step(
    visitors: Visitors, plans: Plans, session: Session, stage: PlanStage
) -> None:
    plan = plans.ask()
    stage_commands.begin_plan(session, plan.id)
    stage_commands.reach_stage(
        session, plan.id, stage, need_count=1200, offer_count=900, pair_count=31_000
    )
    session.commit()
    page = page_of(visitors, plan)
    (current,) = [
        item for item in page.every("li") if item.attributes.get("aria-current") == "step"
    ]
    steps = list(PlanStage)
    assert f"Stap {steps.index(stage) + 1} van {len(steps)} · 1.200 behoeften · 900" in text(page)
    assert current.text.strip()


def test_an_older_plan_points_at_the_newer_one(
    visitors: Visitors, plans: Plans, pairs: Pairs
) -> None:
    pairs.need(), pairs.offer()
    first, second = plans.make(), plans.make()
    assert f"/bord/plan/{second.id}" in hrefs(page_of(visitors, first))
    assert "nieuwer plan" not in text(page_of(visitors, second))


def test_a_longer_plan_asks_the_database_no_more(
    visitors: Visitors, plans: Plans, pairs: Pairs, connection: Connection
) -> None:
    def make(offers: list[str], needs: int) -> Plan:
        for who in offers:
            pairs.offer(who, quantity=15)
        for _ in range(needs):
            pairs.need(quantity=15)
        return plans.make()

    small, large = make(["chantal"], 1), make([JAAP, KARIN], 3)
    assert len(plans.lines(small)) == 1 < 3 <= len(plans.lines(large))
    page_of(visitors, small)  # signs in
    counts = []
    for plan in (small, large):
        with counted(connection) as sent:
            page_of(visitors, plan)
        counts.append(len(sent))
    assert counts[0] == counts[1] <= 12
