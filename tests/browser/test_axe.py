"""A contrast is measured once for each look, and no fault is lost by that."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.browser import axe

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

# Dark on white, on a coloured card, large and grey, and in a button; all are good.
PAGE = """<!doctype html><html lang="nl"><title>Proef</title><style>
body { margin: 0; background: #fff; color: #222; font: 16px sans-serif }
.card { background: #e8eef4; padding: 10px; margin: 10px; position: relative }
.large { font-size: 32px; color: #888 }
button { background: #154273; color: #fff; font: inherit; border: 0; padding: 10px }
.low { padding-top: 60px }
.dark { background: #111; color: #ddd }
</style><main><h1>Proef</h1><p class="plain">Gewone tekst</p>
<div class="card"><p class="inner">In een vlak</p><p class="large">Groot en grijs</p></div>
<button>Verstuur</button><p class="low">Onderaan</p>
<div class="dark"><p class="pale">Licht op donker</p></div></main></html>"""

# What is changed in the page, and the words that are then too faint.
FAULTS = {
    "the colour of a text": (".inner { color: #b8c4d0 }", {"inner"}),
    "the colour of a button": ("button { background: #9ab }", {"button"}),
    "what a text stands on": (".card { background: #555 }", {"inner", "large"}),
    "what everything stands on": ("body { background: #444 }", {"plain", "low", "h1"}),
    "a large text made small": (".large { font-size: 16px }", {"large"}),
    "a text seen through": (".plain { opacity: .3 }", {"plain"}),
    "all of a card seen through": (".card { opacity: .4 }", {"inner", "large"}),
    "a pale text drawn out of its dark box": (
        ".pale { position: absolute; top: 600px; left: 0 }",
        {"pale"},
    ),
    "a text pulled over a dark button": (
        "button { width: 300px; height: 60px; padding: 0 0 40px }"
        " .low { position: relative; margin: -30px 0 0; padding: 0; width: 200px }",
        {"low"},
    ),
    "on a narrow window only": (
        "@media (max-width: 400px) { .plain { color: #ccc } }",
        {"plain"},
    ),
}


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 360, "height": 900})
    yield context.new_page()
    context.close()


def _show(page: Page, css: str = "") -> None:
    page.set_content(PAGE.replace("</style>", f"{css}</style>"))
    page.evaluate(axe.script())


def _faint(lines: list[str]) -> set[str]:
    """The names of the texts that are told to be too faint."""
    faults = [line.split() for line in lines if line.startswith("color-contrast: ")]
    return {fault[1].removeprefix(".") for fault in faults}


@pytest.mark.parametrize("what", FAULTS)
def test_a_fault_is_found_after_the_same_page_was_good(page: Page, what: str) -> None:
    css, names = FAULTS[what]
    first, engine = axe.Axe(), axe.Axe()
    _show(page)
    assert engine.faults(page) == []
    assert len(engine.good) >= 4
    _show(page, css)
    assert _faint(first.faults(page)) == names
    assert _faint(engine.faults(page)) == names
    # And on the next page with it.
    _show(page, css)
    assert _faint(engine.faults(page)) == names


def test_a_look_that_was_good_is_not_measured_again(page: Page) -> None:
    engine = axe.Axe()
    _show(page)
    engine.faults(page)
    measured = page.evaluate(axe.RUN, [axe.TAGS, list(engine.good)])[1]
    assert measured == []
    _show(page, ".inner { color: #111 }")
    assert len(page.evaluate(axe.RUN, [axe.TAGS, list(engine.good)])[1]) == 1


def test_what_is_no_question_of_contrast_is_asked_every_time(page: Page) -> None:
    engine = axe.Axe()
    _show(page)
    assert engine.faults(page) == []
    page.evaluate("() => { document.querySelector('button').textContent = ''; }")
    assert [line.split(":")[0] for line in engine.faults(page)] == ["button-name"]


# Folded open, it lies over the two texts that follow; folded, its parts have a box there too.
FOLDED = """<details style="position: relative"><summary>Meer</summary>
<div style="position: absolute; background: #333; z-index: 1; width: 300px; height: 300px"></div>
</details><p class="plain">Hieronder</p>"""


def test_a_look_is_known_beside_what_is_folded_and_not_once_that_is_open(page: Page) -> None:
    engine = axe.Axe()
    page.set_content(PAGE.replace("<h1>", f"{FOLDED}<h1>"))
    page.evaluate(axe.script())
    assert engine.faults(page) == []
    known = "() => looks()(document.querySelector('.plain')) !== null"
    assert page.evaluate(known)
    assert page.evaluate(axe.RUN, [axe.TAGS, list(engine.good)])[1] == []
    page.evaluate("() => { document.querySelector('details').open = true; }")
    assert not page.evaluate(known)


# Two links below each other, the second half behind a bar.
BAR = """<!doctype html><html lang="nl"><title>Proef</title><style>
body { margin: 0 } h1 { margin: 0; height: 40px } .space { height: 710px }
a { display: block; height: 40px } .rest { height: 900px }
a.bar { position: sticky; bottom: 0; height: 100px; background: #fff }
</style><main><h1>Proef</h1><div class="space"></div>
<a href="/een">Een</a><a class="second" href="/twee">Twee</a>
<div class="rest"></div></main><a class="bar" href="/drie">Drie</a></html>"""


def _too_small(page: Page, css: str = "") -> list[str]:
    page.set_content(BAR.replace("</style>", f"{css}</style>"))
    page.evaluate(axe.script())
    return [line.split()[1] for line in axe.Axe().faults(page) if line.startswith("target-size")]


def test_what_a_bar_covers_is_measured_where_it_is_scrolled_free(page: Page) -> None:
    # The window is 900 high: the bar begins at 800, the second link at 790.
    assert _too_small(page) == []
    assert page.evaluate("scrollY") == 0
    assert _too_small(page, "a.second { height: 10px }") == [".second"], "free, and still too small"
    stays = "a.bar { position: absolute; bottom: auto; top: 800px; width: 100% }"
    assert _too_small(page, stays) == [".second"], "it is never scrolled free"


def test_what_one_worker_measured_the_others_know(page: Page, tmp_path: Path) -> None:
    told = tmp_path / "looks"
    first, second = axe.Axe(told), axe.Axe(told)
    _show(page)
    first.faults(page)
    assert len(first.good) >= 4
    second._hear()
    assert second.good == first.good
    with told.open("a") as file:
        file.write("12345")  # somebody writes right now
    second._hear()
    assert second.good == first.good
    _show(page, FAULTS["the colour of a text"][0])
    assert _faint(second.faults(page)) == {"inner"}


# What can be pressed in a page, and whether something of it is too small or too near.
PRESSED = {
    "large and apart": (".a, .b { width: 60px; height: 40px }", 0),
    "low and near": (".a, .b { width: 60px; height: 16px; margin: 1px 0 }", 2),
    "narrow and near": (".a, .b { float: left; width: 12px; height: 40px }", 2),
    "low and apart": (".a { width: 60px; height: 16px; margin: 40px }", 0),
    "one upon the other": (
        ".a, .b { position: absolute; left: 0; width: 60px; height: 40px } .b { top: 20px }",
        1,
    ),
    "nearly covered": (
        ".a, .b { position: absolute; left: 0; width: 60px; height: 40px } .b { top: 4px }",
        1,
    ),
}
ALL_ASKED = "globalThis.roomy = () => new Set()"


@pytest.mark.parametrize("what", PRESSED)
def test_what_is_roomy_is_what_axe_would_find_large_enough(page: Page, what: str) -> None:
    css, least = PRESSED[what]
    reset = "button { display: block; padding: 0; border: 0; margin: 0; font-size: 8px }"
    page.set_content(
        f"""<!doctype html><html lang="nl"><title>Proef</title><style>{reset} {css}</style><main>
        <h1>Proef</h1><div style="position: relative; height: 200px"><button class="a">Ja</button>
        <button class="b">Nee</button></div></main></html>"""
    )
    page.evaluate(axe.script())
    quick = _small(axe.Axe().faults(page))
    page.evaluate(ALL_ASKED)
    assert quick == _small(axe.Axe().faults(page))
    assert len(quick) >= least


def _small(lines: list[str]) -> list[str]:
    return [line for line in lines if line.startswith("target-size: ")]
