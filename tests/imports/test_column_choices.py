"""A file whose columns nobody knows: its sender says what they are, and it is read again so."""

from __future__ import annotations

import io
import random
import time
import zipfile
from base64 import b64encode
from typing import Any

import pytest
from sqlmodel import select

from app.imports import column_forms, examiner, forms, processes
from app.imports.models import ImportDraft
from tests.html import Page
from tests.imports.files import NEED, OFFER, csv_file, xlsx_file
from tests.imports.test_pages import confirm_address, send, titled
from tests.world import Visitors

# What a newcomer calls the columns, and what they are.
UNKNOWN = {
    "Omschrijving hulpvraag": "titel",
    "Welke hulp": "soort hulp",
    "Wie?": "doelgroep",
    "Plaats/gemeente": "gemeente",
    "Aantal pers.": "aantal",
    "Tot uiterlijk": "nodig tot",
}
ODD = {odd: NEED[known] for odd, known in UNKNOWN.items()}
# What a page proposes for them; counting people, their number is enough.
PROPOSED = ["title", "support_type", "target_group", "municipality", "people", "needed_until"]


def selects(answer: Any) -> list[Any]:
    return [
        each for each in Page(answer.text).every("select") if each.attributes["name"] == "column"
    ]


def chosen(answer: Any) -> list[str]:
    """What the page would send of every column."""
    every = []
    for select_ in selects(answer):
        options = [each for each in select_.inside if each.tag == "option"]
        on = [each for each in options if "selected" in each.attributes] or options[:1]
        every.append(on[0].attributes["value"])
    return every


def again(client: Any, answer: Any, columns: list[str], **fields: str) -> Any:
    """The form of the page, without anybody choosing the file once more."""
    page = Page(answer.text)
    sent = {name: page.typed(name)[0] for name in ("kind", "again")}
    name = {"file": (None, page.typed("file")[0])}
    return client.post("/importeren", data=sent | fields | {"column": columns}, files=name)


def test_columns_that_nobody_knows_are_asked_with_what_they_probably_are(
    visitors: Visitors,
) -> None:
    amina = visitors["amina"]
    asked = send(amina, csv_file(ODD))
    assert asked.status_code == 422 and "/bevestigen" not in asked.text
    assert "Er zijn geen kolommen “titel”, “soort hulp”, “doelgroep” en “aantal”." in asked.text
    assert "Het bestand heeft: “Omschrijving hulpvraag”, “Welke hulp”" in asked.text
    assert chosen(asked) == [f"{place}:{name}" for place, name in enumerate(PROPOSED)]
    assert NEED["titel"] in asked.text, "what stands in a column helps to say what it is"
    assert "f_errors" not in Page(asked.text), "nobody erred yet: it is a question"
    assert "Fout:" not in asked.text.partition("</title>")[0]

    shown = again(amina, asked, chosen(asked))
    assert shown.status_code == 200 and "1 nieuw" in shown.text
    assert "Omschrijving hulpvraag" in shown.text
    amina.post(confirm_address(shown))
    (stored,) = titled(visitors, NEED["titel"])
    assert (stored.people, stored.quantity, stored.target_group) == (40, 40, "older_people")


def test_a_workbook_with_a_title_above_unknown_names_is_asked_too(visitors: Visitors) -> None:
    file = xlsx_file(["Hulpvragen week 40"], [], [*ODD], [*ODD.values()])
    asked = send(visitors["amina"], file, name="lijst.xlsx")
    assert len(selects(asked)) == len(ODD)
    shown = again(visitors["amina"], asked, chosen(asked))
    assert "1 nieuw" in shown.text and "staan in rij 3" in shown.text


def test_what_was_read_already_can_be_another_column(visitors: Visitors) -> None:
    amina = visitors["amina"]
    row = {"titel": "", "lang": NEED["titel"]} | NEED | {"titel": "Iets anders voor ouderen"}
    shown = send(amina, csv_file(row))
    columns = chosen(shown)
    assert columns[0] == "0:title" and columns[1].startswith("1:")
    swapped = again(amina, shown, ["0:", "1:title", *columns[2:]])
    assert "1 nieuw" in swapped.text
    amina.post(confirm_address(swapped))
    assert titled(visitors, NEED["titel"]) and not titled(visitors, row["titel"])


def test_two_columns_for_one_field_are_refused_beside_the_second(visitors: Visitors) -> None:
    amina = visitors["amina"]
    asked = send(amina, csv_file(ODD))
    columns = chosen(asked)
    columns[3] = "3:title"
    twice = again(amina, asked, columns)
    assert twice.status_code == 422
    page = Page(twice.text)
    beside = page["f_column_3_error"].text
    assert "“Omschrijving hulpvraag” en “Plaats/gemeente” betekenen hetzelfde" in beside
    (wrong,) = [each for each in selects(twice) if "aria-invalid" in each.attributes]
    assert wrong.attributes["id"] == "f_column_3"
    assert 'href="#f_column_3"' in twice.text, "from the top to the field"
    assert chosen(twice) == columns


def test_names_that_mean_the_same_are_asked_and_not_the_end(visitors: Visitors) -> None:
    amina = visitors["amina"]
    asked = send(amina, csv_file(NEED | {"Title": "Nog een titel"}))
    assert "betekenen hetzelfde" in asked.text
    columns = chosen(asked)
    columns[-1] = columns[-1].partition(":")[0] + ":"
    assert "1 nieuw" in again(amina, asked, columns).text


@pytest.mark.parametrize("column", ["0:password", "99:title", "x", "0:title; drop"])
def test_nonsense_for_a_column_is_refused_or_left(visitors: Visitors, column: str) -> None:
    amina = visitors["amina"]
    asked = send(amina, csv_file(ODD))
    answer = again(amina, asked, [column])
    assert answer.status_code == 422 and "/bevestigen" not in answer.text


@pytest.mark.parametrize("text", ["", "x", "eJwDAAAAAAE=", "é", "A" * 4000])
def test_a_file_that_did_not_come_back_whole_is_refused(visitors: Visitors, text: str) -> None:
    answer = visitors["amina"].post(
        "/importeren",
        data={"kind": "needs", "again": text},
        files={"file": (None, "lijst.csv")},
    )
    assert answer.status_code == 422


def test_a_packed_file_comes_out_as_it_was_and_never_larger_than_a_file_may_be() -> None:
    content = csv_file(NEED)
    assert forms.unpacked(forms.packed(content)) == content
    assert len(forms.unpacked(forms.packed(b"x" * 30_000_000))) == 5 * 1024 * 1024 + 1


def test_a_file_that_is_too_large_for_a_page_is_refused_as_before(visitors: Visitors) -> None:
    noise = b64encode(random.Random(1).randbytes(3_990_000)).decode()
    content = xlsx_stored([*ODD], [*ODD.values()], noise)
    answer = send(visitors["amina"], content, name="lijst.xlsx")
    assert answer.status_code == 422 and "Er zijn geen kolommen “titel”" in answer.text
    assert selects(answer) == [] and len(answer.text) < 100_000


def xlsx_stored(names: list[str], cells: list[str], noise: str) -> bytes:
    """A workbook with a part beside its sheets that nobody reads and that packs badly."""
    content = io.BytesIO(xlsx_file(names, cells))
    with zipfile.ZipFile(content, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("noise.bin", noise)
    return content.getvalue()


def test_nothing_is_kept_of_a_file_that_is_asked_about(visitors: Visitors) -> None:
    amina = visitors["amina"]
    asked = send(amina, csv_file(ODD | {"telefoon contact": "06-12345678"}))
    assert visitors.world.session.exec(select(ImportDraft)).all() == []
    assert "06-12345678" not in asked.text, "what may be of a person is no example either"
    columns = chosen(asked)
    again(amina, asked, columns)
    kept = visitors.world.session.exec(select(ImportDraft)).one()
    assert "12345678" not in str(kept.rows)


def test_what_was_chosen_stays_so_until_the_file_is_stored(visitors: Visitors) -> None:
    """Also in the process of a large file, and on its page the next time."""
    amina = visitors["amina"]
    asked = send(amina, csv_file(ODD))
    shown = again(amina, asked, chosen(asked))
    address = confirm_address(shown).removesuffix("/bevestigen")
    assert "1 nieuw" in amina.get(address).text


def test_a_column_that_is_missing_is_said_once_and_not_on_every_row(visitors: Visitors) -> None:
    without = {name: text for name, text in NEED.items() if name != "soort hulp"}
    rows = [without | {"titel": f"Soep voor veertig ouderen {n}"} for n in range(600)]
    started = time.process_time()
    answer = send(visitors["amina"], csv_file(*rows))
    assert time.process_time() - started < 2, "no row is looked at"
    assert answer.text.count("Er is geen kolom “soort hulp”") == 1
    assert "Kies wat voor hulp" not in answer.text


def test_a_file_that_names_our_rows_may_leave_out_the_other_columns(visitors: Visitors) -> None:
    amina = visitors["amina"]
    amina.post(confirm_address(send(amina, csv_file(NEED))))
    known = str(titled(visitors, NEED["titel"])[0].id)
    shown = send(amina, csv_file({"kenmerk": known, "aantal": "45"}))
    assert shown.status_code == 200 and "1 gewijzigd" in shown.text


def test_offers_are_asked_as_needs_are(visitors: Visitors) -> None:
    odd = {
        "Wat bieden we aan": OFFER["titel"],
        "Categorie": "Boodschappen en maaltijden",
        "Voor welke groepen": "Ouderen",
        "Capaciteit": "30",
    }
    asked = send(visitors["chantal"], csv_file(odd), kind="offers")
    assert chosen(asked) == ["0:title", "1:support_type", "2:target_groups", "3:quantity"]
    assert "1 nieuw" in again(visitors["chantal"], asked, chosen(asked)).text


def test_the_only_text_of_a_file_is_probably_its_title(visitors: Visitors) -> None:
    row = {"omschrijving" if name == "titel" else name: text for name, text in NEED.items()}
    asked = send(visitors["amina"], csv_file(row))
    assert "Er is geen kolom “titel”" in asked.text and chosen(asked)[0] == "0:title"
    both = send(visitors["amina"], csv_file(row | {"hulpvraag": NEED["titel"]}))
    assert chosen(both)[0] == "0:description" and chosen(both)[-1].endswith(":title")


@pytest.mark.parametrize(
    ("header", "text"), [("Nr.", "1"), ("Opmerking intern", "Niet delen"), ("Naam", "Wil Bos")]
)
def test_what_is_not_for_everybody_or_says_yes_is_never_proposed(
    visitors: Visitors, header: str, text: str
) -> None:
    shown = send(visitors["amina"], csv_file(NEED | {header: text}))
    assert chosen(shown)[-1].endswith(":") and '<details class="sb-more" open' not in shown.text


def test_what_was_chosen_is_not_lost_when_it_is_too_busy(
    visitors: Visitors, monkeypatch: pytest.MonkeyPatch
) -> None:
    amina = visitors["amina"]
    rows = [ODD | {"Omschrijving hulpvraag": f"Soep voor veertig ouderen {n}"} for n in range(301)]
    asked = send(amina, csv_file(*rows))
    with monkeypatch.context() as changed:
        changed.setattr(examiner, "LIMITS", processes.Limits(45, 0.01, 1024**3))
        late = again(amina, asked, chosen(asked))
    assert "Het duurde te lang" in late.text and chosen(late) == chosen(asked)
    assert "301 nieuw" in again(amina, late, chosen(late)).text


def test_a_reference_is_shown_also_where_its_digits_look_like_a_telephone() -> None:
    like_one = "01a22df2-dbf0-7367-a565-a64b2920ed0b"
    assert not column_forms._names_nobody(like_one), "else this test says nothing"
    assert column_forms._shown([like_one, "bel 0612345678", "drie"]) == [like_one, "drie"]
