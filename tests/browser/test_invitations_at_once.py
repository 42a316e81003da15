"""Two browsers that finish an invitation at the same moment: one membership, or one account with
both.
"""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect
from sqlmodel import Session, col, select

from app.core.settings import Mode, Settings
from app.identity.models import Membership, Person, Role
from tests.browser.conftest import OpenPage
from tests.browser.region import Region
from tests.members.invitations import HOME, PASSWORD, address_of, invite
from tests.world import World, fresh_word

# Both browsers press by themselves, so that the second never waits for the first.
PRESS = "at => setTimeout(() => document.querySelector('#f_password').form.requestSubmit(), at)"
OWN = Settings(mode=Mode.DEMO, database_url="postgresql://unused")
USED = "Deze uitnodiging is al gebruikt."


def filled(open_page: OpenPage, address: str, name: str) -> Page:
    page = open_page(None)
    page.goto(address)
    page.fill("#f_name", name)
    page.fill("#f_password", PASSWORD)
    return page


def pressed(*pages: Page) -> None:
    """All of them at once, and until every one has its answer."""
    for page in pages:
        page.evaluate(PRESS, 300)
    for page in pages:
        page.wait_for_function("() => !document.querySelector('#f_name')")
        page.wait_for_load_state()


def seats_of(region: Region, email: str) -> list[tuple[str, Role]]:
    with region.session() as session:
        (person,) = session.exec(select(Person).where(col(Person.email) == email)).all()
        found = select(Membership).where(col(Membership.person_id) == person.id)
        return sorted((str(row.organisation_id), row.role) for row in session.exec(found))


@pytest.mark.parametrize("_turn", range(2))
def test_the_same_link_finished_twice_is_one_membership_and_the_second_reads_so(
    open_page: OpenPage, region: Region, _turn: int
) -> None:
    with Session(region.engine, expire_on_commit=False) as session:
        invitation = invite(World(session), email=f"{fresh_word(length=8)}@nieuw.example")
        home, email = str(invitation.organisation_id), invitation.email
        address = address_of(OWN, invitation)
    pages = [filled(open_page, address, "Noor") for _browser in range(2)]
    pressed(*pages)
    told = [page.locator("main").inner_text() for page in pages]
    assert sum(USED in each for each in told) == 1, told
    assert seats_of(region, email) == [(home, Role.MEMBER)]
    (second,) = [page for page, text in zip(pages, told, strict=True) if USED in text]
    (first,) = [page for page in pages if page is not second]
    first.goto("/mijn-werk")
    expect(first).to_have_url(f"{region.address}/mijn-werk")
    second.goto("/mijn-werk")
    assert "/inloggen" in second.url, "the second one is not signed in by it"


@pytest.mark.parametrize("_turn", range(2))
def test_two_invitations_accepted_at_once_are_one_account_with_both_memberships(
    open_page: OpenPage, region: Region, _turn: int
) -> None:
    email = f"{fresh_word(length=8)}@nieuw.example"
    with Session(region.engine, expire_on_commit=False) as session:
        world = World(session)
        one = invite(world, email=email, to=HOME)
        other = invite(world, email=email, who="amina", to="Gemeente Eemsdelta", role=Role.READER)
        both = sorted(
            [(str(one.organisation_id), Role.MEMBER), (str(other.organisation_id), Role.READER)]
        )
        addresses = [address_of(OWN, each) for each in (one, other)]
    pages = [filled(open_page, address, "Noor") for address in addresses]
    pressed(*pages)
    assert seats_of(region, email) == both
    # Whose account it was not made with signs in with it.
    led = [page for page in pages if page.url.endswith("/inloggen")]
    assert len(led) == 1
    assert "Je hoort nu bij de organisatie. Je hebt al een account" in led[0].inner_text("main")
