"""Finds a Chromium for the browser tests, or gets one: the system's, else apt's for root, else
Playwright's own.

Says in one line what it found and always succeeds: the tests themselves report what could not run.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys

# The shell first: the same engine without windows, so that all tests in a browser take a quarter
# less.
NAMES = (
    "chromium-headless-shell",
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
)
APT_SECONDS = 600
PLAYWRIGHT_SECONDS = 30


def find_chromium() -> str | None:
    """The browser that `SCHAKELBORD_CHROMIUM` names, or the first one on the path."""
    named = os.environ.get("SCHAKELBORD_CHROMIUM")
    return shutil.which(named) if named else next(filter(None, map(shutil.which, NAMES)), None)


def runs(command: list[str], seconds: int) -> bool:
    """Whether the command ended well, in time. What it prints is not shown."""
    env = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    nothing = subprocess.DEVNULL
    try:
        # A group of its own: when the time is over, what it started has to stop too.
        process = subprocess.Popen(
            command, env=env, stdin=nothing, stdout=nothing, stderr=nothing, start_new_session=True
        )
    except OSError:
        return False
    try:
        return process.wait(timeout=seconds) == 0
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        return False


def install_from_apt() -> bool:
    """Root on Debian or Ubuntu: the shell, or else the package `chromium`."""
    apt = shutil.which("apt-get")
    if os.name != "posix" or os.geteuid() != 0 or apt is None:
        return False
    install = [apt, "install", "-y", "-qq", "--no-install-recommends"]
    return runs([apt, "update", "-qq"], APT_SECONDS) and any(
        runs([*install, package], APT_SECONDS) for package in NAMES[:2]
    )


def main() -> int:
    """One line, and 0."""
    named = os.environ.get("SCHAKELBORD_CHROMIUM")
    found = find_chromium()
    if found:
        print(f"browser tests: {found}")
    elif named:
        print(
            f"browser tests: SCHAKELBORD_CHROMIUM={named} is no program, so they will be "
            "reported as not run"
        )
    elif install_from_apt() and (found := find_chromium()):
        print(f"browser tests: {found}, installed by apt-get")
    elif runs([sys.executable, "-m", "playwright", "install", "chromium"], PLAYWRIGHT_SECONDS):
        print("browser tests: the Chromium of Playwright")
    else:
        print(
            "browser tests: no Chromium found and none could be installed, so they will be "
            "reported as not run"
        )
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
