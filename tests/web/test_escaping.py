"""What people type comes back as text, everywhere; what a form does not have is refused."""

from __future__ import annotations

import re
from html import escape
from html.parser import HTMLParser
from typing import Any
from uuid import UUID

import pytest
from starlette.testclient import TestClient

from app.core.i18n import gettext as dutch
from app.offers.models import Offer, OfferStatus
from tests.world import GROCERIES, SHOPPING, Visitors, form, id_in

IMG, SCRIPT, BREAK = (
    "<img src=x onerror=alert(1)>",
    "<script>alert(1)</script>",
    "\"'><svg onload=alert(1)>",
)
EVIL = [
    IMG,
    SCRIPT,
    BREAK,
    "</title></textarea></select>" + SCRIPT,
    "{{ 7 * 7 }} {% raw %} ${7*7} " + IMG,
]
ENTRIES = {"/behoeften": GROCERIES, "/aanbod": SHOPPING}
OWNERS = {"/behoeften": "amina", "/aanbod": "chantal"}


class _Harm(HTMLParser):
    """Collects what would run."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        if (
            tag == "script" and not (values.get("src") or "").startswith("/static/")
        ) or tag == "img":
            self.found.append(tag)
        self.found += [name for name, value in attrs if name.startswith("on") or "alert(1)" in name]
        self.found += [
            value for _, value in attrs if value and value.strip().lower().startswith("javascript:")
        ]


def is_harmless(html: str) -> bool:
    parser = _Harm()
    parser.feed(html)
    parser.close()
    return parser.found == []


def test_the_check_itself_sees_harm() -> None:
    assert not any(is_harmless(f"<p>{evil}</p>") for evil in (IMG, SCRIPT, '">' + BREAK))


def _title_of(html: str) -> str:
    found = re.search(r"<title>(.*?)</title>", html, re.DOTALL)
    assert found is not None
    return found.group(1)


def _pages(client: TestClient, list_path: str, page: str) -> dict[str, str]:
    """Every place where an item is shown."""
    htmx = {
        "hx-request": "true",
        "hx-target": {"/behoeften": "need_results", "/aanbod": "offer_results"}[list_path],
    }
    return {
        "page": client.get(page).text,
        "form": client.get(page + "/wijzigen").text,
        "list": client.get(list_path).text,
        "fragment": client.get(list_path, headers=htmx).text,
    }


@pytest.mark.parametrize("evil", EVIL)
@pytest.mark.parametrize("path", ENTRIES)
def test_html_in_a_text_is_stored_as_typed_and_comes_back_as_text(
    visitors: Visitors, path: str, evil: str
) -> None:
    owner = visitors[OWNERS[path]]
    typed = form(
        ENTRIES[path] | {"title": f"Titel {evil}", "description": f"Uitleg {evil}", "publish": "1"}
    )
    page = owner.post(path, data=typed).headers["location"]
    shown = _pages(owner, path, page)
    for place, html in shown.items():
        assert is_harmless(html), place
        assert (
            escape(f"Titel {evil}").replace("&quot;", "&#34;").replace("&#x27;", "&#39;") in html
        ), place
    assert "&lt;" in _title_of(shown["page"]) or "<" not in evil
    assert is_harmless(visitors["farid"].get(page).text)


@pytest.mark.parametrize("evil", EVIL)
@pytest.mark.parametrize(
    ("path", "verb", "choice"),
    [
        ("/behoeften", "sluiten", "outcome"),
        ("/behoeften", "intrekken", "reason"),
        ("/aanbod", "intrekken", "reason"),
    ],
)
def test_html_in_a_closing_note_comes_back_as_text(
    visitors: Visitors, path: str, verb: str, choice: str, evil: str
) -> None:
    owner = visitors[OWNERS[path]]
    page = owner.post(path, data=form(ENTRIES[path] | {"publish": "1"})).headers["location"]
    wrong = owner.post(f"{page}/{verb}", data={choice: evil, "closing_note": evil})
    assert wrong.status_code == 422 and is_harmless(wrong.text) and "alert(1)" in wrong.text
    right = {"outcome": "met", "reason": "other"}[choice]
    assert (
        owner.post(f"{page}/{verb}", data={choice: right, "closing_note": evil}).status_code == 303
    )
    html = owner.get(page).text
    assert is_harmless(html) and "alert(1)" in html


def test_html_in_the_note_of_the_team_comes_back_as_text(visitors: Visitors) -> None:
    offer = visitors.world.offer("chantal")
    offer.status = OfferStatus.SUBMITTED
    visitors.world.session.commit()
    page = f"/aanbod/{offer.id}"
    assert (
        visitors["daan"]
        .post(page + "/terugsturen", data={"team_note": "Noem de dagen " + IMG})
        .status_code
        == 303
    )
    for place in (page, page + "/wijzigen"):
        html = visitors["chantal"].get(place).text
        assert is_harmless(html) and "Noem de dagen &lt;img" in html


def _fields(values: dict[str, Any]) -> list[str]:
    rest = {
        "people",
        "needed_from",
        "needed_until",
        "also_groups",
        "municipality",
        "crisis",
        "organisation",
        "version",
    }
    return sorted(
        values.keys()
        | (rest if values is GROCERIES else {"available_from", "available_until", "crisis"})
    )


@pytest.mark.parametrize("evil", [IMG, BREAK])
@pytest.mark.parametrize(
    ("path", "field"),
    [(path, field) for path, values in ENTRIES.items() for field in _fields(values)],
)
def test_html_in_any_field_of_a_refused_form_comes_back_as_text(
    visitors: Visitors, path: str, field: str, evil: str
) -> None:
    wrong = form(ENTRIES[path] | {"quantity": "min een", field: evil, "title": "Titel " + evil})
    answer = visitors[OWNERS[path]].post(path, data=wrong)
    assert answer.status_code == 422
    assert is_harmless(answer.text)
    assert "alert(1)" in answer.text, "what was typed is still there"


@pytest.mark.parametrize("evil", EVIL)
@pytest.mark.parametrize("path", ENTRIES)
@pytest.mark.parametrize(
    "name", ["q", "municipality", "target_group", "support_type", "crisis", "sort", "cursor"]
)
def test_html_in_a_filter_comes_back_as_text(
    visitors: Visitors, path: str, name: str, evil: str
) -> None:
    for headers in ({}, {"hx-request": "true", "hx-target": "need_results"}):
        answer = visitors["amina"].get(path, params={name: evil}, headers=headers)
        assert is_harmless(answer.text)
    if name == "q" and "<" in evil:
        chip = escape(evil).replace("&quot;", "&#34;").replace("&#x27;", "&#39;")
        assert chip in visitors["amina"].get(path, params={"q": evil}).text


@pytest.mark.parametrize("evil", EVIL)
def test_html_in_an_address_or_at_the_door_comes_back_as_text(
    visitors: Visitors, evil: str
) -> None:
    stranger = visitors[None]
    for answer in (
        stranger.get("/" + evil.replace("/", "%2f").replace("%}", "")),
        stranger.get("/inloggen", params={"next": "/" + evil}),
        stranger.post("/inloggen", data={"email": evil, "password": evil, "next": evil}),
        stranger.post("/inloggen/demo", data={"person": evil}),
    ):
        assert is_harmless(answer.text)


FORMS = [
    ("/behoeften", "amina", form(GROCERIES)),
    ("/aanbod", "chantal", form(SHOPPING)),
    ("/inloggen", None, {"email": "amina@eemsdelta.example", "password": "schakelbord-demo"}),
    ("/inloggen/demo", None, {"person": "amina"}),
]
NOT_THEIRS = [
    "committed",
    "status",
    "organisation_id",
    "region_code",
    "id",
    "created_at",
    "is_admin",
    "__class__",
    "Title",
]


@pytest.mark.parametrize("extra", NOT_THEIRS)
@pytest.mark.parametrize(("path", "who", "values"), FORMS, ids=[path for path, _, _ in FORMS])
def test_a_field_the_form_does_not_have_is_refused_in_dutch(
    visitors: Visitors, path: str, who: str | None, values: dict[str, Any], extra: str
) -> None:
    answer = visitors[who].post(path, data=values | {extra: "1"})
    assert answer.status_code == 422
    assert dutch("This form has no field “%(field)s”.", field=extra) in answer.text


def test_a_field_an_edit_does_not_have_changes_nothing(visitors: Visitors) -> None:
    page = visitors["chantal"].post("/aanbod", data=form(SHOPPING)).headers["location"]
    for extra in NOT_THEIRS:
        assert (
            visitors["chantal"].post(page, data=form(SHOPPING) | {extra: "99"}).status_code == 422
        )
    offer_id: UUID = id_in(page)
    offer = visitors.world.session.get(Offer, offer_id)
    assert offer is not None and (offer.committed, offer.status, offer.version) == (
        0,
        OfferStatus.DRAFT,
        1,
    )
