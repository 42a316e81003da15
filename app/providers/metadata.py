"""What a provider says of itself, and its keys: kept in this process, and asked again in time."""

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from app.core.settings import Settings
from app.providers import connections, tokens
from app.providers.troubles import Failed, Trouble

# How long it is believed; and how soon after each other its keys are asked, whoever sends what.
FRESH = 10 * 60.0
KEYS_AGAIN = 60.0
# Who comes so soon after somebody waited in vain does not wait too.
DEAD_SECONDS = 5.0
WELL_KNOWN = "/.well-known/openid-configuration"


@dataclass(frozen=True)
class Metadata:
    """Where a provider answers."""

    issuer: str
    authorization: str
    token: str
    keys: str
    end_session: str | None
    # Whether it says in the answer who it is (RFC 9207).
    says_issuer: bool
    authentications: tuple[str, ...]


def read_metadata(given: dict[str, Any], issuer: str, settings: Settings) -> Metadata:
    """What we use of it. Raises Failed where it is of another issuer, or cannot do what we ask."""
    if given.get("issuer") != issuer:
        raise tokens.wrong("issuer of metadata")

    def address(name: str) -> str:
        found = given.get(name)
        if not isinstance(found, str) or not connections.is_allowed(found, settings):
            raise tokens.wrong(f"{name} of metadata")
        return found

    _check_offered(given, "code_challenge_methods_supported", ("S256",))
    _check_offered(given, "response_types_supported", ("code",))
    _check_offered(given, "id_token_signing_alg_values_supported", tuple(tokens.ALGORITHMS))
    return Metadata(
        issuer=issuer,
        authorization=address("authorization_endpoint"),
        token=address("token_endpoint"),
        keys=address("jwks_uri"),
        end_session=address("end_session_endpoint") if "end_session_endpoint" in given else None,
        says_issuer=given.get("authorization_response_iss_parameter_supported") is True,
        authentications=tuple(
            str(each)
            for each in _listed(given, "token_endpoint_auth_methods_supported")
            or ["client_secret_basic"]
        ),
    )


def _listed(given: dict[str, Any], name: str) -> list[Any] | None:
    found = given.get(name)
    return found if isinstance(found, list) else None


def _check_offered(given: dict[str, Any], name: str, wanted: Sequence[str]) -> None:
    offered = _listed(given, name)
    if offered is not None and not set(wanted) & {str(each) for each in offered}:
        raise tokens.wrong(f"{name} of metadata")


@dataclass
class _Page:
    """One provider in the book."""

    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    metadata: Metadata | None = None
    read_at: float = float("-inf")
    keys: tokens.Keys = ()
    keys_at: float = float("-inf")
    failed_at: float = float("-inf")


class Book:
    """What this process knows of the providers, by issuer. Used in the event loop only."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._pages: dict[str, _Page] = {}

    def forget(self, issuer: str) -> None:
        """Ask everything anew the next time: somebody looks whether it is right now."""
        self._pages.pop(issuer, None)

    async def about(self, issuer: str) -> Metadata:
        """What it says of itself. Of many who ask at once one fetches it."""
        page = self._pages.setdefault(issuer, _Page())
        async with page.lock:
            if page.metadata is not None and time.monotonic() - page.read_at <= FRESH:
                return page.metadata
            if not connections.is_allowed(issuer, self._settings):
                raise tokens.wrong("issuer")
            found = await self._ask(page, issuer.rstrip("/") + WELL_KNOWN)
            page.metadata = read_metadata(found, issuer, self._settings)
            page.read_at = time.monotonic()
            return page.metadata

    async def keys_for(self, issuer: str, token: str) -> tokens.Keys:
        """The keys for a token: fetched once, and again when it names one that we do not know, at
        most once a minute.
        """
        kid, metadata = tokens.key_id(token), await self.about(issuer)
        page = self._pages.setdefault(issuer, _Page(metadata=metadata, read_at=time.monotonic()))
        async with page.lock:
            is_known = any(kid is None or key.kid == kid for key in page.keys)
            if not is_known and time.monotonic() - page.keys_at > KEYS_AGAIN:
                found = await self._ask(page, metadata.keys)
                page.keys, page.keys_at = tokens.read_keys(found), time.monotonic()
            return page.keys

    async def _ask(self, page: _Page, url: str) -> dict[str, Any]:
        """Those who wait for the same provider do not wait one after the other."""
        if time.monotonic() - page.failed_at < DEAD_SECONDS:
            raise Failed(Trouble.AWAY, "away a moment ago")
        try:
            return await connections.get_json(url, self._settings)
        except Failed as problem:
            if problem.trouble is Trouble.AWAY:
                page.failed_at = time.monotonic()
            raise
