"""A closed select can be read in full: how a list is filtered, what a form will store."""

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
# Every select that can be seen, with its longest option chosen as a person does it: what does not
# fit stands whole below it, once, within the window.
NOT_WHOLE = """() => [...document.querySelectorAll("main select")].map(e => {
    const pen = document.createElement("canvas").getContext("2d"), style = getComputedStyle(e);
    pen.font = `${style.fontWeight} ${style.fontSize} ${style.fontFamily}`;
    const width = o => pen.measureText(o.text.trim()).width;
    const longest = [...e.options].reduce((best, o) => width(o) > width(best) ? o : best);
    e.value = longest.value;
    e.dispatchEvent(new Event("change", { bubbles: true }));
    const room = e.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight);
    const frame = e.closest(".sb-find__row") ?? e.parentElement;
    const after = frame.nextElementSibling;
    const below = after?.matches(".sb-select__whole") ? after : null;
    const box = below?.getBoundingClientRect();
    const said = below && box.right <= innerWidth && below.scrollWidth <= below.clientWidth + 1
        && box.top >= e.getBoundingClientRect().bottom - 1 ? below.textContent : "";
    const text = longest.text.trim();
    const fits = width(longest) <= room + 1;
    return [`${e.name}: ${text}`, e.clientWidth === 0 || (fits ? below === null : said === text)];
}).filter(([, whole]) => !whole).map(([name]) => name)"""


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


PLACES = {
    "amina": (
        *LISTS,
        "/behoeften/nieuw",
        "/aanbod/nieuw",
        "/acties/nieuw",
        "/importeren",
        "/zoeken?q=a",
    ),
    "daan": ("/bord/plan", "/bord/beoordelen", "/doelgroepen/older_people"),
    "eva": (
        "/beheer/crises/nieuw",
        "/beheer/maatregelen/nieuw",
        "/beheer/regio",
        "/doelgroepen/nieuw",
    ),
}


@pytest.mark.parametrize("width", [1280, 360, 320])
@pytest.mark.parametrize("who", PLACES)
def test_what_is_chosen_stands_whole_below_a_select_that_is_too_narrow(
    open_page: OpenPage, who: str, width: int
) -> None:
    page, cut, selects = open_page(who, width=width), {}, 0
    for path in PLACES[who]:
        answer = page.goto(path)
        assert answer is not None and answer.ok, path
        page.evaluate("document.querySelectorAll('main details').forEach(e => e.open = true)")
        selects += page.locator("main select").count()
        if found := page.evaluate(NOT_WHOLE):
            cut[path] = found
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
    assert selects and not cut
