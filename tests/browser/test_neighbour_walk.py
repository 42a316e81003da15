"""Somebody of a neighbouring region reads a board that was opened to it, and no more; a stranger of
another region reads nothing; and closed again it is closed at the next request.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from playwright.sync_api import expect
from sqlmodel import col, select

from app.core import clock
from app.needs.commands import log_need
from app.needs.fields import NeedInput
from app.reference.models import RegionSettings
from tests.browser.conftest import OpenPage
from tests.browser.region import Region, actor_of
from tests.browser.steps import log_need as log_by_form, post_offer, status_of
from tests.browser.test_walks import both
from tests.world import GROCERIES

if TYPE_CHECKING:
    from playwright.sync_api import Page

BOARD = "/regio/VR01/bord"


def _open_to(region: Region, *codes: str) -> None:
    """As the administrator of VR01 chose it on the page of the region."""
    with region.session() as session:
        query = select(RegionSettings).where(col(RegionSettings.region_code) == "VR01")
        session.exec(query).one().open_to = list(codes)


def _add_small_group(region: Region, title: str) -> str:
    with region.session() as session:
        given = NeedInput.model_validate(
            GROCERIES | {"title": title, "people": 3, "quantity": 3, "publish": "1"}
        )
        need = log_need(session, actor_of(session, "amina"), given)
        return f"/behoeften/{need.id}"


def _find(page: Page, start: str, title: str) -> None:
    """Goes on from page to page of a list, by the link to the next, until the title is there."""
    page.goto(start)
    for _page in range(60):
        if page.get_by_role("link", name=title).count():
            return
        page.locator("main").get_by_role("link", name="Volgende").click()
        page.wait_for_load_state()
    raise AssertionError(f"not on {start}: {title}")


@both
def test_a_neighbour_reads_what_was_opened_and_no_more(
    open_page: OpenPage, region: Region, javascript: bool
) -> None:
    width = 1280 if javascript else 360
    assert region.places  # made before, as it opens the board to Drenthe
    mark = f"{clock.now():%H%M%S%f}"
    amina = open_page("amina", javascript=javascript)
    chantal = open_page("chantal", javascript=javascript)
    draft = log_by_form(amina, title=f"Nog een concept {mark}")
    need = log_by_form(amina, publish=True, title=f"Samen eten {mark}")
    offer = post_offer(chantal, title=f"Eten aan huis {mark}")
    small = _add_small_group(region, f"Kleine groep {mark}")
    _open_to(region, "VR03")
    try:
        hugo = open_page("hugo", javascript=javascript, width=width)
        hugo.goto("/bord")
        hugo.locator('main a[href="/regio"]').click()
        hugo.wait_for_url("**/regio")
        hugo.locator(f'main a[href="{BOARD}"]').first.click()
        hugo.wait_for_url(f"**{BOARD}")
        for path in (need, small):
            assert status_of(hugo, f"/regio/VR01{path}") == 200
            expect(hugo.locator("main form")).to_have_count(0)
            for part in ("/koppelingen", "/netwerk", "/behoeften/", ".csv", ".xlsx"):
                expect(hugo.locator(f'main a[href^="{part}"]')).to_have_count(0)
        expect(hugo.locator("main")).to_contain_text("minder dan 5")
        expect(hugo.locator("main")).not_to_contain_text("Eemsdelta")
        assert status_of(hugo, f"/regio/VR01{offer}") == 200
        expect(hugo.get_by_role("heading", level=1)).to_have_text(f"Eten aan huis {mark}")
        # A draft, and the pages of the region itself, with its matches, people and files.
        for path in (f"/regio/VR01{draft}", need, offer, f"{need}.csv", "/regio/VR02/bord"):
            assert status_of(hugo, path) == 404, path
        # Nobody of a region that it was not opened to sees that it is there.
        farid = open_page("farid", javascript=javascript, width=width)
        assert status_of(farid, f"/regio/VR01{need}") == 404
        stranger = open_page(None, javascript=javascript, width=width)
        stranger.goto(BOARD)
        stranger.wait_for_url("**/inloggen?next=*")
        # Hugo has a page open when it is closed; the next request is a page that is not there.
        hugo.goto(BOARD)
        _open_to(region)
        hugo.locator('main a[href^="/regio/VR01/"]').first.click()
        expect(hugo.get_by_role("heading", level=1)).to_be_visible()
        for path in (BOARD, f"{BOARD}/aanbod", f"/regio/VR01{need}", f"/regio/VR01{offer}"):
            assert status_of(hugo, path) == 404, path
        hugo.goto("/bord")
        expect(hugo.locator('main a[href="/regio"]')).to_have_count(0)
    finally:
        _open_to(region, "VR03")
