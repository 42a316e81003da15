"""A file is read in a process of its own, which ends however much the file asks."""

import io
import zipfile

import pytest

from app.imports import columns, models, reader
from tests.imports.files import NEED, csv_file, xlsx_file
from tests.imports.test_pages import send
from tests.world import Visitors


def _with_styles(count: int) -> bytes:
    """A workbook of a few kilobytes whose table of styles is endless."""
    made = io.BytesIO()
    whole = zipfile.ZipFile(io.BytesIO(xlsx_file(list(NEED), list(NEED.values()))))
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in whole.namelist():
            content = whole.read(name)
            if name == "xl/styles.xml":
                content = content.replace(b"</cellXfs>", b"<xf/>" * count + b"</cellXfs>")
            archive.writestr(name, content)
    return made.getvalue()


def test_a_file_that_asks_too_much_is_an_error_beside_the_field(
    visitors: Visitors, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reader, "SECONDS", 2)
    answer = send(visitors["amina"], _with_styles(1_500_000), name="lijst.xlsx")
    assert answer.status_code == 422
    assert "kost te veel tijd of geheugen" in answer.text
    assert send(visitors["amina"], csv_file(NEED)).status_code == 200, "the next one is read"


def test_a_file_that_asks_too_much_memory_is_told_so_too(visitors: Visitors) -> None:
    answer = send(visitors["amina"], _with_styles(6_000_000), name="lijst.xlsx")
    assert answer.status_code == 422
    assert "kost te veel tijd of geheugen" in answer.text


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("lijst.csv", csv_file(NEED)),
        ("lijst.xlsx", xlsx_file(list(NEED), list(NEED.values()))),
    ],
)
def test_apart_reads_what_is_in_the_file(name: str, content: bytes) -> None:
    wanted = columns.first_names(models.ImportKind.NEEDS)
    found = reader.read_apart(name, content, wanted)
    assert found.headers == list(NEED) and found.rows[0].cells == NEED


def test_who_comes_when_all_places_are_taken_hears_so(
    visitors: Visitors, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reader, "PATIENCE_SECONDS", 0.05)
    for _place in range(reader.AT_ONCE):
        assert reader._places.acquire(blocking=False)
    try:
        answer = send(visitors["amina"], csv_file(NEED))
    finally:
        for _place in range(reader.AT_ONCE):
            reader._places.release()
    assert answer.status_code == 422 and "Probeer het over een paar seconden" in answer.text
