"""No page says "Inloggen" to somebody who is signed in: what is refused before anybody looked who
asks makes no claim about it.
"""

from __future__ import annotations

from typing import Any

import pytest
from starlette.testclient import TestClient

from tests.html import Page
from tests.world import Visitors

FOREIGN = {"origin": "https://kwaad.example"}
# What is refused: with which status, how, and with what.
REFUSED: list[tuple[int, str, str, dict[str, Any]]] = [
    (400, "POST", "/behoeften", {"content": b"--x", "headers": {
        "content-type": "multipart/form-data"}}),
    (403, "POST", "/behoeften", {"headers": FOREIGN}),
    (403, "POST", "/inloggen", {"headers": FOREIGN}),
    (404, "GET", "/bestaat-niet", {}),
    (404, "GET", "/behoeften/geen-nummer", {}),
    (405, "DELETE", "/behoeften", {}),
    (413, "POST", "/behoeften", {"content": b"title=" + b"x" * 2_000_000, "headers": {
        "content-type": "application/x-www-form-urlencoded"}}),
]  # fmt: skip


def told(html: str) -> tuple[bool, bool]:
    """Whether the top of the page offers to sign in, and whether it has a menu of one's own."""
    hrefs = [a.attributes.get("href") for a in Page(html).every("a")]
    return "/inloggen" in hrefs, "sb-menu__who" in html


def asked(client: TestClient, refused: tuple[int, str, str, dict[str, Any]]) -> Any:
    status, method, path, more = refused
    answer = client.request(method, path, **more)
    assert answer.status_code == status
    return answer


@pytest.mark.parametrize("refused", REFUSED, ids=lambda one: f"{one[0]} {one[1]} {one[2]}")
def test_who_is_signed_in_is_not_asked_to_sign_in(
    visitors: Visitors, refused: tuple[int, str, str, dict[str, Any]]
) -> None:
    amina = visitors["amina"]
    text = asked(amina, refused).text
    offers, has_menu = told(text)
    assert not offers
    assert has_menu or "/mijn-werk" in [a.attributes.get("href") for a in Page(text).every("a")]
    _status, method, path, more = refused
    stranger = visitors[None].request(method, path, **more)
    if stranger.status_code != 303:
        assert told(stranger.text) == (True, False)


def test_a_session_that_ended_is_known_to_have_ended(visitors: Visitors) -> None:
    amina = visitors["amina"]
    session = dict(amina.cookies)
    amina.post("/uitloggen")
    amina.cookies.update(session)
    assert told(amina.get("/").text) == (True, False)
