"""Firefox and WebKitGTK as Debian has them, by the commands of WebDriver, as Playwright drives
neither.

Firefox is asked by its own socket (Marionette, what geckodriver speaks to), WebKitGTK through
WebKitWebDriver. Both know the same commands; the words for them are those of the standard.
"""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import time
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from typing import Any, Protocol
from urllib.error import HTTPError

START_SECONDS = 60
ANSWER_SECONDS = 60
HEIGHT = 900  # of a window
PREFERENCES: Mapping[str, object] = {
    "marionette.port": 0,  # any free one; the profile then says which
    "app.update.disabledForTesting": True,
    "browser.shell.checkDefaultBrowser": False,
    "browser.startup.page": 0,
    "datareporting.policy.dataSubmissionEnabled": False,
    "extensions.update.enabled": False,
    "intl.accept_languages": "nl",
    "network.captive-portal-service.enabled": False,
    "network.connectivity-service.enabled": False,
    "services.settings.server": "data:,#remote-settings-dummy/v1",
    "toolkit.telemetry.enabled": False,
    "ui.prefersReducedMotion": 1,  # or a page is still scrolling when it is looked at
}
# Its own bar would be wider than a phone.
NARROW = "* { font-size: 1px; margin: 0; min-width: 0; padding: 0; }"
NARROWEST = 500  # no window of Firefox is narrower, so what it shows is made twice as large
MINI_BROWSER = "*/webkit2gtk-4*/MiniBrowser"
# Method and path of a command of WebDriver; Marionette knows it by its name alone.
COMMANDS: Mapping[str, tuple[str, str]] = {
    "Navigate": ("POST", "url"),
    "FindElement": ("POST", "element"),
    "ElementClick": ("POST", "element/{id}/click"),
    "ElementSendKeys": ("POST", "element/{id}/value"),
    "ExecuteScript": ("POST", "execute/sync"),
    "SetWindowRect": ("POST", "window/rect"),
    "DeleteAllCookies": ("DELETE", "cookie"),
    "Print": ("POST", "print"),
}


class Missing(Exception):
    """An engine that is not installed; says which package has it."""


class Refused(Exception):
    """What a browser says about a command that it could not do."""


class Wire(Protocol):
    """One browser that does commands."""

    def resize(self, width: int) -> None:
        """Make the window that wide for what is shown in it."""

    def do(self, command: str, **values: Any) -> Any:
        """The answer to a command. Raises Refused."""


class Marionette:
    """Firefox: messages of JSON, each behind its length."""

    def __init__(self, port: int) -> None:
        self._socket = socket.create_connection(("127.0.0.1", port), timeout=ANSWER_SECONDS)
        self._heard = b""
        self._number = 0
        self._read()  # it introduces itself

    def resize(self, width: int) -> None:
        zoom = 1 if width >= NARROWEST else 2
        self._send("Marionette:SetContext", value="chrome")
        self.do("ExecuteScript", script="FullZoom.setZoom(arguments[0])", args=[zoom])
        self._send("Marionette:SetContext", value="content")
        self.do("SetWindowRect", x=0, y=0, width=width * zoom, height=HEIGHT)

    def do(self, command: str, **values: Any) -> Any:
        return self._send(f"WebDriver:{command}", **values)

    def _send(self, command: str, **values: Any) -> Any:
        self._number += 1
        message = json.dumps([0, self._number, command, values]).encode()
        self._socket.sendall(b"%d:%s" % (len(message), message))
        _, number, problem, result = self._read()
        assert number == self._number
        if problem:
            raise Refused(f"{command}: {problem['error']}: {problem['message']}")
        return result["value"] if result.keys() == {"value"} else result

    def close(self) -> None:
        self._socket.close()

    def _read(self) -> Any:
        while b":" not in self._heard:
            self._more()
        length, _, self._heard = self._heard.partition(b":")
        while len(self._heard) < int(length):
            self._more()
        message, self._heard = self._heard[: int(length)], self._heard[int(length) :]
        return json.loads(message)

    def _more(self) -> None:
        heard = self._socket.recv(1 << 16)
        if not heard:
            raise Refused("the browser is gone")
        self._heard += heard


class Driver:
    """WebKitGTK: the same commands as requests to its driver."""

    def __init__(self, port: int, wishes: Mapping[str, object]) -> None:
        self._address = f"http://127.0.0.1:{port}/session"
        wanted = {"capabilities": {"alwaysMatch": wishes}}
        self._session = self._send("POST", "", wanted)["sessionId"]

    def resize(self, width: int) -> None:
        self.do("SetWindowRect", x=0, y=0, width=width, height=HEIGHT)

    def do(self, command: str, **values: Any) -> Any:
        method, path = COMMANDS[command]
        return self._send(method, f"/{self._session}/{path.format(**values)}", values)

    def close(self) -> None:
        self._send("DELETE", f"/{self._session}", {})

    def _send(self, method: str, path: str, values: Mapping[str, Any]) -> Any:
        body = json.dumps(values).encode() if method == "POST" else None
        headers = {"Content-Type": "application/json"}
        request = urllib.request.Request(self._address + path, body, headers, method=method)  # noqa: S310
        try:
            with urllib.request.urlopen(request, timeout=ANSWER_SECONDS) as answer:  # noqa: S310
                return json.load(answer)["value"]
        except HTTPError as problem:
            raise Refused(f"{path}: {problem.read().decode()[:500]}") from None


@contextmanager
def firefox(folder: Path) -> Iterator[Wire]:
    """A Firefox of its own, without windows."""
    program = _program("firefox-esr", "firefox")
    profile = folder / "firefox"
    profile.mkdir()
    lines = (f"user_pref({json.dumps(k)}, {json.dumps(v)});\n" for k, v in PREFERENCES.items())
    (profile / "user.js").write_text("".join(lines))
    command = [program, "--headless", "--marionette", "--no-remote", "--profile", str(profile)]
    command.append("--remote-allow-system-access")  # its own zoom is no part of a page
    port = profile / "MarionetteActivePort"
    with _running(command, {"HOME": str(folder), "MOZ_HEADLESS": "1"}) as process:
        _wait(port.exists, process)
        _wait(lambda: port.read_text().strip().isdigit(), process)
        with closing(Marionette(int(port.read_text()))) as wire:
            wire.do("NewSession", capabilities={})
            yield wire


@contextmanager
def webkit(folder: Path) -> Iterator[Wire]:
    """A WebKitGTK of its own, on a screen that nobody sees."""
    driver = _program("WebKitWebDriver", of="webkit2gtk-driver")
    screen = _program("Xvfb", of="xvfb")
    found = sorted(Path("/usr/lib").glob(MINI_BROWSER)) or sorted(
        Path("/usr/libexec").glob(MINI_BROWSER)
    )
    if not found:
        raise Missing("no MiniBrowser of WebKitGTK (Debian: libwebkit2gtk-4.1-0)")
    settings = folder / "gtk-3.0" / "settings.ini"
    settings.parent.mkdir()
    settings.write_text("[Settings]\ngtk-enable-animations=0\n")  # reduced motion, as above
    settings.with_name("gtk.css").write_text(NARROW)
    with ExitStack() as stack:
        number = stack.enter_context(_screen(screen))
        port = free_port()
        surroundings = {
            "DISPLAY": f":{number}",
            "GDK_BACKEND": "x11",
            "HOME": str(folder),
            "LANG": "C.UTF-8",
            "LIBGL_ALWAYS_SOFTWARE": "1",
            "NO_AT_BRIDGE": "1",
            "WEBKIT_DISABLE_DMABUF_RENDERER": "1",
            "XDG_CONFIG_HOME": str(folder),
            "XDG_RUNTIME_DIR": str(folder),
        }
        process = stack.enter_context(_running([driver, f"--port={port}"], surroundings))
        _wait(lambda: _answers(port), process)
        options = {"binary": str(found[-1]), "args": ["--automation"]}
        yield stack.enter_context(closing(Driver(port, {"webkitgtk:browserOptions": options})))


@contextmanager
def _screen(program: str) -> Iterator[int]:
    """A screen in memory; its number."""
    reading, writing = os.pipe()
    command = [
        program,
        "-displayfd",
        str(writing),
        "-screen",
        "0",
        "1400x1000x24",
        "-nolisten",
        "tcp",
    ]
    with os.fdopen(reading) as said, _running(command, {}, keep=writing):
        os.close(writing)
        yield int(said.readline())


@contextmanager
def _running(
    command: list[str], surroundings: Mapping[str, str], keep: int | None = None
) -> Iterator[subprocess.Popen[bytes]]:
    """A program that ends, with everything it started, when the block does."""
    nothing = subprocess.DEVNULL
    process = subprocess.Popen(
        command,
        env={**os.environ, **surroundings},
        stdin=nothing,
        stdout=nothing,
        stderr=nothing,
        pass_fds=() if keep is None else (keep,),
    )
    try:
        yield process
    finally:
        process.terminate()
        try:
            process.wait(timeout=15)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _wait(is_so: Callable[[], bool], process: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + START_SECONDS
    while not is_so():
        if process.poll() is not None or time.monotonic() > end:
            raise Refused(f"{process.args!r} does not start")
        time.sleep(0.05)


def _answers(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/status", timeout=5) as answer:
            return bool(json.load(answer)["value"]["ready"])
    except OSError:
        return False


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _program(*names: str, of: str = "") -> str:
    for name in names:
        if found := shutil.which(name):
            return found
    raise Missing(f"no {names[0]} (Debian: {of or names[0]})")
