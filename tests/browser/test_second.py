"""A page that turns with the screen is told, though that is asked only where a style sheet turns
something.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from tests.browser import second

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

PAGE = """<!doctype html><html lang="nl"><title>Proef</title><style>CSS</style>
<main><h1>Proef</h1><p>Gewone tekst</p></main></html>"""
TURNED = "main { transform: rotate(90deg) }"

# How a style sheet may hold a page to one way of holding the phone.
LOCKED = {
    "by a transform": f"@media (orientation: portrait) {{ {TURNED} }}",
    "by a rotation": "@media (orientation: portrait) { main { rotate: 90deg } }",
    "whatever the medium says": f"@media (min-width: 1px) {{ {TURNED} }}",
}


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 360, "height": 900})
    yield context.new_page()
    context.close()


def _faults(page: Page, css: str) -> set[str]:
    """The rules that a page with this style sheet breaks."""
    page.set_content(PAGE.replace("CSS", css))
    page.evaluate(second.script())
    return {line.partition(":")[0] for line in second.faults(page)}


@pytest.mark.parametrize("how", LOCKED)
def test_a_page_that_is_held_one_way_is_told(page: Page, how: str) -> None:
    assert _faults(page, "") == set()
    assert _faults(page, LOCKED[how]) == {second.TURNING}


def test_what_turns_on_every_screen_is_no_fault(page: Page) -> None:
    assert _faults(page, TURNED) == set()
