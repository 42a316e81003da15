"""What a file has no column for and is the same in every row is said once, and seen in each."""

from __future__ import annotations

from typing import Any

import pytest

from tests.html import Page
from tests.imports.files import NEED, OFFER, SIZE, csv_file, xlsx_file
from tests.imports.test_column_choices import again, chosen
from tests.imports.test_pages import confirm_address, send, titled
from tests.world import Visitors

OTHER = "Tolken bij het spreekuur van de huisarts"


def without(row: dict[str, Any], *names: str) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name not in names}


def said(answer: Any) -> list[list[str]]:
    """Of each row of a preview what it says holds for all of them."""
    rows = [e for e in Page(answer.text).every("dl") if e.attributes.get("class") == "sb-values"]
    pairs = [[" ".join(e.text.split()) for e in row.inside if e.tag == "div"] for row in rows]
    return [[text for text in row if "(voor alle rijen)" in text] for row in pairs]


@pytest.mark.parametrize("is_workbook", [False, True])
def test_a_required_column_that_is_missing_is_asked_once(
    visitors: Visitors, is_workbook: bool
) -> None:
    rows = [without(row, "doelgroep", "soort hulp") for row in (NEED, NEED | {"titel": OTHER})]
    content, name = csv_file(*rows), "lijst.csv"
    if is_workbook:
        content = xlsx_file([*rows[0]], *([*row.values()] for row in rows))
        name = "lijst.xlsx"
    amina = visitors["amina"]
    asked = send(amina, content, name=name)
    assert asked.status_code == 422 and "/bevestigen" not in asked.text
    page = Page(asked.text)
    options = [e.text for e in page["f_once_target_group"].inside if e.tag == "option"]
    assert "Ouderen" in options and "f_once_quantity" not in page and "f_once_title" not in page

    told = {"once_target_group": "Ouderen", "once_support_type": "Boodschappen en maaltijden"}
    shown = again(amina, asked, chosen(asked), **told)
    assert shown.status_code == 200 and "2 nieuw" in shown.text
    assert (
        said(shown)
        == [
            [
                "soort hulp Boodschappen en maaltijden (voor alle rijen)",
                "doelgroep Ouderen (voor alle rijen)",
            ]
        ]
        * 2
    )
    # It is still there to say otherwise, and no column of the file.
    assert len(chosen(shown)) == len(rows[0])
    amina.post(confirm_address(shown))
    for title in (NEED["titel"], OTHER):
        (stored,) = titled(visitors, title)
        assert (stored.target_group, stored.support_type) == ("older_people", "groceries_meals")
    other = again(amina, shown, chosen(shown), **(told | {"once_target_group": "Mantelzorgers"}))
    assert "doelgroep Mantelzorgers (voor alle rijen)" in said(other)[0]


@pytest.mark.parametrize(
    ("kind", "who", "row", "missing", "field", "text"),
    [
        ("needs", "daan", NEED, "gemeente", "municipality", "Eemsdelta"),
        ("needs", "amina", NEED, "aantal", "quantity", "25"),
        ("offers", "chantal", OFFER, "gemeenten", "municipalities", "Eemsdelta; Oldambt"),
        ("offers", "chantal", OFFER, "soort hulp", "support_type", "Boodschappen en maaltijden"),
        ("sizes", "daan", SIZE, "gemeente", "municipality", "Eemsdelta"),
        ("sizes", "daan", SIZE, "bron", "source", "Telling van de gemeenten"),
    ],
)
def test_every_kind_of_file_asks_for_what_it_lacks(
    visitors: Visitors,
    kind: str,
    who: str,
    row: dict[str, Any],
    missing: str,
    field: str,
    text: str,
) -> None:
    client = visitors[who]
    asked = send(client, csv_file(without(row, missing)), kind=kind)
    assert f"f_once_{field}" in {e.attributes.get("id") for e in Page(asked.text).elements}
    shown = again(client, asked, chosen(asked), **{f"once_{field}": text})
    assert shown.status_code == 200 and "1 nieuw" in shown.text
    assert any(" (voor alle rijen)" in each for each in said(shown)[0])


def test_a_word_that_nobody_knows_is_refused_beside_its_field_and_not_in_every_row(
    visitors: Visitors,
) -> None:
    rows = [without(row, "gemeente") for row in (NEED, NEED | {"titel": OTHER})]
    asked = send(visitors["daan"], csv_file(*rows))
    wrong = again(visitors["daan"], asked, chosen(asked), once_municipality="Nergenshuizen")
    assert wrong.status_code == 422 and "/bevestigen" not in wrong.text
    page = Page(wrong.text)
    assert "Nergenshuizen" in page["f_once_municipality_error"].text
    assert page["f_once_municipality"].attributes["value"] == "Nergenshuizen"
    assert "row_2" not in {e.attributes.get("id") for e in page.elements}


def test_what_stands_in_a_column_is_never_replaced(visitors: Visitors) -> None:
    asked = send(visitors["daan"], csv_file(NEED))
    columns = chosen(asked)
    shown = again(visitors["daan"], asked, columns, once_municipality="Oldambt")
    assert "Eemsdelta" in shown.text and said(shown) == [[]]
    # Who says that the column is of no use, says with it what holds instead.
    place = list(NEED).index("gemeente")
    columns[place] = f"{place}:"
    other = again(visitors["daan"], shown, columns, once_municipality="Oldambt")
    assert [each.split()[1] for each in said(other)[0]] == ["Oldambt"]
