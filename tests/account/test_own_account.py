"""One's own account: name and language, password, and where somebody is signed in."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlmodel import Session, col, select
from starlette.testclient import TestClient

from app.audit.models import AuditEntry
from app.core import clock
from app.demo.cast import DEMO_PASSWORD
from app.identity.browser_names import name_of
from app.identity.models import LoginSession
from app.mail.models import Mail
from app.second_factors.entry_commands import begin_entry
from app.second_factors.models import PendingSignIn
from app.web.cookies import LANGUAGE, SESSION
from tests.html import Page
from tests.second_factors.conftest import credentials
from tests.world import ORIGIN, Visitors

NEW = "een heel nieuw wachtwoord"
WORDS = {"old": DEMO_PASSWORD, "new": NEW}
FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:145.0) Gecko/20100101 Firefox/145.0"


def second_browser(visitors: Visitors, who: str = "amina") -> TestClient:
    """Another browser of the same person."""
    browser = TestClient(
        visitors[None].app,
        base_url=ORIGIN,
        headers={"origin": ORIGIN},
        follow_redirects=False,
    )
    browser.cookies.set(SESSION, visitors.sign_in(who))
    return browser


def is_in(browser: TestClient) -> bool:
    return browser.get("/mijn-werk").status_code == 200


def test_the_page_says_who_somebody_is_and_how_they_sign_in(visitors: Visitors) -> None:
    page = Page(visitors["amina"].get("/mijn-account").text)
    shown = page["content"].text
    for words in ("amina@eemsdelta.example", "Gemeente Eemsdelta", "coördinator"):
        assert words in shown
    links = {e.attributes.get("href") for e in page["content"].inside if e.tag == "a"}
    assert {"/mijn-account/tweede-stap", "/mijn-account/aanmelden-via"} <= links


def test_the_menu_under_a_name_leads_to_the_account(visitors: Visitors) -> None:
    page = Page(visitors["amina"].get("/mijn-werk").text)
    assert "/mijn-account" in {e.attributes.get("href") for e in page.every("a")}


def test_a_name_and_a_language_are_changed_and_the_trail_names_neither(
    visitors: Visitors, session: Session
) -> None:
    amina = visitors["amina"]
    answer = amina.post("/mijn-account/naam", data={"name": "Amina de Boer", "language": "en"})
    assert answer.headers["location"] == "/mijn-account"
    assert amina.cookies.get(LANGUAGE) == "en"
    assert "Amina de Boer" in amina.get("/mijn-werk").text
    session.expire_all()
    person = visitors.world.person("amina")
    assert (person.name, person.language) == ("Amina de Boer", "en")
    line = session.exec(
        select(AuditEntry).where(col(AuditEntry.event) == "person:profile_changed")
    ).one()
    assert (line.object_id, line.facts) == (person.id, {})


def test_an_empty_name_is_refused_beside_its_field(visitors: Visitors) -> None:
    answer = visitors["amina"].post("/mijn-account/naam", data={"name": " ", "language": "nl"})
    assert answer.status_code == 422
    assert "Vul je naam in" in Page(answer.text)["f_name_error"].text


def test_the_language_of_an_account_goes_along_to_a_new_browser(visitors: Visitors) -> None:
    visitors["amina"].post("/mijn-account/naam", data={"name": "Amina", "language": "en"})
    stranger = visitors[None]
    assert stranger.post("/inloggen", data=credentials("amina")).status_code == 303
    assert stranger.cookies.get(LANGUAGE) == "en"


def test_a_new_password_ends_the_other_sessions_and_is_told_by_mail(
    visitors: Visitors, session: Session
) -> None:
    here, there = visitors["amina"], second_browser(visitors)
    person = visitors.world.person("amina")
    begin_entry(session, person, "/", "", has_one=True)
    session.commit()
    assert is_in(there)
    answer = here.post("/mijn-account/wachtwoord", data=WORDS)
    assert answer.headers["location"] == "/mijn-account"
    assert is_in(here) and not is_in(there)
    assert not session.exec(
        select(PendingSignIn).where(col(PendingSignIn.person_id) == person.id)
    ).all()
    mail = session.exec(select(Mail).where(col(Mail.kind) == "passwords:changed")).one()
    assert (mail.person_id, mail.facts) == (person.id, {})
    old = visitors[None].post("/inloggen", data=credentials("amina"))
    new = visitors[None].post("/inloggen", data=credentials("amina") | {"password": NEW})
    assert (old.status_code, new.status_code) == (422, 303)


@pytest.mark.parametrize(
    ("typed", "field", "says"),
    [
        ({"old": "helemaal-verkeerd", "new": NEW}, "old", "Dit is niet je wachtwoord"),
        ({"old": "", "new": NEW}, "old", "Vul je wachtwoord van nu in"),
        ({"old": DEMO_PASSWORD, "new": "te kort"}, "new", "12"),
    ],
)
def test_a_password_is_not_changed(
    visitors: Visitors, session: Session, typed: dict[str, str], field: str, says: str
) -> None:
    before = visitors.world.person("amina").password_hash
    answer = visitors["amina"].post("/mijn-account/wachtwoord", data=typed)
    assert answer.status_code == 422
    assert says in Page(answer.text)[f"f_{field}_error"].text
    assert all(each not in answer.text for each in (NEW, "helemaal-verkeerd"))
    session.expire_all()
    assert visitors.world.person("amina").password_hash == before
    assert not session.exec(select(Mail)).all()


def test_who_guesses_the_old_password_is_stopped_like_at_sign_in(visitors: Visitors) -> None:
    amina = visitors["amina"]
    guess = {"old": "helemaal-verkeerd", "new": NEW}
    tries = [amina.post("/mijn-account/wachtwoord", data=guess).status_code for _ in range(11)]
    assert tries == [422] * 10 + [429]
    answer = amina.post("/mijn-account/wachtwoord", data=WORDS)
    assert answer.status_code == 429 and int(answer.headers["retry-after"]) > 0


def test_a_password_that_was_sent_twice_is_changed_once(visitors: Visitors) -> None:
    amina = visitors["amina"]
    for _ in range(2):
        answer = amina.post("/mijn-account/wachtwoord", data=WORDS)
        assert (answer.status_code, answer.headers["location"]) == (303, "/mijn-account")
    assert "Je drukte twee keer" in amina.get("/mijn-account").text


def test_who_has_no_password_has_none_to_change(visitors: Visitors, session: Session) -> None:
    visitors.world.person("amina").password_hash = None
    session.commit()
    amina = visitors["amina"]
    assert amina.get("/mijn-account/wachtwoord").status_code == 409
    assert amina.post("/mijn-account/wachtwoord", data=WORDS).status_code in {409, 422}
    session.expire_all()
    assert visitors.world.person("amina").password_hash is None


def test_sessions_are_named_by_browser_and_one_is_ended(
    visitors: Visitors, session: Session
) -> None:
    here = visitors["amina"]
    there = TestClient(visitors[None].app, base_url=ORIGIN, follow_redirects=False)
    headers = {"origin": ORIGIN, "user-agent": FIREFOX}
    assert there.post("/inloggen", data=credentials("amina"), headers=headers).status_code == 303
    assert is_in(there)
    page = Page(here.get("/mijn-account/sessies").text)
    assert "Firefox · Windows" in page["content"].text and "145" not in page["content"].text
    ends = [
        str(e.attributes["action"])
        for e in page.every("form")
        if str(e.attributes.get("action")).endswith("/beeindigen")
    ]
    one = next(address for address in ends if "andere" not in address)
    assert here.post(one).headers["location"] == "/mijn-account/sessies"
    assert is_in(here)
    answer = there.get("/mijn-werk")
    assert answer.status_code == 303 and answer.headers["location"].startswith("/inloggen")
    # Pressed twice is once, and later it is not there.
    assert here.post(one).status_code == 303
    assert here.post(one.replace(one.split("/")[3], str(visitors.world.person("daan").id))
                     ).status_code == 404  # fmt: skip


def test_all_other_sessions_are_ended(visitors: Visitors, session: Session) -> None:
    here, others = visitors["amina"], [second_browser(visitors) for _ in range(2)]
    bram = visitors["bram"]
    here.post("/mijn-account/sessies/andere/beeindigen")
    assert [is_in(each) for each in (here, *others, bram)] == [True, False, False, True]


def test_nobody_ends_the_session_of_somebody_else(visitors: Visitors) -> None:
    second_browser(visitors, "bram")
    page = Page(visitors["bram"].get("/mijn-account/sessies").text)
    of_bram = [
        str(e.attributes["action"])
        for e in page.every("form")
        if str(e.attributes.get("action")).endswith("/beeindigen")
    ]
    assert len(of_bram) == 2
    one = next(address for address in of_bram if "andere" not in address)
    assert visitors["amina"].post(one).status_code == 404
    assert is_in(visitors["bram"])


def test_what_lets_nobody_in_is_not_shown_as_a_session(
    visitors: Visitors, session: Session
) -> None:
    visitors["amina"]
    person = visitors.world.person("amina")
    long_ago = clock.now() - timedelta(days=2)
    session.add(
        LoginSession(
            token_hash=b"oud", person_id=person.id, created_at=long_ago, last_seen_at=long_ago
        )
    )
    session.commit()
    assert "nergens anders" in visitors["amina"].get("/mijn-account/sessies").text


MAC = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko)"


@pytest.mark.parametrize(
    ("says", "name"),
    [
        (FIREFOX, "Firefox · Windows"),
        (f"{MAC} Version/18.5 Safari/605.1.15", "Safari · macOS"),
        (f"{MAC} Chrome/142.0.0.0 Safari/537.36", "Chrome · macOS"),
        (f"{MAC} Chrome/142.0.0.0 Safari/537.36 Edg/142.0.0.0", "Edge · macOS"),
        (
            "Mozilla/5.0 (Linux; Android 16; SM-S921B) AppleWebKit/537.36 (KHTML, like Gecko) "
            "SamsungBrowser/28.0 Chrome/130.0.0.0 Mobile Safari/537.36",
            "Samsung Internet · Android",
        ),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 "
            "(KHTML, like Gecko) CriOS/142.0 Mobile/15E148 Safari/604.1",
            "Chrome · iPhone",
        ),
        ("Mozilla/5.0 (X11; Linux x86_64) HeadlessChrome/142.0 Safari/537.36", "Chrome · Linux"),
        ("curl/8.14", ""),
        ("<script>alert(1)</script>" * 1000, ""),
    ],
)  # fmt: skip
def test_a_browser_has_a_short_name_and_no_version(says: str, name: str) -> None:
    assert name_of(says) == name
