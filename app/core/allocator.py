"""Allocator of the C library: what it keeps of the memory that this process freed.

Where the C library has none of this, such as on a Mac, nothing happens.
"""

import contextlib
import ctypes

_ARENA_MAX = -8  # M_ARENA_MAX of malloc.h


def share_one_arena() -> None:
    """All threads take their memory from one place. Left alone each of some of them gets a place of
    its own, and keeps what it once needed there: some 25 MB in a web process. To be called before
    other threads begin; Python lets them run one at a time anyway.
    """
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).mallopt(_ARENA_MAX, 1)


def give_back() -> None:
    """Return what this process took for a moment and freed."""
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).malloc_trim(0)
