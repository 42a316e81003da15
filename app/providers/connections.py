"""Connections to a provider: over https, within a time and a size.

Never to a machine of our own network that nobody named.
"""

import asyncio
import contextlib
import json
import socket
import ssl
from collections.abc import AsyncIterator
from ipaddress import ip_address
from typing import Any

import httpx2

from app.core import setting_rules
from app.core.once import once
from app.core.settings import Settings
from app.providers.troubles import Failed, Trouble

# For a whole answer, from its name to its last byte.
PATIENCE = 10.0
MOST_BYTES = 256 * 1024
MOST_AT_ONCE = 64


@once
def _trusted() -> ssl.SSLContext:
    """The authorities of this machine. To read them takes longer than to ask a provider."""
    return ssl.create_default_context()


def is_allowed(url: str, settings: Settings) -> bool:
    """Whether somebody may be sent to this address, or asked there: https, or this machine in a
    demonstration.
    """
    try:
        parts = httpx2.URL(url)
    except (httpx2.InvalidURL, ValueError):
        return False
    if parts.userinfo or parts.fragment or not parts.host or len(url) > 1000:
        return False
    is_here = settings.is_demo and parts.host in ("127.0.0.1", "localhost", "::1")
    return parts.scheme == "https" or (parts.scheme == "http" and is_here)


def may_reach(name: str, address: str, settings: Settings) -> bool:
    """Whether a name may lead to this address: one of the world, or one that the settings know."""
    found = ip_address(address.partition("%")[0])
    found = getattr(found, "ipv4_mapped", None) or found
    if found.is_global and not found.is_multicast:
        return True
    is_here = settings.is_demo and found.is_loopback
    return is_here or name.lower() in setting_rules.words(settings.provider_hosts.lower())


class _Guarded(httpx2.AsyncBaseTransport):
    """Looks a name up once, and goes to the very address it has looked at."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._inner = httpx2.AsyncHTTPTransport(verify=_trusted(), retries=0)

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        name = request.url.host
        if not is_allowed(str(request.url), self._settings):
            raise Failed(Trouble.WRONG, "address")
        request.headers["accept-encoding"] = "identity"
        request.extensions = {**request.extensions, "sni_hostname": name}
        request.url = request.url.copy_with(host=await self._look_up(name))
        answer = await self._inner.handle_async_request(request)
        if answer.headers.get("content-encoding", "identity") != "identity":
            await answer.aclose()
            raise Failed(Trouble.WRONG, "encoding")
        assert isinstance(answer.stream, httpx2.AsyncByteStream)
        return httpx2.Response(
            answer.status_code, headers=answer.headers, stream=_Capped(answer.stream)
        )

    async def aclose(self) -> None:
        await self._inner.aclose()

    async def _look_up(self, name: str) -> str:
        found = await asyncio.get_running_loop().getaddrinfo(name, None, type=socket.SOCK_STREAM)
        addresses = [str(each[4][0]) for each in found]
        if not addresses or not all(may_reach(name, a, self._settings) for a in addresses):
            raise Failed(Trouble.WRONG, "private address")
        return addresses[0]


class _Capped(httpx2.AsyncByteStream):
    """An answer that ends when it becomes too large."""

    def __init__(self, stream: httpx2.AsyncByteStream) -> None:
        self._stream = stream

    async def __aiter__(self) -> AsyncIterator[bytes]:
        seen = 0
        async for part in self._stream:
            seen += len(part)
            if seen > MOST_BYTES:
                raise Failed(Trouble.WRONG, "too large")
            yield part

    async def aclose(self) -> None:
        await self._stream.aclose()


_open = 0


@contextlib.asynccontextmanager
async def asking(settings: Settings) -> AsyncIterator[dict[str, Any]]:
    """How a client of a provider is made. Raises Failed where the provider is dead, too slow, or
    too many are waiting for one already.
    """
    global _open
    if _open >= MOST_AT_ONCE:
        raise Failed(Trouble.AWAY, "too many at once")
    _open += 1
    transport = _Guarded(settings)
    try:
        async with asyncio.timeout(PATIENCE):
            yield {
                "transport": transport,
                "trust_env": False,
                "follow_redirects": False,
                "timeout": httpx2.Timeout(PATIENCE),
            }
    except (TimeoutError, httpx2.HTTPError, OSError) as problem:
        raise Failed(Trouble.AWAY, type(problem).__name__) from problem
    finally:
        _open -= 1
        await transport.aclose()


async def get_json(url: str, settings: Settings) -> dict[str, Any]:
    """What stands at an address, as an object. A redirect is no answer."""
    async with asking(settings) as how, httpx2.AsyncClient(**how) as client:
        answer = await client.get(url, headers={"accept": "application/json"})
    if answer.status_code >= 500:
        raise Failed(Trouble.AWAY, f"status {answer.status_code}")
    if answer.status_code != 200:
        raise Failed(Trouble.WRONG, f"status {answer.status_code}")
    try:
        found = json.loads(answer.content)
    except (ValueError, RecursionError) as problem:
        raise Failed(Trouble.WRONG, "no json") from problem
    if not isinstance(found, dict):
        raise Failed(Trouble.WRONG, "no object")
    return found
