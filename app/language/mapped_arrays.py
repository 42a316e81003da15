"""The numbers of the encoder as files in `var/`, read by all processes from the same memory.

What stands in a mapped file belongs to no process: only the parts that are read are in memory, once
for all. Where nothing can be written, every process keeps its own, as before.
"""

import contextlib
import logging
import os
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

log = logging.getLogger(__name__)

WORTH_IT = 256 * 1024  # bytes; smaller ones stay where they are

Array = NDArray[Any]


def map_attributes(thing: object, folder: Path) -> int:
    """Put files in the place of the large arrays of an object, also of those in its lists. Returns
    how many bytes no longer belong to this process: 0 when the folder cannot be used.
    """
    found: dict[str, Array] = {}
    for name, value in vars(thing).items():
        items = value if isinstance(value, list) else [value]
        for number, item in enumerate(items):
            if isinstance(item, np.ndarray) and item.nbytes >= WORTH_IT:
                found[f"{name}.{number}"] = item
    try:
        mapped = _mapped(found, folder)
    except (OSError, ValueError) as problem:
        log.warning("the encoder is kept in memory: %s", type(problem).__name__)
        return 0
    for name, value in vars(thing).items():
        if isinstance(value, list):
            value[:] = [mapped.get(f"{name}.{n}", item) for n, item in enumerate(value)]
        elif f"{name}.0" in mapped:
            setattr(thing, name, mapped[f"{name}.0"])
    return sum(array.nbytes for array in mapped.values())


def keep_file(path: Path, make: Callable[[], Array], shape: tuple[int, ...]) -> Array:
    """An array that takes seconds to work out, from its file when it is there and whole. The name
    of the file says what it was made of.
    """
    with contextlib.suppress(OSError, ValueError, EOFError):
        found: Array = np.load(path, allow_pickle=False)
        if found.shape == shape and np.isfinite(found).all():
            return found
    made = make()
    with contextlib.suppress(OSError):  # then the next process works it out too
        path.parent.mkdir(parents=True, exist_ok=True)
        _write(path, made)
    return made


def _mapped(arrays: Mapping[str, Array], folder: Path) -> dict[str, Array]:
    folder.mkdir(parents=True, exist_ok=True)
    found = {}
    for name, array in arrays.items():
        path = folder / f"{name}.npy"
        if not _holds(path, array):
            _write(path, array)
        # Not the subclass that NumPy makes of a file: it is slower at every step.
        found[name] = np.asarray(np.load(path, mmap_mode="r", allow_pickle=False))
    return found


def _holds(path: Path, array: Array) -> bool:
    """Whether the file is whole and of this version: it is compared, once for each process."""
    try:
        return np.array_equal(np.load(path, allow_pickle=False), array)
    except (OSError, ValueError, EOFError):
        return False


def _write(path: Path, array: Array) -> None:
    """Of two processes that start together the first one's file counts: both read the same."""
    with contextlib.suppress(FileNotFoundError):
        path.unlink()
    with tempfile.NamedTemporaryFile(dir=path.parent, suffix=".part") as part:
        np.save(part, array, allow_pickle=False)
        part.flush()
        with contextlib.suppress(FileExistsError):
            os.link(part.name, path)
