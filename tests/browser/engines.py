"""A person in any of the three engines: goes somewhere, presses, types, and looks."""

from __future__ import annotations

import base64
import time
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Protocol

from tests.browser.wires import Refused, Wire

if TYPE_CHECKING:
    from playwright.sync_api import Page

PATIENCE = 40.0  # seconds: somebody else may use the machine too
PAPER = {"width": 21.0, "height": 29.7}


class Engine(Protocol):
    """One browser of one person at a time, who is at a page of `address`."""

    name: str
    address: str

    def go(self, path: str) -> None: ...

    def press(self, css: str) -> None: ...

    def type(self, css: str, text: str) -> None: ...

    def resize(self, width: int) -> None:
        """Make the window that wide, and wait until the page is."""

    def forget(self) -> None:
        """Every cookie."""

    def run(self, script: str, *values: Any) -> Any:
        """The body of a function, and what it returns."""

    def paper(self) -> bytes:
        """The page as a PDF on A4. Raises Refused where an engine cannot do that."""


class Wired:
    """Firefox or WebKitGTK."""

    def __init__(self, name: str, wire: Wire, address: str) -> None:
        self.name, self.address, self._wire = name, address, wire
        self.resize(1280)

    def go(self, path: str) -> None:
        self._wire.do("Navigate", url=self.address + path)

    def press(self, css: str) -> None:
        """Again when the page put another element in its place meanwhile, as Playwright does."""
        for last in (False, False, True):
            try:
                self._wire.do("ElementClick", id=self._find(css))
            except Refused as problem:
                if last or "stale element" not in str(problem):
                    raise
            else:
                return

    def type(self, css: str, text: str) -> None:
        found = self._find(css)
        # Typing takes the place of what is selected.
        self.run(
            "const field = document.querySelector(arguments[0]); field.focus(); field.select();",
            css,
        )
        self._wire.do("ElementSendKeys", id=found, text=text, value=list(text))

    def resize(self, width: int) -> None:
        self._wire.resize(width)
        until(self, "return innerWidth === arguments[0]", width)

    def forget(self) -> None:
        self._wire.do("DeleteAllCookies")

    def run(self, script: str, *values: Any) -> Any:
        return self._wire.do("ExecuteScript", script=script, args=list(values))

    def paper(self) -> bytes:
        return base64.b64decode(self._wire.do("Print", page=PAPER, background=False))

    def _find(self, css: str) -> str:
        until(self, "return document.querySelector(arguments[0])?.checkVisibility() ?? false", css)
        # The driver of WebKitGTK leaves it at the edge of the window, where it cannot press it.
        self.run(
            "document.querySelector(arguments[0])"
            ".scrollIntoView({ block: 'center', behavior: 'instant' })",
            css,
        )
        found = self._wire.do("FindElement", using="css selector", value=css)
        return str(next(iter(found.values())))


class Played:
    """Chromium, as in all other tests."""

    name = "chromium"

    def __init__(self, page: Page, address: str) -> None:
        self.address, self._page = address, page
        page.set_default_timeout(30_000)  # somebody else may use the machine too

    def go(self, path: str) -> None:
        self._page.goto(self.address + path)

    def press(self, css: str) -> None:
        self._page.locator(css).first.click()

    def type(self, css: str, text: str) -> None:
        self._page.locator(css).first.fill("")
        self._page.locator(css).first.press_sequentially(text, delay=0)

    def resize(self, width: int) -> None:
        self._page.set_viewport_size({"width": width, "height": 900})

    def forget(self) -> None:
        self._page.context.clear_cookies()

    def run(self, script: str, *values: Any) -> Any:
        from playwright.sync_api import Error

        function = f"(values) => (function () {{ {script} }}).apply(null, values)"
        try:
            return self._page.evaluate(function, list(values))
        except Error as problem:
            raise Refused(str(problem)) from None

    def paper(self) -> bytes:
        return self._page.pdf(format="A4", print_background=False)


def until(engine: Engine, script: str, *values: Any) -> Any:
    """Wait for what a page is about to be, and what it answers then; a page on its way out has no
    answer yet.
    """
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        with suppress(Refused):
            if answer := engine.run(script, *values):
                return answer
        time.sleep(0.05)
    raise AssertionError(f"{engine.name}: not within {PATIENCE} s: {script} {values}")


def path_of(engine: Engine) -> str:
    """Where the person is."""
    return str(engine.run("return location.pathname"))


def arrive(engine: Engine, pattern: str) -> str:
    """Wait until the path is like this; the path."""
    path = until(
        engine,
        "return new RegExp(`^${arguments[0]}$`).test(location.pathname)"
        " && document.readyState === 'complete' && location.pathname",
        pattern,
    )
    return str(path)


def enter(engine: Engine, person: str) -> None:
    """Sign in as somebody of the cast, in a browser that knows nobody."""
    engine.go("/inloggen")
    engine.forget()
    engine.go("/inloggen")
    engine.press(f'button[name="person"][value="{person}"]')
    arrive(engine, "/mijn-werk")


def choose(engine: Engine, css: str, value: str) -> None:
    """A choice of a list."""
    engine.run(
        "const list = document.querySelector(arguments[0]); list.value = arguments[1];"
        "list.dispatchEvent(new Event('input', { bubbles: true }));"
        "list.dispatchEvent(new Event('change', { bubbles: true }));",
        css,
        value,
    )


def says(engine: Engine, css: str) -> str:
    """The text of an element, "" when it is not there."""
    text = engine.run("return document.querySelector(arguments[0])?.innerText ?? ''", css)
    return " ".join(str(text).split())
