"""What a stream says of the pages of needs and offers, of their lists and of one's work."""

from __future__ import annotations

import time

import pytest
import sqlalchemy as sa
from sqlmodel import col

from app.actions.models import Action
from app.audit import record
from app.core.events import address
from app.identity.models import Membership, Role
from app.matches.models import Match
from app.needs.events import NeedEdited
from app.needs.models import Need, NeedStatus
from app.offers.models import Offer
from tests.live.conftest import LiveServer, Watcher, eventually

QUIET = 1.5  # long enough for anything that would come


@pytest.fixture
def need(live: LiveServer, approved: Match) -> Need:
    """Of amina; chantal is asked for it."""
    with live.world() as pairs:
        return pairs.session.get_one(Need, approved.need_id)


def still(*watchers: Watcher) -> None:
    time.sleep(QUIET)
    assert [each.messages for each in watchers] == [[] for _ in watchers]


def test_the_page_of_a_need_follows_what_the_other_side_answers(
    live: LiveServer, approved: Match, need: Need
) -> None:
    page = f"/behoeften/{need.id}"
    token = live.sign_in("amina")
    amina = live.watch_page(token, page)
    assert amina.status == 200 and "text/event-stream" in amina.headers["content-type"]
    still(amina)
    with live.world() as pairs:
        pairs.accept(approved, "chantal")
    eventually(lambda: amina.messages)
    assert 'hx-target="#need_page" hx-swap="outerMorph"' in amina.text
    assert "Afgesproken" in amina.text
    told = amina.text.partition('hx-target="#spoken"')[2].partition("</hx-partial>")[0]
    assert "Boodschappenhulp Delfzijl" in told, "what is new in the history is said"
    # What it is sent is what a page is that is loaded now: that one hears nothing.
    again = live.watch_page(token, page)
    still(again)
    assert f"shown={amina.last_id}" in live.get(page, token).text


def test_the_pages_of_the_offer_and_of_somebodys_work_follow_too(
    live: LiveServer, approved: Match
) -> None:
    chantal = live.sign_in("chantal")
    offer = live.watch_page(chantal, f"/aanbod/{approved.offer_id}")
    work = live.watch_page(chantal, "/mijn-werk")
    theirs = live.watch_page(live.sign_in("amina"), "/mijn-werk")
    still(offer, work, theirs)
    with live.world() as pairs:
        pairs.accept(approved, "chantal")
    eventually(lambda: offer.messages and work.messages and theirs.messages)
    assert 'hx-target="#offer_page"' in offer.text
    assert 'hx-target="#work_page"' in work.text and 'hx-target="#waiting_count"' in work.text


def test_whose_page_shows_the_same_hears_nothing(live: LiveServer) -> None:
    """A need of a group so small that its number is hidden: the moment of a change would tell."""
    with live.world() as pairs:
        need = pairs.need(quantity=3, title="Hulp bij de tuin voor enkele ouderen")
        bram = str(pairs.world.person("bram").id)
    page, token = f"/behoeften/{need.id}", live.sign_in("amina")
    amina, chantal = (live.watch_page(who, page) for who in (token, live.sign_in("chantal")))
    own, rows = (
        live.watch_page(who, "/behoeften?q=tuin") for who in (token, live.sign_in("chantal"))
    )
    # Who looks after it is seen by its own organisation only.
    live.post(f"{page}/verantwoordelijke", token, person=bram)
    eventually(lambda: amina.messages)
    with live.world() as pairs:
        pairs.session.get_one(Need, need.id).quantity = 4
        edited = NeedEdited(**address(need), changed=("quantity",))
        record(pairs.session, pairs["amina"], edited)
    eventually(lambda: own.messages)
    still(rows)
    # That it was edited stands in its history, which everybody may read; how many not.
    assert [each.count("id: ") for each in chantal.messages] == [1]


def test_who_may_not_see_a_page_gets_the_closing_event_and_nothing_else(live: LiveServer) -> None:
    with live.world() as pairs:
        draft = pairs.world.need(title="Nog niet voor anderen")
        assert draft.status is NeedStatus.DRAFT
    other = live.watch(live.sign_in("chantal"), address=f"/behoeften/{draft.id}/live", shown="x")
    eventually(lambda: not other.is_open)
    assert "event: close" in other.text and "Nog niet" not in other.text
    stranger = live.watch("nobody", address="/mijn-werk/live", shown="x")
    eventually(lambda: not stranger.is_open)
    assert stranger.status == 200 and "event: close" in stranger.text


def test_what_somebody_may_not_see_any_more_ends(live: LiveServer) -> None:
    with live.world() as pairs:
        need = pairs.need(title="Straks ingetrokken")
    chantal = live.watch_page(live.sign_in("chantal"), f"/behoeften/{need.id}")
    still(chantal)
    live.post(f"/behoeften/{need.id}/intrekken", live.sign_in("amina"), reason="wrong")
    eventually(lambda: not chantal.is_open)
    assert "Deze pagina ververst niet meer vanzelf." in chantal.text


def test_in_a_list_a_row_changes_in_its_place_and_a_new_one_waits(live: LiveServer) -> None:
    with live.world() as pairs:
        need = pairs.need(title="Vervoer naar de Dollardkerk")
    page = "/behoeften?q=Dollardkerk"
    daan = live.watch_page(live.sign_in("daan"), page)
    still(daan)
    with live.world() as pairs:
        pairs.session.get_one(Need, need.id).title = "Vervoer naar de grote Dollardkerk"
        record(pairs.session, pairs["amina"], NeedEdited(**address(need), changed=("title",)))
    eventually(lambda: daan.messages)
    assert f'hx-target="#at_{need.id}" hx-swap="outerMorph"' in daan.text
    assert "is gewijzigd" in daan.text
    first = len(daan.messages)
    with live.world() as pairs:
        other = pairs.need(title="Koffie na de dienst in de Dollardkerk")
    eventually(lambda: len(daan.messages) > first)
    assert "1 wijziging, toon" in daan.messages[-1]
    assert f"at_{other.id}" not in daan.text, "nothing moves under the eyes of who reads"
    assert 'hx-target="#list_total"' in daan.messages[-1], "how many there are is said"


def test_who_does_not_want_movement_is_told_how_much_there_is(
    live: LiveServer, approved: Match
) -> None:
    token = live.sign_in("amina")
    page = f"/behoeften/{approved.need_id}"
    live.post("/live", token, is_live="", next=page)
    still_page = live.watch_page(token, page)
    with live.world() as pairs:
        pairs.accept(approved, "chantal")
    eventually(lambda: "wijziging" in still_page.text)
    assert "need_page" not in still_page.text and not still_page.last_id
    live.post("/live", token, is_live="1", next=page)


def test_the_answer_to_a_form_says_what_it_shows(live: LiveServer, approved: Match) -> None:
    """So that who pressed the button is not told once more of what they did."""
    token = live.sign_in("amina")
    page = f"/behoeften/{approved.need_id}"
    watching = live.watch_page(token, page)
    answer = live.press(f"{page}/sluiten", token, "need_page", outcome="met")
    assert answer.status_code == 200, answer.text
    eventually(lambda: watching.messages)
    assert answer.headers["shows"] == watching.last_id


def heard_by(watcher: Watcher) -> list[str]:
    eventually(lambda: watcher.messages)
    return watcher.messages


@pytest.mark.parametrize("asks", ["shown", "last_event_id"])
@pytest.mark.parametrize("page", ["/behoeften?q=tuin&status=open", "/bord?q=tuin", "/behoeften"])
def test_who_guesses_what_somebody_else_reads_hears_nothing_of_it(
    live: LiveServer, page: str, asks: str
) -> None:
    """What amina reads of a group of three can be put together by who guesses the three."""
    with live.world() as pairs:
        pairs.need(quantity=3, title="Hulp bij de tuin voor enkele ouderen")
    address, _mark, query = page.partition("?")
    filters = dict(each.split("=") for each in query.split("&") if each)
    guesses = {"right": live.shown(live.sign_in("amina"), page), "wrong": "0" * 30}
    told = {}
    for how, guess in guesses.items():
        token = live.sign_in("chantal")
        live.shown(token, page)  # what there is now, not what was read before the need came
        told[how] = heard_by(
            live.watch(token, address=f"{address}/live", **filters, **{asks: guess})
        )
    assert told["right"] == told["wrong"]


@pytest.mark.parametrize("path", ["/behoeften", "/aanbod", "/acties"])
def test_a_list_of_what_one_looks_after_is_no_list_of_a_colleague(
    live: LiveServer, path: str
) -> None:
    with live.world() as pairs:
        for kind in (Need, Offer, Action):
            theirs = col(kind.organisation_id).in_(pairs["amina"].organisation_ids)
            who = pairs.world.person("amina").id
            pairs.session.execute(sa.update(kind).where(theirs).values(in_charge_id=who))
        pairs.session.execute(sa.update(Membership).values(role=Role.COORDINATOR))
    page = f"{path}?in_charge=me"
    still(*(live.watch_page(live.sign_in(each), page) for each in ("amina", "bram")))
