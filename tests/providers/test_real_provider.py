"""In, out and tied through the certified oidc-provider."""

from __future__ import annotations

from collections.abc import Iterator
from html import unescape

import httpx2
import pytest
from sqlmodel import select
from starlette.testclient import TestClient

from app.providers.models import ProviderLogin, ProviderRound
from tests.providers.conftest import SLUG, Providers
from tests.providers.real_provider import RealProvider
from tests.world import ORIGIN, Visitors

WAY = f"/inloggen/via/{SLUG}"


@pytest.fixture
def browser(real: RealProvider) -> Iterator[httpx2.Client]:
    with real.browser() as found:
        yield found


def walk(
    visitor: TestClient, real: RealProvider, browser: httpx2.Client, who: str, query: str = ""
) -> httpx2.Response:
    """From the button to the answer on the way back."""
    leaves = visitor.get(WAY + query)
    assert leaves.status_code == 303
    back = real.answer(browser, leaves.headers["location"], who, ORIGIN + WAY)
    return visitor.get(back.removeprefix(ORIGIN))


def test_who_is_tied_comes_in_where_they_wanted(
    visitors: Visitors, providers: Providers, real: RealProvider, browser: httpx2.Client
) -> None:
    providers.tie(providers.add(real.issuer), "amina", "amina-at-work")
    stranger = visitors[None]
    assert WAY in stranger.get("/inloggen?next=/bord").text
    came = walk(stranger, real, browser, "amina-at-work", "?next=/bord")
    assert (came.status_code, came.headers["location"]) == (303, "/bord")
    assert providers.world.person("amina").name in unescape(stranger.get("/mijn-werk").text)
    login = providers.session.exec(select(ProviderLogin)).one()
    assert (login.subject, bool(login.sid)) == ("amina-at-work", False)
    assert not providers.session.exec(select(ProviderRound)).all()
