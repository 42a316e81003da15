"""How many bodies one address may have coming in, and who goes when there are more."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from app.web import bodies
from app.web.middleware import BodyLimit


@pytest.fixture(autouse=True)
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bodies, "SOON", 0.0)


class Crowd:
    """Senders that begin one after the other, and what they heard."""

    def __init__(self, limit: int) -> None:
        self.limit = BodyLimit(self._app, 100, idle=60, open_bodies=limit)
        self.answers: dict[str, int] = {}
        self._more: dict[str, asyncio.Queue[dict[str, Any]]] = {}
        self._tasks: list[asyncio.Task[None]] = []

    async def _app(self, scope: Any, receive: Any, send: Any) -> None:
        await receive()
        await send({"type": "http.response.start", "status": 200, "headers": []})

    async def begin(self, name: str, address: str) -> None:
        self._more[name] = asyncio.Queue()
        scope = {
            "type": "http", "method": "POST", "path": "/inloggen", "headers": [],
            "query_string": b"", "client": (address, 1),
        }  # fmt: skip

        async def send(message: dict[str, Any]) -> None:
            if message["type"] == "http.response.start":
                self.answers[name] = message["status"]

        work = self.limit(scope, self._more[name].get, send)  # type: ignore[arg-type]
        self._tasks.append(asyncio.create_task(work))
        await self.say(name, b"a")

    async def say(self, name: str, body: bytes, *, more: bool = True) -> None:
        await self._more[name].put({"type": "http.request", "body": body, "more_body": more})
        await asyncio.sleep(0.02)

    async def leave(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)


def played(play: Any, limit: int = 3) -> dict[str, int]:
    async def run() -> dict[str, int]:
        crowd = Crowd(limit)
        await play(crowd)
        await crowd.leave()
        return crowd.answers

    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, run()).result()


def test_who_has_been_silent_longest_goes_and_not_who_comes() -> None:
    async def play(crowd: Crowd) -> None:
        for name in ("first", "second", "third"):
            await crowd.begin(name, "198.51.100.1")
        await crowd.say("first", b"b")
        await crowd.begin("fourth", "198.51.100.1")
        await crowd.say("fourth", b"", more=False)

    assert played(play) == {"second": 408, "fourth": 200}


def test_nobody_goes_for_another_address() -> None:
    async def play(crowd: Crowd) -> None:
        for n in range(9):
            await crowd.begin(str(n), f"198.51.100.{n // 3}")

    assert played(play) == {}


@pytest.mark.parametrize(("last", "gone"), [("2001:db8::9:9", {"0": 408}), ("2001:db8:1::1", {})])
def test_a_whole_connection_of_ipv6_is_one_address(last: str, gone: dict[str, int]) -> None:
    async def play(crowd: Crowd) -> None:
        for n in range(3):
            await crowd.begin(str(n), f"2001:db8::{n}")
        await crowd.begin("3", last)

    assert played(play) == gone


def test_all_together_have_a_bound_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bodies, "EVERYBODY", 2)

    async def play(crowd: Crowd) -> None:
        for n in range(3):
            await crowd.begin(str(n), f"198.51.100.{n}")

    assert played(play, limit=1) == {"0": 408}


def test_room_comes_back_when_somebody_is_done() -> None:
    async def play(crowd: Crowd) -> None:
        for n in range(20):
            await crowd.begin(str(n), "198.51.100.1")
            await crowd.say(str(n), b"", more=False)

    assert played(play) == {str(n): 200 for n in range(20)}
