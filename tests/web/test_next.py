"""`next` leads to a page of our own, never elsewhere."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from hypothesis import given, settings, strategies as st

from app.web.paths import safe_path
from tests.world import Visitors

ELSEWHERE = [
    "//kwaad.example",
    "///kwaad.example",
    "/\\kwaad.example",
    "\\\\kwaad.example",
    "/\\/kwaad.example",
    "/a\\..\\\\kwaad.example",
    "https://kwaad.example",
    "https:kwaad.example",
    "HTTPS://kwaad.example/behoeften",
    "javascript:alert(1)",
    "data:text/html,x",
    "kwaad.example",
    "?next=/",
    "@kwaad.example",
    "/\t/kwaad.example",
    "/\n/kwaad.example",
    "\t//kwaad.example",
    "/\r\nSet-Cookie: x=1",
    "/\x00//kwaad.example",
    "/\u2028kwaad",
    " //kwaad.example",
    "",
]
OURS = [
    "/",
    "/behoeften",
    "/behoeften?q=a%20b&status=open",
    "/aanbod?q=%2F%2Fx",
    "/behoeften?q=https://x",
]


@pytest.mark.parametrize("wish", ELSEWHERE)
def test_next_never_leads_elsewhere(visitors: Visitors, wish: str) -> None:
    stranger = visitors[None]
    assert stranger.post("/taal", data={"language": "nl", "next": wish}).headers["location"] == "/"
    assert (
        stranger.post("/inloggen/demo", data={"person": "amina", "next": wish}).headers["location"]
        == "/"
    )
    assert visitors["bram"].get("/inloggen", params={"next": wish}).headers["location"] == "/"


@pytest.mark.parametrize("wish", OURS)
def test_next_leads_to_the_page_that_was_asked_for(visitors: Visitors, wish: str) -> None:
    page = visitors[None].get("/inloggen", params={"next": wish}).text
    assert f'name="next" value="{wish.replace("&", "&amp;")}"' in page
    assert visitors["bram"].get("/inloggen", params={"next": wish}).headers["location"] == wish
    credentials = {"email": "amina@eemsdelta.example", "password": "schakelbord-demo", "next": wish}
    for path, body in (
        ("/taal", {"language": "nl", "next": wish}),
        ("/inloggen", credentials),
        ("/inloggen/demo", {"person": "amina", "next": wish}),
    ):
        assert visitors[None].post(path, data=body).headers["location"] == wish, path


@settings(deadline=None)
@given(st.text(st.sampled_from("/\\:@?#.a\t\n\r ;%"), max_size=12) | st.text(max_size=12))
def test_whatever_is_asked_a_browser_stays_here(wish: str) -> None:
    path = safe_path(wish)
    # As browsers read it: backslash is a slash, tab and line ends are dropped.
    seen = urlsplit(path.replace("\\", "/").translate(dict.fromkeys(map(ord, "\t\r\n"))))
    assert path.startswith("/") and not path.startswith("//")
    assert (seen.scheme, seen.netloc) == ("", "")
