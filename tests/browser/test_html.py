"""The same pages as for the browser, as HTML: no error from the checker of the W3C."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import urllib.request
from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import urlencode

import pytest

from tests.browser.region import Region
from tests.browser.stop import FILENAME, Stop
from tests.browser.stops import STOPS

VNU = Path(__file__).parents[2] / "node_modules" / "vnu-jar" / "build" / "dist" / "vnu.jar"


def test_every_page_in_every_state_is_valid_html(region: Region, tmp_path: Path) -> None:
    java = shutil.which("java")
    if java is None:
        reason = "not run: no java to check HTML with"
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)
    cookies = {
        who: region.cookies(*who) for who in {(stop.person, stop.language) for stop in STOPS}
    }
    for stop in STOPS:
        kept = cookies[stop.person, stop.language]
        (tmp_path / f"{stop.name}.html").write_bytes(fetch(region, stop, kept))
    command = [java, "-jar", str(VNU), "--format", "json", "--exit-zero-always", str(tmp_path)]
    checked = subprocess.run(command, capture_output=True, text=True, timeout=120, check=True)
    errors = [
        f"{Path(message['url']).name}:{message.get('lastLine')} {message['message']} "
        f"{message.get('extract', '')}"
        for message in json.loads(checked.stderr)["messages"]
        if message["type"] != "info"
    ]
    assert errors == []


def fetch(region: Region, stop: Stop, cookies: dict[str, str]) -> bytes:
    """The HTML of a stop, as a browser without JavaScript gets it."""
    headers = {
        "Cookie": "; ".join(f"{name}={value}" for name, value in cookies.items()),
        "Origin": region.address,
    }
    fields = stop.fields(region.places)
    sent = None if stop.sent is None else urlencode(fields).encode()
    if stop.file is not None:
        headers["Content-Type"] = "multipart/form-data; boundary=grens"
        sent = in_parts(fields, stop.file)
    address = region.address + stop.address(region.places)
    request = urllib.request.Request(address, data=sent, headers=headers)  # noqa: S310
    try:
        answer = urllib.request.urlopen(request, timeout=30)  # noqa: S310
    except HTTPError as problem:
        answer = problem
    with answer:
        html: bytes = answer.read()
    assert answer.status == stop.status, stop.name
    return html


def in_parts(fields: list[tuple[str, str]], file: bytes) -> bytes:
    """A form with a file, as a browser writes it."""
    parts = [f'form-data; name="{name}"\r\n\r\n{value}'.encode() for name, value in fields]
    name = FILENAME if file else ""
    parts.append(
        f'form-data; name="file"; filename="{name}"\r\nContent-Type: text/csv\r\n\r\n'.encode()
        + file
    )
    return (
        b"".join(b"--grens\r\nContent-Disposition: " + part + b"\r\n" for part in parts)
        + b"--grens--\r\n"
    )
