"""Only our own pages may change something: `Sec-Fetch-Site`, else `Origin`, else nothing that
carries a session.
"""

from __future__ import annotations

import pytest
from sqlmodel import Session, select
from starlette.testclient import TestClient

from app.core.i18n import gettext as dutch
from app.needs.models import Need
from app.web.cookies import SESSION
from tests.world import GROCERIES, ORIGIN, Visitors, form

PASSES = [
    {"sec-fetch-site": "same-origin"},
    {"sec-fetch-site": "none"},
    {"sec-fetch-site": "same-origin", "origin": ORIGIN},
    {"origin": ORIGIN},
]
REFUSED = [
    {"sec-fetch-site": "cross-site"},
    {"sec-fetch-site": "same-site"},
    {"sec-fetch-site": ""},
    {"sec-fetch-site": "Same-Origin "},
    {"sec-fetch-site": "cross-site", "origin": ORIGIN},
    {"origin": "https://kwaad.example"},
    {"origin": "https://testserver.kwaad.example"},
    {"origin": "https://kwaad.example/testserver"},
    {"origin": "https://testserver@kwaad.example"},
    {"origin": "https://testserver:8443"},
    {"origin": "null"},
    {"origin": ""},
    {},
]
UNSAFE = ["POST", "PUT", "PATCH", "DELETE"]


@pytest.fixture
def bare(visitors: Visitors) -> TestClient:
    """amina's client, that says nothing of where a request comes from."""
    amina = visitors["amina"]
    del amina.headers["origin"]
    return amina


def _needs(session: Session) -> int:
    return len(session.exec(select(Need.id)).all())


@pytest.mark.parametrize("headers", PASSES, ids=str)
def test_a_post_from_our_own_page_passes(
    bare: TestClient, session: Session, headers: dict[str, str]
) -> None:
    before = _needs(session)
    assert bare.post("/behoeften", data=form(GROCERIES), headers=headers).status_code == 303
    assert _needs(session) == before + 1


@pytest.mark.parametrize("headers", REFUSED, ids=str)
def test_a_post_from_elsewhere_is_refused_in_dutch_and_changes_nothing(
    bare: TestClient, session: Session, headers: dict[str, str]
) -> None:
    before = _needs(session)
    answer = bare.post("/behoeften", data=form(GROCERIES), headers=headers)
    assert answer.status_code == 403
    assert dutch("This form was sent from another website.") in answer.text
    assert _needs(session) == before


@pytest.mark.parametrize("method", UNSAFE)
def test_every_unsafe_method_is_refused_also_where_it_does_not_exist(
    bare: TestClient, method: str
) -> None:
    for path in ("/behoeften", "/taal", "/gezond", "/bestaat-niet"):
        assert (
            bare.request(method, path, headers={"sec-fetch-site": "cross-site"}).status_code == 403
        )


def test_signing_in_and_the_language_are_protected_too(visitors: Visitors) -> None:
    stranger = visitors[None]
    for path, body in (("/inloggen/demo", {"person": "amina"}), ("/taal", {"language": "en"})):
        answer = stranger.post(path, data=body, headers={"origin": "https://kwaad.example"})
        assert (answer.status_code, "set-cookie" in answer.headers) == (403, False)


def test_a_program_without_a_session_is_not_a_browser_and_passes(visitors: Visitors) -> None:
    stranger = visitors[None]
    del stranger.headers["origin"]
    assert stranger.post("/taal", data={"language": "en"}).status_code == 303
    stranger.cookies.set(SESSION, "een-verlopen-sessie")
    assert stranger.post("/taal", data={"language": "en"}).status_code == 403


@pytest.mark.parametrize("headers", REFUSED, ids=str)
def test_reading_is_never_refused(bare: TestClient, headers: dict[str, str]) -> None:
    assert bare.get("/behoeften", headers=headers).status_code == 200
    assert bare.head("/behoeften", headers=headers).status_code == 200


def test_htmx_gets_the_refusal_as_a_message_above_the_page(bare: TestClient) -> None:
    headers = {"hx-request": "true", "hx-target": "need_page", "origin": "null"}
    answer = bare.post("/behoeften", data=form(GROCERIES), headers=headers)
    assert (answer.status_code, answer.headers["hx-retarget"]) == (403, "#messages")
    assert "<html" not in answer.text
