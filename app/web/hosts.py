"""Hosts: the name by which a request came, read strictly. `urlsplit` takes "evil.example@localhost"
and "localhost:80,evil.example" for this machine.
"""

import re
from ipaddress import ip_address

# A name or number, or a number of IPv6 between brackets, and perhaps a port.
_HOST = re.compile(
    r"(?:\[(?P<six>[0-9A-Fa-f:.]{2,45})\]|(?P<name>[A-Za-z0-9_.-]{1,253}))(?::\d{1,5})?"
)


def name_of(host: str) -> str | None:
    """The name in lower case, without port, brackets and a last dot. None for what is no host."""
    found = _HOST.fullmatch(host)
    if found is None:
        return None
    return (found["six"] or found["name"]).lower().rstrip(".") or None


def is_loopback(host: str) -> bool:
    """Whether this name, or number, with its port, never leaves the machine."""
    name = name_of(host)
    if name is None:
        return False
    if name == "localhost" or name.endswith(".localhost"):
        return True
    try:
        return ip_address(name).is_loopback
    except ValueError:
        return False
