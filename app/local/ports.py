"""A port of the loopback address that nobody listens on."""

import random
import socket
from contextlib import suppress


def is_free(port: int) -> bool:
    """Whether a server could listen there now; in a moment it may be taken."""
    with socket.socket() as probe, suppress(OSError):
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        probe.bind(("127.0.0.1", port))
        return True
    return False


def free_port() -> int:
    """A random one that is free now."""
    # Below the range from which systems take ports for outgoing connections.
    chance = random.Random()  # noqa: S311
    return next(
        port for port in iter(lambda: chance.randrange(15_000, 32_000), None) if is_free(port)
    )
