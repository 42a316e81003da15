"""The benchmark still runs: a template that reads something new must break here, not on the day
somebody measures.

Every scenario once, against a tiny database: the product and both floors, in this process.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from starlette.testclient import TestClient

from app.core.db import make_engine
from app.core.migrations import migrate
from app.core.settings import Mode, Settings, get_settings
from app.main import create_app
from app.web.middleware import SecurityHeaders
from benchmarks import fill as filling, floors
from benchmarks.queries import count_statements
from benchmarks.requests import Scenario, scenarios
from tests.conftest import Databases
from tests.html import Page


@pytest.fixture(scope="module")
def benchmark(
    databases: Databases, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[SimpleNamespace]:
    """The three servers of `benchmarks.board` on 80 needs, 80 offers and a few matches of each
    state.
    """
    url, pages = databases.copy("empty"), tmp_path_factory.mktemp("pages")
    migrate(url)
    engine = make_engine(Settings(mode=Mode.PRODUCTION, database_url=url))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(filling, "MATCHES", dict.fromkeys(filling.MATCHES, 6))
        patch.setenv("DATABASE_URL", url)
        patch.setenv("SCHAKELBORD_MODE", Mode.PRODUCTION.value)
        patch.setenv(floors.PAGES, str(pages))
        get_settings.cache_clear()
        filled = filling.fill(engine, url, needs=80, offers=80, to_accept=4, users=2)
        wanted = scenarios(filled)
        product = TestClient(
            SecurityHeaders(create_app(Settings(mode=Mode.PRODUCTION, database_url=url), engine)),
            follow_redirects=False,
        )
        _store_pages(product, wanted, pages)
        floor: Any = floors.create()
        with TestClient(floor) as same, TestClient(floors.bare()) as bare:
            servers = {"product": product, "same": same, "bare": bare}
            yield SimpleNamespace(
                wanted=wanted, servers=servers, user=filled.users[0], engine=engine, url=url
            )
        floor.app.state.floor_pool.close()
    get_settings.cache_clear()
    engine.dispose()


def _store_pages(product: TestClient, wanted: list[Scenario], folder: Path) -> None:
    for name in ("list", "board"):
        answer = _send(product, next(s for s in wanted if s.name == name))
        (folder / f"{name}.html").write_text(answer.text, encoding="utf-8")


def _send(client: TestClient, scenario: Scenario) -> Any:
    """The first request of the first user, as the load sends it."""
    head, body = scenario.take(1, 0.01)[0][0].split("\r\n\r\n")
    first, *lines = head.split("\r\n")
    method, path, _version = first.split(" ")
    headers = dict(line.split(": ", 1) for line in lines)
    return client.request(
        method, path, headers=headers, content=body or None, follow_redirects=False
    )


def test_every_request_of_the_benchmark_is_answered_as_it_expects(
    benchmark: SimpleNamespace,
) -> None:
    answered = {
        s.name: (_send(benchmark.servers[s.server], s).status_code, s.status)
        for s in benchmark.wanted
    }
    assert {name: pair for name, pair in answered.items() if pair[0] != pair[1]} == {}
    assert {s.server for s in benchmark.wanted} == {"product", "same", "bare"}


@pytest.mark.parametrize(
    ("page", "tag", "shown"), [("list", "li", "sb-row-item"), ("board", "article", "sb-card")]
)
def test_the_floors_show_the_rows_the_product_shows(
    benchmark: SimpleNamespace, page: str, tag: str, shown: str
) -> None:
    def rows(name: str) -> int:
        scenario = next(s for s in benchmark.wanted if s.name == name)
        found = Page(_send(benchmark.servers[scenario.server], scenario).text).every(tag)
        return sum(str(e.attributes.get("class", "")).startswith(shown) for e in found)

    assert rows(page) > 10
    assert rows(f"{page}, same app") == rows(f"{page}, bare") == rows(page)


def test_the_statements_of_each_request_of_the_product_are_counted(
    benchmark: SimpleNamespace,
) -> None:
    counts = count_statements(benchmark.engine, benchmark.url, benchmark.wanted, benchmark.user)
    assert counts.keys() == {s.name for s in benchmark.wanted if s.server == "product"}
    assert all(2 < count < 40 for count in counts.values()), counts
