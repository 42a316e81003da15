"""What is costly to make is made once, however many ask at the same moment."""

import time
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from app.core.once import once

THREADS = 8


def test_threads_that_ask_together_get_the_same_and_it_is_made_once() -> None:
    made: list[object] = []
    together = Barrier(THREADS)

    @once
    def make() -> object:
        made.append(object())
        time.sleep(0.01)  # the others come in meanwhile
        return made[-1]

    def ask(_number: int) -> object:
        together.wait()
        return make()

    with ThreadPoolExecutor(THREADS) as pool:
        found = list(pool.map(ask, range(THREADS)))
    assert len(made) == 1
    assert set(map(id, found)) == {id(made[0])}


def test_a_failure_is_not_kept() -> None:
    tries = []

    @once
    def make() -> int:
        tries.append(1)
        if len(tries) == 1:
            raise ValueError("not yet")
        return len(tries)

    with pytest.raises(ValueError, match="not yet"):
        make()
    assert make() == make() == 2
