"""`python -m benchmarks.live`: how many pages can be open at once, and how soon they move.

Two workers, PostgreSQL and the viewers on one machine. A viewer is a connection that reads: what a
browser then does with a message is not in it. The floor is one connection that hears the same
NOTIFY. README.md says how to read it.
"""

from __future__ import annotations

import argparse
import os
import re
import statistics
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from uuid import UUID

import psutil
import psycopg
from sqlalchemy import Engine
from sqlmodel import Session

from app.audit import record
from app.core.db import make_engine
from app.core.events import address
from app.core.migrations import migrate
from app.core.notices import CHANNEL
from app.core.settings import PROJECT, Mode, Settings
from app.identity.actor import SYSTEM
from app.local.embedded_postgres import Cluster, running
from app.needs.events import NeedEdited
from app.needs.models import Need
from app.web.cookies import SESSION
from benchmarks import figures
from benchmarks.fill import Sizes, fill
from benchmarks.people import User, gather_readers
from benchmarks.region_rows import REGION
from benchmarks.servers import Server, serving
from benchmarks.viewers import Viewer, open_viewers

FOLDER, DATABASE = PROJECT / "var" / "bench-live-postgres", "live"
PATIENCE = 20.0  # seconds for a change to reach everybody
HERD_SECONDS = 0.3  # within which everybody is back after a restart


@dataclass(frozen=True)
class Plan:
    """How many viewers, how many changes for each number of them, and how long nothing happens."""

    sizes: Sizes
    viewers: tuple[int, ...] = (1, 100, 500)
    changes: int = 20
    idle: float = 60.0

    @property
    def most(self) -> int:
        return self.viewers[-1]


FULL = Plan(Sizes(beside=12, per_kind=1, to_accept=1_000))
QUICK = Plan(Sizes(needs=500, offers=500, beside=12, per_kind=1, to_accept=50), changes=5, idle=5.0)


def main() -> int:
    """Measure, print, and write the figures."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.live", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a small base: does it still work?")
    quick = parser.parse_args().quick
    plan = QUICK if quick else FULL
    print(figures.interpreter(), flush=True)
    with running(Cluster(FOLDER)) as cluster:
        with psycopg.connect(_plain(cluster.url("postgres")), autocommit=True) as connection:
            connection.execute(f"DROP DATABASE IF EXISTS {DATABASE} WITH (FORCE)".encode())
        cluster.ensure_database(DATABASE)
        url = cluster.url(DATABASE)
        migrate(url)
        engine = make_engine(Settings(mode=Mode.PRODUCTION, database_url=url))
        fill(engine, url, plan.sizes)
        found = run(plan, url, engine)
        engine.dispose()
    figures.print_figures(found)
    figures.write(
        found,
        {"command": "bench-live", "quick": quick, "processors": os.cpu_count()}
        | {"plan": asdict(plan)},
    )
    return 0


def run(plan: Plan, url: str, engine: Engine) -> dict[str, float]:
    """Everybody in one organisation, which is one reading for all of them; and spread over all of
    the region, which is one for each.
    """
    with psycopg.connect(_plain(url)) as connection:
        team = gather_readers(connection, REGION, plan.most, is_spread=False)
        spread = gather_readers(connection, REGION, plan.most, is_spread=True)
    found: dict[str, float] = {}
    env = {"DATABASE_URL": url, "SCHAKELBORD_MODE": Mode.PRODUCTION.value}
    with serving("app.main:create", env) as server:
        changing = Changing(engine, url, need_on_board(server, team[0]))
        found["live.floor.p50_ms"] = changing.floor(plan.changes)
        found["live.page_alone.p50_ms"] = _page_ms(server, team[0])
        fewer = 0
        for many in plan.viewers:
            # Warm: what the pages themselves take is there since the first of them. What so many
            # streams took before is free, and taken again.
            before = sum(server.uss_mb().values())
            for name, people in (("", team), (".spread", spread)):
                with watching(server, people[:many]) as viewers:
                    found |= _told(f"live.{many}{name}", changing.tell(viewers, plan.changes))
                    if many == plan.most and not name:
                        grown = sum(server.uss_mb().values()) - before
                        found["live.stream_kb"] = 1024 * max(grown, 0) / (many - fewer)
                        found["live.page_beside.p50_ms"] = _page_ms(server, team[0])
                        found["live.idle_percent"] = _idle(server, plan.idle)
                        found |= _slow(server, changing, viewers, plan.changes)
            fewer = many
        with watching(server, team) as viewers:
            last = [viewer.last_id for viewer in viewers]
    with serving("app.main:create", env) as server:
        began = time.perf_counter()
        with watching(server, team, last=last, within=HERD_SECONDS) as viewers:
            found["live.herd.all_ms"] = 1000 * (max(v.began for v in viewers) - began)
            found["live.herd.page_ms"] = _page_ms(server, team[0], 1)
    return found


def _told(name: str, seconds: list[float]) -> dict[str, float]:
    ordered = sorted(seconds)
    return {
        f"{name}.p50_ms": 1000 * statistics.median(ordered),
        f"{name}.p95_ms": 1000 * ordered[min(int(len(ordered) * 0.95), len(ordered) - 1)],
    }


class Changing:
    """A need that everybody sees gets another title, again and again."""

    def __init__(self, engine: Engine, url: str, need_id: UUID) -> None:
        self._engine, self._url, self._need_id = engine, url, need_id
        self._number = 0

    def change(self) -> float:
        """The moment at which it was committed."""
        self._number += 1
        with Session(self._engine) as session:
            need = session.get_one(Need, self._need_id)
            need.title = f"Vervoer naar het gemeentehuis {self._number}"
            record(session, SYSTEM, NeedEdited(**address(need), changed=("title",)))
            session.commit()
        return time.perf_counter()

    def floor(self, times: int) -> float:
        """How long the NOTIFY alone takes to one connection, in milliseconds."""
        took = []
        with psycopg.connect(_plain(self._url), autocommit=True) as connection:
            connection.execute(f"LISTEN {CHANNEL}".encode())
            for _ in range(times):
                at = self.change()
                next(connection.notifies(timeout=PATIENCE, stop_after=1))
                took.append(time.perf_counter() - at)
        return 1000 * statistics.median(took)

    def tell(self, viewers: list[Viewer], times: int) -> list[float]:
        """For each viewer and change how long it took; who heard nothing counts as the patience."""
        took = []
        for _ in range(times):
            heard = [viewer.heard for viewer in viewers]
            at = self.change()
            until = at + PATIENCE
            while time.perf_counter() < until and any(
                viewer.heard == before for viewer, before in zip(viewers, heard, strict=True)
            ):
                time.sleep(0.005)
            took += [
                viewer.at - at if viewer.heard > before else PATIENCE
                for viewer, before in zip(viewers, heard, strict=True)
            ]
            time.sleep(0.3)  # a room rests between two readings
        return took


@contextmanager
def watching(
    server: Server, people: list[User], *, last: list[str] | None = None, within: float = 1.0
) -> Iterator[list[Viewer]]:
    """All of them at the board, in a thread of their own."""
    cookies = [f"{SESSION}={each.token}" for each in people]
    with open_viewers(server.port, cookies, last or [""] * len(people), within) as viewers:
        yield viewers


def need_on_board(server: Server, user: User) -> UUID:
    """One that stands on the first page of the board, for everybody of the region."""
    _status, html = server.fetch("/bord", [f"Cookie: {SESSION}={user.token}"])
    column = html.partition('id="cards_open"')[2]
    found = re.search('id="at_([0-9a-f-]{36})"', column)
    if found is None:
        raise RuntimeError("the board has no open need")
    return UUID(found[1])


def _page_ms(server: Server, user: User, times: int = 20) -> float:
    took = []
    for _ in range(times):
        began = time.perf_counter()
        status, _html = server.fetch("/behoeften", [f"Cookie: {SESSION}={user.token}"])
        if status != 200:
            raise RuntimeError(f"a page answers {status}")
        took.append(time.perf_counter() - began)
    return 1000 * statistics.median(took)


def _idle(server: Server, seconds: float) -> float:
    """How much of one processor the workers use while nothing happens."""
    time.sleep(1)
    before = server.cpu_seconds()
    time.sleep(seconds)
    return 100 * (server.cpu_seconds() - before) / seconds


def _slow(
    server: Server, changing: Changing, viewers: list[Viewer], times: int
) -> dict[str, float]:
    """One of them takes nothing more: what the others notice, and what is kept for it."""
    before = sum(server.uss_mb().values())
    viewers[0].stall()
    found = _told("live.beside_slow", changing.tell(viewers[1:], times))
    viewers[0].resume()
    return found | {"live.slow.grows_mb": max(sum(server.uss_mb().values()) - before, 0)}


def _plain(url: str) -> str:
    return url.replace("+psycopg", "", 1)


if __name__ == "__main__":
    os.environ.setdefault("SCHAKELBORD_MODE", Mode.PRODUCTION.value)
    print(f"on {psutil.cpu_count()} processors", flush=True)
    sys.exit(main())
