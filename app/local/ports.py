"""A port that nobody listens on."""

import errno
import random
import socket

LAST = 65535


def is_free(port: int) -> bool:
    """Whether a server could listen there now on the loopback address; in a moment it may be
    taken.
    """
    return why_not("127.0.0.1", port) is None


def why_not(host: str, port: int) -> str | None:
    """Why no server can listen there now, and what to do."""
    try:
        family, kind, protocol, _name, address = socket.getaddrinfo(
            host or None, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        with socket.socket(family, kind, protocol) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
            probe.listen()  # two may hold a port of which neither listens
    except (OSError, UnicodeError) as problem:
        code = getattr(problem, "errno", None)
        if code == errno.EADDRINUSE:
            other = port + 1 if port < LAST else 8000
            return f"Poort {port} is bezet. Kies een andere met PORT, bijvoorbeeld PORT={other}."
        if code in (errno.EACCES, errno.EPERM):
            return f"Poort {port} mag dit account niet gebruiken. Kies er een boven 1023 met PORT."
        return (
            f"Op het adres {host} kan deze machine niet luisteren. Zet in SCHAKELBORD_HOST een "
            "adres van deze machine, bijvoorbeeld 127.0.0.1, of 0.0.0.0 voor alle."
        )
    return None


def free_port() -> int:
    """A random one that is free now."""
    # Below the range from which systems take ports for outgoing connections.
    chance = random.Random()  # noqa: S311  # nosec B311
    return next(
        port for port in iter(lambda: chance.randrange(15_000, 32_000), None) if is_free(port)
    )
