"""Who sends slowly, or half of it, holds nothing that others wait for."""

from __future__ import annotations

import asyncio
import selectors
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

import pytest

from app.web.middleware import IDLE_SECONDS, SLOWEST_LINE, BodyLimit

SCOPE: dict[str, Any] = {
    "type": "http", "method": "POST", "path": "/inloggen", "headers": [], "query_string": b"",
}  # fmt: skip
Messages = list[dict[str, Any]]
T = TypeVar("T")


class Application:
    """Notes when it is called, and reads what came."""

    def __init__(self) -> None:
        self.bodies: list[bytes] = []

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        message = await receive()
        assert not message["more_body"], "whole, and in one piece"
        self.bodies.append(message["body"])


def part(body: bytes, *, more: bool) -> dict[str, Any]:
    return {"type": "http.request", "body": body, "more_body": more}


def apart(
    work: Coroutine[Any, Any, T], loop: Callable[[], asyncio.AbstractEventLoop] | None = None
) -> T:
    """On a loop of its own, in a thread of its own: a browser of this process may have one."""

    def run_it() -> T:
        with asyncio.Runner(loop_factory=loop) as runner:
            return runner.run(work)

    with ThreadPoolExecutor(1) as thread:
        return thread.submit(run_it).result()


def run(sent: Messages, *, limit: int = 100, idle: float = 0.05) -> tuple[Application, Messages]:
    """Send these, and then be silent."""
    application, answers = Application(), []
    waiting = iter(sent)

    async def receive() -> dict[str, Any]:
        for message in waiting:
            return message
        await asyncio.Event().wait()
        raise AssertionError

    async def send(message: dict[str, Any]) -> None:
        answers.append(message)

    async def one() -> None:
        await BodyLimit(application, limit, idle=idle)(SCOPE, receive, send)  # type: ignore[arg-type]

    apart(one())
    return application, answers


def test_the_application_starts_when_the_body_is_whole() -> None:
    application, answers = run([part(b"na", more=True), part(b"am=x", more=False)])
    assert application.bodies == [b"naam=x"] and answers == []


@pytest.mark.parametrize("sent", [[], [part(b"", more=True)], [part(b"email=a", more=True)]])
def test_who_falls_silent_is_answered_and_the_application_never_starts(sent: Messages) -> None:
    application, answers = run(sent)
    assert application.bodies == []
    assert answers[0]["status"] == 408
    assert (b"connection", b"close") in answers[0]["headers"]


def test_who_sends_a_byte_now_and_then_is_not_waited_for_forever() -> None:
    """However patient each wait is, a whole body has a bound as well."""
    limit, idle = 8, 0.02

    async def drip() -> Messages:
        answers: Messages = []

        async def receive() -> dict[str, Any]:
            await asyncio.sleep(idle / 2)
            return part(b"", more=True)

        async def send(message: dict[str, Any]) -> None:
            answers.append(message)

        await BodyLimit(Application(), limit, idle=idle)(SCOPE, receive, send)  # type: ignore[arg-type]
        return answers

    assert apart(drip())[0]["status"] == 408


class Leaping(asyncio.SelectorEventLoop):
    """A loop on which waiting takes no time: its clock leaps to what comes next."""

    def __init__(self) -> None:
        selector = selectors.DefaultSelector()
        super().__init__(selector)
        self._now, look = 0.0, selector.select

        def leap(timeout: float | None = None) -> Any:
            self._now += timeout or 0
            return look(0)

        selector.select = leap  # type: ignore[method-assign]

    def time(self) -> float:
        return self._now


@pytest.mark.parametrize(
    ("announced", "seconds"),
    [
        (b"8192", IDLE_SECONDS + 1),
        (b"0", IDLE_SECONDS),
        (b"99999999999", IDLE_SECONDS + 640),
        (b"", IDLE_SECONDS + 640),
        (b"x", IDLE_SECONDS + 640),
    ],
)
def test_who_drips_is_waited_for_as_long_as_what_was_announced_needs(
    announced: bytes, seconds: float
) -> None:
    """An address that takes files would else hold a short form for ten minutes."""
    headers = [(b"content-length", announced)] if announced else []

    async def drip() -> tuple[int, float]:
        answers: Messages = []

        async def receive() -> dict[str, Any]:
            await asyncio.sleep(0.25)
            return part(b"a", more=True)

        async def send(message: dict[str, Any]) -> None:
            answers.append(message)

        scope = SCOPE | {"headers": headers}
        await BodyLimit(Application(), 640 * SLOWEST_LINE)(scope, receive, send)  # type: ignore[arg-type]
        return answers[0]["status"], asyncio.get_running_loop().time()

    status, ended_at = apart(drip(), Leaping)
    assert status == 408
    assert ended_at == pytest.approx(seconds, abs=0.25)


def test_who_has_gone_is_not_answered() -> None:
    application, answers = run([part(b"email=a", more=True), {"type": "http.disconnect"}])
    assert (application.bodies, answers) == ([], [])
