"""The certified oidc-provider of npm on a loopback port, and somebody who signs in on its pages."""

from __future__ import annotations

import json
import socket
import subprocess
import threading
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from queue import Queue
from typing import Any

import httpx2

from app.core.settings import PROJECT
from scripts.node import find_node
from tests.days import seconds_ahead

HERE = Path(__file__).parent


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port


class RealProvider:
    """What it says on standard output comes in `said`, one object a line."""

    def __init__(self, issuer: str, said: Queue[dict[str, Any]]) -> None:
        self.issuer = issuer
        self.said = said

    def browser(self) -> httpx2.Client:
        """Somebody who is not signed in there yet."""
        return httpx2.Client(trust_env=False, timeout=20)

    def answer(self, browser: httpx2.Client, address: str, who: str, back: str) -> str:
        """Signs in on its pages as `who`; the address at which it sends the browser back."""
        answer = browser.get(address)
        for _step in range(12):
            if answer.status_code not in (302, 303):
                raise AssertionError((answer.status_code, answer.text[:300]))
            then = str(answer.url.join(answer.headers["location"]))
            if then.startswith(back):
                return then
            answer = browser.get(then)
            if "/interaction/" in then and answer.status_code == 200:
                form = {"prompt": "consent"}
                if 'name="login"' in answer.text:
                    form = {"prompt": "login", "login": who, "password": "x"}
                answer = browser.post(then, data=form)
        raise AssertionError("it does not come to an end")

    def leave(self, browser: httpx2.Client, address: str) -> httpx2.Response:
        """Says yes on its page of signing out."""
        page = browser.get(address)
        secret = page.text.partition('name="xsrf" value="')[2].partition('"')[0]
        action = page.text.partition('action="')[2].partition('"')[0]
        return browser.post(action, data={"xsrf": secret, "logout": "yes"})


@contextmanager
def running(clients: list[dict[str, Any]], port: int | None = None) -> Iterator[RealProvider]:
    port = port or free_port()
    process = subprocess.Popen(
        [find_node(), str(HERE / "op.mjs")],
        cwd=PROJECT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    assert process.stdin is not None and process.stdout is not None
    process.stdin.write(
        json.dumps({"port": port, "clients": clients, "ahead": seconds_ahead()}) + "\n"
    )
    process.stdin.flush()
    said: Queue[dict[str, Any]] = Queue()
    stdout = process.stdout

    def listen() -> None:
        for line in stdout:
            if line.startswith("{"):
                said.put(json.loads(line))

    threading.Thread(target=listen, daemon=True).start()
    try:
        started = said.get(timeout=60)
        yield RealProvider(started["issuer"], said)
    finally:
        process.stdin.close()
        process.terminate()
        process.wait(timeout=20)
        with warnings.catch_warnings():
            stdout.close()
