"""Zo rekent Schakelbord: without an account, every formula, with the numbers that the code counts
with.
"""

from __future__ import annotations

import re
from dataclasses import fields
from html import unescape
from pathlib import Path

import pytest

from app.core import i18n
from app.picture import definitions, filters as picture_filters
from app.region import labels, weights
from app.releases import suppression
from app.scoring import chances, terms
from app.site import formulas
from tests.html import Page
from tests.world import Visitors

PAGE = "/zo-rekent-schakelbord"


def read(visitors: Visitors) -> str:
    """The words of the page."""
    return plain(unescape(re.sub(r"<[^>]+>", " ", visitors[None].get(PAGE).text)))


def plain(text: str) -> str:
    return " ".join(text.split())


@pytest.mark.parametrize("who", [None, "amina"])
def test_every_weight_that_counts_stands_there_with_its_number(
    visitors: Visitors, who: str | None
) -> None:
    page = Page(visitors[who].get(PAGE).text)
    table = next(each for each in page.every("table"))
    rows = [[plain(cell.text) for cell in row.children] for row in table.inside if row.tag == "tr"][
        1:
    ]
    with i18n.speaking("nl"):
        words = labels.term_words()
    national = weights.national_points()
    assert rows == [
        [f"{words[each.name].label} {words[each.name].hint}", str(national[each.name])]
        for each in fields(terms.Terms)
    ]


def test_the_thresholds_are_those_of_the_engine(visitors: Visitors) -> None:
    text = read(visitors)
    for number in (
        chances.VERY_WELL_FROM, chances.WELL_FROM, chances.SHOWN_FROM, chances.PLANNED_FROM,
        terms.FAR_COSTS, terms.OTHER_GROUP_COSTS, terms.EXCLUDED_COSTS, terms.DECLINED_COSTS,
        terms.NO_OFFER_COSTS,
    ):  # fmt: skip
        assert re.search(rf"\b{round(number * 100)}\b", text), number
    assert f"minder is dan {suppression.THRESHOLD}" in text


def test_every_definition_of_the_picture_stands_there(visitors: Visitors) -> None:
    """Whoever adds a table to the picture adds its formula here."""
    defined = {name for name in vars(definitions) if name.startswith("of_")}
    told = {name for name in defined if f"definitions.{name}" in _source()}
    assert told == defined
    text = read(visitors)
    given = picture_filters.PictureFilters()
    with i18n.speaking("nl"):
        for name in defined:
            assert plain(getattr(definitions, name)(given)) in text, name


def _source() -> str:
    assert formulas.__file__
    return Path(formulas.__file__).read_text(encoding="utf-8")


def test_a_link_of_the_page_leads_to_its_part_and_every_page_leads_to_it(
    visitors: Visitors,
) -> None:
    page = Page(visitors[None].get(PAGE).text)
    for part in formulas.find_formulas():
        assert page[part.id].text
    home = Page(visitors[None].get("/").text)
    assert any(each.attributes.get("href") == PAGE for each in home.every("a"))
    assert visitors[None].get(PAGE).headers.get("set-cookie") is None
