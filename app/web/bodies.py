"""Bodies that are still coming in, so that nobody keeps more of them open than the settings say.

Where one address has too many, the one that has been silent longest is ended, and not the newest
refused: who sends a form in one go is never kept out by somebody else at the same address.
"""

from asyncio import Timeout, get_running_loop
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from starlette.types import Scope

from app.web.addresses import network_of_sender

# From everywhere together: so many times what one address may.
EVERYBODY = 16
# What comes in within so many seconds needs nobody's room.
SOON = 0.2


@dataclass(eq=False)
class Coming:
    """One body. `heard_at`: when its last bytes came, on the clock of the loop."""

    address: str
    deadline: Timeout
    heard_at: float

    def hear(self) -> None:
        """More of it came."""
        self.heard_at = get_running_loop().time()


@dataclass
class OpenBodies:
    """Those of this process."""

    limit: int
    _open: list[Coming] = field(default_factory=list)

    @contextmanager
    def counted(self, scope: Scope, deadline: Timeout) -> Iterator[Coming]:
        """For as long as it is coming. Ended means that its deadline is now."""
        address = network_of_sender(scope)
        coming = Coming(address, deadline, get_running_loop().time())
        self._open.append(coming)
        looks = get_running_loop().call_later(SOON, self._make_room, address)
        try:
            yield coming
        finally:
            looks.cancel()
            if coming in self._open:
                self._open.remove(coming)

    def _make_room(self, address: str) -> None:
        self._end_one([each for each in self._open if each.address == address], self.limit)
        self._end_one(self._open, self.limit * EVERYBODY)

    def _end_one(self, among: list[Coming], limit: int) -> None:
        if len(among) > limit:
            silent = min(among, key=lambda each: each.heard_at)
            self._open.remove(silent)
            silent.deadline.reschedule(get_running_loop().time())
