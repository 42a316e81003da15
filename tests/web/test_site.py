"""Pages of nobody's noun: language, addresses that do not exist, health, security.txt."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text
from starlette.testclient import TestClient

from app.core import clock
from app.core.i18n import gettext as dutch
from app.core.migrations import migrate
from app.core.settings import Mode, Settings
from app.main import create_app
from app.web.cookies import LANGUAGE, Cookie
from app.web.middleware import SecurityHeaders
from tests.conftest import Databases
from tests.web.conftest import NOBODYS
from tests.world import ORIGIN, Visitors


def test_dutch_comes_first_and_the_cookie_switches_to_english_and_back(visitors: Visitors) -> None:
    stranger = visitors[None]
    assert '<html lang="nl"' in stranger.get("/", headers={"accept-language": "en-GB"}).text
    assert (
        stranger.post("/taal", data={"language": "en", "next": "/privacy"}).headers["location"]
        == "/privacy"
    )
    assert '<html lang="en"' in stranger.get("/").text
    stranger.post("/taal", data={"language": "nl"})
    assert '<html lang="nl"' in stranger.get("/").text


def test_the_help_leads_to_what_somebody_is_stuck_with(visitors: Visitors) -> None:
    """Locked out, a second step, a colleague, residents: each by the words of the page itself."""
    page = visitors["chantal"].get("/hulp").text
    for name in ("Forgotten your password?", "My account", "Members and invitations", "Signals"):
        assert dutch(name) in page.partition('id="s_account"')[2], name
    for anchor in re.findall(r'href="#(s_\w+)"', page):
        assert f'id="{anchor}"' in page, anchor


def test_the_switch_speaks_the_other_language_and_leads_back_to_the_same_page(
    visitors: Visitors,
) -> None:
    page = visitors["amina"].get("/behoeften?status=all&q=brood").text
    assert '<input type="hidden" name="next" value="/behoeften?status=all&amp;q=brood">' in page
    assert 'name="language" value="en" lang="en">English<' in page
    visitors["amina"].post("/taal", data={"language": "en"})
    page = visitors["amina"].get("/behoeften").text
    assert 'name="language" value="nl" lang="nl">Nederlands<' in page and ">Needs<" in page


@pytest.mark.parametrize(
    ("came_from", "leads_to"),
    [
        (f"{ORIGIN}/behoeften/1?terug=1", "/behoeften/1?terug=1"),
        ("https://kwaad.example/behoeften", "/koppelingen"),
        ("https://kwaad.example@/x", "/koppelingen"),
        ("x", "/koppelingen"),
        ("", "/koppelingen"),
    ],
)
def test_the_switch_on_an_answer_to_a_post_leads_back_to_the_page_with_the_form(
    visitors: Visitors, came_from: str, leads_to: str
) -> None:
    headers = {"referer": came_from} if came_from else {}
    page = visitors["amina"].post("/koppelingen", headers=headers).text
    assert f'<input type="hidden" name="next" value="{leads_to}">' in page


@pytest.mark.parametrize("choice", ["fr", "", "NL", "../nl", "nl\x00x", "x" * 5_000])
def test_a_language_that_does_not_exist_is_no_page_and_changes_nothing(
    visitors: Visitors, choice: str
) -> None:
    answer = visitors[None].post("/taal", data={"language": choice})
    assert answer.status_code in (404, 422)
    assert "set-cookie" not in answer.headers and '<html lang="nl"' in answer.text


@pytest.mark.parametrize("cookie", ["fr", "../../etc", "", "%00", "en;nl", "x" * 3_000])
def test_a_language_cookie_of_nonsense_gives_dutch(visitors: Visitors, cookie: str) -> None:
    answer = visitors[None].get("/", headers={"cookie": f"{LANGUAGE}={cookie}"})
    assert answer.status_code == 200
    assert f'<html lang="{"en" if cookie == "en;nl" else "nl"}"' in answer.text


@pytest.mark.parametrize("cookie", ["geheim_bericht", "need_saved'", "%00", "<b>"])
def test_a_notice_cookie_can_say_nothing_of_its_own(visitors: Visitors, cookie: str) -> None:
    answer = visitors[None].get("/", headers={"cookie": f"__Host-melding={cookie}"})
    assert answer.status_code == 200
    assert "sb-notice--success" not in answer.text and "geheim" not in answer.text


UNKNOWN = [
    "/bestaat-niet",
    "/behoeften/",
    "/behoeften/x/y/z",
    f"/behoeften/{NOBODYS}/x",
    "/BEHOEFTEN",
    "/.env",
    "//",
    "/%00",
]


@pytest.mark.parametrize("path", UNKNOWN)
def test_an_unknown_address_is_a_page_with_the_visitors_own_menu(
    visitors: Visitors, path: str
) -> None:
    signed_in, stranger = visitors["amina"].get(ORIGIN + path), visitors[None].get(ORIGIN + path)
    for answer in (signed_in, stranger):
        assert answer.status_code == 404
        assert dutch("This page does not exist") in answer.text and 'id="content"' in answer.text
    assert (
        'href="/behoeften"' in signed_in.text
        and "Amina" in signed_in.text
        and "/uitloggen" in signed_in.text
    )
    assert 'href="/behoeften"' not in stranger.text and "/uitloggen" not in stranger.text


def test_the_menu_shows_only_pages_that_exist(visitors: Visitors) -> None:
    nav = (
        visitors["amina"]
        .get("/behoeften")
        .text.split('<nav class="utrecht-nav-bar', 1)[1]
        .split("</nav>")[0]
    )
    # On a phone those that do not fit stand in a menu of their own, so a link may come twice.
    links = list(dict.fromkeys(re.findall(r'<a [^>]*href="([^"]+)"', nav)))
    lists = ["/behoeften", "/aanbod", "/acties", "/doelgroepen", "/netwerk"]
    assert links == ["/mijn-werk", "/bord", *lists, "/beeld", "/veerkracht", "/signalen"]
    assert all(visitors["amina"].get(link).status_code == 200 for link in links)


def _ready(url: str, mode: Mode) -> tuple[int, str]:
    app = create_app(Settings(mode=mode, database_url=url))
    with TestClient(SecurityHeaders(app), base_url=ORIGIN) as client:
        assert client.get("/gezond").status_code == 200
        answer = client.get("/gereed")
        return answer.status_code, answer.text.splitlines()[0]


def test_ready_only_when_migrated_filled_and_in_demo_mode_seeded(databases: Databases) -> None:
    url = databases.copy("empty")
    assert _ready(url, Mode.DEMO) == (503, "migratie")
    migrate(url)
    assert _ready(url, Mode.DEMO) == (503, "referentiegegevens")
    seeded = databases.copy("world")
    assert _ready(seeded, Mode.DEMO) == (200, "gereed")
    engine = create_engine(seeded)
    with engine.begin() as connection:
        connection.execute(text("TRUNCATE person CASCADE"))
    engine.dispose()
    assert _ready(seeded, Mode.DEMO) == (503, "demoregio")
    assert _ready(seeded, Mode.PRODUCTION) == (200, "gereed")
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = 'first_house'"))
    engine.dispose()
    assert _ready(seeded, Mode.PRODUCTION) == (503, "migratie")


def test_security_txt_says_whom_to_tell_until_a_day_that_is_near_but_not_over(
    visitors: Visitors,
) -> None:
    answer = visitors[None].get("/.well-known/security.txt")
    assert answer.headers["content-type"] == "text/plain; charset=utf-8"
    fields = dict(line.split(": ", 1) for line in answer.text.splitlines())
    assert fields["Contact"].startswith(("mailto:", "https://"))
    expires = datetime.strptime(fields["Expires"], "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
    assert timedelta(days=30) < expires - clock.now() < timedelta(days=366)
    assert fields["Preferred-Languages"] == "nl, en"
    assert fields["Canonical"] == f"{ORIGIN}/.well-known/security.txt"


def test_a_new_password_has_one_hint_wherever_it_is_chosen() -> None:
    said = {
        hint
        for path in (Path(__file__).parents[2] / "templates").rglob("*.html")
        for hint in re.findall(r'hint=_\("(At least [^"]*)"', path.read_text())
    }
    assert len(said) == 1, said


def test_the_page_about_privacy_names_every_cookie(visitors: Visitors) -> None:
    visitors[None].post("/taal", data={"language": "en", "next": "/privacy"})
    said = " ".join(visitors[None].get("/privacy").text.split()).partition("Only cookies")[2]
    assert len(re.findall(r"\bone (?:that|by|between|for)\b", said)) == len(Cookie)
