"""Where a provider may be."""

from __future__ import annotations

import pytest

from app.core.settings import Mode, Settings
from app.providers.connections import is_allowed, may_reach

DEMO = Settings(mode=Mode.DEMO, database_url="postgresql://unused")
PRODUCTION = Settings(mode=Mode.PRODUCTION, database_url="postgresql://unused")
PRIVATE = [
    "10.0.0.7",
    "127.0.0.1",
    "169.254.169.254",
    "::1",
    "fd00::1",
    "::ffff:10.0.0.7",
    "192.168.1.1",
]


@pytest.mark.parametrize("address", PRIVATE)
def test_a_private_address_is_reached_only_by_a_name_of_the_settings(address: str) -> None:
    assert not may_reach("inloggen.example", address, PRODUCTION)
    named = PRODUCTION.model_copy(update={"provider_hosts": "Inloggen.example"})
    assert may_reach("inloggen.example", address, named)
    assert not may_reach("andere.example", address, named)


def test_an_address_of_the_world_is_reached() -> None:
    assert may_reach("inloggen.example", "1.1.1.1", PRODUCTION)
    assert not may_reach("inloggen.example", "10.0.0.7", DEMO)


@pytest.mark.parametrize(
    ("url", "in_demo", "in_production"),
    [
        ("https://inloggen.example/realm", True, True),
        ("http://127.0.0.1:9000", True, False),
        ("http://inloggen.example", False, False),
        ("https://wij:geheim@inloggen.example", False, False),
        ("https://inloggen.example/#deel", False, False),
        ("javascript:alert(1)", False, False),
        ("file:///etc/passwd", False, False),
        ("https://", False, False),
    ],
)
def test_only_https_is_asked_and_this_machine_in_a_demonstration(
    url: str, in_demo: bool, in_production: bool
) -> None:
    assert (is_allowed(url, DEMO), is_allowed(url, PRODUCTION)) == (in_demo, in_production)
