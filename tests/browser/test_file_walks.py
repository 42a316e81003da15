"""Files out and in, with a browser that really saves and really sends them."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenPage
from tests.browser.test_walks import both
from tests.exports.opened import opened_csv, opened_xlsx
from tests.imports.files import SIZE, csv_file, xlsx_file


def saved(page: Page, label: str) -> tuple[str, bytes]:
    """Name and contents of what a link below the list gives."""
    with page.expect_download() as download:
        page.locator(".sb-downloads").get_by_role("link", name=label).click()
    return download.value.suggested_filename, Path(download.value.path()).read_bytes()


@both
def test_greet_filters_the_needs_and_takes_them_along(
    open_page: OpenPage, javascript: bool
) -> None:
    page = open_page("greet", javascript=javascript)
    page.goto("/behoeften")
    page.locator("#f_urgency").select_option("acute")
    if not javascript:
        page.locator("main").get_by_role("search").get_by_role("button").click()
    expect(page.locator(".sb-chips")).to_contain_text("Spoed")
    where = page.url
    name, content = saved(page, "CSV")
    rows = opened_csv(content)
    assert name.startswith("behoeften-") and name.endswith(".csv")
    assert rows and {row["Urgentie"] for row in rows} == {"Spoed"}
    total = page.locator(".sb-found p").inner_text()
    assert total.startswith(f"{len(rows)} ")
    name, content = saved(page, "Excel")
    assert name.endswith(".xlsx") and [row["Titel"] for row in opened_xlsx(content).rows] == [
        r["Titel"] for r in rows
    ]
    assert page.url == where, "a file is no page"


@both
def test_every_list_has_its_files_also_on_a_phone(open_page: OpenPage, javascript: bool) -> None:
    page = open_page("daan", javascript=javascript, width=360)
    for path, name in (
        ("/behoeften", "behoeften"),
        ("/aanbod", "aanbod"),
        ("/bord", "koppelingen"),
    ):
        page.goto(path)
        for label, ending in (("CSV", "csv"), ("Excel", "xlsx")):
            found, content = saved(page, label)
            assert (
                found.startswith(f"{name}-") and found.endswith(f".{ending}") and len(content) > 500
            )


@both
def test_daan_brings_in_sizes_and_wrong_rows_are_named_one_by_one(
    open_page: OpenPage, javascript: bool
) -> None:
    page = open_page("daan", javascript=javascript)
    source = f"Telling {'met' if javascript else 'zonder'} script"
    good = SIZE | {"bron": source}
    wrong = csv_file(
        good,
        good | {"gemeente": "Nergenshuizen"},
        good | {"aantal mensen": "veel", "doelgroep": "reuzen"},
    )
    _send(page, "omvang.csv", wrong)
    rows = page.locator("tbody tr")
    expect(rows.nth(1)).to_contain_text("gemeente (B3): “Nergenshuizen” staat niet in de lijst.")
    expect(rows.nth(2)).to_contain_text("doelgroep (A4): “reuzen” staat niet in de lijst.")
    expect(rows.nth(2)).to_contain_text("aantal mensen (C4): Vul een heel getal in, zoals 40.")
    expect(rows.nth(2)).to_contain_text("Er staat “veel”.")
    expect(page.get_by_role("button", name="1 rij opslaan")).to_be_visible()
    assert source not in [row["Bron"] for row in _sizes(page)]

    _send(
        page,
        "omvang.xlsx",
        xlsx_file(list(good), list(good.values()), ["65-plussers", "GM0014", 9000, source, ""]),
    )
    page.get_by_role("button", name="2 rijen opslaan").click()
    expect(page.locator("#messages")).to_contain_text("De nieuwste omvang van elke groep telt.")
    mine = [row for row in _sizes(page) if row["Bron"] == source]
    assert {(row["Gemeente"], row["Aantal mensen"]) for row in mine} >= {("Groningen", "9000")}
    assert {row["Ingevuld door"] for row in mine} == {"Veiligheidsregio Groningen"}


def test_back_to_the_rows_of_a_file_asks_nothing_of_the_browser(open_page: OpenPage) -> None:
    page = open_page("daan")
    source = "Telling terug"
    wrong = SIZE | {"bron": source, "gemeente": "Nergenshuizen"}
    _send(page, "omvang.csv", csv_file(SIZE | {"bron": source}, wrong))
    page.get_by_role("button", name="1 rij opslaan").click()
    expect(page.locator("#messages")).to_contain_text("1 nieuw")
    page.go_back()
    expect(page.locator("main")).to_contain_text("Het bestand is geïmporteerd: 1 nieuw")


def _send(page: Page, name: str, content: bytes) -> None:
    page.goto("/importeren?kind=sizes")
    expect(page.locator('input[name="kind"][value="sizes"]')).to_be_checked()
    page.locator("#f_file").set_input_files({"name": name, "mimeType": "", "buffer": content})
    page.get_by_role("button", name="Bestand controleren").click()


def _sizes(page: Page) -> list[dict[str, str]]:
    return opened_csv(page.request.get("/doelgroepen/omvang.csv").body())
