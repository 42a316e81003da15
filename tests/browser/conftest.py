"""A real Chromium against a real server on a copy of the demo region. One browser for all tests of
a worker.
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import TYPE_CHECKING, NoReturn

import pytest

from app.core import clock
from app.providers.client import setting_of
from app.providers.models import ClientAuthentication
from scripts.ensure_browser import find_chromium
from tests.browser import doors, wires
from tests.browser.axe import Axe
from tests.browser.engines import Engine, Played, Wired
from tests.browser.region import Region
from tests.browser.stop import Stop
from tests.browser.visit import Visit
from tests.days import seconds_ahead
from tests.providers.conftest import SECRET, SLUG

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page

    from tests.conftest import Databases

# Milliseconds. How fast something is, no test says: somebody else may use the machine too.
PATIENCE = 30_000
# Without these Chromium calls home at every start.
ARGUMENTS = [
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Not run, with the reason, where no browser can be had; CI treats that as a failure."""
    from playwright.sync_api import Error, expect, sync_playwright

    expect.set_options(timeout=PATIENCE)

    arguments = [*ARGUMENTS, *(["--no-sandbox"] if os.geteuid() == 0 else [])]
    with sync_playwright() as playwright:
        try:
            # None lets Playwright use its own.
            path = os.environ.get("SCHAKELBORD_CHROMIUM") or find_chromium()
            browser = playwright.chromium.launch(executable_path=path, args=arguments)
        except Error as problem:
            not_run(f"no Chromium ({str(problem).splitlines()[0]})")
        yield browser
        browser.close()


def not_run(reason: str) -> NoReturn:
    """Says why a test is not run; CI has everything, so there it is a failure."""
    if os.environ.get("CI"):
        pytest.fail(f"not run: {reason}")
    pytest.skip(f"not run: {reason}")


@pytest.fixture(scope="session")
def region(databases: Databases) -> Iterator[Region]:
    """A server on its own copy of the demo region."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    database = databases.copy("demo")
    # Short lists, so that every list has a pager and is quickly checked.
    env = {
        **os.environ,
        "DATABASE_URL": database,
        "SCHAKELBORD_MODE": "demo",
        "SCHAKELBORD_PAGE_SIZE": "12",
        setting_of(SLUG, ClientAuthentication.SECRET): SECRET,
        setting_of(doors.SLUG, ClientAuthentication.SECRET): SECRET,
    }
    command = [
        sys.executable,
        "-m",
        "uvicorn",
        "--factory",
        "tests.days:create",
        "--host",
        "127.0.0.1",
    ]
    process = subprocess.Popen([*command, "--port", str(port), "--log-level", "warning"], env=env)
    region = Region(f"http://127.0.0.1:{port}", database)
    try:
        _wait_for(region.address + "/gereed", process)
        yield region
    finally:
        region.close()
        process.terminate()
        process.wait(timeout=15)


def _wait_for(address: str, process: subprocess.Popen[bytes]) -> None:
    for _ in range(600):  # somebody else may use the machine too
        assert process.poll() is None, "the server stopped"
        try:
            with urllib.request.urlopen(address, timeout=2) as answer:  # noqa: S310
                assert answer.status == 200
                return
        except OSError:
            time.sleep(0.2)
    raise AssertionError(f"{address} does not answer")


class OpenPage:
    """`open_page("amina", javascript=False, width=360)` gives the page of a new browser in which
    she is signed in. `refused`: what these browsers did not do because our policy forbids it.
    """

    def __init__(self, browser: Browser, region: Region) -> None:
        self._browser, self._region = browser, region
        self.contexts: list[BrowserContext] = []
        self.refused: list[str] = []

    def __call__(
        self,
        person: str | None = None,
        *,
        javascript: bool = True,
        width: int = 1280,
        language: str = "nl",
    ) -> Page:
        context = self._browser.new_context(
            base_url=self._region.address,
            java_script_enabled=javascript,
            viewport={"width": width, "height": 900},
            locale="nl-NL",
            reduced_motion="reduce",
        )
        context.set_default_timeout(PATIENCE)
        if seconds_ahead():
            context.clock.install(time=clock.now())
        context.on("console", self._hear)
        self.contexts.append(context)
        kept = self._region.cookies(person, language)
        context.add_cookies(
            [{"name": k, "value": v, "domain": "127.0.0.1", "path": "/"} for k, v in kept.items()]
        )
        return context.new_page()

    def _hear(self, message: ConsoleMessage) -> None:
        if "Content Security Policy" in message.text:
            self.refused.append(f"{message.page and message.page.url}: {message.text}")


@pytest.fixture
def open_page(browser: Browser, region: Region) -> Iterator[OpenPage]:
    """Browsers of one test, in which nothing may happen that our policy refuses."""
    region.begin_anew()
    opener = OpenPage(browser, region)
    yield opener
    for context in opener.contexts:
        context.close()
    assert opener.refused == []


@pytest.fixture(scope="session")
def visits(
    browser: Browser, region: Region, tmp_path_factory: pytest.TempPathFactory, worker_id: str
) -> Iterator[Callable[[Stop], Visit]]:
    """Goes to a stop, in the one browser of its person and language that stays open for the whole
    run.
    """
    run = tmp_path_factory.getbasetemp()
    told = (run if worker_id == "master" else run.parent) / "looks"
    opener, axe = OpenPage(browser, region), Axe(told)
    known: dict[tuple[str | None, str], Visit] = {}

    def visit(stop: Stop) -> Visit:
        who = (stop.person, stop.language)
        if who not in known:
            known[who] = Visit(opener(stop.person, language=stop.language), region, axe)
        known[who].go(stop)
        return known[who]

    yield visit
    for context in opener.contexts:
        context.close()


@pytest.fixture(scope="session", params=["chromium", "firefox", "webkit"])
def engine(
    request: pytest.FixtureRequest, region: Region, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Engine]:
    """One browser of each engine, started when a test first asks for it."""
    if request.param == "chromium":
        opener = OpenPage(request.getfixturevalue("browser"), region)
        yield Played(opener(), region.address)
        opener.contexts[0].close()
        return
    starts = {"firefox": wires.firefox, "webkit": wires.webkit}
    with ExitStack() as stack:
        try:
            wire = stack.enter_context(starts[request.param](tmp_path_factory.mktemp("engine")))
        except wires.Missing as problem:
            not_run(str(problem))
        yield Wired(request.param, wire, region.address)
