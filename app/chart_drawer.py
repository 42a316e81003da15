"""The program that draws charts: `app.picture.drawer` starts it, asks, and ends it."""

import json
import os
import resource
import select
import sys

from app.picture import drawer, shapes


def _main() -> None:
    unmade = shapes.every()
    while _is_asked(0 if unmade else drawer.IDLE_SECONDS) or unmade:
        if not _is_asked(0):
            drawer.limit_processor(resource.getrusage(resource.RUSAGE_SELF))
            shapes.compiled(*unmade.pop(0))
            continue
        # Straight from the pipe: what a buffer read ahead, nobody would be told of.
        head = _read(drawer.HEAD)
        if not head:
            return
        data = json.loads(_read(int.from_bytes(head, "big")))
        drawer.limit_processor(resource.getrusage(resource.RUSAGE_SELF))
        svg = shapes.draw(data).encode()
        sys.stdout.buffer.write(len(svg).to_bytes(drawer.HEAD, "big") + svg)
        sys.stdout.buffer.flush()


def _is_asked(seconds: float) -> bool:
    """Whether somebody asks, or left, before so long."""
    return bool(select.select([sys.stdin], [], [], seconds)[0])


def _read(length: int) -> bytes:
    """So many bytes; none of who left."""
    found = b""
    while len(found) < length:
        part = os.read(sys.stdin.fileno(), length - len(found))
        if not part:
            return b""
        found += part
    return found


if __name__ == "__main__":
    drawer.limit_memory()
    _main()
