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


SPEAKING = [
    "Totaal Delfzijl", "Aantal totaal", "Opgeteld", "Alles bij elkaar", "Vervoer ouderen samen",
    "Totaal aantal ouderen met een vraag", "Ouderen: totaal", "Subtotaal",
]  # fmt: skip


@pytest.mark.parametrize("title", SPEAKING)
@pytest.mark.parametrize(("kind", "row"), [("needs", NEED), ("offers", OFFER)])
def test_what_speaks_of_a_total_and_is_the_sum_of_what_stands_above_it_is_one(
    visitors: Visitors, kind: str, row: dict[str, str], title: str
) -> None:
    """Per part of the sheet and for the whole of it; a sum of something else is a row."""
    numbers = [
        (title, 9), ("Ritten", 30), ("Maaltijden", 12), (title, 42), ("Tolken in de wijk", 5),
        ("Buurtmoeders", 7), (title, 12), (f"{title}.", 54), (title, 13),
    ]  # fmt: skip
    rows = [row | {"titel": called, "aantal": str(number)} for called, number in numbers]
    answer = send(visitors["chantal" if kind == "offers" else "amina"], csv_file(*rows), kind=kind)
    told = [tr.text for tr in Page(answer.text).every("tr")[1:]]
    assert [n + 1 for n, text in enumerate(told) if "telt andere rijen op" in text] == (
        [1, 4, 7, 8, 9] if title == "Subtotaal" else [4, 7, 8]
    )


def test_a_good_title_above_which_the_numbers_happen_to_fit_is_a_row() -> None:
    sums = total_rows.NumbersAbove()
    titles = ["Ritten", "Bezoek", "Samen eten voor ouderen", "Sommige ouderen", "Totaalpakket"]
    assert not any(
        sums.closes(title, quantity)
        for title, quantity in zip(titles, (10, 20, 30, 60, 120), strict=True)
    )
