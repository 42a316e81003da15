"""In, and out again, through the certified oidc-provider, in a browser that goes there and back."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect
from sqlmodel import Session, col, select

from app.core.i18n import gettext as dutch
from app.core.settings import Mode, Settings
from app.identity.models import Membership, Organisation, Role
from app.identity.queries import get_person_by_email
from app.members.invitation_commands import InvitationInput, invite_member
from app.providers import commands, queries
from app.providers.models import ClientAuthentication, Provider, ProviderTie
from app.providers.tokens import Proven
from tests.browser.conftest import OpenPage
from tests.browser.region import Region, actor_of
from tests.browser.test_walks import both
from tests.members.invitations import address_of
from tests.providers import real_provider
from tests.providers.conftest import CLIENT, SLUG
from tests.providers.real_provider import RealProvider
from tests.world import fresh_word

if TYPE_CHECKING:
    from playwright.sync_api import Page

NAME = "Gemeente Eemsdelta"


@pytest.fixture(scope="module")
def work(region: Region) -> Iterator[RealProvider]:
    """The provider of the region while this walk lasts; amina is known there."""
    own = region.address
    client = CLIENT | {
        "redirect_uris": [f"{own}/inloggen/via/{SLUG}/terug"],
        "post_logout_redirect_uris": [f"{own}/inloggen"],
        "backchannel_logout_uri": f"{own}/uitloggen/achterdeur/{SLUG}",
        "backchannel_logout_session_required": True,
    }
    with real_provider.running([client]) as real:
        with region.session() as session:
            provider = _provider(session) or Provider(
                slug=SLUG,
                name=NAME,
                region_code="VR01",
                issuer=real.issuer,
                client_id="schakelbord",
                authentication=ClientAuthentication.SECRET,
            )
            provider.issuer, provider.is_active = real.issuer, True
            session.add(provider)
            session.flush()
            proven = Proven(real.issuer, "amina-at-work")
            commands.tie(session, actor_of(session, "amina"), queries.known(provider), proven)
        yield real
    with region.session() as session:
        left = _provider(session)
        assert left is not None
        left.is_active = False


def _provider(session: Session) -> Provider | None:
    return session.exec(select(Provider).where(col(Provider.slug) == SLUG)).first()


def _invite(region: Region, email: str) -> str:
    """The address of the link in the mail to somebody whom chantal invites."""
    with region.session() as session:
        chantal = actor_of(session, "chantal")
        organisation = session.get_one(Organisation, chantal.seats[0].organisation_id)
        given = InvitationInput(email=email, role=Role.MEMBER)
        invitation = invite_member(session, chantal, organisation, given)
        session.flush()
        return address_of(Settings(mode=Mode.DEMO, database_url="postgresql://unused"), invitation)


def _stay_here(page: Page) -> None:
    """The provider's pages ask for letters from elsewhere, which no test may wait for."""
    here = ("http://127.0.0.1:", "data:")
    page.context.route(
        lambda address: not address.startswith(here), lambda route: route.abort("blockedbyclient")
    )


def _answer(page: Page, work: RealProvider, who: str) -> None:
    """Sign in on the provider's own pages, and say yes to what it asks."""
    page.wait_for_url(f"{work.issuer}/interaction/*")
    page.locator("input[name=login]").fill(who)
    page.locator("input[name=password]").fill("x")
    page.locator("button[type=submit]").click()
    consent = page.locator("input[name=prompt][value=consent]")
    back = page.locator(".sb-top")
    expect(consent.or_(back).first).to_be_attached()
    if consent.count():
        page.locator("button[type=submit]").click()


def _go_in(page: Page, work: RealProvider, who: str) -> None:
    page.goto("/inloggen")
    page.get_by_role("link", name=dutch("Sign in with %(name)s", name=NAME)).click()
    _answer(page, work, who)
    page.wait_for_url("**/mijn-werk")


@both
def test_an_invitation_is_accepted_through_the_provider(
    open_page: OpenPage, region: Region, work: RealProvider, javascript: bool
) -> None:
    word = fresh_word("noor")
    address = _invite(region, f"{word}@nieuw.example")
    noor = open_page(javascript=javascript, width=1280 if javascript else 360)
    _stay_here(noor)
    noor.goto(address)
    expect(noor.get_by_role("heading", level=2)).to_have_text(
        [dutch("With the account of your work"), dutch("Or with a password")]
    )
    noor.get_by_role("button", name=dutch("Go on with %(name)s", name=NAME)).click()
    noor.locator(f'main a[href^="{work.issuer}"]').click()
    _answer(noor, work, word)
    noor.wait_for_url(f"**{address}")
    with region.session() as session:
        # The provider's word alone makes no account: a form of ours has to be sent.
        assert get_person_by_email(session, f"{word}@nieuw.example") is None
    expect(noor.locator("#f_password")).to_have_count(0)
    make = noor.get_by_role("button", name=dutch("Make the account and join"))
    make.click()
    expect(noor.locator("#f_name_error")).to_be_visible()
    noor.locator("#f_name").fill("Noor")
    make.click()
    noor.wait_for_url("**/mijn-werk")
    expect(noor.locator(".sb-top .sb-menu summary")).to_contain_text("Noor · ")
    with region.session() as session:
        person = get_person_by_email(session, f"{word}@nieuw.example")
        assert person is not None and person.password_hash is None
        of_noor = col(Membership.person_id) == person.id
        assert session.exec(select(Membership.role).where(of_noor)).all() == [Role.MEMBER]
        tied = col(ProviderTie.person_id) == person.id
        assert session.exec(select(ProviderTie.subject).where(tied)).all() == [word]
    noor.goto(address)
    expect(noor.locator("main")).to_contain_text("al gebruikt")
    noor.context.clear_cookies()
    _go_in(noor, work, word)


@both
def test_a_coordinator_comes_in_and_is_signed_out_by_the_back_channel(
    open_page: OpenPage, work: RealProvider, javascript: bool
) -> None:
    amina = open_page(javascript=javascript, width=1280 if javascript else 360)
    _stay_here(amina)
    _go_in(amina, work, "amina-at-work")
    bram = open_page("bram", javascript=javascript)
    amina.goto("/behoeften")
    expect(amina.get_by_role("heading", level=1)).to_have_text("Behoeften")
    while not work.said.empty():
        work.said.get()
    # Not by our button: in another window, at the provider itself.
    other = amina.context.new_page()
    other.goto(f"{work.issuer}/session/end?client_id=schakelbord")
    other.locator("button[name=logout][value=yes]").click()
    assert work.said.get(timeout=20)["told"] == "schakelbord"
    amina.goto("/bord")
    amina.wait_for_url("**/inloggen?next=*")
    expect(amina.locator("main")).to_contain_text(
        dutch("You were signed out meanwhile. Sign in again and go on.")
    )
    bram.goto("/bord")
    bram.wait_for_url("**/bord")
    amina.get_by_role("link", name=dutch("Sign in with %(name)s", name=NAME)).click()
    _answer(amina, work, "amina-at-work")
    amina.wait_for_url("**/bord")
