"""A stream: the answer that stays open and says what is different on the page that asked for it.

While it waits it holds a socket and some memory: no session of the database, no door, no thread.
"""

import asyncio

from fastapi import Request
from starlette.responses import Response
from starlette.types import Message, Receive, Scope, Send

from app.core.i18n import gettext as _
from app.identity.actor import Actor
from app.live import hall, picture
from app.web import View, answers

# A proxy that hears nothing for a minute hangs up.
HEARTBEAT_SECONDS = 20.0
# What the page does not try again after: see `data-hx-sse:close`.
CLOSING = "event: close\ndata: \n\n"
HEADERS = {
    "content-type": "text/event-stream; charset=utf-8",
    "cache-control": "no-store",
    "x-accel-buffering": "no",
}


class Stream(Response):
    """Of one viewer, until the browser goes, the server stops, or the right to look is gone."""

    media_type = "text/event-stream"

    def __init__(
        self,
        viewer: hall.Viewer,
        watched: picture.Watched,
        *,
        shows: str,
    ) -> None:
        """`shows`: the digest of what the page says that it shows."""
        super().__init__(headers=HEADERS)
        del self.headers["content-length"]
        self.viewer = viewer
        self._watched = watched
        self._shows = shows
        self._is_said = ""
        self._hall = hall_of(viewer.request)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        # Who stops the server need not wait for the end of it (`web.connections`).
        scope.setdefault("state", {})["stays_open"] = True
        start: Message = {
            "type": "http.response.start",
            "status": 200,
            "headers": self.raw_headers,
        }
        await send(start)
        known = self._hall
        viewer = self.viewer
        viewer.shows = known.known(viewer, self._watched, self._shows)
        if not known.enter(viewer, self._watched):
            viewer.end()  # too many watch: told so, with the closing event
        gone = asyncio.create_task(self._wait_until_gone(receive))
        try:
            await self._say(send, ": \n\n")
            while not gone.done():
                viewer.woken.clear()
                if viewer.is_over:
                    await self._say(send, _ended())
                    break
                if message := self._news():
                    await self._say(send, message)
                await self._wait(send)
        finally:
            gone.cancel()
            known.leave(viewer)
        await send({"type": "http.response.body", "body": b"", "more_body": False})

    async def _wait(self, send: Send) -> None:
        """For something to say. Now and then something is said all the same."""
        try:
            async with asyncio.timeout(HEARTBEAT_SECONDS):
                await self.viewer.woken.wait()
        except TimeoutError:
            await self._say(send, ": \n\n")

    async def _wait_until_gone(self, receive: Receive) -> None:
        while (await receive())["type"] != "http.disconnect":
            pass
        self.viewer.wake()

    async def _say(self, send: Send, text: str) -> None:
        await send({"type": "http.response.body", "body": text.encode(), "more_body": True})

    def _news(self) -> str:
        """What the page does not show yet, as one message; "" when it shows what there is."""
        viewer = self.viewer
        assert viewer.room is not None
        now = viewer.room.picture
        if now is None:  # it is read first
            return ""
        if viewer.shows is None and self._shows == now.digest:
            viewer.shows = now  # drawn by another process
        shows = viewer.shows
        if not viewer.is_moving:
            said = now.how_many(shows)
            if said == self._is_said:
                return ""
            self._is_said = said
            return message(said, "")
        is_same = shows is not None and shows.digest == now.digest
        if is_same and not viewer.waits:
            return ""
        if not now.is_whole:
            self._hall.ask(viewer.room)
            return ""
        viewer.shows = (now if shows is None else now.after(shows)).slim()
        viewer.waits = viewer.shows.digest != now.digest
        said = now.whole() if shows is None else now.since(shows)
        if shows is not None and shows.digest == viewer.shows.digest and said == self._is_said:
            return ""  # how much waits until somebody asks for it was said
        self._is_said = said
        self._hall.remember(viewer)
        return message(said, viewer.shows.digest)


def message(html: str, digest: str) -> str:
    """A message that htmx swaps. Whoever loses the line says its number when they come back."""
    lines = "".join(f"data: {line}\n" for line in answers.spoken(html).splitlines())
    return (f"id: {digest}\n" if digest else "") + lines + "\n"


def _ended() -> str:
    said, again = _("This page no longer renews itself."), _("Load the page again")
    # An empty address is the page that is open, with its filters.
    link = f'<a class="nl-link" data-show-changes href="">{again}</a>'
    html = f'<hx-partial hx-target="#live_changes" hx-swap="innerHTML">{said} {link}</hx-partial>'
    return message(html, "") + CLOSING


def closed() -> Response:
    """For who may not watch: htmx would try every other answer again, for ever."""
    return Response(_ended(), headers=HEADERS)


def open_for(
    view: View, actor: Actor | None, page: str, watched: picture.Watched, shown: str
) -> Response:
    """What a route answers that a page watches, which stands at the address `page`. `shown`: the
    digest of what it says that it shows. Nothing is read here: who may not see the page hears so
    from the hall.
    """
    if not is_asked(view):
        return view.redirect(page)
    if actor is None:
        return closed()
    viewer = hall.Viewer(view.request, actor, is_moving=actor.is_live)
    return Stream(viewer, watched, shows=view.request.headers.get("last-event-id") or shown)


def hall_of(request: Request) -> hall.Hall:
    """That of this process."""
    known: hall.Hall = request.app.state.hall
    return known


def is_asked(view: View) -> bool:
    """Whether a page of ours asks, and not somebody who typed the address."""
    return (
        view.request.headers.get("hx-request") == "true"
        and "text/event-stream" in view.request.headers.get("accept", "")
        and not getattr(view.request.state, "is_head", False)
    )
