"""What it costs to begin to watch the board, and when nobody more may."""

from __future__ import annotations

from typing import Any

import pytest
from fastapi import Request
from sqlalchemy import Connection

from app.core.notices import Touched
from app.live import hall
from app.live.picture import Watched
from tests.statements import counted
from tests.world import Visitors, World

ASKED = {"hx-request": "true", "accept": "text/html, text/event-stream"}


def test_beyond_what_a_process_bears_a_page_is_told_to_load_again(
    monkeypatch: pytest.MonkeyPatch, visitors: Visitors, connection: Connection
) -> None:
    """And opening reads nothing of the board: that the hall does, for a whole room."""
    monkeypatch.setattr(hall, "MOST_VIEWERS", 0)
    client = visitors["daan"]
    client.get("/bord")
    with counted(connection) as sent:
        answer = client.get("/bord/live", params={"shown": "0" * 30}, headers=ASKED)
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/event-stream")
    assert "Laad de pagina opnieuw" in answer.text
    assert answer.text.rstrip().endswith("event: close\ndata:"), "htmx tries any other end again"
    read = [each for each in sent if "FROM need" in each or "FROM match" in each]
    assert read == []
    assert len(sent) <= 8, sent


def test_a_page_that_was_just_drawn_is_not_read_again_for_who_begins_to_watch(
    world: World,
) -> None:
    """Unless something was committed since, or it was drawn for somebody else."""
    known, drawn = hall.Hall(), Drawn("a")
    amina, daan = world["amina"], world["daan"]
    known.draw(amina, KEY, drawn, known.heard)

    def room_of(actor: Any, key: Any = KEY) -> hall.Room:
        viewer = hall.Viewer(Request({"type": "http"}), actor, is_moving=True)
        assert known.enter(viewer, Watched(key, lambda _session, _actor: drawn))
        assert viewer.room is not None
        room = viewer.room
        known.leave(viewer)
        return room

    assert (room_of(amina).picture, room_of(amina).is_due) == (drawn, False)
    assert (room_of(daan).picture, room_of(daan).is_due) == (None, True)
    assert room_of(amina, ("board", ("mine", "1"))).picture is None
    known.hear(Touched(everything=True))
    assert room_of(amina).is_due
    assert known.viewers == []


KEY = "board"


class Drawn:
    """What a page shows, of which only the number is looked at."""

    def __init__(self, digest: str) -> None:
        self.digest = digest

    def since(self, earlier: Any) -> str:
        return ""

    def after(self, earlier: Any) -> Drawn:
        return self

    def slim(self) -> Drawn:
        return self

    is_whole = True

    def whole(self) -> str:
        return ""

    def how_many(self, earlier: Any) -> str:
        return ""
