"""A closed select can be read in full on every list: it says how the list is filtered."""

from __future__ import annotations

import pytest

from tests.browser.conftest import OpenPage

LISTS = ("/bord", "/behoeften", "/aanbod", "/acties", "/doelgroepen")
# Whatever is chosen: the longest one of each select is chosen first.
CUT = """longest => [...document.querySelectorAll("main select")].map(e => {
    const pen = document.createElement("canvas").getContext("2d"), style = getComputedStyle(e);
    pen.font = `${style.fontWeight} ${style.fontSize} ${style.fontFamily}`;
    const width = o => pen.measureText(o.text.trim()).width;
    if (longest) e.selectedIndex = [...e.options].map(width)
        .reduce((best, w, i, all) => w > all[best] ? i : best, 0);
    const room = e.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight);
    const chosen = e.options[e.selectedIndex];
    return [chosen.text.trim(), Math.round(width(chosen)), Math.round(room)];
}).filter(([, width, room]) => width > room + 1)"""


@pytest.mark.parametrize("width", [1280, 1120, 360])
def test_no_closed_select_cuts_its_text(open_page: OpenPage, width: int) -> None:
    page = open_page("amina", width=width)
    cut = {}
    for path in LISTS:
        page.goto(path)
        for fold in page.locator("main details.sb-filterbar:not([open]) > summary:visible").all():
            fold.click()
        page.evaluate("document.querySelectorAll('.sb-filters__more').forEach(e => e.open = true)")
        # On a phone the longest group is wider than the window; what is chosen is whole in a chip.
        for longest in (False, True)[: 1 if width < 400 else 2]:
            if found := page.evaluate(CUT, longest):
                cut[path, longest] = found
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
    assert not cut
