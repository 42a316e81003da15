"""`make bench-picture`: how long the picture of a busy region takes, with a year behind it.

20,000 signals, 5,000 needs with their matches, and what was seen of them; one reader at a time. The
page is measured as a browser gets it, without charts. README.md says how to read it.
"""

from __future__ import annotations

import argparse
import os
import re
import statistics
import time
from dataclasses import asdict, dataclass
from datetime import timedelta

import psycopg
from sqlalchemy import Engine
from sqlmodel import Session

from app.core import clock
from app.core.db import make_engine
from app.core.migrations import migrate
from app.core.settings import PROJECT, Mode, Settings
from app.identity.queries import get_actor
from app.local.embedded_postgres import Cluster, running
from app.signals import partner_commands
from app.signals.signal_fields import SignalEntry
from app.web.cookies import SESSION
from benchmarks import figures
from benchmarks.fill import Sizes, fill, settle
from benchmarks.people import User
from benchmarks.region_rows import REGION
from benchmarks.servers import Server, serving

FOLDER, DATABASE = PROJECT / "var" / "bench-picture-postgres", "picture"
PLACE = "GM1979"
WARMING = 4  # so often is a page read before it counts
PAGES = {
    "usual": "/beeld",
    "weeks": "/beeld?period=weeks_4",
    "year": "/beeld?period=year",
    "place": f"/beeld?municipality={PLACE}",
    "crisis": "/beeld?crisis=energiearmoede",
    "years": "/beeld?seen_from={year_ago}",
}
# A year of signals, as many on one day as on another, most of them negative; one in twelve is about
# a few people, and one in four about a measure.
SIGNALS = """
    INSERT INTO signal (
      id, kind, organisation_id, region_code, municipality_code, description, direction, theme,
      target_group, severity, trend, source_kind, source_link, seen_on, people, crisis_id,
      measure_id, moments, language, is_proven, status, answer, created_at, ended_at)
    SELECT gen_random_uuid(), 'signal', owners.ids[1 + n % cardinality(owners.ids)], %(region)s,
      places.codes[1 + (n * 7) % cardinality(places.codes)], 'Signaal ' || n,
      CASE WHEN n % 4 = 0 THEN 'positive' ELSE 'negative' END,
      themes.slugs[1 + (n * 5) % cardinality(themes.slugs)],
      groups.slugs[1 + (n * 3) % cardinality(groups.slugs)], 1 + n % 5,
      (ARRAY['rising', 'steady', 'falling', NULL])[1 + n % 4], 'own', '',
      current_date - n % 365, CASE WHEN n % 12 = 0 THEN 3 ELSE 40 END,
      crises.ids[1 + n % (cardinality(crises.ids) + 1)],
      CASE WHEN n % 4 = 1 THEN measures.ids[1 + n % cardinality(measures.ids)] END, '{}', 'nl',
      false, 'accepted', '', now() - make_interval(days => n % 365),
      now() - make_interval(days => n % 365)
    FROM generate_series(1, %(signals)s) AS n,
      (SELECT array_agg(id) AS ids FROM organisation WHERE region_code = %(region)s) AS owners,
      (SELECT array_agg(code) AS codes FROM municipality WHERE region_code = %(region)s) AS places,
      (SELECT array_agg(slug) AS slugs FROM theme) AS themes,
      (SELECT array_agg(slug) AS slugs FROM target_group
       WHERE region_code IS NULL AND merged_into IS NULL) AS groups,
      (SELECT array_agg(id) AS ids FROM crisis WHERE region_code = %(region)s) AS crises,
      (SELECT array_agg(id) AS ids FROM measure WHERE region_code = %(region)s) AS measures
"""
MEASURES = """
    INSERT INTO measure (id, region_code, slug, title, description, level, starts_on, ends_on, link,
      created_at, version)
    SELECT gen_random_uuid(), %(region)s, 'maatregel-' || n, 'Maatregel ' || n, '',
      CASE WHEN n % 5 = 0 THEN 'local' ELSE 'national' END, current_date - n * 15,
      CASE WHEN n % 3 = 0 THEN current_date - n * 15 + 60 END, '', now(), 1
    FROM generate_series(1, 24) AS n
"""
# The needs of the base are of some weeks: here they are of a year, as long as they stand open.
SPREAD = """
    UPDATE need SET published_at = now() - random() * interval '365 days'
    WHERE region_code = %(region)s AND published_at IS NOT NULL
"""
SHOWN = """
    INSERT INTO first_shown (need_id, at)
    SELECT id, published_at + random() * interval '5 days' FROM need
    WHERE region_code = %(region)s AND published_at IS NOT NULL AND random() < 0.8
    ON CONFLICT DO NOTHING
"""


@dataclass(frozen=True)
class Plan:
    """How much there is, and how often each page is read."""

    sizes: Sizes
    signals: int = 20_000
    times: int = 40


FULL = Plan(Sizes(needs=5_000, offers=5_000, beside=12, per_kind=1, to_accept=1_000))
QUICK = Plan(
    Sizes(needs=300, offers=300, beside=12, per_kind=1, to_accept=50), signals=1_000, times=5
)


def main() -> int:
    """Measure, print, and write the figures."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.picture", description=__doc__)
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
        reader = fill(engine, url, plan.sizes).crowd[0].users[0]
        write_year(url, plan.signals)
        settle(engine)
        with serving("app.main:create", {"DATABASE_URL": url}) as server:
            found = run(plan, server, engine, reader)
        engine.dispose()
    figures.print_figures(found)
    figures.write(
        found,
        {"command": "bench-picture", "quick": quick, "processors": os.cpu_count()}
        | {"plan": asdict(plan)},
    )
    return 0


def write_year(url: str, signals: int) -> None:
    """What the base of the other benchmarks does not have."""
    asked = {"region": REGION, "signals": signals}
    with psycopg.connect(_plain(url)) as connection:
        for statement in (MEASURES, SIGNALS, SPREAD, SHOWN):
            connection.execute(statement.replace(" % ", " %% ").encode(), asked)


def run(plan: Plan, server: Server, engine: Engine, reader: User) -> dict[str, float]:
    """Each page read by one person of the team, and whether a new signal is counted at once."""
    found: dict[str, float] = {}
    for name, page in PAGES.items():
        address = page.format(year_ago=clock.today() - timedelta(days=364))
        took = [_read(server, reader, address)[0] for _each in range(plan.times + WARMING)]
        found[f"picture.{name}.p50_ms"] = 1000 * statistics.median(took[WARMING:])
    before = _signals(_read(server, reader, "/beeld")[1])
    _log(engine, reader)
    after = _signals(_read(server, reader, "/beeld")[1])
    if after != before + 1:
        raise RuntimeError(f"a new signal was not counted at once: {before}, then {after}")
    return found


def _read(server: Server, reader: User, address: str) -> tuple[float, str]:
    begin = time.perf_counter()
    status, text = server.fetch(address, [f"Cookie: {SESSION}={reader.token}"])
    took = time.perf_counter() - begin
    if status != 200:
        raise RuntimeError(f"{address} answered {status}")
    return took, text


def _signals(page: str) -> int:
    """How many negative signals all themes have together."""
    total = re.search(r'<tfoot>.*?sb-heat__sum"><a[^>]*>([\d.]+)', page, re.DOTALL)
    assert total is not None
    return int(total[1].replace(".", ""))


def _log(engine: Engine, reader: User) -> None:
    given = SignalEntry.model_validate(
        {
            "description": "Mensen zitten in de kou.",
            "direction": "negative",
            "theme": "work_income",
            "target_group": "older_people",
            "municipality": PLACE,
            "severity": "4",
            "source_kind": "own",
        }
    )
    with Session(engine) as session, session.begin():
        actor = get_actor(session, reader.person_id)
        assert actor is not None
        partner_commands.log_signal(session, actor, given)


def _plain(url: str) -> str:
    return url.replace("+psycopg", "", 1)


if __name__ == "__main__":
    raise SystemExit(main())
