"""Hosts: the name by which a request came, read strictly, and what never leaves this machine.

`urlsplit` takes "evil.example@localhost" and "localhost:80,evil.example" for this machine.
"""

import re
from ipaddress import IPv4Address, IPv6Address, ip_address

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


def number_of(name: str) -> IPv4Address | IPv6Address | None:
    """The number in the network that a name is; None for a name of letters."""
    try:
        return ip_address(name)
    except ValueError:
        return None


def is_this_machine(name: str) -> bool:
    """Whether this name or number, without a port, never leaves the machine."""
    number = number_of(name)
    if number is not None:
        return number.is_loopback
    return name == "localhost" or name.endswith(".localhost")


def is_loopback(host: str) -> bool:
    """The same for a host, with its port."""
    name = name_of(host)
    return name is not None and is_this_machine(name)
