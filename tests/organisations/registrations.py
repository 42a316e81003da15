"""Registering an organisation in tests: the public form, filled in and sent."""

from __future__ import annotations

from typing import Any

import httpx2

from tests.signals.doors import key_on
from tests.world import Visitors

REGISTRATION: dict[str, Any] = {
    "name": "Stichting De Brug",
    "kind": "initiative",
    "municipality": "GM1979",
    "description": "Wij koken elke week voor mensen die alleen zijn.",
    "target_groups": ["older_people"],
    "contact_name": "Team De Brug",
    "contact_email": "hallo@debrug.example",
}
DOOR = "/aanmelden-organisatie"


def opened(visitors: Visitors) -> str:
    """The key of the form as it is put on the screen of a browser that has opened none before."""
    visitors[None].cookies.clear()
    return key_on(visitors[None].get(f"{DOOR}/nieuw").text)


def registered(visitors: Visitors, key: str | None = None, **changes: Any) -> httpx2.Response:
    """What is answered to the form."""
    form_key = opened(visitors) if key is None else key
    given = REGISTRATION | changes | {"form_key": form_key}
    answer: httpx2.Response = visitors[None].post(DOOR, data=given)
    return answer
