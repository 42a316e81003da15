"""A region begins on an empty database of production, with a worker and a server that takes mail:
the operator opens it, its administrator and an initiative come in by the links in their mails.
"""

from __future__ import annotations

import re
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pyotp
import pytest
from playwright.sync_api import expect

from app.core import clock
from app.core.i18n import gettext as dutch
from tests.browser.conftest import PATIENCE, _wait_for
from tests.browser.steps import bring_authenticator, tick
from tests.commands import command, environment
from tests.conftest import Databases
from tests.mail import servers
from tests.members.invitations import PASSWORD
from tests.providers.real_provider import free_port

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

INITIATIVE, OFFER = "Buurtkeuken De Pan", "Warme maaltijden aan de deur"
FACTORS = "/mijn-account/tweede-stap"
# With or without JavaScript, the width of the screen, and a region that the other walk leaves be.
WAYS = [(True, 1280, "VR01", "GM0014"), (False, 360, "VR02", "GM0080")]


@dataclass(frozen=True)
class Installation:
    """What an operator set up: its address, its settings, and the server that takes its mail."""

    address: str
    settings: dict[str, str]
    post: servers.Mood = field(default_factory=servers.Mood)

    def link(self, email: str, page: str) -> str:
        """The link to that page in a mail to somebody, once the worker has sent it."""
        deadline = time.monotonic() + 3 * PATIENCE / 1000  # the worker may still be starting
        while time.monotonic() < deadline:
            for address, mail in list(self.post.taken):
                text = mail.get_payload(0).get_payload(decode=True).decode()  # type: ignore[union-attr]
                if address == email and (hit := re.search(rf"{self.address}{page}\S+", text)):
                    return hit[0]
            time.sleep(0.1)
        raise AssertionError(f"no mail with {page} for {email}")


@pytest.fixture(scope="module")
def installed(databases: Databases) -> Iterator[Installation]:
    port = free_port()
    post = servers.Mood()
    with ExitStack() as stack:
        smtp = stack.enter_context(servers.serving(post))
        address = f"http://localhost:{port}"
        settings = {
            "DATABASE_URL": databases.copy("empty"),
            "SCHAKELBORD_MODE": "production",
            "SCHAKELBORD_SECRET_KEY": "een sleutel van meer dan tweeendertig tekens",
            "SCHAKELBORD_PUBLIC_URL": address,
            "SCHAKELBORD_SMTP_HOST": "127.0.0.1",
            "SCHAKELBORD_SMTP_PORT": str(smtp),
            "SCHAKELBORD_SMTP_SECURITY": "none",
            "SCHAKELBORD_MAIL_FROM": "bord@bord.example",
        }
        for _, _, region, _ in WAYS:
            opened = command(*_open(region), **settings)
            assert opened.returncode == 0, opened.stderr
        for words in (
            ["uvicorn", "--factory", "app.main:create", "--port", str(port)],
            ["app.cli", "worker"],
        ):
            process = stack.enter_context(
                subprocess.Popen([sys.executable, "-m", *words], env=environment(**settings))
            )
            stack.callback(process.terminate)
            if "uvicorn" in words:
                _wait_for(f"http://127.0.0.1:{port}/gezond", process)
        yield Installation(address, settings, post)


def _administrator(region: str) -> str:
    return f"beheer@{region.lower()}.example"


def _open(region: str) -> tuple[str, ...]:
    return ("region", "open", region, "--administrator", _administrator(region))


@pytest.mark.parametrize(("javascript", "width", "region", "municipality"), WAYS)
def test_a_region_comes_in(
    browser: Browser,
    installed: Installation,
    javascript: bool,
    width: int,
    region: str,
    municipality: str,
) -> None:
    with ExitStack() as stack:

        def opened() -> Page:
            context = browser.new_context(
                base_url=installed.address,
                java_script_enabled=javascript,
                viewport={"width": width, "height": 900},
                locale="nl-NL",
            )
            stack.callback(context.close)
            context.set_default_timeout(PATIENCE)
            return context.new_page()

        eva, chantal = opened(), opened()
        _comes_in(eva, installed.link(_administrator(region), "/uitnodiging/"), "Eva")
        expect(eva).to_have_url(re.compile(FACTORS))
        (_with_a_passkey if javascript else _with_an_app)(eva)

        email = f"hallo@pan-{region.lower()}.example"
        _registers(chantal, f"{INITIATIVE} {region}", municipality, email)
        _admits(eva, f"{INITIATIVE} {region}")
        _comes_in(chantal, installed.link(email, "/uitnodiging/"), "Chantal")
        _offers_help(chantal)
        address = chantal.url
        eva.goto(address)
        expect(eva.locator("h1")).to_contain_text(OFFER)

        stranger = opened()
        for path in (address, "/aanbod", "/netwerk"):
            stranger.goto(path)
            expect(stranger).to_have_url(re.compile("/inloggen"))


def _comes_in(page: Page, link: str, name: str) -> None:
    page.goto(link)
    _fits(page)
    page.locator("#f_name").fill(name)
    page.locator("#f_password").fill(PASSWORD)
    page.get_by_role("button", name=dutch("Make the account and join")).click()
    expect(page.locator("#f_password")).to_have_count(0)


def _with_a_passkey(page: Page) -> None:
    bring_authenticator(page)
    page.locator("#f_name").fill("Laptop")
    page.get_by_role("button", name=dutch("Make a passkey")).click()
    _has_codes(page)


def _with_an_app(page: Page) -> None:
    page.get_by_role("button", name=dutch("Set up an app")).click()
    key = "".join(page.locator(".sb-secret").inner_text().split())
    page.locator("#f_code").fill(pyotp.TOTP(key).at(clock.now()))
    page.get_by_role("button", name=dutch("Go on")).click()
    _has_codes(page)


def _has_codes(page: Page) -> None:
    expect(page.locator(".sb-codes li")).to_have_count(10)
    _fits(page)
    page.get_by_role("button", name="Ik heb ze bewaard").click()


def _registers(page: Page, name: str, municipality: str, email: str) -> None:
    page.goto("/")
    page.get_by_role("link", name=dutch("Register your organisation")).click()
    page.locator("#f_q").fill(name)
    page.get_by_role("button", name=dutch("Search")).click()
    page.get_by_role("link", name=dutch("Mine is not here: register it")).click()
    expect(page.locator("#f_name")).to_have_value(name)
    page.locator("#f_kind").select_option("initiative")
    page.locator("#f_municipality").select_option(municipality)
    page.locator("#f_description").fill("Wij koken elke week voor mensen die alleen zijn.")
    page.locator("#f_contact_email").fill(email)
    _fits(page)
    page.get_by_role("button", name=dutch("Send"), exact=True).click()
    expect(page).to_have_url(re.compile("/aanmelden-organisatie/stand/"))
    expect(page.get_by_text(name)).to_be_visible()


def _admits(page: Page, name: str) -> None:
    page.goto("/beheer/aanmeldingen")
    page.get_by_role("link", name=name).first.click()
    page.get_by_role("button", name=dutch("Admit"), exact=True).click()
    _fits(page)


def _offers_help(page: Page) -> None:
    page.goto("/aanbod/nieuw")
    page.locator("#f_title").fill(OFFER)
    page.locator("#f_support_type").select_option("groceries_meals")
    tick(page, "target_groups", "older_people")
    page.locator("#f_quantity").fill("20")
    page.locator("#f_unit").select_option("people")
    _fits(page)
    page.get_by_role("button", name=dutch("Publish"), exact=True).click()
    expect(page).to_have_url(re.compile(r"/aanbod/[0-9a-f-]{36}$"))


def _fits(page: Page) -> None:
    assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth"), page.url
