"""`make bench`: how fast lists, pages and verbs are with 10,000 needs and 10,000 offers, beside
their floors.

Everything runs on this machine: PostgreSQL, two workers and the load. README.md says how to read
the table.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections.abc import Callable, Iterator, Set as AbstractSet
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

import psutil
import psycopg

from app.core.db import make_engine
from app.core.migrations import migrate
from app.core.settings import PROJECT, Mode, Settings
from app.local.embedded_postgres import Cluster, running
from benchmarks import crowd, figures
from benchmarks.cold import pages_behind_the_first, renew_titles
from benchmarks.fill import Filled, fill
from benchmarks.floors import PAGES
from benchmarks.large import copy_database, grow
from benchmarks.queries import count_statements
from benchmarks.requests import get, scenarios
from benchmarks.rounds import QUICK, Plan, measure
from benchmarks.servers import Load, PostgresTime, Serve, Server, serving
from benchmarks.table import print_table

FOLDER = PROJECT / "var" / "bench-postgres"
DATABASE, LARGE = "bench", "bench_large"


@dataclass(frozen=True)
class Run:
    """What came out: the figures by name, and the statements of one request of each scenario."""

    figures: dict[str, float]
    statements: dict[str, int]


@dataclass(frozen=True)
class Place:
    """Where it is measured: two bases, a folder for finished pages, and what starts a server."""

    url: str
    large: str
    pages: Path
    serve: Serve


def main() -> int:
    """Measure, print, and write the figures."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.board", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="one short round: does it still work?")
    parser.add_argument("--only", default="", help="names of scenarios, with commas")
    options = parser.parse_args()
    plan, only = QUICK if options.quick else Plan(), set(filter(None, options.only.split(",")))
    begin = time.monotonic()
    print(figures.interpreter(), flush=True)
    with running(Cluster(FOLDER)) as cluster:
        _empty(cluster)
        url, large = cluster.url(DATABASE), cluster.url(LARGE)
        migrate(url)
        filled = _filled(url, plan)
        if not only:
            copy_database(cluster.url("postgres"), DATABASE, LARGE)
            grow(large, plan.large)
        print(f"Filled in {time.monotonic() - begin:.0f} s: {plan.sizes}.", flush=True)
        pages = FOLDER / "pages"
        pages.mkdir(exist_ok=True)
        found = run(plan, filled, Place(url, large, pages, serving), only).figures
    figures.print_figures(found)
    figures.write(
        found,
        {"command": "bench", "quick": options.quick, "processors": os.cpu_count()}
        | {"plan": asdict(plan)},
    )
    print(f"\n{time.monotonic() - begin:.0f} s in all, on {psutil.cpu_count()} processors.")
    return 0


def run(plan: Plan, filled: Filled, place: Place, only: AbstractSet[str] = frozenset()) -> Run:
    """Measure these scenarios, and print them. Figures of other ones are not made."""
    engine = make_engine(Settings(mode=Mode.PRODUCTION, database_url=place.url))
    cold = pages_behind_the_first(engine, place.url, filled.users[0])
    wanted = [s for s in scenarios(filled, cold) if not only or s.name in only]
    counts = count_statements(engine, place.url, wanted)
    engine.dispose()
    with ExitStack() as stack:
        servers = stack.enter_context(_servers(place, filled, with_large=not only))
        load = Load()
        stack.callback(load.stop)
        results = measure(plan, wanted, servers, load, _postgres(place.url), _renewing(place.url))
        print_table(wanted, results, counts, plan)
        found = figures.figures_of(results, plan.most_users)
        if not only:
            found |= crowd.meet(plan, filled, servers["product"], load)
    return Run(found, counts)


def _renewing(url: str) -> Callable[[int], None]:
    return lambda number: renew_titles(url, number)


def _empty(cluster: Cluster) -> None:
    with psycopg.connect(
        cluster.url("postgres").replace("+psycopg", "", 1), autocommit=True
    ) as connection:
        connection.execute(f"DROP DATABASE IF EXISTS {DATABASE} WITH (FORCE)".encode())
    cluster.ensure_database(DATABASE)


def _filled(url: str, plan: Plan) -> Filled:
    engine = make_engine(Settings(mode=Mode.PRODUCTION, database_url=url))
    try:
        return fill(engine, url, plan.sizes)
    finally:
        engine.dispose()


def _postgres(url: str) -> PostgresTime:
    with psycopg.connect(url.replace("+psycopg", "", 1)) as connection:
        parent = psutil.Process(connection.info.backend_pid).parent()
    assert parent is not None
    return PostgresTime(parent)


@contextmanager
def _servers(place: Place, filled: Filled, *, with_large: bool) -> Iterator[dict[str, Server]]:
    """The product, the product with the first floor's routes, the floor without a framework, and
    the product on the large base. All but one of them wait at any time.
    """
    mode = Mode.PRODUCTION.value
    env = {"DATABASE_URL": place.url, "SCHAKELBORD_MODE": mode, PAGES: str(place.pages)}
    # The product's own pool of 12 connections a worker is for one product, not for four servers at
    # once.
    small = env | {"SCHAKELBORD_POOL_SIZE": "1", "SCHAKELBORD_POOL_OVERFLOW": "0"}
    with ExitStack() as stack:

        def start(factory: str, settings: dict[str, str]) -> Server:
            return stack.enter_context(place.serve(factory, settings))

        servers = {"product": start("app.main:create", env)}
        _store_pages(servers["product"], filled, place.pages)
        servers["same"] = start("benchmarks.floors:create", small)
        servers["bare"] = start("benchmarks.floors:bare", small)
        if with_large:
            servers["large"] = start("app.main:create", small | {"DATABASE_URL": place.large})
        yield servers


def _store_pages(product: Server, filled: Filled, pages: Path) -> None:
    for name, path in (("list", "/behoeften"), ("board", "/bord")):
        cookie = get(path, filled.users[0]).split("Cookie: ")[1].split("\r\n")[0]
        status, html = product.fetch(path, [f"Cookie: {cookie}"])
        if status != 200:
            raise RuntimeError(f"{path} answers {status}")
        (pages / f"{name}.html").write_text(html, encoding="utf-8")


if __name__ == "__main__":
    # The command line and the workers agree on what mode is: nothing of the demo but its people.
    os.environ.setdefault("SCHAKELBORD_MODE", Mode.PRODUCTION.value)
    sys.exit(main())
