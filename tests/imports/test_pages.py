"""The page on which a coordinator brings in a file, over HTTP."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import col, select
from starlette.testclient import TestClient

from app.core import clock
from app.imports.commands import forget_drafts
from app.imports.models import ImportDraft
from app.needs.models import Need
from app.offers.models import Offer
from app.web.cookies import NOTICE
from tests.html import Page
from tests.imports.files import NEED, OFFER, csv_file, xlsx_file
from tests.world import ORIGIN, Visitors

# Where who stored a file goes on: what came in stands on top.
NEWEST = "/behoeften?sort=newest"


def send(
    client: TestClient,
    content: bytes,
    *,
    kind: str = "needs",
    name: str = "lijst.csv",
    **fields: str,
) -> Any:
    return client.post("/importeren", data={"kind": kind} | fields, files={"file": (name, content)})


def confirm_address(answer: Any) -> str:
    found = re.search(r'action="(/importeren/[\w-]+/bevestigen)"', answer.text)
    assert found is not None
    return found.group(1)


def titled(visitors: Visitors, title: str) -> list[Need]:
    return list(visitors.world.session.exec(select(Need).where(col(Need.title) == title)))


def test_a_coordinator_sees_the_rows_first_and_stores_them_with_one_button(
    visitors: Visitors,
) -> None:
    amina = visitors["amina"]
    assert 'enctype="multipart/form-data"' in amina.get("/importeren").text
    shown = send(amina, csv_file(NEED))
    assert shown.status_code == 200
    assert "1 nieuw" in shown.text and "1 rij opslaan" in shown.text and NEED["titel"] in shown.text
    assert titled(visitors, NEED["titel"]) == []

    done = amina.post(confirm_address(shown))
    assert (done.status_code, done.headers["location"]) == (303, NEWEST)
    assert NEED["titel"] in visitors["farid"].get("/behoeften").text
    again = amina.post(confirm_address(shown))
    assert (again.status_code, again.headers["location"]) == (303, NEWEST), "it is done"
    assert visitors["bram"].post(confirm_address(shown)).status_code in (403, 404)
    assert len(titled(visitors, NEED["titel"])) == 1


def test_the_message_says_how_many_rows_were_stored_changed_and_skipped(
    visitors: Visitors,
) -> None:
    amina = visitors["amina"]
    amina.post(confirm_address(send(amina, csv_file(NEED))))
    amina.get("/behoeften")
    known = {"kenmerk": str(titled(visitors, NEED["titel"])[0].id)}
    other = {"kenmerk": "", "titel": "Iets anders voor veertig ouderen"}
    third = {"kenmerk": "", "titel": "Nog iets voor veertig ouderen"}
    rows = (NEED | known | {"aantal": "45"}, NEED | other, NEED | third, NEED | third)
    shown = send(amina, csv_file(*rows))
    amina.post(confirm_address(shown), data={"seen": Page(shown.text).typed("seen")[0]})
    said = Page(amina.get("/behoeften").text)["messages"].text
    assert "2 nieuw, 1 gewijzigd, 1 overgeslagen" in said
    assert "nieuw" not in Page(amina.get("/behoeften").text)["messages"].text, "said once"


@pytest.mark.parametrize("told", ["", ".1.2", ".1.2.x", ".1.2.3.4", ".1.2.-3", f".1.2.{'9' * 40}"])
def test_a_message_whose_numbers_were_tampered_with_says_nothing(
    visitors: Visitors, told: str
) -> None:
    amina = visitors["amina"]
    amina.cookies.set(NOTICE, "needs_imported" + told)
    page = amina.get("/behoeften")
    assert page.status_code == 200
    assert Page(page.text)["messages"].text.strip() == ""


def test_the_page_of_a_file_leads_back_to_the_list(visitors: Visitors) -> None:
    page = Page(visitors["amina"].get("/importeren", headers={"referer": f"{ORIGIN}/aanbod"}).text)
    (nav,) = [e for e in page.every("nav") if e.attributes.get("class") == "sb-crumb"]
    assert [e.attributes["href"] for e in nav.inside if e.tag == "a"] == ["/aanbod"]


def test_a_column_nobody_reads_is_not_kept_either(visitors: Visitors) -> None:
    send(visitors["amina"], csv_file(NEED | {"telefoon contact": "06-12345678"}))
    kept = visitors.world.session.exec(select(ImportDraft)).one()
    assert NEED["titel"] in str(kept.rows)
    assert "12345678" not in str(kept.rows)


def test_what_is_there_already_is_shown_with_a_link_and_no_button(visitors: Visitors) -> None:
    amina = visitors["amina"]
    amina.post(confirm_address(send(amina, csv_file(NEED))))
    again = send(amina, csv_file(NEED))
    assert f'href="/behoeften/{titled(visitors, NEED["titel"])[0].id}"' in again.text
    assert "1 bestaat al" in again.text and "/bevestigen" not in again.text


def test_wrong_rows_are_shown_and_not_kept(visitors: Visitors) -> None:
    answer = send(
        visitors["amina"],
        csv_file({"aantal": "veel"} | NEED | {"titel": "Iets nodig", "aantal": "veel"}),
    )
    assert "/bevestigen" not in answer.text
    assert visitors.world.session.exec(select(ImportDraft)).all() == []
    answer = send(
        visitors["amina"], csv_file(NEED, NEED | {"titel": "Nog iets nodig", "aantal": "veel"})
    )
    assert answer.status_code == 422
    page = Page(answer.text)
    cells = [row.text for row in page.every("tr")][2]
    assert (
        "Nog iets nodig" in cells and "3" in cells and "aantal (E3): Vul een heel getal in" in cells
    )
    (kept,) = visitors.world.session.exec(select(ImportDraft)).all()
    assert NEED["titel"] in str(kept.rows) and "Nog iets" not in str(kept.rows)
    visitors["amina"].post(confirm_address(answer))
    assert len(titled(visitors, NEED["titel"])) == 1 and not titled(visitors, "Nog iets nodig")


def test_a_row_that_went_wrong_since_the_preview_stores_nothing(visitors: Visitors) -> None:
    amina, session = visitors["amina"], visitors.world.session
    shown = send(amina, csv_file(NEED))
    draft = session.exec(select(ImportDraft)).one()
    rows = draft.rows["rows"]
    draft.rows = draft.rows | {"rows": [*rows, [9, rows[0][1] | {"aantal": "niets"}, False]]}
    session.commit()
    answer = amina.post(confirm_address(shown))
    assert answer.status_code == 422 and "Vul een heel getal in" in answer.text
    assert titled(visitors, NEED["titel"]) == []


def test_a_spreadsheet_of_offers_is_taken_and_markup_and_formulas_stay_text(
    visitors: Visitors,
) -> None:
    title = "<img src=x onerror=alert(1)> & zo"
    names = list(OFFER)
    formula = "=cmd|' /C calc'!A0"
    values = list((OFFER | {"titel": title}).values())
    content = xlsx_file([*names, "omschrijving", "<b>kolom</b>"], [*values, None, "x"])
    chantal = visitors["chantal"]
    shown = send(chantal, content, kind="offers", name="<i>aanbod</i>.xlsx")
    assert shown.status_code == 200
    for raw in ("<img src=x", "<b>kolom", "<i>aanbod"):
        assert raw not in shown.text
    assert "&lt;img src=x onerror=alert(1)&gt;" in shown.text and "&lt;b&gt;kolom" in shown.text
    chantal.post(confirm_address(shown))
    assert (
        visitors.world.session.exec(select(Offer).where(col(Offer.title) == title)).one().quantity
        == 30
    )

    wrong = send(
        chantal,
        csv_file(OFFER | {"titel": formula, "eenheid": "<script>alert(1)</script>"}),
        kind="offers",
    )
    assert "<script>alert" not in wrong.text and "&lt;script&gt;alert(1)" in wrong.text
    stored = send(chantal, csv_file(OFFER | {"titel": formula}), kind="offers")
    chantal.post(confirm_address(stored))
    assert visitors.world.session.exec(select(Offer).where(col(Offer.title) == formula)).one()


@pytest.mark.parametrize(
    ("fields", "content", "field", "sentence"),
    [
        ({"kind": "needs"}, b"", "file", "leeg"),
        ({"kind": "needs"}, b"\x00\x81", "file", "letters"),
        ({"kind": ""}, b"titel\nx", "kind", "Kies wat er in het bestand staat."),
        ({"kind": "matches"}, b"titel\nx", "kind", "Kies een van de mogelijkheden."),
        (
            {"kind": "needs", "organisation": "01a20258-dc91-7453-8e46-b4bb7cf7c5de"},
            b"titel\nx",
            "organisation",
            "Je",
        ),
    ],
)
def test_a_form_that_is_not_right_says_so_beside_the_field(
    visitors: Visitors, fields: dict[str, str], content: bytes, field: str, sentence: str
) -> None:
    answer = visitors["amina"].post("/importeren", data=fields, files={"file": ("a.csv", content)})
    assert answer.status_code == 422
    assert sentence in (Page(answer.text).error(field) or answer.text)


def test_no_file_at_all_and_a_field_too_many_are_refused(visitors: Visitors) -> None:
    none = visitors["amina"].post("/importeren", data={"kind": "needs"}, files={"file": ("", b"")})
    assert (none.status_code, Page(none.text).error("file")) == (422, "Kies een bestand.")
    assert send(visitors["amina"], csv_file(NEED), rows="[]").status_code == 422


def test_a_huge_file_is_413_and_a_large_one_is_not(visitors: Visitors) -> None:
    amina = visitors["amina"]
    assert send(amina, b"x" * 6 * 1024 * 1024).status_code == 413
    text = "titel;omschrijving\n" + "Boodschappen voor een groep;" + "woorden " * 490 + "\n"
    many = text + "".join(f"Boodschappen voor groep {n};{'woorden ' * 490}\n" for n in range(800))
    assert 2 * 1024 * 1024 < len(many) < 5 * 1024 * 1024
    assert send(amina, many.encode()).status_code == 422
    assert amina.post("/behoeften", data={"title": "x" * 2 * 1024 * 1024}).status_code == 413


def test_only_coordinators_come_in(visitors: Visitors) -> None:
    for who in ("bram", "greet", "eva"):
        # An administrator brings in organisations, and nothing else.
        assert visitors[who].get("/importeren").status_code == (200 if who == "eva" else 403)
        assert send(visitors[who], csv_file(NEED)).status_code == 403
        assert visitors[who].get("/importeren/voorbeeld/aanbod.csv").status_code == 403
    assert visitors[None].get("/importeren").status_code == 303
    for who in ("amina", "chantal", "farid", "hugo"):
        assert visitors[who].get("/importeren").status_code == 200


def test_nobody_confirms_somebody_elses_file(visitors: Visitors) -> None:
    address = confirm_address(send(visitors["amina"], csv_file(NEED)))
    for who in ("bram", "chantal", "farid", "daan", "hugo"):
        assert visitors[who].post(address).status_code == 404
    assert visitors[None].post(address).status_code == 303
    assert visitors["amina"].post(address).status_code == 303


def test_a_file_nobody_confirmed_is_gone_after_a_day(visitors: Visitors) -> None:
    session = visitors.world.session
    address = confirm_address(send(visitors["amina"], csv_file(NEED)))
    draft = session.exec(select(ImportDraft)).one()
    assert forget_drafts(session) == 0
    draft.created_at = clock.now() - timedelta(days=1, minutes=1)
    session.commit()
    assert visitors["amina"].post(address).status_code == 404
    assert (forget_drafts(session), forget_drafts(session)) == (1, 0)


@pytest.mark.parametrize(
    ("name", "kind", "who"),
    [
        (n, k, w)
        for n, k in (("behoeften", "needs"), ("aanbod", "offers"))
        for w in ("amina", "chantal", "daan")
    ]
    + [("omvang", "sizes", "amina"), ("omvang", "sizes", "daan")],
)
def test_the_example_can_be_sent_as_it_is(
    visitors: Visitors, who: str, name: str, kind: str
) -> None:
    example = visitors[who].get(f"/importeren/voorbeeld/{name}.csv")
    assert example.headers["content-type"] == "text/csv; charset=utf-8"
    assert "attachment" in example.headers["content-disposition"]
    shown = send(visitors[who], example.content, kind=kind)
    assert shown.status_code == 200 and "2 nieuw" in shown.text
    assert visitors[who].get("/importeren/voorbeeld/anders.csv").status_code == 404


@pytest.mark.parametrize(
    ("kind", "row"),
    [("needs", NEED | {"gemeente": "Delfzijl"}), ("offers", OFFER | {"gemeenten": "Loppersum"})],
)
def test_the_rows_say_what_a_former_municipality_became(
    visitors: Visitors, kind: str, row: dict[str, Any]
) -> None:
    shown = send(visitors["amina"], csv_file(row), kind=kind)
    was = row.get("gemeente") or row["gemeenten"]
    assert "1 nieuw" in shown.text and f"{was} hoort nu bij Eemsdelta" in shown.text
    visitors["amina"].post(confirm_address(shown))
    query = select(Need if kind == "needs" else Offer).where(
        col((Need if kind == "needs" else Offer).title) == row["titel"]
    )
    stored: Any = visitors.world.session.exec(query).one()
    place = stored.municipality_code if kind == "needs" else stored.municipalities
    assert place in ("GM1979", ["GM1979"])


def test_a_divided_municipality_is_asked_and_nothing_can_be_stored(visitors: Visitors) -> None:
    shown = send(visitors["amina"], csv_file(NEED | {"gemeente": "Slochteren"}))
    assert "Slochteren is verdeeld" in shown.text and "Midden-Groningen of Groningen" in shown.text
    assert "/bevestigen" not in shown.text


def test_who_goes_back_after_storing_hears_that_it_is_stored(visitors: Visitors) -> None:
    amina = visitors["amina"]
    confirm = confirm_address(send(amina, csv_file(NEED)))
    assert amina.post(confirm).status_code == 303
    send(amina, csv_file(NEED | {"titel": "Nog een lijst"}))
    for _time in range(2):
        back = amina.get(confirm.removesuffix("/bevestigen"))
        assert (back.status_code, back.headers["location"]) == (303, NEWEST)
        assert "1 nieuw" in amina.get("/behoeften").text
    draft = visitors.world.session.get(ImportDraft, confirm.split("/")[2])
    assert draft is not None and draft.rows == {"headers": [], "rows": []}
    assert visitors["bram"].get(confirm.removesuffix("/bevestigen")).status_code in (403, 404)


def test_a_row_with_a_wrong_number_still_says_whose_it_would_be(visitors: Visitors) -> None:
    shown = send(visitors["amina"], csv_file(NEED | {"aantal": "veel"}))
    assert shown.status_code == 422
    row = Page(shown.text).every("tr")[1]
    assert "Gemeente Eemsdelta" in row.text and "onbekend" not in row.text
