"""What a person does in a browser, in words of the product."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.world import GROCERIES, SHOPPING

if TYPE_CHECKING:
    from playwright.sync_api import Page

SEARCH = "oudere boodschap"


def log_need(page: Page, *, publish: bool = False, title: str = GROCERIES["title"]) -> str:
    """Fill in the form of a need from the list. The address of the new page."""
    page.goto("/behoeften")
    page.locator('a[href="/behoeften/nieuw"]').click()
    page.locator("#f_title").fill(title)
    page.locator("#f_description").fill(GROCERIES["description"])
    page.locator("#f_support_type").select_option(GROCERIES["support_type"])
    page.locator("#f_target_group").select_option(GROCERIES["target_group"])
    page.locator("#f_quantity").fill(str(GROCERIES["quantity"]))
    page.locator(f'input[name="urgency"][value="{GROCERIES["urgency"]}"]').check()
    return send(page, "/behoeften", publish=publish)


def post_offer(page: Page, *, publish: bool = True, title: str = SHOPPING["title"]) -> str:
    """Fill in the form of an offer from the list. The address of the new page."""
    page.goto("/aanbod")
    page.locator('a[href="/aanbod/nieuw"]').click()
    page.locator("#f_title").fill(title)
    page.locator("#f_support_type").select_option(SHOPPING["support_type"])
    page.locator("#f_quantity").fill(str(SHOPPING["quantity"]))
    for group in SHOPPING["target_groups"]:
        tick(page, "target_groups", group)
    return send(page, "/aanbod", publish=publish)


def listen(page: Page) -> None:
    """From now on, keep what a screen reader would hear of this page; `heard` has it."""
    page.evaluate(
        """() => {
          window.heard = [];
          const spoken = document.getElementById("spoken");
          const hear = () => window.heard.push(spoken.textContent);
          new MutationObserver(hear).observe(spoken, {childList: true});
        }"""
    )


def heard(page: Page) -> list[str]:
    """What was said since `listen`, the oldest first."""
    return list(page.evaluate("() => window.heard"))


def send(page: Page, section: str, *, publish: bool) -> str:
    """Press one of the two buttons of a form; the address of the page it leads to."""
    button = page.locator(f".sb-form__end button{'[name=publish]' if publish else ':not([name])'}")
    asked = page.locator('#f_errors a[href="#f_seen_alike"]')
    button.click()
    for _each in range(100):
        if _led_on(page.url, section):
            break
        if asked.count():  # whether it is not on the board already, which an earlier test put there
            button.click()
            break
        page.wait_for_timeout(100)
    page.wait_for_url(lambda url: _led_on(url, section))
    return section + page.url.partition(section)[2]


def _led_on(url: str, section: str) -> bool:
    return url.rpartition(section + "/")[2].count("-") == 4


def press(page: Page, verb: str) -> None:
    """A button of the page itself: "plaatsen" publishes."""
    page.locator(f'form[action$="/{verb}"] button').click()


def unfold(page: Page, verb: str) -> None:
    """Open the form behind a button that asks something first."""
    page.locator(f'details:has(form[action$="/{verb}"]) > summary').click()


def status_of(page: Page, path: str) -> int:
    """Go there; the status of the answer."""
    answer = page.goto(path)
    assert answer is not None
    return answer.status


def tick(page: Page, name: str, value: str) -> None:
    """Turn a box of a list on; where it is folded below a heading, that is opened first."""
    box = page.locator(f'input[name="{name}"][value="{value}"]')
    fold = page.locator("details.sb-fold").filter(has=box)
    if fold.count() and fold.get_attribute("open") is None:
        fold.locator("summary").click()
    box.check()


def bring_authenticator(page: Page) -> None:
    """A device in this browser that makes passkeys and says yes; Chromium has it."""
    wire = page.context.new_cdp_session(page)
    wire.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    wire.send("WebAuthn.addVirtualAuthenticator", {"options": options})
