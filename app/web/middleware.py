"""Pure ASGI layers around the application: headers on every answer, same-origin posts, body limit,
language.
"""

import asyncio
import re
from collections.abc import Awaitable, Callable, Mapping
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.core import i18n
from app.web import bodies, cookies

CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; "
    "connect-src 'self'; "
    "form-action 'self'; frame-ancestors 'none'; base-uri 'none'; manifest-src 'self'"
)
HEADERS = {
    "content-security-policy": CSP,
    "strict-transport-security": "max-age=31536000; includeSubDomains",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=(), "
    "interest-cohort=()",
    "cache-control": "no-store",
}
Refuse = Callable[[Request], Awaitable[ASGIApp]]
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})
DRAIN_LIMIT = 16 * 1024 * 1024
# How long a sender may be silent, and how many bytes a second a poor line brings.
IDLE_SECONDS = 20.0
SLOWEST_LINE = 8 * 1024
_NO_WEIGHT = re.compile(r"q\s*=\s*0(\.0*)?")


class SecurityHeaders:
    """Outermost, so that a 500 and a static file carry the headers too. A header that is already
    there stays.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        await self.app(scope, receive, send_with_headers if scope["type"] == "http" else send)


class CrashesEndHere:
    """Around everything a server runs. `app.web.problems` has answered and logged a crash already.

    Passed on, the server would log its message too, and a database's message quotes what somebody
    typed (P13).
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await self.app(scope, receive, send)
        except Exception:
            if scope["type"] != "http":  # a start that fails must be seen
                raise


class BodyLimit:
    """The whole body comes in before anything else happens: whoever sends it slowly, or only half
    of it, holds a connection and nothing that others wait for.

    A body over the limit is 413. It is read to its end first, within bounds: browsers hide an
    early answer. `by_path` names the few paths with a limit of their own: where a file is sent.
    A sender that is silent for `idle` seconds, or takes longer than a slow line needs for what it
    announced, is 408; and so is the most silent of an address that has more than `open_bodies`
    coming (ADR 0046).
    """

    def __init__(
        self,
        app: ASGIApp,
        limit: int,
        by_path: Mapping[str, int] | None = None,
        idle: float = IDLE_SECONDS,
        open_bodies: int = 32,
        refuse: Refuse | None = None,
    ) -> None:
        self.app = app
        self.limit = limit
        self.by_path = by_path or {}
        self.idle = idle
        self.open = bodies.OpenBodies(open_bodies)
        self.refuse = refuse or _too_slow

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        limit = self.by_path.get(scope["path"], self.limit)
        try:
            async with asyncio.timeout(self._patience(scope, limit)) as deadline:
                with self.open.counted(scope, deadline) as coming:
                    body = await self._whole(receive, limit, coming)
        except TimeoutError:
            answer = await self.refuse(Request(scope, receive))
            await answer(scope, receive, send)
            return
        if body is None:  # the sender has gone
            return
        is_read = False

        async def read() -> Message:
            nonlocal is_read
            if is_read:
                return await receive()
            if len(body) > limit:
                scope.setdefault("state", {})["most_bytes"] = limit  # for the page that says so
                raise HTTPException(413)
            is_read = True
            return {"type": "http.request", "body": bytes(body), "more_body": False}

        await self.app(scope, read, send)

    def _patience(self, scope: Scope, limit: int) -> float:
        """For a whole body: of one that does not say how large it is, the largest there may be."""
        announced = Headers(scope=scope).get("content-length", "")
        size = min(int(announced), limit) if announced.isdecimal() else limit
        return self.idle + size / SLOWEST_LINE

    async def _whole(self, receive: Receive, limit: int, coming: bodies.Coming) -> bytearray | None:
        """The body, and of one that is too large its beginning; None when nobody waits any more."""
        body, seen, more = bytearray(), 0, True
        while more and seen < DRAIN_LIMIT:
            async with asyncio.timeout(self.idle):
                message = await receive()
            if message["type"] == "http.disconnect":
                return None
            coming.hear()
            part = message.get("body", b"")
            seen += len(part)
            if len(body) <= limit:
                body += part
            more = message.get("more_body", False)
        return body


async def _too_slow(request: Request) -> ASGIApp:
    text = i18n.gettext("This took too long to arrive")
    return PlainTextResponse(text, 408, headers={"connection": "close"})


class SameOriginOnly:
    """Unsafe methods come from our own pages: no tokens in templates needed.

    A request with neither `Sec-Fetch-Site` nor `Origin` is not a browser's: it passes without a
    session cookie and is refused with one. Below `back_doors` servers of others send what they
    signed, and no cookie counts.
    """

    def __init__(self, app: ASGIApp, refuse: Refuse, back_doors: str = "") -> None:
        self.app = app
        self.refuse = refuse
        self.back_doors = back_doors

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if (
            scope["type"] == "http"
            and scope["method"] not in SAFE_METHODS
            and not (self.back_doors and scope["path"].startswith(self.back_doors))
            and not _is_ours(Request(scope))
        ):
            answer = await self.refuse(Request(scope, receive))
            await answer(scope, receive, send)
            return
        await self.app(scope, receive, send)


def is_same_origin(request: Request) -> bool:
    """Whether a browser says that this was sent from one of our own pages."""
    site = request.headers.get("sec-fetch-site")
    if site is not None:
        return site == "same-origin"
    host = urlsplit(request.headers.get("origin", "")).netloc
    return bool(host) and host == request.headers.get("host")


def _is_ours(request: Request) -> bool:
    headers: Headers = request.headers
    site = headers.get("sec-fetch-site")
    if site is not None:
        return site in ("same-origin", "none")
    origin = headers.get("origin")
    if origin is not None:
        return bool(urlsplit(origin).netloc) and urlsplit(origin).netloc == headers.get("host")
    return cookies.SESSION.read(request) is None


class Language:
    """Dutch, unless this browser chose English."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            i18n.use_locale(cookies.LANGUAGE.read(Request(scope)) or i18n.LOCALES[0])
        await self.app(scope, receive, send)


class ReadablePath:
    """A NUL in an address becomes what the server makes of every byte that is no text: U+FFFD.

    PostgreSQL has no text with a NUL, so looking one up would be a crash; nothing is called by the
    other, and the answer is the page that says so, with the reader's own menu.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and "\x00" in scope["path"]:
            scope = {**scope, "path": scope["path"].replace("\x00", "\ufffd")}
        await self.app(scope, receive, send)


class AcceptedEncodings:
    """Who says "gzip;q=0" takes no gzip: compression looks only whether the word is there."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            told = ",".join(Headers(scope=scope).getlist("accept-encoding")).lower()
            if "gzip" in told and not any(map(_takes_gzip, told.split(","))):
                others = [(k, v) for k, v in scope["headers"] if k != b"accept-encoding"]
                scope = {**scope, "headers": others}
        await self.app(scope, receive, send)


def _takes_gzip(part: str) -> bool:
    name, _semicolon, weight = part.partition(";")
    return name.strip() == "gzip" and not _NO_WEIGHT.fullmatch(weight.strip())


class HeadAsGet:
    """A HEAD is answered like the GET, without its body."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] != "HEAD":
            await self.app(scope, receive, send)
            return

        async def send_head(message: Message) -> None:
            if message["type"] == "http.response.body":
                message = {**message, "body": b""}
            await send(message)

        # For an answer that would never end.
        state = {**scope.get("state", {}), "is_head": True}
        await self.app({**scope, "method": "GET", "state": state}, receive, send_head)
