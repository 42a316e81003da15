"""The crumb of a page leads back to where somebody came from, and never off this site."""

from __future__ import annotations

from types import SimpleNamespace
from urllib.parse import urlsplit

import pytest
from hypothesis import given, settings, strategies as st
from starlette.requests import Request
from starlette.testclient import TestClient

from app.main import WAYS_BACK
from app.routers import ROUTERS
from app.web.back import way_back
from app.web.paths import Paths, safe_path
from tests.html import Page
from tests.matches.pairs import Pairs, in_state
from tests.world import ORIGIN, Visitors, World

OWN = "/behoeften"
PATHS = Paths(route for router in ROUTERS for route in router.routes)
APP = SimpleNamespace(state=SimpleNamespace(paths=PATHS, ways_back=WAYS_BACK))


def crumb(client: TestClient, path: str, came_from: str) -> tuple[str, str]:
    page = Page(client.get(path, headers={"referer": came_from} if came_from else {}).text)
    (nav,) = [e for e in page.every("nav") if e.attributes.get("class") == "sb-crumb"]
    (link,) = [e for e in nav.inside if e.tag == "a"]
    return link.text.strip(), str(link.attributes["href"])


@pytest.mark.parametrize(
    ("place", "label"),
    [
        ("/behoeften?q=kou&urgency=acute&sort=ending&cursor=abc", "Terug naar je lijst"),
        ("/behoeften", "Alle behoeften"),
        ("/bord", "Naar het bord"),
        ("/bord?mine=1&without_help=1", "Naar het bord"),
        ("/mijn-werk", "Mijn werk"),
        ("/zoeken?q=boodschap&kind=needs", "Gevonden"),
        ("/doelgroepen/older_people", "Naar de doelgroep"),
        ("/acties?status=all", "Terug naar je lijst"),
    ],
)
def test_it_leads_to_the_place_with_its_filters_order_and_page(
    visitors: Visitors, world: World, place: str, label: str
) -> None:
    need = world.need(publish=True)
    world.session.commit()
    amina = visitors["amina"]
    assert crumb(amina, f"/behoeften/{need.id}", ORIGIN + place) == (label, place)


@pytest.mark.parametrize(
    "came_from",
    [
        "",
        "//kwaad.example/behoeften?q=x",
        "\\\\kwaad.example/bord",
        "https://kwaad.example/bord",
        "https://kwaad.example@/bord",
        f"https://kwaad.example/?{ORIGIN}/bord",
        "javascript:alert(1)",
        "http://[",
        "bord",
        f"{ORIGIN}//kwaad.example/bord",
        f"{ORIGIN}/\\kwaad.example/bord",
        f"{ORIGIN}/%2F%2Fkwaad.example",
        f"{ORIGIN}/bord/../../kwaad",
        f"{ORIGIN}/doelgroepen/a\\b",
        f"{ORIGIN}/bestaat-niet",
        f"{ORIGIN}/uitloggen",
        f"{ORIGIN}/taal?language=en&next=/",
        f"{ORIGIN}/behoeften/lijst.csv",
        f"{ORIGIN}/behoeften/nieuw",
        f"{ORIGIN}/bord?q={'x' * 3000}",
    ],
)
def test_anything_else_leads_to_the_list(visitors: Visitors, world: World, came_from: str) -> None:
    need = world.need(publish=True)
    world.session.commit()
    amina = visitors["amina"]
    assert crumb(amina, f"/behoeften/{need.id}", came_from) == ("Alle behoeften", OWN)


def test_two_pages_never_lead_to_each_other(visitors: Visitors, pairs: Pairs) -> None:
    match = in_state(pairs, "accepted")
    pairs.session.commit()
    need, page = f"/behoeften/{match.need_id}", f"/koppelingen/{match.id}"
    amina = visitors["amina"]
    assert crumb(amina, page, ORIGIN + need) == ("Naar de behoefte", need)
    assert crumb(amina, need, ORIGIN + page) == ("Alle behoeften", OWN)
    assert crumb(amina, need, ORIGIN + need) == ("Alle behoeften", OWN)
    group, owner = "/doelgroepen/older_people", f"/netwerk/{pairs['amina'].organisation_ids[0]}"
    assert crumb(amina, group, ORIGIN + owner)[1] == "/doelgroepen"
    assert crumb(amina, owner, ORIGIN + group)[1] == "/netwerk"


def test_every_way_back_is_a_page_of_ours() -> None:
    for name in WAYS_BACK:
        known = {"slug": "x", "need_id": "x", "offer_id": "x", "action_id": "x", "plan_id": "x"}
        path, _rest = PATHS.build(name, known | {"organisation_id": "x"})
        assert PATHS.page_at(path) == name


@settings(deadline=None)
@given(
    st.text(st.sampled_from("/\\:@?#.bord\t\n ;%[]"), max_size=20) | st.text(max_size=20),
    st.sampled_from(["", "http://x", "http://x/", "http://x/bord", "//x", "https://x/behoeften?"]),
)
def test_whatever_a_browser_says_it_stays_here(said: str, start: str) -> None:
    headers = [(b"host", b"x"), (b"referer", (start + said).encode("utf-8", "replace"))]
    scope = {
        "type": "http", "method": "GET", "scheme": "http", "server": ("x", 80), "path": "/bord",
        "query_string": b"", "headers": headers, "app": APP,
    }  # fmt: skip
    _label, address = way_back(Request(scope), "x", "/aanbod")
    seen = urlsplit(address.replace("\\", "/"))
    assert address.startswith("/") and safe_path(address) == address
    assert (seen.scheme, seen.netloc) == ("", "")


@pytest.mark.parametrize("who", ["amina", "chantal", "daan", "eva"])
def test_whatever_is_opened_from_my_work_leads_back_there(
    visitors: Visitors, pairs: Pairs, who: str
) -> None:
    """A page at the side of the menu has no crumb; the page of a thing and its form has one."""
    for state in ("proposed", "approved", "accepted", "running"):
        in_state(pairs, state)
    pairs.world.need()
    pairs.session.commit()
    client = visitors[who]
    page = Page(client.get("/mijn-werk").text)
    (main,) = page.every("main")
    links = {str(e.attributes["href"]) for e in main.inside if e.tag == "a"}
    led: dict[str, str] = {}
    for link in sorted(link for link in links if link.startswith("/")):
        answer = client.get(link, headers={"referer": ORIGIN + "/mijn-werk"})
        while answer.status_code == 303:
            here = answer.headers["location"]
            answer = client.get(here, headers={"referer": ORIGIN + "/mijn-werk"})
        crumbs = [
            e for e in Page(answer.text).every("nav") if e.attributes.get("class") == "sb-crumb"
        ]
        for nav in crumbs:
            led[link] = str(next(e for e in nav.inside if e.tag == "a").attributes["href"])
    assert led and set(led.values()) == {"/mijn-werk"}, led


def test_who_is_refused_after_a_press_finds_the_way_back(visitors: Visitors, pairs: Pairs) -> None:
    """Without JavaScript the refusal is a page of its own."""
    match = in_state(pairs, "running")
    pairs.session.commit()
    page = f"/koppelingen/{match.id}"
    refused = visitors["chantal"].post(
        f"{page}/terugdraaien", headers={"referer": f"{ORIGIN}{page}"}
    )
    assert refused.status_code == 409
    assert page in [e.attributes.get("href") for e in Page(refused.text).every("a")]
    elsewhere = visitors["chantal"].post(
        f"{page}/terugdraaien", headers={"referer": f"{ORIGIN}//elders.example/x"}
    )
    hrefs = [str(e.attributes.get("href")) for e in Page(elsewhere.text).every("a")]
    assert not [href for href in hrefs if href.startswith("//")]
