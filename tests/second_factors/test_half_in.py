"""With half a sign-in every address is as without an account."""

from __future__ import annotations

import re
from collections.abc import Iterator
from uuid import UUID

import pytest
from starlette.testclient import TestClient

from app.web.cookies import SESSION, STEP as STEP_COOKIE
from tests.guards.test_routes import OPEN, WITHOUT_ACTOR, routes
from tests.second_factors.conftest import INDEX, STEP, give_password, set_up_app
from tests.world import Visitors

# What the page says that asks who somebody is.
ASKS = 'name="password"'


def addresses() -> Iterator[tuple[str, str]]:
    """Everything that wants to know who somebody is."""
    for route in routes():
        if route.name not in OPEN | WITHOUT_ACTOR.keys():
            path = re.sub(r"\{ending\}", "csv", route.path)
            path = re.sub(r"\{\w+_id\}", str(UUID(int=1)), path)
            for method in sorted(route.methods or ()):
                yield method, re.sub(r"\{\w+(:path)?\}", "iets", path)


def half_with_an_app(production: Visitors) -> TestClient:
    set_up_app(production["eva"])
    assert give_password(production[None], "eva") == STEP
    return production[None]


def half_with_nothing_yet(production: Visitors) -> TestClient:
    assert give_password(production[None], "eva") == INDEX
    return production[None]


@pytest.mark.parametrize("half", [half_with_an_app, half_with_nothing_yet])
def test_nothing_of_the_product_opens(production: Visitors, half: object) -> None:
    assert callable(half)
    client: TestClient = half(production)
    assert client.cookies.get(STEP_COOKIE)
    asked = list(addresses())
    assert len(asked) > 100
    for method, path in asked:
        answer = client.request(method, path)
        leads_out = answer.headers.get("location", "").startswith("/inloggen")
        assert leads_out or (answer.status_code == 403 and ASKS in answer.text), (method, path)
        assert client.cookies.get(SESSION) is None
    # And the page that asks leads to the step, or to where it is set up.
    leads = client.get("/inloggen").headers["location"]
    assert leads == (STEP if half is half_with_an_app else INDEX)


def test_the_test_above_would_see_an_open_door(production: Visitors) -> None:
    """With a session the same addresses do not all lead out."""
    led_out = [
        production["eva"].request(method, path).headers.get("location", "").startswith("/inloggen")
        for method, path in addresses()
        if method == "GET"
    ]
    assert not any(led_out)
