"""Threads of a web process take their memory from one place."""

from __future__ import annotations

import platform
import subprocess
import sys

import pytest

# Eight threads that all hold something at once, and what the C library says of its places.
THREADS = """
import ctypes, sys, threading
from app.core import allocator
if sys.argv[1] == "one":
    allocator.share_one_arena()
together = threading.Barrier(8)
def hold():
    held = bytearray(100_000)
    together.wait()
threads = [threading.Thread(target=hold) for _ in range(8)]
[thread.start() for thread in threads]
[thread.join() for thread in threads]
libc = ctypes.CDLL(None)
libc.fdopen.restype = ctypes.c_void_p
libc.malloc_info(0, ctypes.c_void_p(out := libc.fdopen(1, b"w")))
libc.fflush(ctypes.c_void_p(out))
"""


def _places(how: str) -> int:
    found = subprocess.run(
        [sys.executable, "-c", THREADS, how], capture_output=True, text=True, check=True
    )
    return found.stdout.count("<heap nr=")


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="Only glibc has such places.")
def test_all_threads_share_one_place_and_would_not_by_themselves() -> None:
    assert _places("one") == 1
    assert _places("as it is") > 1
