"""SIGKILL of a worker in the middle of each kind of job: nothing is lost, nothing is done twice.

Everything waits in one database, and in a copy of it. In the copy a worker does it undisturbed. In
the other one it is killed in each kind of job before what it did is stored, and of what somebody
waits for once more just after; the next worker goes on. What stands in both is the same.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time as hour, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy import Engine, create_engine
from sqlmodel import Session, SQLModel, col, select

from app.core import clock, jobs
from app.core.settings import Mode, Settings
from app.imports import examiner
from app.imports.models import ImportDraft
from app.mail import commands as mail_commands
from app.matches.models import Match, MatchStatus
from app.messages import letters
from app.needs.models import Need
from app.organisations.models import OrganisationProfile
from app.planning import commands as plan_commands
from app.planning.models import Plan, PlanStatus
from app.reports.models import Report, ReportStatus
from app.suggestions import review_commands
from tests.background.killed_worker import MOMENTS, Moment, at_work
from tests.background.test_twins import TWINS, own_tasks
from tests.conftest import Databases
from tests.days import move_postgres
from tests.imports.files import NEED, csv_file
from tests.imports.test_meanwhile import chosen_on
from tests.imports.test_pages import confirm_address, send
from tests.mail.servers import Mood, serving
from tests.matches.pairs import Pairs
from tests.members.invitations import HOME
from tests.reports.reports import compose
from tests.world import Visitors, World

HOUR = timedelta(hours=1)
NAMES = sorted(own_tasks())
# Kinds that store what they do in parts: the one in the middle. All others are killed at the first.
MIDDLE = {"messages:daily": 6, "planning:make": 4, "reports:make": 5}
# What tells somebody something, or is waited for, is killed after it stored that, too.
TELLS = {
    *TWINS, *TWINS.values(), "matching:lapse", "messages:daily", "messages:questions",
    "organisations:ask_again",
}  # fmt: skip
ALL = [
    Moment(name, is_after, MIDDLE.get(name, 1))
    for name in NAMES
    for is_after in ((False, True) if name in TELLS else (False,))
]
# A column of its own row, which two runs never have in common.
OWN = (sa.Uuid, sa.DateTime, sa.LargeBinary)


@dataclass
class Killed:
    """What came of it. `stood`: the rows of every table as far as two runs have them in common, in
    the database in which nobody was killed and in the other one.
    """

    engine: Engine
    moments: list[Moment]
    waiting: set[str]
    stood: tuple[Counter[Any], Counter[Any]]
    mails: tuple[Counter[str], Counter[str]]


def prepare(engine: Engine) -> None:
    """Something to do for every kind of job that somebody waits for."""
    settings = Settings(mode=Mode.DEMO, database_url="postgresql://unused")
    with Session(engine, expire_on_commit=False) as session:
        with Visitors(engine, session, settings) as visitors:  # type: ignore[arg-type]
            pairs = Pairs(visitors.world)
            with pytest.MonkeyPatch.context() as patch, clock.at(clock.now() - HOUR):
                patch.setattr(examiner, "LARGE_ROWS", 2)
                rows = [NEED | {"titel": f"Vraag {n} om boodschappen"} for n in range(4)]
                shown = send(visitors["amina"], csv_file(*rows))
                visitors["amina"].post(confirm_address(shown), data=chosen_on(shown))
                email = visitors.world.person("amina").email
                visitors[None].post("/wachtwoord-vergeten", data={"email": email})
                review_commands.approve_in_review(session, pairs["daan"], pairs.propose())
                pairs.accepted()
                late = pairs.approved()
                late.answer_by = clock.now()
                _owe(session, visitors.world)
                plan_commands.ask_plan(session, pairs["daan"], plan_commands.PlanWish())
                compose(visitors.world)
                home = visitors.world.organisation(HOME).id
                profile = session.get_one(OrganisationProfile, home)
                profile.confirmed_at = clock.now() - timedelta(days=366)
                session.commit()
        _ask_for_the_others(session)
        session.commit()


def _owe(session: Session, world: World) -> None:
    person = world.person("amina").id
    mail_commands.owe(
        session,
        letters.ASKED,
        object_id=person,
        person_id=person,
        language="nl",
        facts={"title": "Warm eten", "name": "Gemeente", "day": "2027-03-09"},
    )


def _ask_for_the_others(session: Session) -> None:
    """One job of each kind that comes by itself, as when its time has come."""
    session.execute(sa.text("UPDATE procrastinate_jobs SET scheduled_at = NULL"))
    add = sa.text(
        "INSERT INTO procrastinate_jobs (task_name, queue_name, args)"
        " VALUES (:name, 'default', '{\"timestamp\": 0}')"
    )
    for name in NAMES:
        if name not in TWINS:
            session.execute(add, {"name": name})


def copied(engine: Engine) -> Engine:
    """The same once more, under another name."""
    url = engine.url
    engine.dispose()
    admin = create_engine(url.set(database="postgres"), isolation_level="AUTOCOMMIT")
    name = f"{url.database}_whole"
    with admin.connect() as connection:
        connection.exec_driver_sql(f'CREATE DATABASE "{name}" TEMPLATE "{url.database}"')
    admin.dispose()
    other = url.set(database=name)
    move_postgres(other.render_as_string(hide_password=False))
    return create_engine(other)


class Round:
    """Workers on one database, one after the other."""

    def __init__(self, engine: Engine, at: datetime, port: int) -> None:
        self.engine, self._at = engine, at
        self._settings = {
            "SCHAKELBORD_MODE": "demo",
            "SCHAKELBORD_SMTP_HOST": "127.0.0.1",
            "SCHAKELBORD_SMTP_PORT": str(port),
            "SCHAKELBORD_SMTP_SECURITY": "none",
            "SCHAKELBORD_MAIL_FROM": "bord@regio.example",
        }
        self.killed: list[Moment] = []

    def go(self, moments: list[Moment]) -> None:
        """Until nothing waits, with a worker killed at each of the moments."""
        with self.engine.connect() as holding:
            for number, _moment in enumerate(moments):
                holding.execute(sa.select(sa.func.pg_advisory_lock(MOMENTS, number)))
            holding.commit()
            while (came_to := self._one(moments)) is not None:
                self.killed.append(moments[came_to])
                holding.execute(sa.select(sa.func.pg_advisory_unlock(MOMENTS, came_to)))
                holding.commit()
                self._until(self._is_alone)
                self._fall_silent()

    def send_what_was_claimed(self) -> None:
        """The time is over in which a worker that is gone may still send a mail."""
        with self.engine.begin() as connection:
            connection.exec_driver_sql("UPDATE mail SET due_at = now() - interval '2 h'")
            connection.exec_driver_sql(
                "INSERT INTO procrastinate_jobs (task_name, queue_name, args)"
                " VALUES ('mail:sweep', 'default', '{}')"
            )
        self.go([])

    def _one(self, moments: list[Moment]) -> int | None:
        """At which moment this worker was killed; None when nothing was left to do."""
        url = self.engine.url.render_as_string(hide_password=False)
        with at_work(url, self._at, moments, **self._settings) as process:
            self._until(lambda: not process.is_alive() or self._waits())
            found = self._waits()
            if not found:
                assert process.exitcode == 0
                return None
            process.kill()
            process.join()
            assert process.exitcode == -9
        return found[0]

    def _waits(self) -> list[int]:
        asked = "SELECT objid FROM pg_locks WHERE NOT granted AND classid = %s"
        return [row[0] for row in self._ask(f"{asked} AND objsubid = 2", (MOMENTS,))]

    def _is_alone(self) -> bool:
        """Nothing of the one that was killed goes on in PostgreSQL: two are of this test."""
        asked = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
        return bool(self._ask(asked)[0][0] <= 2)

    def _fall_silent(self) -> None:
        with self.engine.begin() as connection:
            connection.exec_driver_sql(
                "UPDATE procrastinate_workers SET last_heartbeat = now() - interval '1 h'"
            )

    def _ask(self, asked: str, given: tuple[Any, ...] = ()) -> list[Any]:
        with self.engine.connect() as connection:
            return list(connection.exec_driver_sql(asked, given).all())

    def _until(self, is_so: Any) -> None:
        until = time.monotonic() + 200
        while not is_so():
            assert time.monotonic() < until, (self.killed, queued(self.engine))
            time.sleep(0.02)


def stands(engine: Engine) -> Counter[Any]:
    """Every row of ours, without what no two runs have in common."""
    found: Counter[Any] = Counter()
    with engine.connect() as connection:
        for table in SQLModel.metadata.sorted_tables:
            kept: list[Any] = [
                c for c in table.c if isinstance(c.type, (sa.Enum, sa.Boolean, sa.Integer))
            ]
            if table.name in ("audit_entry", "mail"):
                kept += [table.c.event if "event" in table.c else table.c.kind, table.c.person_id]
            kept = [c for c in kept if c.name not in ("attempts", "tries")] or [sa.literal(1)]
            for row in connection.execute(sa.select(*kept).select_from(table)):
                found[table.name, *row] += 1
    return found


def queued(engine: Engine) -> set[str]:
    with engine.connect() as connection:
        return set(connection.exec_driver_sql("SELECT task_name FROM procrastinate_jobs").scalars())


@pytest.fixture(scope="module")
def killed(databases: Databases) -> Iterator[Killed]:
    engine = create_engine(databases.copy("world"))
    before = jobs._engine
    prepare(engine)
    waiting, whole = queued(engine), copied(engine)
    morning = clock.now().astimezone(clock.AMSTERDAM)
    at = max(morning, datetime.combine(morning.date(), hour(9), tzinfo=clock.AMSTERDAM))
    moods = Mood(), Mood()
    rounds = []
    for of, mood, moments in ((whole, moods[0], []), (engine, moods[1], ALL)):
        with serving(mood) as port:
            rounds.append(Round(of, at, port))
            rounds[-1].go(list(moments))
            rounds[-1].send_what_was_claimed()
    mails = [Counter(address for address, _message in mood.taken) for mood in moods]
    yield Killed(
        engine, rounds[1].killed, waiting, (stands(whole), stands(engine)), (mails[0], mails[1])
    )
    jobs._engine = before
    whole.dispose()
    engine.dispose()


@pytest.mark.parametrize("name", NAMES)
def test_a_worker_was_killed_in_the_middle_and_another_did_it(killed: Killed, name: str) -> None:
    assert name in killed.waiting
    assert {moment for moment in ALL if moment.task == name} <= set(killed.moments)
    assert name not in queued(killed.engine), "it is done"


def test_all_of_it_is_done_once(killed: Killed) -> None:
    undisturbed, disturbed = killed.stood
    assert undisturbed - disturbed == Counter(), "lost"
    assert disturbed - undisturbed == Counter(), "done twice"
    assert killed.mails[0] == killed.mails[1] and killed.mails[0]


def test_what_somebody_waited_for_is_there(killed: Killed) -> None:
    with Session(killed.engine) as session:
        assert session.exec(select(Plan.status)).all() == [PlanStatus.READY]
        assert session.exec(select(Report.status)).all() == [ReportStatus.READY]
        assert session.exec(select(ImportDraft)).one().stored_at is not None
        of_file = select(Need.id).where(col(Need.title).like("Vraag % om boodschappen"))
        assert len(session.exec(of_file).all()) == 4
        lapsed = select(Match.id).where(col(Match.status) == MatchStatus.LAPSED)
        assert len(session.exec(lapsed).all()) == 1
    events = Counter({row[1:]: n for row, n in killed.stood[1].items() if row[0] == "audit_entry"})
    names = Counter(value for row in events for value in row if isinstance(value, str))
    assert names["match:told"] == names["match:answer_told"] == names["match:lapsed"] == 1
    kinds = {value for row in killed.stood[1] if row[0] == "mail" for value in row}
    assert {"messages:asked", "passwords:forgotten", "messages:not_answered"} <= kinds
    assert {"messages:digest", "organisations:still_right"} <= kinds
