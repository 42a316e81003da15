"""Connections: uvicorn's own, with a bound on what it waits for without one.

Headers have to come within a time and a size; who does not take what we send is let go. Neither
holds a session of the database, but a socket and memory (ADR 0046).
"""

from asyncio import TimerHandle
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle

from app.core.settings import get_settings

MAX_HEAD_BYTES = 64 * 1024
# Somebody who takes nothing at all of what waits for them for so long has gone.
STALLED_SECONDS = 30.0


class Connection(HttpToolsProtocol):
    """Of one browser, proxy or attacker."""

    def __init__(self, *args: Any, **known: Any) -> None:
        super().__init__(*args, **known)
        self._patience = get_settings().header_seconds
        self._stalled = min(STALLED_SECONDS, self._patience * 3)
        self._head_timer: TimerHandle | None = None
        self._head_bytes = 0
        self._reader_timer: TimerHandle | None = None
        self._answering: RequestResponseCycle | None = None

    def connection_made(self, transport: Any) -> None:
        super().connection_made(transport)
        self._wait_for_head()

    def connection_lost(self, exc: Exception | None) -> None:
        self._head_is_here()
        if self._answering is not None:  # of several in a row uvicorn knows the last only
            self._answering.disconnected = not self._answering.response_complete
        self.resume_writing()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        if self.parser is None or self.transport.is_closing() or not self._is_between():
            return
        self._wait_for_head()  # for the next one, of which these are the first bytes
        self._head_bytes += len(data)
        if self._head_bytes > MAX_HEAD_BYTES:
            self._refuse(b"431 Request Header Fields Too Large")

    def on_headers_complete(self) -> None:
        self._head_is_here()
        super().on_headers_complete()

    def _start_asgi_task(self, cycle: RequestResponseCycle, app: Any) -> None:
        self._answering = cycle
        super()._start_asgi_task(cycle, app)

    def pause_writing(self) -> None:
        super().pause_writing()
        self._watch_reader()

    def resume_writing(self) -> None:
        if self._reader_timer is not None:
            self._reader_timer.cancel()
            self._reader_timer = None
        super().resume_writing()

    def shutdown(self) -> None:
        """The server stops. It waits for answers that are on their way, not for one without end."""
        cycle = self.cycle
        super().shutdown()
        if cycle is not None and cycle.scope["state"].get("stays_open"):
            cycle.disconnected = True
            cycle.message_event.set()
            self.transport.abort()  # also from who takes nothing of what was sent

    def _is_between(self) -> bool:
        return self.cycle is None or self.cycle.response_complete

    def _wait_for_head(self) -> None:
        if self._head_timer is None:
            late = b"408 Request Timeout"
            self._head_timer = self.loop.call_later(self._patience, self._refuse, late)

    def _head_is_here(self) -> None:
        self._head_bytes = 0
        if self._head_timer is not None:
            self._head_timer.cancel()
            self._head_timer = None

    def _refuse(self, status: bytes) -> None:
        self._head_is_here()
        if not self.transport.is_closing():
            self.transport.write(
                b"HTTP/1.1 %b\r\nconnection: close\r\ncontent-length: 0\r\n\r\n" % status
            )
            self.transport.close()

    def _watch_reader(self) -> None:
        """Let go of who took nothing since the last look."""
        waits = self.transport.get_write_buffer_size()

        def look() -> None:
            if self.transport.get_write_buffer_size() >= waits:
                self.transport.abort()
            else:
                self._watch_reader()

        self._reader_timer = self.loop.call_later(self._stalled, look)
