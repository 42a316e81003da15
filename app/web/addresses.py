"""Addresses: who sends, seen through the proxies that we trust, and at which name we answer."""

from collections.abc import Awaitable, Callable, Iterable, Sequence
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from app.core import hosts

# Of whoever writes more of them we look at the last.
MAX_PROXIES = 20
# What watches over the process asks at its number in the network, whatever it is called.
PROBES = frozenset({"/gezond", "/gereed"})


def _read(host: str) -> IPv4Address | IPv6Address | None:
    """An address as a number, also when a port stands behind it; None for anything else."""
    text = host.strip()
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        found = ip_address(text)
    except ValueError:
        return None
    mapped = found.ipv4_mapped if isinstance(found, IPv6Address) else None
    return mapped or found


def network_of(host: str) -> str:
    """What counts as one address: in IPv6 one connection has 2^64 of them, a /64."""
    found = _read(host)
    if isinstance(found, IPv6Address):
        return str(ip_network((found, 64), strict=False))
    return host if found is None else str(found)


def network_of_sender(scope: Scope) -> str:
    """What counts as the address of a request; "" where there is none, as over a local socket."""
    client = scope.get("client")
    return network_of(client[0]) if client else ""


class TrustedProxies:
    """Where a request comes from a proxy that the settings name, it comes from whom that proxy
    says. What anybody else writes about that is not read.
    """

    def __init__(self, app: ASGIApp, networks: Sequence[str]) -> None:
        self.app = app
        self._networks = tuple(ip_network(network) for network in networks)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        client = scope.get("client")
        if scope["type"] == "http" and client and self._trusts(client[0]):
            headers = Headers(scope=scope)
            entries = ",".join(headers.getlist("x-forwarded-for")).split(",")
            scope["client"] = (self._sender(client[0], entries), 0)
            # Each proxy says how it was asked; the last of them spoke last.
            scheme = headers.get("x-forwarded-proto", "").rpartition(",")[2].strip().lower()
            if scheme in ("http", "https"):
                scope["scheme"] = scheme
        await self.app(scope, receive, send)

    def _trusts(self, host: str) -> bool:
        found = _read(host)
        return found is not None and any(found in network for network in self._networks)

    def _sender(self, peer: str, entries: Iterable[str]) -> str:
        """Each proxy adds at the end who asked it: the first from there that is no proxy of ours
        is the sender. What stands before that, the sender wrote.
        """
        sender = peer
        for entry in list(entries)[: -MAX_PROXIES - 1 : -1]:
            found = _read(entry)
            if found is None:
                break
            sender = str(found)
            if not self._trusts(sender):
                break
        return sender


class KnownHosts:
    """We answer at the names of the settings only: a name that somebody else points at us would
    make our pages part of their site. `at_home`: at those of this machine too.
    """

    def __init__(
        self,
        app: ASGIApp,
        names: Sequence[str],
        refuse: Callable[[Request], Awaitable[ASGIApp]],
        *,
        at_home: bool = False,
    ) -> None:
        self.app = app
        self.names = frozenset(name.lower().rstrip(".") for name in names)
        self.refuse = refuse
        self.at_home = at_home

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and not self._answers(scope):
            answer = await self.refuse(Request(scope, receive))
            await answer(scope, receive, send)
            return
        await self.app(scope, receive, send)

    def _answers(self, scope: Scope) -> bool:
        hosts = Headers(scope=scope).getlist("host")
        if scope["path"] in PROBES or scope["path"].startswith("/static/"):
            return True
        return len(hosts) == 1 and self._knows(hosts[0])

    def _knows(self, host: str) -> bool:
        if self.at_home and hosts.is_loopback(host):
            return True
        name = hosts.name_of(host)
        if name is None:
            return False
        parents = (name[at:] for at, letter in enumerate(name) if letter == ".")
        return name in self.names or any(f"*{parent}" in self.names for parent in parents)
