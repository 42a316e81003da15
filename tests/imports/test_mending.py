"""What could not be stored leaves as a file, is mended there and comes back."""

from __future__ import annotations

import re
from base64 import b64decode
from typing import Any

import pytest
from sqlmodel import select

from app.imports import columns
from app.imports.models import ImportDraft, ImportKind
from app.needs.models import Need
from tests.html import Page
from tests.imports.files import NEED, csv_file, jsonl_file, xlsx_file
from tests.imports.test_column_choices import again
from tests.imports.test_pages import confirm_address, send, titled
from tests.imports.test_round_trip import opened, saved
from tests.world import Visitors

WRONG = NEED | {"titel": "=1+1 van de buren", "aantal": "veel", "gemeente": "Nergenshuizen"}


def mend_file(answer: Any) -> list[list[str]]:
    """The file behind the link of the page, as a spreadsheet opens it."""
    found = re.search(
        r'href="data:text/csv;charset=utf-8;base64,([^"]+)" download="([^"]+)"', answer.text
    )
    assert found is not None and found.group(2) == "foute rijen van lijst.csv"
    return opened(b64decode(found.group(1)))


def values_of(answer: Any) -> dict[str, str]:
    """What the rows become, by the word of the file."""
    page = Page(answer.text)
    names, texts = page.every("dt"), page.every("dd")
    return {name.text: text.text for name, text in zip(names, texts, strict=True)}


@pytest.mark.parametrize("make", [csv_file, jsonl_file])
def test_wrong_rows_leave_as_a_file_that_says_why(visitors: Visitors, make: Any) -> None:
    amina = visitors["amina"]
    ending = {csv_file: "csv", jsonl_file: "jsonl"}[make]
    answer = send(amina, make(NEED, WRONG), name=f"lijst.{ending}")
    head, row = mend_file(answer)
    assert head == [*NEED, "fout"]
    assert row[-1].startswith("gemeente: “Nergenshuizen” staat niet in de lijst. aantal: Vul een")
    row[head.index("aantal")], row[head.index("gemeente")] = "12", "Delfzijl"
    again = send(amina, saved([head, row]))
    assert "fout. Wat je daar wijzigt" in again.text and again.status_code == 200
    amina.post(confirm_address(again))
    assert titled(visitors, "=1+1 van de buren")[0].quantity == 12


def test_what_was_said_of_its_columns_is_not_asked_again(visitors: Visitors) -> None:
    amina = visitors["amina"]
    odd = {known: "odd " + known for known in NEED} | {"titel": "Omschrijving hulpvraag"}
    row = {odd[name]: value for name, value in (NEED | {"aantal": "veel"}).items()}
    row["Wie belde"] = "iemand"
    asked = send(amina, csv_file(row))
    every = [*columns_of(asked)[:-1], f"{len(NEED)}:"]
    head, mended = mend_file(again(amina, asked, every))
    assert head == [*NEED, "fout"], "our own words, and without what was of no use"
    mended[head.index("aantal")] = "12"
    back = send(amina, saved([head, mended]))
    assert back.status_code == 200 and "1 nieuw" in back.text


def columns_of(asked: Any) -> list[str]:
    """By place, the field that each word of the product stands for."""
    known = {column.names[0]: column.field for column in columns.COLUMNS[ImportKind.NEEDS]}
    return [f"{place}:{known[name]}" for place, name in enumerate(NEED)] + [""]


def test_a_cell_that_could_not_be_read_is_asked_again(visitors: Visitors) -> None:
    amina = visitors["amina"]
    content = xlsx_file([*NEED], [*[*NEED.values()][:-1], "=1+1"])
    head, row = mend_file(send(amina, content, name="lijst.xlsx"))
    assert row[head.index("nodig tot")] == "#WAARDE!"
    again = send(amina, saved([head, row]))
    assert again.status_code == 422 and "een fout van je rekenblad" in again.text


def test_what_is_wrong_is_kept_nowhere(visitors: Visitors) -> None:
    """A row that was refused for a number of a person is in the answer, and nowhere else."""
    row = NEED | {"titel": "Nog een behoefte", "omschrijving": "Bel 06-12345678"}
    answer = send(visitors["amina"], csv_file(row | {}, NEED | {"omschrijving": ""}))
    assert "06-12345678" in str(mend_file(answer))
    session = visitors.world.session
    assert "12345678" not in str([draft.rows for draft in session.exec(select(ImportDraft))])


def test_the_page_shows_every_value_and_marks_what_the_file_does_not_say(
    visitors: Visitors,
) -> None:
    values = values_of(send(visitors["amina"], csv_file(NEED)))
    assert values["gemeente"] == "Eemsdelta" and values["doelgroep"] == "Ouderen"
    assert (values["aantal"], values["eenheid"]) == ("40", "mensen")
    for name in ("urgentie", "nodig vanaf", "aantal mensen", "crisis"):
        assert values[name].endswith("(standaard)"), name
    assert {name for name, text in values.items() if "(standaard)" not in text} == set(NEED) - {
        "titel"
    }


def test_what_is_shown_is_what_is_stored(visitors: Visitors) -> None:
    amina = visitors["amina"]
    answer = send(amina, csv_file({"titel": "Iets nodig in de regio", "soort hulp": "Vervoer",
                                   "doelgroep": "oudere", "aantal": "1.250"}))  # fmt: skip
    values = values_of(answer)
    amina.post(confirm_address(answer))
    (need,) = titled(visitors, "Iets nodig in de regio")
    assert values["gemeente"].startswith("Eemsdelta") and need.municipality_code == "GM1979"
    assert values["nodig tot"].startswith("geen laatste dag") and need.needed_until is None
    assert (values["aantal"], need.quantity, need.people) == ("1.250", 1250, 1250)
    assert values["urgentie"].startswith("Gewoon") and need.urgency == "normal"


def test_who_has_not_chosen_is_asked_and_keeps_what_was_chosen(visitors: Visitors) -> None:
    amina, session = visitors["amina"], visitors.world.session
    rows = [NEED, NEED | {"titel": "Een tweede behoefte"}]
    amina.post(confirm_address(send(amina, csv_file(*rows))))
    shown = send(amina, csv_file(*(row | {"aantal": "75"} for row in rows)))
    assert "2 verschillen" in shown.text
    address = confirm_address(shown)
    half = amina.post(address, data={"row": ["2:change", ""], "rest": ""})
    assert half.status_code == 422 and "Er is nog niet alles gekozen." in half.text
    chosen = [o.attributes for o in Page(half.text).every("option") if "selected" in o.attributes]
    assert [option["value"] for option in chosen] == ["2:change"]
    assert {
        need.quantity for need in session.exec(select(Need)) if need.title == rows[0]["titel"]
    } == {40}
    done = amina.post(address, data={"row": ["2:change"], "rest": "skip"})
    assert done.status_code == 303
    session.expire_all()
    assert sorted(titled(visitors, row["titel"])[0].quantity for row in rows) == [40, 75]


@pytest.mark.parametrize("data", [{"row": "2:destroy"}, {"row": "x"}, {"rest": "weg"}])
def test_a_choice_that_is_none_is_refused(visitors: Visitors, data: dict[str, str]) -> None:
    amina = visitors["amina"]
    address = confirm_address(send(amina, csv_file(NEED)))
    assert amina.post(address, data=data).status_code == 422
    assert titled(visitors, NEED["titel"]) == []
