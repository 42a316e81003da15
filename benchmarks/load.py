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
from typing import Any

import httptools
import uvloop

PATIENCE = 20  # seconds for the last answers


class Browser(asyncio.Protocol):
    """Sends a request, waits for the whole answer, sends the next."""

    def __init__(self, requests: Iterator[bytes], until: float, done: asyncio.Future[None]) -> None:
        self._requests, self._until, self._done = requests, until, done
        self._parser = httptools.HttpResponseParser(self)
        self._sent = 0.0
        self.seconds: list[float] = []
        self.statuses: dict[int, int] = {}
        self.bytes = 0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport: Any = transport
        self._next()

    def _next(self) -> None:
        request = next(self._requests, None) if time.perf_counter() < self._until else None
        if request is None:
            self._transport.close()
            return
        self._sent = time.perf_counter()
        self._transport.write(request)

    def data_received(self, data: bytes) -> None:
        self.bytes += len(data)
        self._parser.feed_data(data)

    def on_message_complete(self) -> None:
        self.seconds.append(time.perf_counter() - self._sent)
        status = self._parser.get_status_code()
        self.statuses[status] = self.statuses.get(status, 0) + 1
        self._parser = httptools.HttpResponseParser(self)
        self._next()

    def connection_lost(self, error: Exception | None) -> None:
        if not self._done.done():
            self._done.set_result(None)


async def work(job: dict[str, Any]) -> dict[str, Any]:
    """Every list of `users` is the requests of one user; it is gone through again when `again` is
    set.
    """
    loop, browsers, waiting = asyncio.get_running_loop(), [], []
    start, cpu = time.perf_counter(), time.process_time()
    for requests in job["users"]:
        encoded = [request.encode() for request in requests]
        done: asyncio.Future[None] = loop.create_future()
        source = _forever(encoded) if job["again"] else iter(encoded)
        browser = Browser(source, start + job["seconds"], done)
        browsers.append(browser)
        waiting.append(done)
        await loop.create_connection(lambda browser=browser: browser, "127.0.0.1", job["port"])  # type: ignore[misc]
    await asyncio.wait_for(asyncio.gather(*waiting), job["seconds"] + PATIENCE)
    statuses: dict[int, int] = {}
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
