"""What the administrator sees of the work in the background, and what becomes of work that went
wrong.
"""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import Connection, text
from sqlmodel import Session, col, select

from app import worker
from app.audit.models import AuditEntry
from app.background import commands, labels, policy, queries
from app.core import errors, jobs
from app.mail import commands as mail_commands
from app.messages import letters as message_letters
from app.planning import commands as plan_commands
from tests.background.rows import add_job, add_round
from tests.html import Page
from tests.matches.pairs import Pairs
from tests.statements import counted
from tests.world import Visitors, World

PAGE = "/beheer/achtergrond"
# Kinds of the library itself, and of other tests in this process.
OTHERS = ("builtin:", "procrastinate.", "test:")
STATUS = text("SELECT status::text, attempts FROM procrastinate_jobs WHERE id = :id")


def beat(session: Session) -> None:
    session.execute(text("INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now())"))


def panel(visitors: Visitors, name: str) -> str:
    """One part of the page, by the id of its heading."""
    found = Page(visitors["eva"].get(PAGE).text).every("section")
    return next(e.text for e in found if e.attributes.get("aria-labelledby") == name)


def test_every_kind_of_work_has_words() -> None:
    worker.load_tasks()
    own = {name for name in jobs.app.tasks if not name.startswith(OTHERS)}
    assert own == set(labels.NAMES)
    assert labels.name_of("of:a_later_version") == "of:a_later_version"


def test_every_kind_of_work_names_how_it_is_tried_again() -> None:
    worker.load_tasks()
    own = {name: task for name, task in jobs.app.tasks.items() if not name.startswith(OTHERS)}
    assert [name for name, task in own.items() if task.retry_strategy is None] == []


def test_the_page_says_what_waits_what_went_wrong_and_when_it_was_asked_for(
    visitors: Visitors, session: Session
) -> None:
    for _each in range(3):
        add_job(session, "todo", kind="mail:send", ago=timedelta(minutes=10))
    add_job(session, "todo", kind="planning:make", ago=timedelta(hours=-1))
    add_job(session, "failed", kind="imports:store")
    add_round(session, "matching:lapse", timedelta(minutes=3))
    session.commit()
    assert "Een mail versturen: 3" in panel(visitors, "waiting")
    assert "regioplan" not in panel(visitors, "waiting")
    assert "Een bestand opslaan" in panel(visitors, "failed")
    assert "Voorstellen beëindigen die niemand beantwoordde" in panel(visitors, "rounds")


@pytest.mark.parametrize(
    ("lives", "minutes", "said"),
    [
        (False, 1, "Niemand doet dit werk nu."),
        (True, 1, ""),
        (True, 6, "De worker draait, maar vraagt niet meer"),
    ],
)
def test_a_worker_that_is_gone_or_asks_for_nothing_is_told(
    visitors: Visitors, session: Session, lives: bool, minutes: int, said: str
) -> None:
    if lives:
        beat(session)
    add_round(session, "mail:sweep", timedelta(minutes=minutes))
    session.commit()
    shown = visitors["eva"].get(PAGE).text
    for sentence in ("Niemand doet dit werk nu.", "De worker draait, maar vraagt niet meer"):
        assert (sentence in shown) is (sentence == said)


def test_gereed_says_how_much_waits_since_when_and_what_failed(
    visitors: Visitors, session: Session
) -> None:
    add_job(session, "todo", ago=timedelta(seconds=90))
    add_job(session, "failed")
    add_round(session, "mail:sweep", timedelta(seconds=30))
    session.commit()
    line = visitors[None].get("/gereed").text.splitlines()[-1]
    numbers = [word for word in line.replace(",", "").split() if word.isdecimal()]
    assert line.startswith("wachtrij 1, mislukt 1, oudste ")
    assert 90 <= int(numbers[2]) < 150
    assert 30 <= int(numbers[3]) < 90


def test_what_went_wrong_is_done_again_once_and_stands_in_the_trail(
    visitors: Visitors, session: Session, world: World
) -> None:
    failed = add_job(session, "failed", kind="imports:store")
    session.commit()
    answer = visitors["eva"].post(f"{PAGE}/{failed}/opnieuw", follow_redirects=False)
    assert answer.status_code == 303
    assert tuple(session.execute(STATUS, {"id": failed}).one()) == ("todo", 0)
    entry = session.exec(select(AuditEntry).where(col(AuditEntry.event) == "job:tried_again")).one()
    assert (entry.person_id, entry.region_code) == (world.person("eva").id, "VR01")
    trail = visitors["eva"].get("/beheer/logboek").text
    assert "Werk op de achtergrond opnieuw geprobeerd" in trail


def test_work_for_a_region_is_seen_and_done_again_by_its_own_administrator(
    visitors: Visitors, session: Session, world: World
) -> None:
    own = add_job(session, "failed", kind="imports:store", region="VR01")
    foreign = add_job(session, "failed", kind="planning:make", region="VR03")
    add_job(session, "todo", kind="mail:send", region="VR03")
    every = add_job(session, "failed", kind="mail:sweep")
    session.commit()
    text_of = {name: panel(visitors, name) for name in ("waiting", "failed")}
    assert "Een bestand opslaan" in text_of["failed"] and "regioplan" not in text_of["failed"]
    assert text_of["failed"].count("voor alle regio’s") == 1
    assert "Een mail versturen" not in text_of["waiting"]
    expected = {own: 303, foreign: 404, every: 303}
    for job_id, status in expected.items():
        answer = visitors["eva"].post(f"{PAGE}/{job_id}/opnieuw", follow_redirects=False)
        assert answer.status_code == status, job_id
    assert session.execute(STATUS, {"id": foreign}).scalar_one() == "failed"
    refused = policy.JobPolicy(world["eva"], "VR03", is_failed=True).try_again.objection
    assert isinstance(refused, errors.NotFound)


def test_what_is_queued_for_a_region_names_it(session: Session, pairs: Pairs) -> None:
    """A plan and a mail do; a mail of no region is of the whole installation."""
    plan_commands.ask_plan(session, pairs["daan"], plan_commands.PlanWish())
    for region_code in ("VR03", None):
        mail_commands.owe(
            session, message_letters.ASKED, object_id=uuid4(), language="nl",
            person_id=pairs.world.person("amina").id, region_code=region_code,
        )  # fmt: skip
    queued = session.execute(text("SELECT task_name, queue_name FROM procrastinate_jobs"))
    found = {(str(kind), str(region)) for kind, region in queued}
    assert {("planning:make", "VR01"), ("mail:send", "VR03"), ("mail:send", "default")} <= found


def test_when_the_next_of_its_kind_waits_that_one_does_it(
    visitors: Visitors, session: Session
) -> None:
    failed = add_job(session, "failed", lock="mail:sweep")
    add_job(session, "todo", lock="mail:sweep")
    session.commit()
    visitors["eva"].post(f"{PAGE}/{failed}/opnieuw")
    assert session.execute(STATUS, {"id": failed}).first() is None


def test_what_nobody_tried_again_is_forgotten_after_thirty_days(session: Session) -> None:
    old = add_job(session, "failed", ago=timedelta(days=31))
    kept = [add_job(session, "failed", ago=timedelta(days=29))]
    kept.append(add_job(session, "todo", ago=timedelta(days=31)))
    assert commands.forget_failed(session) == 1
    left = session.execute(text("SELECT id FROM procrastinate_jobs ORDER BY id")).scalars().all()
    assert old not in left and set(kept) <= set(left)


def test_the_page_costs_as_many_queries_however_much_there_is(
    connection: Connection, session: Session, world: World
) -> None:
    costs, eva = [], world["eva"]
    for many in (1, 60):
        for _each in range(many):
            add_job(session, "failed")
            add_job(session, "todo")
        with counted(connection) as asked:
            found = queries.get_background(session, eva)
        costs.append(len(asked))
    assert costs == [5, 5]
    assert (len(found.failed), found.queue.failed) == (queries.MOST_SHOWN, 61)
