"""The signals that ask a process to end, and who hears them for a while."""

import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

_ENDING = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)


@contextmanager
def handling(handler: Callable[[int, FrameType | None], None]) -> Iterator[None]:
    """`handler` hears them in this block. For the main thread alone."""
    # Under nohup the hang-up signal is ignored, and stays so.
    ending = [
        number
        for number in _ENDING
        if number != signal.SIGHUP or signal.getsignal(number) != signal.SIG_IGN
    ]
    before = {number: signal.signal(number, handler) for number in ending}
    try:
        yield
    finally:
        for number, previous in before.items():
            signal.signal(number, previous)
