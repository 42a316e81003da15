"""A limit of a public door holds for requests at once at two processes, as two workers of a server
are: not three at each.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from threading import Barrier
from typing import Any

import httpx2
import pytest
import sqlalchemy as sa

from app.signals import try_commands
from tests.browser.conftest import _wait_for
from tests.conftest import Databases
from tests.providers.real_provider import free_port
from tests.signals.doors import HELP, SIGNAL, key_on

AT_ONCE = 8  # of each process


@pytest.fixture(scope="module")
def two(databases: Databases) -> Iterator[tuple[list[str], str]]:
    """Two servers on one database, and that database."""
    database = databases.copy("demo")
    env = {**os.environ, "DATABASE_URL": database, "SCHAKELBORD_MODE": "demo"}
    command = [sys.executable, "-m", "uvicorn", "--factory", "tests.days:create"]
    addresses = []
    with ExitStack() as stack:
        for _process in range(2):
            port = str(free_port())
            given = [*command, "--host", "127.0.0.1", "--port", port, "--log-level", "warning"]
            process = subprocess.Popen(given, env=env)
            stack.callback(process.wait, timeout=15)
            stack.callback(process.terminate)
            addresses.append(f"http://127.0.0.1:{port}")
            _wait_for(f"{addresses[-1]}/gereed", process)
        yield addresses, database


@pytest.mark.parametrize(
    ("path", "given", "key_page"),
    [("/signaal-geven", SIGNAL, "/signaal-geven"), ("/hulp-aanbieden", HELP, "/hulp-aanbieden")],
)
def test_of_many_at_once_no_more_than_the_limit_come_in(
    two: tuple[list[str], str], path: str, given: dict[str, Any], key_page: str
) -> None:
    addresses, database = two
    engine = sa.create_engine(database)
    with engine.begin() as connection:
        connection.execute(sa.text("DELETE FROM signal_try"))
        before = connection.execute(sa.text("SELECT count(*) FROM signal")).scalar_one()
    barrier = Barrier(2 * AT_ONCE)

    def send(address: str) -> int:
        with httpx2.Client(base_url=address, trust_env=False, timeout=60) as browser:
            key = key_on(browser.get(key_page).text)
            barrier.wait(timeout=60)
            answer = browser.post(path, data=given | {"form_key": key}, headers={"origin": address})
            if answer.status_code == 429:
                assert int(answer.headers["retry-after"]) > 0
                assert given["description"] in answer.text, "nothing typed is lost"
            status: int = answer.status_code
            return status

    with ThreadPoolExecutor(2 * AT_ONCE) as threads:
        heard = Counter(threads.map(send, addresses * AT_ONCE))
    most = try_commands.UNPROVEN_OF_ADDRESS
    assert heard == {303: most, 429: 2 * AT_ONCE - most}
    with engine.begin() as connection:
        after = connection.execute(sa.text("SELECT count(*) FROM signal")).scalar_one()
    engine.dispose()
    assert after - before == most
