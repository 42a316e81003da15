"""What a stream says of the board, to whom, and when it ends; of a real server."""

from __future__ import annotations

import time

import httpx2
import sqlalchemy as sa
from sqlalchemy.orm import make_transient

from app.audit import record
from app.core.events import address
from app.identity.actor import SYSTEM
from app.identity.commands import end_all_sessions
from app.identity.models import Membership
from app.live import hall
from app.matches.models import Match
from app.members.events import MemberRemoved
from app.needs.events import NeedEdited
from app.needs.models import Need
from app.organisations import admission_commands
from tests.live.conftest import POOL, SOON, LiveServer, eventually

QUIET = 1.5  # long enough for anything that would come


def test_a_card_that_moves_is_sent_to_who_watches(live: LiveServer, approved: Match) -> None:
    daan = live.watch(live.sign_in("daan"))
    assert daan.status == 200 and "text/event-stream" in daan.headers["content-type"]
    assert daan.headers["x-accel-buffering"] == "no"
    assert daan.headers["cache-control"] == "no-store"
    assert "content-encoding" not in daan.headers and "content-length" not in daan.headers
    time.sleep(QUIET)
    assert daan.messages == [], "the page shows what there is"
    with live.world() as pairs:
        pairs.accept(approved, "chantal")
    eventually(lambda: daan.messages)
    assert f"at_{approved.id}" in daan.text and daan.last_id
    # What was sent made the page what a page that is loaded now is.
    assert daan.last_id == live.shown(live.sign_in("daan"))


def test_of_two_persons_each_hears_what_they_may_see(live: LiveServer) -> None:
    """A need of a group so small that its number is hidden: the owner sees the new number, others
    nothing that is different, so they hear nothing at all.
    """
    with live.world() as pairs:
        need = pairs.need(quantity=3, title="Hulp bij de boodschappen voor enkele ouderen")
    amina, daan = live.watch(live.sign_in("amina")), live.watch(live.sign_in("daan"))
    chantal = live.watch(live.sign_in("chantal"))
    with live.world() as pairs:
        pairs.session.get_one(Need, need.id).quantity = 4
        edited = NeedEdited(**address(need), changed=("quantity",))
        record(pairs.session, pairs["amina"], edited)
    eventually(lambda: amina.messages)
    time.sleep(QUIET)
    assert chantal.messages == []
    assert f"at_{need.id}" in amina.text
    assert daan.messages == []


def test_signing_out_ends_the_stream_at_once(live: LiveServer) -> None:
    token = live.sign_in("chantal")
    leaves, stays = live.watch(token), live.watch(live.sign_in("chantal"))
    began = time.monotonic()
    live.post("/uitloggen", token)
    eventually(lambda: not leaves.is_open)
    assert time.monotonic() - began < 1
    assert leaves.text.rstrip().endswith("event: close\ndata:")
    assert stays.is_open, "on another device one is still signed in"


def test_whoever_loses_the_right_to_look_hears_no_more(live: LiveServer) -> None:
    signed_out = live.watch(live.sign_in("hugo"))
    with live.world() as pairs:
        end_all_sessions(pairs.session, pairs.world.person("hugo"))
    eventually(lambda: not signed_out.is_open, 1)
    removed = live.watch(live.sign_in("chantal"))
    with live.world() as pairs:
        person, seat = pairs.world.person("chantal"), pairs["chantal"].seats[0]
        membership = pairs.session.get_one(Membership, (person.id, seat.organisation_id))
        pairs.session.delete(membership)
        lost = MemberRemoved(object_id=seat.organisation_id, person=person.id, role=seat.role)
        record(pairs.session, SYSTEM, lost)
    eventually(lambda: not removed.is_open, 1)
    with live.world() as pairs:
        make_transient(membership)
        pairs.session.add(membership)


def test_whose_organisation_is_suspended_hears_no_more(live: LiveServer) -> None:
    token = live.sign_in("chantal")
    board, work = live.watch(token), live.watch_page(token, "/mijn-werk")
    stays = live.watch(live.sign_in("daan"))
    with live.world() as pairs:
        name = "Boodschappenhulp Delfzijl"
        organisation = pairs.world.organisation(name)
        given = admission_commands.AdmissionReason.model_validate({"reason": "Het is stil."})
        admission_commands.suspend_organisation(pairs.session, pairs["eva"], organisation, given)
    eventually(lambda: not board.is_open and not work.is_open, 1)
    assert board.text.rstrip().endswith("event: close\ndata:")
    assert stays.is_open
    with live.world() as pairs:
        organisation = pairs.world.organisation(name)
        admission_commands.readmit_organisation(pairs.session, pairs["eva"], organisation)


def test_a_stranger_gets_the_closing_event_and_nothing_else(live: LiveServer) -> None:
    stranger = live.watch("nobody", shown="")
    eventually(lambda: not stranger.is_open)
    assert stranger.status == 200 and "event: close" in stranger.text
    assert "at_" not in stranger.text


def test_typed_as_an_address_it_leads_to_the_board(live: LiveServer) -> None:
    token = live.sign_in("daan")
    assert live.get("/bord/live", token).headers["location"] == "/bord"
    cookies = {"cookie": "sessie=x"}
    head = httpx2.head(live.address + "/bord/live", headers=cookies, timeout=5)
    assert head.status_code in (200, 303), "and a HEAD does not wait for ever"


def test_more_streams_than_connections_and_pages_still_come(live: LiveServer) -> None:
    people = ("daan", "amina", "chantal", "hugo")
    streams = [live.watch(live.sign_in(who)) for who in people for _ in range(POOL)]
    assert all(each.is_open for each in streams)
    token = live.sign_in("daan")
    began = time.monotonic()
    assert live.get("/bord", token).status_code == 200
    assert time.monotonic() - began < SOON
    with live.engine.connect() as connection:
        held = connection.execute(
            sa.text(
                "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
                " AND pid <> pg_backend_pid() AND state = 'idle in transaction'"
            )
        ).scalar_one()
    assert held == 0


def test_who_opens_one_page_too_many_closes_their_oldest(live: LiveServer) -> None:
    """Of one person, whatever the session; of somebody else nothing closes."""
    another = live.watch(live.sign_in("daan"))
    tokens = [live.sign_in("eva") for _ in range(2)]
    shown = live.shown(tokens[0])
    pages = [live.watch(tokens[each % 2], shown=shown) for each in range(hall.MOST_OF_PERSON)]
    time.sleep(QUIET)
    assert all(each.is_open for each in pages)
    pages.append(live.watch(tokens[0], shown=shown))
    eventually(lambda: not pages[0].is_open, 60)
    assert "Deze pagina ververst niet meer vanzelf." in pages[0].text
    assert "Laad de pagina opnieuw" in pages[0].text
    assert pages[0].text.rstrip().endswith("event: close\ndata:"), "or htmx tries it again"
    assert all(each.is_open for each in (*pages[1:], another))


def test_who_comes_back_is_told_what_was_missed(live: LiveServer, approved: Match) -> None:
    token = live.sign_in("daan")
    first = live.watch(token)
    with live.world() as pairs:
        pairs.accept(approved, "chantal")
    eventually(lambda: first.messages)
    before = first.last_id
    first.stop()
    watching = live.watch(token)
    with live.world() as pairs:
        pairs.start(approved, "chantal")
    eventually(lambda: watching.messages)
    back = live.watch(token, last_event_id=before)
    eventually(lambda: back.messages)
    assert "board_live" not in back.text and f"at_{approved.id}" in back.text
    assert back.last_id == watching.last_id, "the number says what is shown, whoever says it"
    # Of a number that nobody knows any more the whole board comes.
    unknown = live.watch(token, last_event_id="0" * 30)
    eventually(lambda: unknown.messages)
    assert 'hx-target="#board_live"' in unknown.text and unknown.last_id == back.last_id


def test_who_does_not_want_movement_hears_how_much_there_is(
    live: LiveServer, approved: Match
) -> None:
    token = live.sign_in("daan")
    answer = live.post("/live", token, is_live="", next="/bord?mine=1")
    assert answer.status_code == 303 and answer.headers["location"] == "/bord?mine=1"
    assert "Live uit" in live.get("/bord", token).text
    still = live.watch(token)
    with live.world() as pairs:
        pairs.accept(approved, "chantal")
    eventually(lambda: "wijziging" in still.text)
    assert f"at_{approved.id}" not in still.text and not still.last_id
    assert "toon" in still.text
    live.post("/live", token, is_live="1", next="/bord")
    assert "Live aan" in live.get("/bord", token).text
