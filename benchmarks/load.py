"""Users: each one connection and one request at a time. A process of its own, so that its work is
counted apart.

Reads one job a line (JSON) from its input, and writes one line of results for each.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
import time
from collections.abc import Iterator
from itertools import chain, zip_longest
from typing import Any

import httptools
import uvloop

PATIENCE = 20  # seconds for the last answers
LOST, LATE = "lost", "late"  # instead of a status: the connection ended, no answer in time


class Browser(asyncio.Protocol):
    """Sends a request, waits for the whole answer, sends the next. `follows`: a redirect is
    followed, and both answers count as one.
    """

    def __init__(
        self,
        requests: Iterator[bytes],
        until: float,
        done: asyncio.Future[None],
        *,
        follows: bool,
    ) -> None:
        self._requests, self._until, self._done = requests, until, done
        self._follows = follows
        self._parser = httptools.HttpResponseParser(self)
        self._sent = 0.0
        self._asked = b""
        self._location = b""
        self._statuses: list[str] = []
        self.seconds: list[float] = []
        self.statuses: dict[str, int] = {}
        self.bytes = 0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport: Any = transport
        self._next()

    def _next(self) -> None:
        # The first in any case: what the machine was too busy to connect in time has a figure too.
        is_on = not self._asked or time.perf_counter() < self._until
        request = next(self._requests, None) if is_on else None
        self._asked = request or b""
        if request is None:
            self._transport.close()
            return
        self._sent = time.perf_counter()
        self._transport.write(request)

    def data_received(self, data: bytes) -> None:
        self.bytes += len(data)
        self._parser.feed_data(data)

    def on_header(self, name: bytes, value: bytes) -> None:
        if name.lower() == b"location":
            self._location = value

    def on_message_complete(self) -> None:
        self._statuses.append(str(self._parser.get_status_code()))
        self._parser = httptools.HttpResponseParser(self)
        location, self._location = self._location, b""
        if self._follows and location and len(self._statuses) == 1:
            self._transport.write(_get(location, self._asked))
            return
        self.seconds.append(time.perf_counter() - self._sent)
        self._count(" ".join(self._statuses))
        self._next()

    def _count(self, answer: str) -> None:
        self.statuses[answer] = self.statuses.get(answer, 0) + 1
        self._statuses = []

    def give_up(self) -> None:
        """No answer came in time."""
        self._count(LATE)
        self._asked = b""
        self._transport.abort()

    def connection_lost(self, error: Exception | None) -> None:
        if self._asked:
            self._count(LOST)
        if not self._done.done():
            self._done.set_result(None)


def _get(location: bytes, asked: bytes) -> bytes:
    """The page that an answer leads to, asked for by the same user."""
    head = asked.partition(b"\r\n\r\n")[0].split(b"\r\n")[1:]
    kept = (line for line in head if not line.startswith(b"Content-"))
    return b"\r\n".join([b"GET " + location + b" HTTP/1.1", *kept, b"", b""])


async def work(job: dict[str, Any]) -> dict[str, Any]:
    """Every list of `users` is the requests of one user; it is gone through again when `again` is
    set. `together`: whoever is free takes the next of all lists.
    """
    loop, browsers, waiting = asyncio.get_running_loop(), [], []
    start, cpu = time.perf_counter(), time.process_time()
    lists = [[request.encode() for request in requests] for requests in job["users"]]
    shared = filter(None, chain.from_iterable(zip_longest(*lists))) if job["together"] else None
    for requests in lists:
        done: asyncio.Future[None] = loop.create_future()
        source = shared or (_forever(requests) if job["again"] else iter(requests))
        browser = Browser(source, start + job["seconds"], done, follows=job["follows"])
        browsers.append(browser)
        waiting.append(done)
        await loop.create_connection(lambda browser=browser: browser, "127.0.0.1", job["port"])  # type: ignore[misc]
    await asyncio.wait(waiting, timeout=job["seconds"] + PATIENCE)
    for browser, done in zip(browsers, waiting, strict=True):
        if not done.done():
            browser.give_up()
    statuses: dict[str, int] = {}
    for browser in browsers:
        for status, count in browser.statuses.items():
            statuses[status] = statuses.get(status, 0) + count
    return {
        "elapsed": time.perf_counter() - start,
        "cpu": time.process_time() - cpu,
        "seconds": [s for browser in browsers for s in browser.seconds],
        "bytes": sum(browser.bytes for browser in browsers),
        "statuses": statuses,
    }


def _forever(requests: list[bytes]) -> Iterator[bytes]:
    while True:
        yield from requests


def main() -> None:
    """Until the input ends."""
    for line in sys.stdin:
        print(json.dumps(uvloop.run(work(json.loads(line)))), flush=True)
    # Nothing to tidy up, and uvloop's own threads need not be waited for.
    os._exit(0)


if __name__ == "__main__":
    main()
