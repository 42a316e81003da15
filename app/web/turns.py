"""Whose turn it is: of those who wait for a door, first who has the fewest doors already.

Doors were given in the order in which people came. Who asked for four hundred lists at once stood
before everybody else with all of them.
"""

from asyncio import CancelledError, Future, get_running_loop
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from starlette.requests import Request

from app.web import addresses, cookies


@dataclass(frozen=True)
class Sender:
    """Who asks, as far as anybody can tell before the session is read: an address, and a cookie
    that says of itself that it is a session. A new one with each request helps nobody: the address
    counts as well. So does the session of who asks from many addresses.
    """

    address: str
    session: str

    @classmethod
    def of(cls, request: Request) -> "Sender":
        """The sender of a request."""
        address = addresses.network_of_sender(request.scope)
        return cls(address, cookies.SESSION.read(request) or "")


@dataclass
class Turns:
    """The doors of one process."""

    free: int
    _by_address: Counter[str] = field(default_factory=Counter)
    _by_session: Counter[str] = field(default_factory=Counter)
    _waiting: list[tuple[Sender, Future[None]]] = field(default_factory=list)

    @asynccontextmanager
    async def taken(self, sender: Sender) -> AsyncIterator[None]:
        """Wait for a door, and hold it."""
        if self.free:  # so nobody waits
            self.free -= 1
            self._count(sender, 1)
        else:
            await self._wait(sender)
        try:
            yield
        finally:
            self._leave(sender)

    async def _wait(self, sender: Sender) -> None:
        turn = get_running_loop().create_future()
        waits = (sender, turn)
        self._waiting.append(waits)
        try:
            await turn
        except CancelledError:
            if not turn.cancelled():  # it was given just now
                self._leave(sender)
            raise
        finally:
            if waits in self._waiting:
                self._waiting.remove(waits)

    def _leave(self, sender: Sender) -> None:
        self._count(sender, -1)
        # Who went away is still among them until it hears so.
        waiting = [waits for waits in self._waiting if not waits[1].done()]
        if not waiting:
            self.free += 1
            return
        first = min(waiting, key=self._has)  # of equals who came first
        self._waiting.remove(first)
        self._count(first[0], 1)
        first[1].set_result(None)

    def _has(self, waits: tuple[Sender, Future[None]]) -> tuple[int, int]:
        by_session = self._by_session[waits[0].session] if waits[0].session else 0
        by_address = self._by_address[waits[0].address] if waits[0].address else 0
        return max(by_session, by_address), by_session

    def _count(self, sender: Sender, change: int) -> None:
        for counter, name in (
            (self._by_address, sender.address),
            (self._by_session, sender.session),
        ):
            counter[name] += change
            if not counter[name]:
                del counter[name]
