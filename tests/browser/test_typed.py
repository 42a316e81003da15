"""Nothing typed is lost, in each of the three engines: they restore pages and leave them in ways of
their own. What one engine can show of it is in test_drafts.py.
"""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from app.identity.models import LoginSession
from tests.browser.engines import Engine, arrive, choose, enter, says, until
from tests.browser.region import Region
from tests.world import fresh_word

pytestmark = pytest.mark.xdist_group("engines")
PAGE = "/behoeften/nieuw"
TITLE = "#f_title"
LISTENS = "document.readyState === 'complete'"  # every script of the page has run


GROUPS = {"chromium": "older_people", "firefox": "homeless", "webkit": "children_in_poverty"}


def type_title(engine: Engine) -> str:
    title = f"Samen eten {fresh_word()}"
    engine.type(TITLE, title)
    return title


def shows(engine: Engine, title: str) -> None:
    """The form is filled with this."""
    is_filled = "document.querySelector(arguments[0])?.value === arguments[1]"
    until(engine, f"return {is_filled} && {LISTENS}", TITLE, title)


def reload(engine: Engine) -> None:
    engine.run("document.body.id = 'old'; location.reload()")
    until(engine, f"return document.body.id !== 'old' && {LISTENS}")


def end_session(region: Region) -> None:
    """Of the browser that signed in last."""
    newest = sa.select(LoginSession.token_hash).order_by(sa.desc(LoginSession.created_at))  # type: ignore[call-overload]
    with region.session() as session:
        session.execute(
            sa.delete(LoginSession).where(
                sa.column("token_hash") == newest.limit(1).scalar_subquery()
            )
        )


def test_nothing_typed_is_lost(engine: Engine, region: Region) -> None:
    region.begin_anew()
    enter(engine, "farid")
    engine.go(PAGE)
    type_title(engine)
    reload(engine)
    until(engine, f"return document.querySelector('form[data-anew]') !== null && {LISTENS}")

    # What was kept before is there at once; what was typed since comes after it.
    title = type_title(engine)
    reload(engine)
    shows(engine, title)

    title = type_title(engine)
    engine.press("summary:has(.sb-avatar)")
    engine.press("button[name=language]")
    until(engine, "return document.documentElement.lang === 'en'")
    shows(engine, title)
    engine.press("summary:has(.sb-avatar)")
    engine.press("button[name=language]")
    until(engine, f"return document.documentElement.lang === 'nl' && {LISTENS}")

    title = type_title(engine)
    engine.press('.sb-nav a[href="/bord"]')
    arrive(engine, "/bord")
    engine.run("history.back()")
    arrive(engine, PAGE)
    shows(engine, title)

    title = type_title(engine)
    end_session(region)
    engine.press("button[name=publish]")
    until(engine, "return document.querySelector('button[name=person]') !== null")
    assert "wat je typte, is er nog" in says(engine, "main")
    engine.press('button[name=person][value="farid"]')
    arrive(engine, PAGE)
    shows(engine, title)

    choose(engine, "#f_support_type", "transport")
    # Another group in each engine: what another one placed here would be asked about.
    choose(engine, "#f_target_group", GROUPS[engine.name])
    engine.type("#f_quantity", "40")
    engine.press("button[name=publish]")
    arrive(engine, "/behoeften/[0-9a-f-]{36}")
    engine.run("history.back()")
    arrive(engine, PAGE)
    until(engine, "return document.body.innerText.includes('Dit heb je al verstuurd')")
    shows(engine, title)
