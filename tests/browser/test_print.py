"""What comes out of a printer: sheets with something on them, and no heading without its text.

WebKitGTK cannot be asked to print.
"""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import OpenPage, not_run
from tests.browser.engines import Engine, enter
from tests.browser.region import Region

pytestmark = pytest.mark.xdist_group("engines")
# Where it is, or the name of a place of the region, and who prints it.
PRINTED = [
    ("/bord?mine=1", "amina"),
    ("/behoeften?without_help=1", "daan"),
    ("need_open", "amina"),
    ("/mijn-werk", "amina"),
    ("group", "amina"),
    ("/bord/beoordelen", "daan"),
    ("plan_ready", "daan"),
]
BOTH = [
    "/behoeften/nieuw",
    "/behoeften",
    "/doelgroepen",
    "organisation",
    "action_planned",
    "match_accepted",
    "offer_with_partner",
    "/acties/lessen",
]
MORE = {
    "amina": BOTH,
    "daan": BOTH,
    "chantal": ["action_small", "/aanbod/nieuw", "match_approved"],
    "greet": ["/mijn-werk"],
}
DPI = 25
DARK = 200  # of 255: what a reader takes for ink
INK = bytes(range(DARK))
LEAST_INK = 1.0  # percent of a sheet
LEAST_HEIGHT = 40  # percent of a sheet between its first and its last line


@pytest.mark.parametrize("engine", ["chromium", "firefox"], indirect=True)
def test_no_sheet_but_the_last_is_nearly_empty(
    engine: Engine, region: Region, tmp_path: Path
) -> None:
    if shutil.which("pdftoppm") is None:
        not_run("no pdftoppm (Debian: poppler-utils)")
    faults, person = [], ""
    for place, who in PRINTED:
        if who != person:
            enter(engine, who)
            person = who
        engine.go(region.places.get(place, place))
        sheets = ink(engine.paper(), tmp_path)
        *whole, last = sheets
        if last[0] == 0 or any(i < LEAST_INK or h < LEAST_HEIGHT for i, h in whole):
            faults.append((place, sheets))
    assert faults == []


def test_the_measure_sees_an_empty_sheet(
    browser: object, tmp_path: Path, open_page: OpenPage
) -> None:
    if shutil.which("pdftoppm") is None:
        not_run("no pdftoppm (Debian: poppler-utils)")
    page = open_page()
    page.set_content("<h1>Bord</h1><p style='break-before: page'>" + "tekst " * 2000)
    (first, second, *_) = ink(page.pdf(format="A4"), tmp_path)
    assert first[0] < LEAST_INK and first[1] < LEAST_HEIGHT
    assert second[0] > LEAST_INK and second[1] > LEAST_HEIGHT


def ink(pdf: bytes, folder: Path) -> list[tuple[float, float]]:
    """Of every sheet: how much of it is dark, and how much of its height is in use, in percents."""
    for old in folder.glob("sheet*"):
        old.unlink()
    (folder / "sheets.pdf").write_bytes(pdf)
    command = [
        "pdftoppm",
        "-gray",
        "-r",
        str(DPI),
        str(folder / "sheets.pdf"),
        str(folder / "sheet"),
    ]
    subprocess.run(command, check=True, timeout=60)
    sheets = []
    for file in sorted(folder.glob("sheet*.pgm")):
        _, size, _, dots = file.read_bytes().split(b"\n", 3)
        wide, high = map(int, size.split())
        lines = [n for n in range(high) if min(dots[n * wide : (n + 1) * wide]) < DARK]
        dark = len(dots) - len(dots.translate(None, INK))
        height = lines[-1] - lines[0] + 1 if lines else 0
        sheets.append((round(100 * dark / len(dots), 2), round(100 * height / high, 1)))
    return sheets


# A heading whose part shows nothing else, and what only a screen can unfold or press.
USELESS = """() => [...document.querySelectorAll(
  "section, aside, article, .sb-panel, summary, button")]
  .filter((part) => part.checkVisibility())
  .filter((part) => {
    if (part.matches("button") || part.matches("details:not([open]) > summary")) return true;
    const heading = part.querySelector("h1, h2, h3");
    return heading && part.innerText.trim() === heading.innerText.trim();
  })
  .map((part) => `${part.localName}: ${part.innerText.trim().slice(0, 40)}`)"""


# How much there is below the last thing that can be seen: enough of it is an empty sheet.
BELOW = """() => {
  const ends = [...document.querySelectorAll("main *")].filter((part) => part.checkVisibility())
    .map((part) => part.getBoundingClientRect().bottom + scrollY);
  return document.body.getBoundingClientRect().bottom + scrollY - Math.max(...ends);
}"""


def test_no_heading_stands_alone_on_paper(open_page: OpenPage, region: Region) -> None:
    for person, more in MORE.items():
        page = open_page(person)
        page.emulate_media(media="print")
        places = [place for place, who in PRINTED if who == person]
        for place in places + more:
            page.goto(region.places.get(place, place))
            assert page.evaluate(USELESS) == [], (person, place)
            assert page.evaluate(BELOW) < 40, (person, place)


def test_whom_to_call_stands_on_paper(open_page: OpenPage, region: Region) -> None:
    page = open_page("chantal")
    page.emulate_media(media="print")
    page.goto(region.places["match_accepted"])
    expect(page.locator('.sb-contact a[href^="tel:"]')).to_be_visible()
    expect(page.locator('.sb-contact a[href^="mailto:"]')).to_be_visible()
