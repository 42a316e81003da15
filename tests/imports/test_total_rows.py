"""Rows at the foot of a spreadsheet that add up the rows above them."""

from __future__ import annotations

import pytest

from app.imports import total_rows
from tests.html import Page
from tests.imports.files import NEED, OFFER, csv_file
from tests.imports.test_pages import send
from tests.world import Visitors

TOTALS = [
    "Totaal", "TOTAAL:", "Totaal 12", "Totaal Eemsdelta", "totaal aantal", "Totalen ouderen",
    "Totaal (alle ouderen)", "Subtotaal wijk Noord", "Sub-totaal", "Eindtotaal week 48",
    "Tussentotaal", "Som van aantal", "Gemiddelde", "Grand total", "Total",
]  # fmt: skip
TITLES = [
    "Totaal vastgelopen gezinnen", "Totaal aantal bezoekers gezocht", "Sommige ouderen zonder soep",
    "Totale opvang voor daklozen", "Summer school", "Totaalpakket voor ouderen", "12 ouderen",
    "Eemsdelta", "Ouderen: totaal",
]  # fmt: skip


@pytest.mark.parametrize(("kind", "row"), [("needs", NEED), ("offers", OFFER)])
def test_a_row_that_adds_up_the_others_is_not_stored_beside_them(
    visitors: Visitors, kind: str, row: dict[str, str]
) -> None:
    filled = row | {
        "aantal": "12",
        ("gemeenten" if "gemeenten" in row else "gemeente"): "Eemsdelta",
    }
    content = csv_file(*(filled | {"titel": title} for title in TOTALS))
    answer = send(visitors["chantal" if kind == "offers" else "amina"], content, kind=kind)
    rows = Page(answer.text).every("tr")[1:]
    assert len(rows) == len(TOTALS)
    assert [row.text for row in rows if "telt andere rijen op" not in row.text] == []


@pytest.mark.parametrize("title", TITLES)
def test_a_title_that_says_more_is_a_title(title: str) -> None:
    typed = {"title": [title], "target_group": ["Ouderen"], "quantity": ["12"]}
    assert not total_rows.adds_up(title, typed, ["titel", "doelgroep", "aantal"])


def test_what_is_stored_under_such_a_title_is_not_asked_about(visitors: Visitors) -> None:
    content = csv_file(NEED | {"titel": "Totaal", "kenmerk": "geen"})
    assert "telt andere rijen op" not in send(visitors["amina"], content).text
