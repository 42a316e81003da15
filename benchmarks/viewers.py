"""Viewers: connections that watch the board, and when each of them was told something."""

from __future__ import annotations

import asyncio
import random
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

START_SECONDS = 60.0
ID = b"\nid: "


class Viewer(asyncio.Protocol):
    """One page that is open."""

    def __init__(self, request: bytes) -> None:
        self._request = request
        self._tail = b""
        self._transport: Any = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self.began = 0.0
        self.at = 0.0
        self.heard = 0
        self.last_id = ""
        self.is_open = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport, self._loop = transport, asyncio.get_running_loop()
        self._transport.write(self._request)

    def data_received(self, data: bytes) -> None:
        now = time.perf_counter()
        if not self.began and b": " in data:
            self.began, self.is_open = now, b" 200 " in data[:20]
        text = self._tail + data
        place = text.rfind(ID)
        if place >= 0 and b"\n" in text[place + len(ID) :]:
            self.heard, self.at = self.heard + 1, now
            self.last_id = text[place + len(ID) :].partition(b"\n")[0].decode()
            text = b""
        self._tail = text[-len(ID) - 64 :]

    def connection_lost(self, exc: Exception | None) -> None:
        self.is_open = False

    def stall(self) -> None:
        """Take nothing more of what is sent."""
        self._in_loop(self._transport.pause_reading)

    def resume(self) -> None:
        self._in_loop(self._transport.resume_reading)

    def _in_loop(self, do: Callable[[], None]) -> None:
        if self._loop is None:
            raise RuntimeError("this viewer is not connected yet")
        self._loop.call_soon_threadsafe(do)

    def close(self) -> None:
        self._transport.abort()


@contextmanager
def open_viewers(
    port: int, cookies: Sequence[str], last: Sequence[str], within: float
) -> Iterator[list[Viewer]]:
    """One for each cookie, all begun within so many seconds, until the end of the block."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    viewers = [
        Viewer(_request(cookie, digest)) for cookie, digest in zip(cookies, last, strict=True)
    ]

    async def begin(viewer: Viewer, pause: float) -> None:
        await asyncio.sleep(pause)
        await loop.create_connection(lambda: viewer, "127.0.0.1", port)

    async def begin_all() -> None:
        chance = random.Random(14)  # noqa: S311  the same at every run
        await asyncio.gather(*(begin(each, chance.random() * within) for each in viewers))

    try:
        asyncio.run_coroutine_threadsafe(begin_all(), loop).result(START_SECONDS)
        until = time.perf_counter() + START_SECONDS
        while not all(viewer.began for viewer in viewers):
            if time.perf_counter() > until:
                raise RuntimeError("not every stream began")
            time.sleep(0.02)
        time.sleep(1)  # whoever has to be told what there is was told so
        closed = sum(not viewer.is_open for viewer in viewers)
        if closed:
            raise RuntimeError(f"{closed} streams were closed")
        yield viewers
    finally:
        for viewer in viewers:
            loop.call_soon_threadsafe(viewer.close)
        time.sleep(0.2)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(5)
        loop.close()


def _request(cookie: str, digest: str) -> bytes:
    lines = [
        "GET /bord/live HTTP/1.1",
        "Host: 127.0.0.1",
        f"Cookie: {cookie}",
        "Accept: text/html, text/event-stream",
        "HX-Request: true",
        *([f"Last-Event-ID: {digest}"] if digest else []),
    ]
    return ("\r\n".join(lines) + "\r\n\r\n").encode()
