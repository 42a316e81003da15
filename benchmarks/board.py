"""`make bench`: how fast lists, pages and verbs are with 10,000 needs and 10,000 offers, beside two
floors.

Everything runs on this machine: PostgreSQL, two workers and the load. README.md says how to read
the table.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import psutil
import psycopg

from app.core.db import make_engine
from app.core.migrations import migrate
from app.core.settings import PROJECT, Mode, Settings
from app.local.embedded_postgres import Cluster, running
from benchmarks.fill import Filled, fill
from benchmarks.floors import PAGES
from benchmarks.queries import count_statements
from benchmarks.requests import Scenario, get, scenarios
from benchmarks.servers import Load, Server, postgres_seconds, serving

FOLDER = PROJECT / "var" / "bench-postgres"
DATABASE = "bench"


@dataclass
class Measured:
    """What one scenario did at one number of users, over all rounds."""

    seconds: list[float] = field(default_factory=list)
    elapsed: float = 0.0
    bytes: int = 0
    server_cpu: float = 0.0
    postgres_cpu: float = 0.0
    load_cpu: float = 0.0

    @property
    def per_second(self) -> float:
        return len(self.seconds) / self.elapsed if self.elapsed else 0.0

    def percentile(self, share: float) -> float:
        """In milliseconds."""
        ordered = sorted(self.seconds)
        return 1000 * ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else 0.0

    def each(self, total: float) -> float:
        return total / len(self.seconds) if self.seconds else 0.0


Results = dict[tuple[str, int], Measured]


def _ratio(ours: Measured, floor: Measured) -> float:
    """Pages a second of the product for each of the floor."""
    return ours.per_second / max(floor.per_second, 1e-9)


@dataclass(frozen=True)
class Plan:
    """How long and how often."""

    rows: int = 10_000
    users: tuple[int, ...] = (1, 8, 32)
    rounds: int = 3
    seconds: float = 1.6
    to_accept: int = 4000


QUICK = Plan(rounds=1, seconds=0.5, to_accept=1000)


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.board", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="one short round: does it still work?")
    parser.add_argument("--only", default="", help="names of scenarios, with commas")
    options = parser.parse_args()
    plan, only = QUICK if options.quick else Plan(), set(filter(None, options.only.split(",")))
    begin = time.monotonic()
    with running(Cluster(FOLDER)) as cluster, ExitStack() as stack:
        url = _fresh_database(cluster)
        engine = make_engine(Settings(mode=Mode.PRODUCTION, database_url=url))
        filled = fill(
            engine,
            url,
            needs=plan.rows,
            offers=plan.rows,
            to_accept=plan.to_accept,
            users=max(plan.users),
        )
        wanted = [s for s in scenarios(filled) if not only or s.name in only]
        counts = count_statements(engine, url, wanted, filled.users[0])
        engine.dispose()
        print(
            f"Database filled in {time.monotonic() - begin:.0f} s: {plan.rows} needs, "
            f"{plan.rows} offers.",
            flush=True,
        )
        servers = stack.enter_context(_three_servers(url, filled))
        load = Load()
        stack.callback(load.stop)
        results = _measure(plan, wanted, servers, load, _postmaster(url))
    _print(wanted, results, counts, plan)
    print(f"\n{time.monotonic() - begin:.0f} s in all, on {psutil.cpu_count()} processors.")
    return 0


def _fresh_database(cluster: Cluster) -> str:
    with psycopg.connect(
        cluster.url("postgres").replace("+psycopg", "", 1), autocommit=True
    ) as connection:
        connection.execute(f"DROP DATABASE IF EXISTS {DATABASE} WITH (FORCE)".encode())
    cluster.ensure_database(DATABASE)
    url = cluster.url(DATABASE)
    migrate(url)
    return url


def _postmaster(url: str) -> psutil.Process:
    with psycopg.connect(url.replace("+psycopg", "", 1)) as connection:
        parent = psutil.Process(connection.info.backend_pid).parent()
    assert parent is not None
    return parent


@contextmanager
def _three_servers(url: str, filled: Filled) -> Iterator[dict[str, Server]]:
    """The product, the product with the first floor's routes, and the second floor. Two of them
    wait at any time.
    """
    pages = FOLDER / "pages"
    pages.mkdir(exist_ok=True)
    env = {"DATABASE_URL": url, "SCHAKELBORD_MODE": Mode.PRODUCTION.value, PAGES: str(pages)}
    # The product's own pool of 12 connections a worker is for one product, not for three servers at
    # once.
    small = env | {"SCHAKELBORD_POOL_SIZE": "1", "SCHAKELBORD_POOL_OVERFLOW": "0"}
    with ExitStack() as stack:
        product = stack.enter_context(serving("app.main:create", env))
        _store_pages(product, filled, pages)
        same = stack.enter_context(serving("benchmarks.floors:create", small))
        bare = stack.enter_context(serving("benchmarks.floors:bare", small))
        yield {"product": product, "same": same, "bare": bare}


def _store_pages(product: Server, filled: Filled, pages: Path) -> None:
    for name, path in (("list", "/behoeften"), ("board", "/bord")):
        cookie = get(path, filled.users[0]).split("Cookie: ")[1].split("\r\n")[0]
        status, html = product.fetch(path, [f"Cookie: {cookie}"])
        if status != 200:
            raise RuntimeError(f"{path} answers {status}")
        (pages / f"{name}.html").write_text(html, encoding="utf-8")


def _measure(
    plan: Plan,
    wanted: list[Scenario],
    servers: dict[str, Server],
    load: Load,
    postmaster: psutil.Process,
) -> Results:
    """Round after round through all scenarios, so that a slow moment of the machine hits all
    alike.
    """
    results: Results = {(s.name, users): Measured() for s in wanted for users in plan.users}
    for scenario in wanted:  # compiled templates, prepared statements, filled pools
        load.run(servers[scenario.server].port, scenario.take(32, 0.4), 0.4, again=scenario.again)
    for _ in range(plan.rounds):
        for users in plan.users:
            for scenario in wanted:
                server = servers[scenario.server]
                requests = scenario.take(users, plan.seconds)
                before = server.cpu_seconds(), postgres_seconds(postmaster)
                found = load.run(server.port, requests, plan.seconds, again=scenario.again)
                measured = results[scenario.name, users]
                measured.server_cpu += server.cpu_seconds() - before[0]
                measured.postgres_cpu += postgres_seconds(postmaster) - before[1]
                measured.load_cpu += found["cpu"]
                measured.elapsed += found["elapsed"]
                measured.seconds += found["seconds"]
                measured.bytes += found["bytes"]
                wrong = {code for code in found["statuses"] if int(code) != scenario.status}
                if wrong:
                    raise RuntimeError(
                        f"{scenario.name} answered {found['statuses']}, not only {scenario.status}"
                    )
    return results


def _print(wanted: list[Scenario], results: Results, counts: dict[str, int], plan: Plan) -> None:
    heading = (
        "",
        "users",
        "req/s",
        "p50 ms",
        "p95 ms",
        "bytes",
        "queries",
        "server ms",
        "db ms",
        "load ms",
    )
    print("\n{:22}{:>6}{:>8}{:>9}{:>9}{:>9}{:>9}{:>11}{:>8}{:>9}".format(*heading))
    for scenario in wanted:
        for users in plan.users:
            m = results[scenario.name, users]
            print(
                f"{scenario.name if users == plan.users[0] else '':22}{users:6}{m.per_second:8.0f}"
                f"{m.percentile(0.5):9.1f}{m.percentile(0.95):9.1f}{m.each(m.bytes):9.0f}"
                f"{counts.get(scenario.name, ''):>9}{1000 * m.each(m.server_cpu):11.2f}"
                f"{1000 * m.each(m.postgres_cpu):8.2f}{1000 * m.each(m.load_cpu):9.2f}"
            )
    print("\nPages a second of the product against the floors (1 is as fast as the floor):")
    for page in ("list", "board"):
        for floor in ("same app", "bare"):
            name = f"{page}, {floor}"
            if (page, plan.users[-1]) not in results or (name, plan.users[-1]) not in results:
                continue
            ratios = (
                f"{users} users {_ratio(results[page, users], results[name, users]):.2f}"
                for users in plan.users
            )
            print(f"  {name:18} " + "   ".join(ratios))


if __name__ == "__main__":
    # The command line and the workers agree on what mode is: nothing of the demo but its people.
    os.environ.setdefault("SCHAKELBORD_MODE", Mode.PRODUCTION.value)
    sys.exit(main())
