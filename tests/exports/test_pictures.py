"""The file of each table of the picture says what the page says to the same reader, and no more."""

from __future__ import annotations

import re
from typing import Any

import pytest
from sqlalchemy import Connection
from sqlmodel import Session

from app.core import clock, i18n
from app.exports.routes import LISTINGS
from tests.exports.opened import opened_xlsx, taken
from tests.html import Element, Page
from tests.picture.needs_drawn import draw_needs
from tests.picture.test_picture import drawn, seen
from tests.statements import counted
from tests.world import Visitors, World

# The address of each file, by the id of its table on the page.
TABLES = {
    "effects": "/beeld/gevolgen",
    "support": "/beeld/draagvlak",
    "group_signals": "/beeld/signalen",
    "group_needs": "/beeld/behoeften",
    "place_sizes": "/beeld/omvang",
    "roles": "/beeld/partijen",
    "funnel": "/beeld/hulp",
    "spread": "/beeld/verdeling",
}
ASKED: list[tuple[str, dict[str, str]]] = [
    ("greet", {}),
    ("amina", {"period": "weeks_4"}),
    ("amina", {"municipality": "GM1979", "period": "year"}),
    ("daan", {"municipality": "GM0014"}),
    ("daan", {"crisis": "energiearmoede", "period": "year"}),
]
Line = tuple[str, list[str]]


def full(world: World) -> None:
    """Signals, needs, partners and questions by chance; some of a few people."""
    drawn(world, seed=3)
    draw_needs(world, seed=4)
    world.offer("chantal", publish=True, title="Een busje", municipalities=["GM0014"])
    for who, people in (("amina", 3), ("amina", 40), ("daan", 3)):
        for theme in ("work_income", "mental_health", "housing_safety"):
            seen(world, who, people=people, theme=theme)
    world.session.commit()


def on_page(page: Page, name: str) -> list[Line]:
    """The rows of a table of the page: what each is called, and its numbers and words."""
    table = next(
        each
        for each in page.every("table")
        if any(inner.attributes.get("id") == name for inner in each.inside)
    )
    rows = [row for row in table.inside if row.tag == "tr"][1:]
    return [(_name(row), [cell for td in _cells(row) for cell in _said(td)]) for row in rows]


def _name(row: Element) -> str:
    return next(_plain(each.text) for each in row.children if each.tag == "th")


def _cells(row: Element) -> list[Element]:
    return [each for each in row.children if each.tag == "td"]


def _plain(text: str) -> str:
    return " ".join(text.split())


def _said(cell: Element) -> list[str]:
    """What a cell says, once for each column that it stretches over."""
    hidden = {id(each) for each in cell.inside if each.attributes.get("aria-hidden") == "true"}
    dash = [each.text for each in cell.inside if id(each) in hidden]
    text = _plain(" ".join(cell.parts))
    for sign in dash:
        text = _plain(text.replace(sign, "", 1))
    return [text] * int(cell.attributes.get("colspan") or 1)


def leading(text: str) -> str:
    """The number that a cell of the page starts with; 0 for a dash, else its words."""
    found = re.match(r"[\d.,]+", text)
    if found:
        return found.group().rstrip(".,")
    return "0" if text in ("–", "geen partner, ook geen vraag") else text


def written(value: Any) -> str:
    """A cell of a file as the page writes it."""
    if value is None:
        return ""
    return i18n.number(value) if isinstance(value, (int, float)) else str(value)


def in_file(visitors: Visitors, who: str, name: str, asked: dict[str, str]) -> list[list[str]]:
    rows = taken(visitors[who], TABLES[name], **asked).rows
    return [[written(value) for value in row.values()] for row in rows]


@pytest.mark.parametrize(("who", "asked"), ASKED, ids=str)
@pytest.mark.parametrize("name", TABLES)
def test_a_file_of_the_picture_is_its_table(
    visitors: Visitors, world: World, name: str, who: str, asked: dict[str, str]
) -> None:
    full(world)
    page = Page(visitors[who].get("/beeld", params=asked).text)
    lines, rows = on_page(page, name), in_file(visitors, who, name, asked)
    assert lines and len(lines) == len(rows)
    for (title, cells), row in zip(lines, rows, strict=True):
        assert row[0].lower() in title.lower()
        CHECKS[name](cells, row, title)


def _through_time(cells: list[str], row: list[str], title: str) -> None:
    if row[1] in ("Fase", "Geldigheid"):
        assert cells == row[2:]
    else:
        assert row[1].lower() in title.lower()
        assert [leading(cell) if cell else "" for cell in cells] == row[2:]


def _signals(cells: list[str], row: list[str], title: str) -> None:
    assert [leading(cell) for cell in cells] == row[1:-1]
    themes = [found for cell in cells for found in re.findall(r"op: (\d+) thema", cell)]
    assert themes == re.findall(r"\((\d+) thema", row[-1])


def _needs(cells: list[str], row: list[str], title: str) -> None:
    *counts, covered, longest = cells
    number = len(counts)
    assert [leading(cell) for cell in counts] == row[1 : number + 1]
    assert leading(covered) == row[number + 1]
    assert days(longest) == row[number + 2]
    assert covered.split(" van ")[1] == row[number]
    if title.startswith("Alle"):
        return
    told = row[number + 3 :]
    pairs = list(zip(told[::2], told[1::2], strict=True))
    for cell, (of_cell, waits) in zip(counts[: len(pairs)], pairs, strict=True):
        found = re.search(r"(\d+) gedekt", cell)
        assert (found.group(1) if found else "0") == (of_cell or "0")
        found = re.search(r"(\d+) dag", cell)
        assert (found.group(1) if found else "0") == (waits or "0")


def days(text: str) -> str:
    return {"–": "", "minder dan een dag": "0"}.get(text, leading(text))


def _sizes(cells: list[str], row: list[str], title: str) -> None:
    assert [leading(cell) for cell in cells] == row[1:4]
    assert re.findall(r"\((\d+)%\)", cells[2]) == [row[4]]


def _roles(cells: list[str], row: list[str], title: str) -> None:
    assert [leading(cell.split(" , naar")[0]) for cell in cells] == row[1:]


def _funnel(cells: list[str], row: list[str], title: str) -> None:
    assert [leading(cell) for cell in cells[:4]] == row[1:5]
    found = re.search(r"van (\d+) behoefte", cells[4])
    assert (found.group(1) if found else "") == row[6]
    assert (days(cells[4].split(" van ")[0]) if cells[4] else "") == row[5]


def _spread(cells: list[str], row: list[str], title: str) -> None:
    assert [leading(cell) for cell in cells] == row[1:]


CHECKS = {
    "effects": _through_time,
    "support": _through_time,
    "group_signals": _signals,
    "group_needs": _needs,
    "place_sizes": _sizes,
    "roles": _roles,
    "funnel": _funnel,
    "spread": _spread,
}


@pytest.mark.parametrize("name", ["group_signals", "group_needs"])
def test_where_a_small_group_is_stands_in_no_file_of_another(
    visitors: Visitors, world: World, name: str
) -> None:
    seen(world, "amina", people=3)
    world.need("amina", publish=True, people=3, quantity=3)
    world.session.commit()
    for who in ("greet", "farid", "chantal"):
        for row in taken(visitors[who], TABLES[name]).rows:
            assert row["Eemsdelta"] == 0 and row["Regio"] == 1, who
        assert taken(visitors[who], TABLES[name], municipality="GM1979").rows == []
    (mine, _all) = taken(visitors["amina"], TABLES[name]).rows
    assert (mine["Eemsdelta"], mine["Regio"]) == (1, 0)


@pytest.mark.parametrize("name", TABLES)
def test_the_second_sheet_says_what_the_numbers_are(
    visitors: Visitors, world: World, name: str
) -> None:
    full(world)
    asked = {"period": "weeks_4", "municipality": "GM1979"}
    about = taken(visitors["greet"], TABLES[name], **asked).about
    text = visitors["greet"].get("/beeld", params=asked).text
    assert about["Wat de getallen zijn"] == _plain(Page(text)[f"{name}_how"].text)
    assert i18n.long_date(clock.today()) in about["Stand van"]
    assert about["Filters"] == "Laatste 4 weken, Eemsdelta"
    assert "minder dan 5 mensen" in about["Kleine groepen"]
    assert ("Periode" in about) == (name not in ("group_needs", "place_sizes", "roles", "spread"))


def test_the_links_below_a_table_keep_its_filters(visitors: Visitors, world: World) -> None:
    full(world)
    asked = {"period": "year", "municipality": "GM1979", "crisis": "energiearmoede"}
    page = Page(visitors["daan"].get("/beeld", params=asked).text)
    links = [str(a.attributes.get("href")) for a in page.every("a")]
    query = "?period=year&municipality=GM1979&crisis=energiearmoede"
    for path in TABLES.values():
        for ending in ("csv", "xlsx"):
            assert f"{path}.{ending}{query}" in links


@pytest.mark.parametrize("path", TABLES.values())
@pytest.mark.parametrize(
    "asked", [{"municipality": "GM0106"}, {"crisis": "zzz"}, {"seen_from": "2001-01-01"}], ids=str
)
def test_what_the_page_refuses_is_refused_here(
    visitors: Visitors, path: str, asked: dict[str, str]
) -> None:
    answer = visitors["greet"].get(f"{path}.csv", params=asked)
    assert answer.status_code == 422 and "content-disposition" not in answer.headers


@pytest.mark.parametrize("path", TABLES.values())
def test_a_region_without_anything_gives_a_head_alone(visitors: Visitors, path: str) -> None:
    answer = visitors["hugo"].get(f"{path}.xlsx")
    assert answer.status_code == 200
    assert opened_xlsx(answer.content).about["Lijst"]


def test_every_table_of_the_picture_has_its_file() -> None:
    found = {name.removeprefix("picture_") for name in LISTINGS if name.startswith("picture_")}
    assert found == TABLES.keys()


# The line in the trail is one of them.
COSTS = {
    "/beeld/gevolgen": 6,
    "/beeld/draagvlak": 6,
    "/beeld/signalen": 5,
    "/beeld/behoeften": 5,
    "/beeld/partijen": 7,
    "/beeld/hulp": 5,
    "/beeld/verdeling": 5,
}


@pytest.mark.parametrize("path", COSTS)
def test_a_file_of_the_picture_costs_the_same_however_much_there_is(
    visitors: Visitors, connection: Connection, world: World, session: Session, path: str
) -> None:
    greet = visitors["greet"]
    seen(world)
    world.session.commit()
    costs = []
    for _each in range(2):
        greet.get(f"{path}.csv")
        with counted(connection) as sent:
            assert greet.get(f"{path}.csv").status_code == 200
        costs.append(len(sent))
        full(world)
    assert costs[0] == costs[1], "\n".join(sent)
    assert costs[0] == COSTS[path]
