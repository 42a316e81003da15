"""What a neighbour reads of a board that is open, and that it is over when it is closed."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlmodel import col, select

from app.audit.models import AuditEntry
from app.core import clock
from app.needs.models import NeedOutcome, NeedStatus, NeedWithdrawal
from app.offers.models import OfferStatus, OfferWithdrawal
from tests.html import Page
from tests.neighbours.boards import open_board
from tests.region.numbers import REGION
from tests.world import Visitors, form

NEEDS, OFFERS = "/regio/VR01/bord", "/regio/VR01/bord/aanbod"
# What a page of a region has and the board of a neighbour has not.
ELSEWHERE = ("/behoeften/", "/aanbod/", "/koppelingen", "/netwerk/", "/zoeken?", ".csv", ".xlsx")


def test_it_shows_what_is_open_and_closed_and_no_more(visitors: Visitors) -> None:
    world = visitors.world
    open_board(world.session, world["hugo"])
    world.need("amina", publish=True, title="Boodschappen voor ouderen")
    closed = world.need("amina", publish=True, title="Kinderkleding voor de winter")
    closed.status, closed.outcome = NeedStatus.CLOSED, NeedOutcome.MET
    gone = world.need("amina", publish=True, title="Slaapplekken in de hal")
    gone.status, gone.withdrawal = NeedStatus.WITHDRAWN, NeedWithdrawal.OTHER
    world.need("amina", title="Warme maaltijden in het dorp")
    world.session.commit()
    text = visitors["hugo"].get(NEEDS).text
    assert "Boodschappen voor ouderen" in text
    assert "Kinderkleding voor de winter" in text
    assert "Slaapplekken" not in text
    assert "Warme maaltijden" not in text


def test_it_shows_what_is_offered_paused_or_expired_and_no_more(visitors: Visitors) -> None:
    world = visitors.world
    open_board(world.session, world["hugo"])
    for status in OfferStatus:
        offer = world.offer("chantal", title=f"Hulp die {status} heet")
        offer.published_at, offer.fresh_until = clock.now(), clock.today() + timedelta(days=9)
        offer.status = status
        if status is OfferStatus.WITHDRAWN:
            offer.withdrawal = OfferWithdrawal.OTHER
    expired = world.offer("chantal", publish=True, title="Hulp die verlopen heet")
    expired.fresh_until = clock.today() - timedelta(days=1)
    world.session.commit()
    text = visitors["hugo"].get(OFFERS).text
    shown = {status for status in OfferStatus if f"Hulp die {status} heet" in text}
    assert shown == {OfferStatus.PUBLISHED, OfferStatus.PAUSED}
    assert "Hulp die verlopen heet" in text


def test_what_is_open_comes_first_and_only_that_is_urgent(visitors: Visitors) -> None:
    world = visitors.world
    open_board(world.session, world["hugo"])
    closed = world.need("amina", publish=True, title="Al gedaan", urgency="acute")
    closed.status, closed.outcome = NeedStatus.CLOSED, NeedOutcome.MET
    over = world.need("amina", publish=True, title="Dag voorbij", urgency="acute")
    over.needed_from = over.needed_until = clock.today() - timedelta(days=1)
    world.need("amina", publish=True, title="Nog nodig", urgency="low")
    world.session.commit()
    text = visitors["hugo"].get(NEEDS).text
    assert text.index("Nog nodig") < min(text.index("Al gedaan"), text.index("Dag voorbij"))
    assert "Spoed" not in text
    assert "Spoed" not in visitors["hugo"].get(f"/regio/VR01/behoeften/{closed.id}").text
    own = visitors["amina"].get("/behoeften?status=all").text
    assert text.index("Nog nodig") > 0
    assert own.index("Nog nodig") < own.index("Al gedaan")
    assert "sb-urgency--acute" not in own
    assert "sb-urgency--acute" not in visitors["amina"].get(f"/behoeften/{closed.id}").text


def test_what_is_offered_now_comes_first(visitors: Visitors) -> None:
    world = visitors.world
    open_board(world.session, world["hugo"])
    world.offer("chantal", publish=True, title="Nu te vragen")
    expired = world.offer("chantal", publish=True, title="Al verlopen")
    expired.fresh_until = clock.today() - timedelta(days=1)
    world.session.commit()
    text = visitors["hugo"].get(OFFERS).text
    assert text.index("Nu te vragen") < text.index("Al verlopen")


def test_a_small_group_is_masked_there(visitors: Visitors) -> None:
    world = visitors.world
    open_board(world.session, world["hugo"])
    need = world.need("amina", publish=True, people=3, quantity=3)
    world.session.commit()
    for path in (NEEDS, f"/regio/VR01/behoeften/{need.id}"):
        answer = visitors["hugo"].get(path)
        assert answer.status_code == 200
        assert "minder dan 5" in answer.text
        assert "Eemsdelta" not in answer.text


@pytest.mark.parametrize("path", [NEEDS, OFFERS, "need", "offer"])
def test_nothing_there_can_be_done_or_leads_into_the_region(visitors: Visitors, path: str) -> None:
    world = visitors.world
    open_board(world.session, world["hugo"])
    need, offer = world.need("amina", publish=True), world.offer("chantal", publish=True)
    world.session.commit()
    own = {"need": f"/regio/VR01/behoeften/{need.id}", "offer": f"/regio/VR01/aanbod/{offer.id}"}
    answer = visitors["hugo"].get(own.get(path, path))
    assert answer.status_code == 200
    main = answer.text.split("<main", 1)[1].split("</main>", 1)[0]
    assert "<form" not in main
    found = [part for part in ELSEWHERE if f'href="{part}' in main]
    assert found == []


def test_a_closed_board_is_closed_at_the_next_request(visitors: Visitors) -> None:
    hugo = visitors.world["hugo"]
    need = visitors.world.need("amina", publish=True)
    visitors.world.session.commit()
    paths = (NEEDS, OFFERS, f"/regio/VR01/behoeften/{need.id}")
    chosen = REGION | {"open_to": list(hugo.regions)}
    assert visitors["eva"].post("/beheer/regio", data=form(chosen)).status_code == 303
    assert [visitors["hugo"].get(path).status_code for path in paths] == [200, 200, 200]
    assert NEEDS in visitors["hugo"].get("/regio").text
    closed = {name: value for name, value in chosen.items() if name != "open_to"}
    assert visitors["eva"].post("/beheer/regio", data=form(closed)).status_code == 303
    assert [visitors["hugo"].get(path).status_code for path in paths] == [404, 404, 404]
    assert NEEDS not in visitors["hugo"].get("/regio").text


def test_the_trail_says_by_name_to_whom_it_was_opened(visitors: Visitors) -> None:
    visitors["eva"].post("/beheer/regio", data=form(REGION))
    query = select(AuditEntry).where(col(AuditEntry.event) == "region:settings_changed")
    (line,) = visitors.world.session.exec(query)
    (change,) = [each for each in line.facts["changes"] if each["name"] == "open_to"]
    assert change == {"name": "open_to", "before": [], "after": ["Fryslân", "Drenthe"]}
    assert "van niemand naar Fryslân en Drenthe" in visitors["eva"].get("/beheer/regio").text


@pytest.mark.parametrize("code", ["VR01", "VR99", "<b>"])
def test_it_is_opened_to_other_regions_only(visitors: Visitors, code: str) -> None:
    answer = visitors["eva"].post("/beheer/regio", data=form(REGION | {"open_to": code}))
    assert answer.status_code == 422
    assert Page(answer.text).typed("answer_days")


def test_a_strange_cursor_is_no_error_of_ours(visitors: Visitors) -> None:
    world = visitors.world
    open_board(world.session, world["hugo"])
    world.session.commit()
    for path in (NEEDS, OFFERS):
        assert visitors["hugo"].get(f"{path}?cursor=" + "x" * 70).status_code == 200


def test_the_board_leads_there_only_when_somebody_opened_theirs(visitors: Visitors) -> None:
    def leads(who: str) -> bool:
        links = Page(visitors[who].get("/bord").text)["content"].inside
        return "/regio" in {a.attributes.get("href") for a in links if a.tag == "a"}

    assert not leads("hugo")
    open_board(visitors.world.session, visitors.world["hugo"])
    visitors.world.session.commit()
    assert leads("hugo") and not leads("amina")
