"""The main job in each of the three engines that browsers are made of, and what only one of them
does wrong.
"""

from __future__ import annotations

import pytest

from tests.browser.engines import Engine, arrive, choose, enter, path_of, says, until
from tests.browser.region import Region
from tests.browser.visit import LOST, SMALL
from tests.matches.pairs import Pairs
from tests.world import World, fresh_word

pytestmark = pytest.mark.xdist_group("engines")
ID = "[0-9a-f-]{36}"
PAGES = [
    "/mijn-werk",
    "/bord",
    "/behoeften",
    "/aanbod",
    "/acties",
    "/acties/lessen",
    "/doelgroepen",
    "/doelgroepen/older_people",
    "/bord/beoordelen",
    "/bord/plan",
    "/behoeften/nieuw",
    "/importeren",
    "/zoeken?q=boodschappen",
    "/beheer",
    # Places of the region.
    "need_open",
    "match_accepted",
    "plan_ready",
]


ASKED = "document.querySelector('#f_errors a[href=\"#f_seen_alike\"]')"


def test_from_a_need_to_a_yes(engine: Engine, region: Region) -> None:
    word = fresh_word("proef")
    with region.session() as session:
        Pairs(World(session)).offer(title=f"Boodschappenhulp {word}")

    enter(engine, "amina")
    engine.go("/behoeften/nieuw")
    engine.type("#f_title", f"Boodschappen voor zeven ouderen {word}")
    choose(engine, "#f_support_type", "groceries_meals")
    choose(engine, "#f_target_group", "older_people")
    engine.type("#f_quantity", "7")
    engine.press('button[name="publish"]')
    # Another engine was here before: then it is asked whether this is not on the board already.
    until(engine, f"return location.pathname !== '/behoeften/nieuw' || !!{ASKED}")
    if engine.run(f"return !!{ASKED}"):
        engine.press('button[name="publish"]')
    arrive(engine, f"/behoeften/{ID}")
    assert "Open" in says(engine, ".sb-head .sb-state")

    engine.press('a[href^="/koppelingen/nieuw?need="]')
    arrive(engine, "/koppelingen/nieuw")
    # Searched without htmx, so that nothing is swapped while the form of the offer is filled in.
    engine.go(engine.run("return location.pathname + location.search") + f"&q={word}")
    assert says(engine, "#candidates li.sb-panel h2") == f"Boodschappenhulp {word}"
    engine.press("#candidates summary")
    engine.type('#candidates input[name="quantity"]', "7")
    engine.press('#candidates form[action="/koppelingen"] button')
    match = arrive(engine, f"/koppelingen/{ID}")
    assert moved(engine, word, "proposed") == match

    enter(engine, "daan")
    engine.go(match)
    engine.press('form[action$="/goedkeuren"] button')
    until(engine, "return !document.querySelector('form[action$=\"/goedkeuren\"]')")

    enter(engine, "chantal")
    engine.go(match)
    engine.type("#f_yes_quantity", "7")
    engine.press('form[action$="/accepteren"] button[type=submit]:not([form])')
    until(engine, "return document.querySelector('#s_contact') !== null")
    assert says(engine, "#spoken") or says(engine, "#messages"), "the yes is told"
    assert engine.run("return document.activeElement.localName") == "h1"
    assert moved(engine, word, "talking") == match


def moved(engine: Engine, word: str, column: str) -> str:
    """The match whose card is the only one with this word, and stands in this column."""
    engine.go(f"/bord?q={word}")
    card = "return document.querySelector(arguments[0])?.getAttribute('href') ?? ''"
    assert (
        engine.run(
            "return document.querySelectorAll('.sb-cards h3 a[href^=\"/koppelingen\"]').length"
        )
        == 1
    )
    return str(engine.run(card, f'#column_{column} .sb-card h3 a[href^="/koppelingen/"]'))


def test_the_language_is_one_press_away(engine: Engine, region: Region) -> None:
    engine.go("/inloggen")
    engine.forget()
    engine.go("/privacy")
    for language in ("en", "nl"):
        engine.press(f'button[name="language"][value="{language}"]')
        until(engine, "return document.documentElement.lang === arguments[0]", language)
        assert path_of(engine) == "/privacy"


def test_nothing_is_lost_sideways_and_every_list_is_one(engine: Engine, region: Region) -> None:
    """Also with everything unfolded, on a phone and in between; in Chromium test_accessibility.py
    does that on every page.
    """
    enter(engine, "daan")
    for path in PAGES:
        engine.go(region.places.get(path, path))
        plain = engine.run(
            "return [...document.querySelectorAll('ul:not([role=list]), ol:not([role=list])')]"
            ".map((list) => list.outerHTML.slice(0, 100))"
        )
        assert plain == [], path
        found = {"1280": engine.run(f"return ({LOST})()")}
        engine.run("document.querySelectorAll('details').forEach((part) => { part.open = true; })")
        for width in () if engine.name == "chromium" else (1280, 800, 320):
            engine.resize(width)
            found[f"{width}, unfolded"] = engine.run(f"return [...({LOST})(), ...({SMALL})()]")
        engine.resize(1280)
        assert {where: lines for where, lines in found.items() if lines} == {}, path


def test_the_browser_works_for_a_message_of_a_public_form(engine: Engine, region: Region) -> None:
    engine.go("/signaal-geven")
    engine.forget()
    engine.go("/signaal-geven")
    until(engine, "return document.querySelector('.sb-proof input[name=proof]')?.value")
    assert engine.run("return document.querySelector('.sb-proof input[type=checkbox]').checked")
    assert says(engine, "[data-unproven]") == ""
