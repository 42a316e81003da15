"""What is wrong with a cell says which cell, and what stands there; never what is of a person."""

from __future__ import annotations

from typing import Any

import pytest

from app.imports import models
from app.imports.checked_rows import Fault
from tests.html import Page
from tests.imports.files import NEED, csv_file, jsonl_file, xlsx_file
from tests.imports.test_pages import confirm_address, send
from tests.imports.test_round_trip import previewed
from tests.world import Visitors, World

# By column of NEED: what is typed there, and what is said of it.
WRONG = [
    ("aantal", "ongeveer 40", "(E2)", "Er staat “ongeveer 40”."),
    ("aantal", "veertig à vijftig", "(E2)", "Er staat “veertig à vijftig”."),
    ("nodig tot", "na de vakantie", "(G2)", "Er staat “na de vakantie”."),
    ("nodig tot", "45992", "(G2)", "“45992” is hoe"),
    ("gemeente", "Nergenshuizen", "(D2)", "“Nergenshuizen” staat niet in de lijst."),
    ("soort hulp", "tovenarij", "(B2)", "“tovenarij” staat niet in de lijst."),
    ("doelgroep", "marsmannen", "(C2)", "“marsmannen” staat niet in de lijst."),
    ("eenheid", "dozijn", "(F2)", "“dozijn” staat niet in de lijst."),
    ("titel", "Hm", "(A2)", "Er staat “Hm”."),
    ("aantal", "<b>veel</b>", "(E2)", "Er staat “<b>veel</b>”."),
    (
        "aantal",
        "heel erg veel " * 9,
        "(E2)",
        "Er staat “heel erg veel heel erg veel heel erg ve…”.",
    ),
]


def told(answer: Any) -> str:
    (row,) = [row for row in Page(answer.text).every("tr") if "fout" in row.text]
    return row.text


@pytest.mark.parametrize(("column", "text", "cell", "said"), WRONG)
def test_a_wrong_cell_is_named_and_quoted(
    visitors: Visitors, column: str, text: str, cell: str, said: str
) -> None:
    answer = send(visitors["amina"], csv_file(NEED | {column: text}))
    assert f"{column} {cell}: " in told(answer) and said in told(answer)
    assert told(answer).count(text) <= 1 + (column == "titel")
    assert "<b>veel" not in answer.text


def test_an_empty_cell_is_named_and_a_file_without_columns_has_none(visitors: Visitors) -> None:
    empty = send(visitors["amina"], csv_file(NEED | {"doelgroep": ""}, NEED))
    assert "doelgroep (C2): Kies voor welke doelgroep het is." in told(empty)
    lines = send(visitors["amina"], jsonl_file(NEED | {"aantal": "veel"}), name="lijst.jsonl")
    assert "aantal: Vul een heel getal in, zoals 40. Er staat “veel”." in told(lines)


def test_a_cell_in_a_workbook_is_where_its_spreadsheet_shows_it(visitors: Visitors) -> None:
    """Also with a title above the names, and an empty column between."""
    names, cells = [*NEED], [*(NEED | {"aantal": "ongeveer 40"}).values()]
    rows: tuple[list[str], ...] = (
        ["Lijst"],
        [],
        ["", *names[:4], "", *names[4:]],
        ["", *cells[:4], "", *cells[4:]],
    )
    answer = send(visitors["amina"], xlsx_file(*rows), name="lijst.xlsx")
    assert "aantal (G4): " in told(answer)


@pytest.mark.parametrize("column", ["aantal", "gemeente", "doelgroep", "nodig tot", "eenheid"])
@pytest.mark.parametrize(
    "text", ["bel 06-12345678", "j.bakker@example.nl", "111222333", "Jan Bakker, Kerkstraat 12"]
)
def test_what_may_be_of_a_person_is_never_repeated(world: World, column: str, text: str) -> None:
    content = csv_file(NEED | {column: text})
    (row,) = previewed(world, "amina", models.ImportKind.NEEDS, content)
    (fault,) = row.faults
    assert not any(part in fault.told for part in text.replace(",", "").split() if len(part) > 4)
    assert fault.place, "but where it stands is said"


def test_a_sentence_that_says_the_cell_does_not_say_it_twice() -> None:
    assert Fault("aantal", "Cel E2 bevat een fout.", "E2").place == ""
    assert Fault("aantal", "Vul iets in.", "E2").place == "E2"


def test_what_asks_for_attention_is_one_press_from_the_top(visitors: Visitors) -> None:
    amina = visitors["amina"]
    answer = send(amina, csv_file(NEED, NEED | {"titel": "Nog iets", "aantal": "veel"}))
    page = Page(answer.text)
    links = {
        each.text: each.attributes["href"]
        for each in page.every("a")
        if each.attributes.get("href")
    }
    assert links["1 fout"] == "#row_3" and page["row_3"].text
    amina.post(confirm_address(send(amina, csv_file(NEED))))
    differs = send(amina, csv_file(NEED | {"aantal": "75"}))
    links = {e.text: e.attributes.get("href") for e in Page(differs.text).every("a")}
    assert links["1 verschilt"] == "#row_2"
    same = send(amina, csv_file(NEED))
    assert "Alles in dit bestand staat er al" in same.text and "#row_" not in same.text
