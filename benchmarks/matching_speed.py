"""`make bench-matching`: how fast suggestions and the plan are for the whole country, beside
floors.

Fills a database of its own (`seed scale`, an embedded PostgreSQL in `var/bench-matching`) and keeps
it for the next run. README.md says how to read the table.
"""

from __future__ import annotations

import argparse
import os
import random
import secrets
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import numpy as np
import psutil
import psycopg
from sqlalchemy import Engine, text
from sqlmodel import Session, col, select

from app.cli import seed
from app.core import clock
from app.core.db import make_engine
from app.core.migrations import migrate
from app.core.settings import PROJECT, Mode, Settings
from app.demo.scale import seed_scale
from app.identity.actor import Actor
from app.identity.models import Person
from app.identity.queries import get_actor, token_hash
from app.local.embedded_postgres import Cluster, running
from app.needs.queries import get_need
from app.offers.queries import get_offer
from app.planning.problem import Problem
from app.planning.solver import lp_bound, solve
from app.scoring.chances import PLANNED_FROM
from app.scoring.facts import Batch
from app.scoring.terms import Weights, score
from app.suggestions.candidate_queries import (
    facts_of_need,
    facts_of_offer,
    find_need_candidates,
    find_offer_candidates,
)
from app.suggestions.pair_queries import find_pairs_input
from app.suggestions.pairs import PairsInput
from app.suggestions.queries import suggest_needs, suggest_offers
from app.web.cookies import SESSION
from benchmarks import figures
from benchmarks.servers import Server, serving

FOLDER = PROJECT / "var" / "bench-matching"
BEST = 20  # pairs of each need that go into the plan
NEED_LINE, OFFER_LINE = "need: suggestions", "offer: suggestions"
FIGURES = {NEED_LINE: figures.NEED_LIST, OFFER_LINE: figures.OFFER_LIST}
NEAREST = "CREATE INDEX nearest ON offer_text USING hnsw (meaning halfvec_cosine_ops)"
URGENCIES = {"acute": 0, "high": 1, "normal": 2, "low": 3}


@dataclass(frozen=True)
class Line:
    """One row of the table, in milliseconds."""

    name: str
    p50: float
    p95: float
    aim: str = ""


def main() -> int:
    """Fill if needed, measure, print."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.matching_speed", description=__doc__
    )
    parser.add_argument(
        "--rows", type=int, default=100_000, help="so many needs and so many offers"
    )
    parser.add_argument(
        "--times", type=int, default=200, help="how often each short thing is measured"
    )
    parser.add_argument(
        "--lists-only", action="store_true", help="without refreshing a region and the plan"
    )
    options = parser.parse_args()
    with running(Cluster(FOLDER)) as cluster:
        url = _filled(cluster, options.rows)
        engine = make_engine(Settings(mode=Mode.DEMO, database_url=url))
        chance = random.Random(7)  # noqa: S311  the same needs at every run
        asked = _Asked(engine, chance, options.times)
        lists = list(asked.lists())
        lines = [*lists, *asked.floors(url), *asked.pages(url)]
        _print(lines)
        figures.write(
            {FIGURES[line.name]: line.p95 for line in lists if line.name in FIGURES},
            {"command": "bench-matching", "rows": options.rows, "times": options.times},
        )
        if not options.lists_only:
            _refresh_and_plan(engine, asked.actors[0])
        engine.dispose()
    print(f"\n{options.rows} needs and {options.rows} offers, on {psutil.cpu_count()} processors.")
    return 0


def _filled(cluster: Cluster, rows: int) -> str:
    """The URL of a database with so many of each, made when it is not there yet."""
    name = f"matching_{rows}"
    with psycopg.connect(
        cluster.url("postgres").replace("+psycopg", "", 1), autocommit=True
    ) as connection:
        there = connection.execute(
            "SELECT 1 FROM pg_database WHERE datname = %s", [name]
        ).fetchone()
        if there is not None:
            return cluster.url(name)
    filling = f"{name}_filling"
    cluster.ensure_database(filling)
    settings = Settings(mode=Mode.DEMO, database_url=cluster.url(filling))
    migrate(cluster.url(filling))
    engine = make_engine(settings)
    begin = time.perf_counter()
    seed(engine, demo=False)
    seed_scale(engine, needs=rows, offers=rows)
    with engine.begin() as connection:
        # The product searches exactly and has no such index: it is there for the floor alone.
        connection.execute(text(NEAREST))
    engine.dispose()
    print(f"Filled in {time.perf_counter() - begin:.0f} s.", flush=True)
    with psycopg.connect(
        cluster.url("postgres").replace("+psycopg", "", 1), autocommit=True
    ) as connection:
        connection.execute(f"ALTER DATABASE {filling} RENAME TO {name}".encode())
    return cluster.url(name)


class _Asked:
    """Needs and offers of all regions, asked for by the team of their region."""

    def __init__(self, engine: Engine, chance: random.Random, times: int) -> None:
        self.engine = engine
        self.times = times
        with Session(engine) as session:
            people = session.exec(
                select(Person.id).where(col(Person.email).like("team.%@schaal.example"))
            ).all()
            found = [get_actor(session, person) for person in people]
        self.actors: list[Actor] = [actor for actor in found if actor is not None]
        self._needs = self._some("need", chance)
        self._offers = self._some("offer", chance)

    def _some(self, table: str, chance: random.Random) -> list[tuple[Actor, UUID]]:
        found = []
        with Session(self.engine) as session:
            for actor in self.actors:
                query = (
                    f"SELECT id FROM {table} WHERE region_code = %(region)s "  # noqa: S608
                    "ORDER BY md5(id::text) LIMIT 40"
                )
                keys = session.connection().exec_driver_sql(query, {"region": actor.regions[0]})
                found += [(actor, key) for (key,) in keys]
        chance.shuffle(found)
        return found[: self.times]

    def lists(self) -> Iterator[Line]:
        """Suggestions at the database and engine, and of that what reading the candidates takes."""

        def offers(session: Session, actor: Actor, key: UUID) -> object:
            return suggest_offers(session, actor, get_need(session, actor, key))

        def needs(session: Session, actor: Actor, key: UUID) -> object:
            return suggest_needs(session, actor, get_offer(session, actor, key))

        def offer_candidates(session: Session, actor: Actor, key: UUID) -> object:
            need = get_need(session, actor, key)
            return find_offer_candidates(
                session, actor, need, one=facts_of_need(session, actor, need).facts
            )

        def need_candidates(session: Session, actor: Actor, key: UUID) -> object:
            offer = get_offer(session, actor, key)
            return find_need_candidates(
                session, actor, offer, one=facts_of_offer(session, actor, offer).facts
            )

        yield self._timed(NEED_LINE, offers, self._needs, "p95 50")
        yield self._timed("need: of that, candidates", offer_candidates, self._needs)
        yield self._timed(OFFER_LINE, needs, self._offers, "p95 50")
        yield self._timed("offer: of that, candidates", need_candidates, self._offers)

    def _timed(
        self,
        name: str,
        ask: Callable[[Session, Actor, UUID], object],
        keys: Sequence[tuple[Actor, UUID]],
        aim: str = "",
    ) -> Line:
        seconds = []
        for number, (actor, key) in enumerate([*keys[:5], *keys]):
            with Session(self.engine) as session:
                begin = time.perf_counter()
                ask(session, actor, key)
                if number >= 5:  # the first ones fill caches
                    seconds.append(time.perf_counter() - begin)
        return _line(name, seconds, aim)

    def floors(self, url: str) -> Iterator[Line]:
        """The nearest hundred by meaning alone, by hand: exact, by the HNSW index with a filter,
        and in NumPy.
        """
        with psycopg.connect(url.replace("+psycopg", "", 1)) as connection:
            query = (
                "SELECT o.id, t.meaning <=> %(v)s::halfvec AS d FROM offer_text t JOIN offer o "
                "ON o.id = t.offer_id "
                "WHERE {region} = %(r)s AND o.status = 'published' AND o.committed < o.quantity "
                "ORDER BY d LIMIT 100"
            )
            said = connection.execute(
                "SELECT region_code, meaning::text FROM need_text WHERE need_id = ANY(%s)",
                [[k for _a, k in self._needs]],
            ).fetchall()
            yield _floor(connection, "bare SQL, exact", query.format(region="o.region_code"), said)
            for mode in ("relaxed_order", "strict_order"):
                connection.execute(f"SET hnsw.iterative_scan = {mode}".encode())
                connection.execute("SET hnsw.ef_search = 100")
                connection.execute("SET enable_sort = off; SET enable_seqscan = off")
                # No index on the region: the one on meaning has to find them.
                yield _floor(
                    connection, f"HNSW, {mode}", query.format(region="t.region_code || ''"), said
                )
            yield from _brute_force(connection, said)

    def pages(self, url: str) -> Iterator[Line]:
        """The page of a need over HTTP, one user after the other."""
        with psycopg.connect(url.replace("+psycopg", "", 1), autocommit=True) as connection:
            cookies = {actor.person_id: _sign_in(connection, actor) for actor in self.actors}
        env = {"DATABASE_URL": url, "SCHAKELBORD_MODE": Mode.PRODUCTION.value}
        with serving("app.main:create", env) as server:
            time.sleep(5)  # both workers load the encoder
            yield _line(
                "page of a need",
                list(_visits(server, "/behoeften", self._needs, cookies)),
                "p95 100",
            )
            yield _line(
                "page of an offer",
                list(_visits(server, "/aanbod", self._offers, cookies)),
                "p95 100",
            )


def _floor(
    connection: psycopg.Connection, name: str, query: str, said: Sequence[tuple[str, str]]
) -> Line:
    """With how many of the hundred it found: an index that is filtered afterwards may stop too
    early.
    """
    seconds, found = [], 0
    for number, (region, meaning) in enumerate([*said[:5], *said]):
        begin = time.perf_counter()
        rows = connection.execute(query.encode(), {"v": meaning, "r": region}).fetchall()
        if number >= 5:
            seconds.append(time.perf_counter() - begin)
            found += len(rows)
    return _line(f"floor: {name} ({found / len(said):.0f} of 100)", seconds)


def _brute_force(connection: psycopg.Connection, said: Sequence[tuple[str, str]]) -> Iterator[Line]:
    rows = connection.execute(
        "SELECT region_code, halfvec_send(meaning) FROM offer_text"
    ).fetchall()
    every = np.array([np.frombuffer(sent, ">f2", offset=4) for _region, sent in rows]).astype(
        np.float32
    )
    regions = np.array([region for region, _sent in rows])
    by_region = {region: every[regions == region] for region in set(regions)}
    asked = [
        (region, np.array(meaning[1:-1].split(","), dtype=np.float32)) for region, meaning in said
    ]
    for name, vectors in (("region", by_region.get), ("country", lambda _region: every)):
        seconds = []
        for region, meaning in asked:
            begin = time.perf_counter()
            near = vectors(region) @ meaning  # type: ignore[operator]
            np.argpartition(-near, 100)[:100]
            seconds.append(time.perf_counter() - begin)
        yield _line(f"floor: NumPy, vectors of the {name}", seconds)


def _sign_in(connection: psycopg.Connection, actor: Actor) -> str:
    token, now = secrets.token_urlsafe(32), clock.now()
    connection.execute(
        "INSERT INTO login_session (token_hash, person_id, created_at, last_seen_at) VALUES "
        "(%s, %s, %s, %s)",
        [token_hash(token), actor.person_id, now, now],
    )
    return token


def _visits(
    server: Server, path: str, keys: Sequence[tuple[Actor, UUID]], cookies: dict[UUID | None, str]
) -> Iterator[float]:
    for number, (actor, key) in enumerate([*keys[:20], *keys]):
        begin = time.perf_counter()
        status, _html = server.fetch(
            f"{path}/{key}", [f"Cookie: {SESSION}={cookies[actor.person_id]}"]
        )
        if status != 200:
            raise RuntimeError(f"{path} answers {status}")
        if number >= 20:
            yield time.perf_counter() - begin


def _refresh_and_plan(engine: Engine, actor: Actor) -> None:
    """All suggestions of one region, and the plan over them; the country is 25 such regions side by
    side.
    """
    region = actor.regions[0]
    with _took(f"refresh {region}: reading"), Session(engine) as session:
        everything = find_pairs_input(session, actor, region)
    with _took(
        f"refresh {region}: scoring {len(everything.needs)} × {len(everything.offers)} (aim 20 "
        "s with reading)"
    ):
        pairs = _best_pairs(everything)
    for name, copies in (("one region (aim 5 s)", 1), ("the country (aim 120 s)", 25)):
        problem = _problem(everything, pairs, copies)
        with _took(f"plan of {name}: {len(problem.pair_need)} pairs"):
            solution = solve(problem)
        with _took("  floor: its LP alone"):
            bound = lp_bound(problem)
        print(
            f"  objective {solution.objective}, bound {bound}; "
            f"{psutil.Process().memory_info().rss >> 20} MB"
        )


def _best_pairs(everything: PairsInput) -> tuple[list[int], list[int], list[float]]:
    offers = Batch([candidate.facts for candidate in everything.offers], are_needs=False)
    units = np.array([candidate.facts.unit.value for candidate in everything.offers])
    found: tuple[list[int], list[int], list[float]] = ([], [], [])
    for place, need in enumerate(everything.needs):
        total = score(need.facts, offers, Weights(), everything.rarity).total
        may = everything.allowed[place] & (total >= PLANNED_FROM) & (units == need.facts.unit.value)
        best = np.flatnonzero(may)
        for offer in best[np.argsort(-total[best], kind="stable")[:BEST]]:
            found[0].append(place)
            found[1].append(int(offer))
            found[2].append(float(total[offer]))
    return found


def _problem(
    everything: PairsInput, pairs: tuple[list[int], list[int], list[float]], copies: int
) -> Problem:
    needs, offers = len(everything.needs), len(everything.offers)
    left = [candidate.facts.left or 0 for candidate in everything.needs] * copies
    free = [candidate.facts.left or 0 for candidate in everything.offers] * copies
    chance = random.Random(1)  # noqa: S311
    urgency = [chance.choice(list(URGENCIES.values())) for _ in left]
    shifted: tuple[Any, Any, Any] = (
        np.concatenate([np.array(pairs[0]) + copy * needs for copy in range(copies)]),
        np.concatenate([np.array(pairs[1]) + copy * offers for copy in range(copies)]),
        np.tile(np.array(pairs[2]), copies),
    )
    return Problem.of(left, urgency, free, shifted)


@contextmanager
def _took(name: str) -> Iterator[None]:
    begin = time.perf_counter()
    yield
    print(f"{name:70}{time.perf_counter() - begin:9.2f} s", flush=True)


def _line(name: str, seconds: Sequence[float], aim: str = "") -> Line:
    ordered = sorted(seconds)
    return Line(
        name, 1000 * ordered[len(ordered) // 2], 1000 * ordered[int(0.95 * (len(ordered) - 1))], aim
    )


def _print(lines: Sequence[Line]) -> None:
    print(f"\n{'':40}{'p50 ms':>9}{'p95 ms':>9}  aim")
    for line in lines:
        print(f"{line.name:40}{line.p50:9.1f}{line.p95:9.1f}  {line.aim}")


if __name__ == "__main__":
    os.environ.setdefault("SCHAKELBORD_MODE", Mode.DEMO.value)
    sys.exit(main())
