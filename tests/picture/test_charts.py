"""The charts of the picture: the numbers of the page, for the same reader, drawn apart and once."""

from __future__ import annotations

import re
from html import unescape
from typing import Any
from urllib.parse import parse_qsl, urlsplit
from xml.etree import ElementTree

import pytest

from app.core import clock, errors
from app.picture import charts, drawer, effect_queries, periods, shapes
from app.reference.models import CrisisPhase
from tests.picture.test_axis import about, bring, crisis_of, measure_of
from tests.picture.test_picture import drawn, seen, shown
from tests.world import Visitors, World

CHART = re.compile(r'(?:src|srcset)="\s*(/beeld/grafiek/[^"]+?)\s*"')
TEXT = "{http://www.w3.org/2000/svg}text"


def addresses(text: str) -> list[str]:
    return [unescape(address) for address in CHART.findall(text)]


def words_of(svg: str) -> list[str]:
    """Every text in a chart."""
    root = ElementTree.fromstring(svg)  # noqa: S314 — made by ourselves
    return [each.text or "" for each in root.iter(TEXT)]


def full(world: World) -> None:
    """Signals, needs, a crisis that changed its phase, and a measure."""
    drawn(world, seed=4)
    crisis = crisis_of(world, "Dijkdoorbraak", ago=70)
    bring(world, crisis, CrisisPhase.RECOVERY, ago=35)
    measure = measure_of(world, "Bezoekverbod", ago=40)
    about(world, measure, ago=5, direction="negative")
    world.session.commit()


@pytest.mark.parametrize("asked", [{}, {"period": "year"}, {"municipality": "GM1979"}])
def test_every_chart_of_the_page_is_there_for_its_reader(
    visitors: Visitors, world: World, asked: dict[str, str]
) -> None:
    full(world)
    found = addresses(shown(visitors, "greet", **asked))
    kinds = {urlsplit(address).path.split("/")[3] for address in found}
    # Nobody placed a need for that municipality alone.
    missing = {"hulp"} if "municipality" in asked else set()
    assert kinds == {name.value for name in charts.ChartName} - missing
    for address in found:
        answer = visitors["greet"].get(address, follow_redirects=False)
        assert answer.status_code == 200, address
        assert answer.headers["content-type"] == "image/svg+xml"
        assert answer.headers["cache-control"].startswith("private")
        assert answer.headers["vary"].startswith("Cookie")
        # Our policy refuses styles, also where somebody opens the picture itself.
        assert " style=" not in answer.text
        assert "<style" not in answer.text
        assert "http" not in answer.text.replace("http://www.w3.org/", "")


def test_a_chart_has_the_size_that_the_page_says(visitors: Visitors, world: World) -> None:
    full(world)
    text = shown(visitors, "greet")
    said = re.findall(r'(?:src|srcset)="\s*(/beeld/[^"]+?)\s*" width="(\d+)" height="(\d+)"', text)
    assert len(said) == len(addresses(text)) > len(charts.ChartName)
    for address, width, height in said:
        svg = ElementTree.fromstring(visitors["greet"].get(unescape(address)).text)  # noqa: S314
        assert (svg.get("width"), svg.get("height")) == (width, height), address


def test_the_page_asks_for_no_chart_itself(
    visitors: Visitors, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    full(world)
    stopped = drawer.Drawer(module="app.nothing_of_that_name", patience=5)
    monkeypatch.setattr(drawer, "DRAWER", stopped)
    text = shown(visitors, "greet")
    assert 'loading="lazy"' in text
    answer = visitors["greet"].get(addresses(text)[0])
    assert answer.status_code == 503


def test_a_hash_opens_nothing(visitors: Visitors, world: World) -> None:
    """Of a small group amina may know the municipality, farid not: with her address he gets his."""
    seen(world, "amina", theme="work_income", people=3, direction="negative")
    world.session.commit()
    asked = {"municipality": "GM1979"}
    [hers] = [
        address for address in addresses(shown(visitors, "amina", **asked)) if "/gevolg/" in address
    ]
    assert "1" in words_of(visitors["amina"].get(hers).text)
    answer = visitors["farid"].get(hers, follow_redirects=False)
    assert answer.status_code == 303
    his = visitors["farid"].get(answer.headers["location"])
    assert his.status_code == 200
    assert his.text != visitors["amina"].get(hers).text
    assert visitors[None].get(hers, follow_redirects=False).status_code in (303, 401)


def test_a_chart_that_changed_meanwhile_leads_to_the_new_one(
    visitors: Visitors, world: World
) -> None:
    full(world)
    before = [a for a in addresses(shown(visitors, "greet")) if "/gewicht/" in a]
    seen(world, theme="work_income", direction="negative", severity="5")
    world.session.commit()
    answer = visitors["greet"].get(before[0], follow_redirects=False)
    assert answer.status_code == 303
    location = answer.headers["location"]
    assert dict(parse_qsl(urlsplit(location).query)) == dict(parse_qsl(urlsplit(before[0]).query))
    assert visitors["greet"].get(location, follow_redirects=False).status_code == 200


@pytest.mark.parametrize(
    "address",
    [
        "/beeld/grafiek/gewicht/x.svg?municipality=GM9999",
        "/beeld/grafiek/gevolg/x.svg?theme=geen_thema",
        "/beeld/grafiek/gevolg/x.svg",
        "/beeld/grafiek/hulp/x.svg?seen_from=2001-01-01",
        "/beeld/grafiek/hulp/x.svg?narrow=heel",
    ],
)
def test_what_the_page_would_refuse_has_no_chart(visitors: Visitors, address: str) -> None:
    assert visitors["greet"].get(address).status_code == 422


def test_the_same_chart_is_drawn_once(visitors: Visitors, world: World) -> None:
    full(world)
    address = addresses(shown(visitors, "greet"))[-1]
    first = visitors["greet"].get(address)
    drawn_before = drawer.DRAWER.drawn
    assert visitors["greet"].get(address).content == first.content
    assert drawer.DRAWER.drawn == drawn_before


def test_a_chart_says_the_numbers_and_names_of_its_table(world: World) -> None:
    for severity, theme in (("5", "work_income"), ("2", "mental_health")):
        seen(world, theme=theme, direction="negative", severity=severity, trend=None)
    span = periods.usual(clock.today())
    given = charts.ChartFilters()
    effects = effect_queries.find_effects(
        world.session, world["greet"], given.of_signals(span), span, ["work_income"]
    )
    chart = charts.of_weights(effects, lambda theme: f'Thema "{theme}" <&> \\')
    words = words_of(shapes.draw(chart.data))
    assert [word for word in words if word.isdecimal()] == ["5", "2"]
    assert any('Thema "work_income" <&> \\' in word for word in words)


def test_every_kind_of_chart_is_what_its_library_knows() -> None:
    """Altair checks a specification when it is made; Vega compiles it."""
    for shape, kind in shapes.every():
        assert shapes.specified(shape, kind)["$schema"].endswith(".json")
        assert shapes.compiled(shape, kind)["marks"]


def data_of(title: str = "x") -> tuple[str, dict[str, Any]]:
    chart = charts._bars(charts.ChartName.HELP, "", [(title, 3, "")], narrow=False)
    return chart.digest, chart.data


def test_a_drawer_that_dies_is_begun_anew() -> None:
    own = drawer.Drawer(patience=90)
    try:
        assert "<svg" in own.draw(*data_of()).decode()
        assert own._program is not None
        own._program.kill()
        own._program.wait()
        assert "<svg" in own.draw(*data_of("y")).decode()
    finally:
        own.end()


def test_a_drawer_that_is_silent_is_ended_and_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(drawer, "SECONDS_TO_BEGIN", 0.2)
    own = drawer.Drawer(patience=0.1, module="http.server")
    with pytest.raises(errors.Busy):
        own.draw(*data_of())
    assert own._program is None
    assert own.find(data_of()[0]) is None


def test_what_was_drawn_longest_ago_is_forgotten_first() -> None:
    own = drawer.Drawer(most_kept=20_000, patience=90)
    try:
        drawn_ones = [data_of(f"bar {number}") for number in range(9)]
        for each in drawn_ones:
            own.draw(*each)
        assert own.find(drawn_ones[0][0]) is None
        assert own.find(drawn_ones[-1][0]) is not None
        assert own._size <= own.most_kept
    finally:
        own.end()
