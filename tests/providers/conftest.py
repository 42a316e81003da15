"""Providers of the region of the cast: the certified one, and a hostile one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from sqlmodel import Session

from app.providers import commands, queries
from app.providers.client import setting_of
from app.providers.models import ClientAuthentication, Provider
from app.providers.tokens import Proven
from tests.providers import real_provider
from tests.providers.hostile import Hostile, listening
from tests.providers.real_provider import RealProvider
from tests.world import ORIGIN, World

SLUG = "gemeente_vr01"
SECRET = "geheim-" * 6
CLIENT: dict[str, Any] = {
    "client_id": "schakelbord",
    "client_secret": SECRET,
    "redirect_uris": [f"{ORIGIN}/inloggen/via/{SLUG}/terug"],
    "post_logout_redirect_uris": [f"{ORIGIN}/inloggen"],
    "response_types": ["code"],
    "grant_types": ["authorization_code"],
}


@pytest.fixture(scope="session")
def real() -> Iterator[RealProvider]:
    """One for each worker."""
    with real_provider.running([CLIENT]) as provider:
        yield provider


class Providers:
    """Quick ways to a provider of the region, and to who is tied to it."""

    def __init__(self, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
        self.world = world
        self.session: Session = world.session
        self._monkeypatch = monkeypatch

    def add(self, issuer: str, slug: str = SLUG, **changes: Any) -> Provider:
        values = {
            "slug": slug,
            "name": "Gemeente Eemsdelta",
            "region_code": "VR01",
            "issuer": issuer,
            "client_id": "schakelbord",
            "authentication": ClientAuthentication.SECRET,
        }
        provider = Provider(**(values | changes))
        self.session.add(provider)
        self.session.commit()
        self._monkeypatch.setenv(setting_of(slug, ClientAuthentication.SECRET), SECRET)
        return provider

    def tie(self, provider: Provider, who: str, subject: str) -> None:
        proven = Proven(provider.issuer, subject)
        commands.tie(self.session, self.world[who], queries.known(provider), proven)
        self.session.commit()


@pytest.fixture
def providers(world: World, monkeypatch: pytest.MonkeyPatch) -> Providers:
    return Providers(world, monkeypatch)


@pytest.fixture
def hostile() -> Iterator[Hostile]:
    """One for each test."""
    with listening() as found:
        yield found
