"""A value that costs seconds to make, made once in a process."""

from collections.abc import Callable
from functools import wraps
from threading import Lock
from typing import TypeVar

T = TypeVar("T")


def once(make: Callable[[], T]) -> Callable[[], T]:
    """Kept after the first call. Threads that ask while it is being made wait for it: with `cache`
    of `functools` each of them would make its own, and a server that starts under load would hold
    sixteen. A failure is not kept.
    """
    lock, made = Lock(), list[T]()

    @wraps(make)
    def get() -> T:
        if not made:
            with lock:
                if not made:
                    made.append(make())
        return made[0]

    return get
