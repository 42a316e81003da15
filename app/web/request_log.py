"""Request log: one line for each answer, and the number by which its other lines are found."""

import logging
import secrets
import time

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.core import logs

log = logging.getLogger("app.requests")


class RequestLog:
    """Outermost of all. The number stands on a page that says that something went wrong, in a
    header of every answer and in every line of the log that the request caused.

    The line has the address as the house calls it and no question: people type in both.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        number, status, began = secrets.token_hex(6), 0, time.perf_counter()
        logs.request_id.set(number)

        async def send_numbered(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                MutableHeaders(scope=message)["x-request-id"] = number
            await send(message)

        try:
            await self.app(scope, receive, send_numbered)
        finally:
            took = (time.perf_counter() - began) * 1000
            place = logs.place_of(scope)
            log.info("%s %s %s %.0f ms", scope["method"], place, status or "gone", took)
