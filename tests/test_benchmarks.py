"""The benchmark still runs: a template that reads something new must break here, not on the day
somebody measures.

Every scenario against a tiny database: the product and its floors, in this process.
"""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import psutil
import pytest
import sqlalchemy as sa
import uvicorn
from starlette.testclient import TestClient
from starlette.types import ASGIApp

from app.core.db import make_engine
from app.core.migrations import migrate
from app.core.settings import Mode, Settings, get_settings
from app.main import create_app
from app.web.middleware import SecurityHeaders
from benchmarks import board, figures, fill as filling, floors, large, live, picture, region_rows
from benchmarks.requests import NEED_TITLE, Scenario, scenarios
from benchmarks.rounds import Plan
from benchmarks.servers import PostgresTime, Server
from tests.conftest import Databases
from tests.days import move_postgres
from tests.html import Page

SIZES = filling.Sizes(needs=80, offers=80, beside=12, per_kind=1, to_accept=40, users=2, crowd=8)
PLAN = Plan(sizes=SIZES, users=(1, 2), rounds=1, seconds=0.02, warming=0, mixed=0.1, crowd=4)
# As issue 12 names them.
NAMES = {
    *("list.32.of_bare", "board.32.of_bare", "list_cold.32.of_bare", "list.1.p50_of_bare"),
    *("search.32.of_list", "filtered.32.of_list", "need.32.of_list", "offer.32.of_list"),
    *("groups.32.of_list", "group.32.of_list", "create.32.of_accept"),
    *("search.32.of_bare", "filtered.32.of_bare", "need.32.of_bare", "offer.32.of_bare"),
    *("groups.32.of_bare", "group.32.of_bare", "groups.100k.p50_ms", "group.100k.p50_ms"),
    *("memory.uss_mb", "mixed.200.errors", "mixed.200.uss_growth_mb"),
    *("suggestions_need.p95_ms", "suggestions_offer.p95_ms"),
}


@pytest.fixture(scope="module")
def benchmark(
    databases: Databases, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[SimpleNamespace]:
    """The servers of `benchmarks.board` on 80 needs, 80 offers and a few matches of each state."""
    url, pages = databases.copy("empty"), tmp_path_factory.mktemp("pages")
    migrate(url)
    move_postgres(url)
    settings = Settings(mode=Mode.PRODUCTION, database_url=url)
    engine = make_engine(settings)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(region_rows, "MATCHES", dict.fromkeys(region_rows.MATCHES, 6))
        patch.setenv("DATABASE_URL", url)
        patch.setenv("SCHAKELBORD_MODE", Mode.PRODUCTION.value)
        patch.setenv(floors.PAGES, str(pages))
        get_settings.cache_clear()
        filled = filling.fill(engine, url, SIZES)
        wanted = scenarios(filled, ["/behoeften?cursor=none"])
        product = TestClient(SecurityHeaders(create_app(settings, engine)), follow_redirects=False)
        _store_pages(product, wanted, pages)
        floor: Any = floors.create()
        with TestClient(floor) as same, TestClient(floors.bare()) as bare:
            servers = {"product": product, "same": same, "bare": bare, "large": product}
            yield SimpleNamespace(
                wanted=wanted, servers=servers, engine=engine, url=url, pages=pages, filled=filled
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
    assert {s.server for s in benchmark.wanted} == benchmark.servers.keys()


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
    floors_of_it = {rows(f"{page}, {floor}") for floor in ("same app", "bare", "cheap")}
    assert floors_of_it == {rows(page)}


def test_the_base_has_what_the_product_stores_of_every_text(benchmark: SimpleNamespace) -> None:
    """Else the page of a need measures the encoder."""
    with benchmark.engine.connect() as connection:
        for table in ("need", "offer"):
            row = sa.table(table, *map(sa.column, ("id", "title", "found_by")))
            text = sa.table(f"{table}_text", sa.column(f"{table}_id"), sa.column("meaning"))
            query = (
                sa.select(
                    sa.func.count(),
                    sa.func.count(text.c.meaning),
                    sa.func.count().filter(row.c.found_by != ""),
                )
                .select_from(row)
                .outerjoin(text, text.c[f"{table}_id"] == row.c.id)
                .where(row.c.title.not_like(f"{NEED_TITLE}%"))
            )
            every, meanings, found_by = connection.execute(query).one()
            assert every == meanings == found_by > 80


def test_the_page_of_a_need_or_an_offer_that_is_measured_shows_suggestions(
    benchmark: SimpleNamespace,
) -> None:
    for name in ("need page", "offer page"):
        scenario = next(s for s in benchmark.wanted if s.name == name)
        assert 'id="suggestions"' in _send(benchmark.servers["product"], scenario).text


def test_a_tiny_run_counts_statements_and_writes_every_figure(
    benchmark: SimpleNamespace, tmp_path: Path
) -> None:
    place = board.Place(benchmark.url, benchmark.url, benchmark.pages, _in_a_thread)
    run = board.run(PLAN, benchmark.filled, place)
    file = tmp_path / "bench.json"
    figures.write(dict.fromkeys(figures.MATCHING, 1.0), {"command": "bench-matching"}, file)
    figures.write(run.figures, {"command": "bench", "quick": True}, file)
    written = json.loads(file.read_text(encoding="utf-8"))
    assert written.pop("runs").keys() == {"bench", "bench-matching"}
    assert written.keys() == {*figures.BOARD, *figures.MATCHING}
    assert written.keys() >= NAMES
    assert written["mixed.200.errors"] == 0
    assert run.statements.keys() == {s.name for s in benchmark.wanted if s.server == "product"}
    assert all(2 < count < 40 for count in run.statements.values()), run.statements
    assert all(value > 0 for name, value in written.items() if not name.startswith("mixed"))


@contextmanager
def _in_a_thread(factory: str, env: dict[str, str]) -> Iterator[Server]:
    """The application of `benchmarks.servers.serving` in this process: starting eight others would
    take longer than all that is measured here.
    """
    makers: dict[str, Callable[[], Any]] = {
        "app.main:create": lambda: SecurityHeaders(create_app(get_settings())),
        "benchmarks.floors:create": floors.create,
        "benchmarks.floors:bare": floors.bare,
    }
    made = makers[factory]()
    app: ASGIApp = made
    with socket.create_server(("127.0.0.1", 0)) as door:
        server = uvicorn.Server(uvicorn.Config(app, log_config=None, lifespan="on"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [door]})
        thread.start()
        try:
            yield Server(door.getsockname()[1], [psutil.Process()])
        finally:
            server.should_exit = True
            thread.join()
            if factory == "benchmarks.floors:create":
                made.app.state.floor_pool.close()


def test_a_tiny_run_of_the_viewers_gives_every_figure(benchmark: SimpleNamespace) -> None:
    """Two servers of its own, each with four pages open."""
    plan = live.Plan(SIZES, viewers=(1, 4), changes=2, idle=0.2)
    found = live.run(plan, benchmark.url, benchmark.engine)
    told = {f"live.{many}{how}.p95_ms" for many in (1, 4) for how in ("", ".spread")}
    names = {"live.stream_kb", "live.idle_percent", "live.herd.all_ms", "live.floor.p50_ms"}
    assert told | names <= found.keys()
    assert all(number >= 0 for number in found.values())
    assert all(found[name] > 0 for name in told)


def test_a_backend_that_ends_takes_no_time_away(benchmark: SimpleNamespace) -> None:
    first = benchmark.engine.connect()
    number = first.exec_driver_sql("SELECT pg_backend_pid()").scalar_one()
    parent = psutil.Process(number).parent()
    assert parent is not None
    time = PostgresTime(parent)
    first.exec_driver_sql("SELECT count(*) FROM generate_series(1, 300000)")
    before = time.seconds()
    first.exec_driver_sql("SELECT count(*) FROM generate_series(1, 300000)")
    first.invalidate()
    first.close()
    with benchmark.engine.connect() as other:
        while other.execute(
            sa.text("SELECT count(*) FROM pg_stat_activity WHERE pid = :pid"), {"pid": number}
        ).scalar_one():
            pass
        assert time.seconds() >= before


def test_the_large_base_has_as_much_as_was_asked(benchmark: SimpleNamespace) -> None:
    counting = sa.text("SELECT count(*) FROM organisation")
    with benchmark.engine.connect() as connection:
        before = connection.execute(counting).scalar_one()
    large.grow(benchmark.url, 300, 40)
    with benchmark.engine.connect() as connection:
        assert connection.execute(counting).scalar_one() == before + 40
        for table in ("need", "offer"):
            row = sa.table(table, sa.column("region_code"))
            query = sa.select(sa.func.count()).where(row.c.region_code == region_rows.REGION)
            assert connection.execute(query).scalar_one() == 300


def test_the_picture_of_a_year_is_read_and_counts_a_new_signal_at_once(
    benchmark: SimpleNamespace,
) -> None:
    def fetch(path: str, headers: list[str]) -> tuple[int, str]:
        name, value = headers[0].split(": ", 1)
        answer = benchmark.servers["product"].get(path, headers={name: value})
        return answer.status_code, answer.text

    picture.write_year(benchmark.url, 200)
    plan = picture.Plan(SIZES, signals=200, times=1)
    server: Any = SimpleNamespace(fetch=fetch)
    reader = benchmark.filled.crowd[0].users[0]
    found = picture.run(plan, server, benchmark.engine, reader)
    assert found.keys() == figures.PICTURE.keys()
    assert all(value > 0 for value in found.values())
