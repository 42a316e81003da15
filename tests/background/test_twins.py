"""Whatever somebody waits for is done, also when its job is lost: a periodic job finds it from the
data, however long no worker was there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy import Connection
from sqlmodel import Session, col, select

from app import worker
from app.audit.models import AuditEntry
from app.core import clock, jobs
from app.core.settings import Mode, Settings
from app.identity.models import Person
from app.imports import examiner, jobs as import_jobs
from app.imports.models import ImportDraft
from app.mail import commands as mail_commands, jobs as mail_jobs
from app.mail.models import Mail
from app.messages import letters
from app.passwords import jobs as password_jobs, letters as password_letters
from app.planning import commands as plan_commands, jobs as plan_jobs
from app.planning.models import Plan, PlanStatus
from app.reports import jobs as report_jobs
from app.reports.models import Report, ReportStatus
from app.suggestions import jobs as telling_jobs, review_commands
from tests.background.test_background import OTHERS
from tests.imports.files import NEED, csv_file
from tests.imports.test_meanwhile import chosen_on
from tests.imports.test_pages import confirm_address, send
from tests.matches.pairs import Pairs
from tests.reports.reports import compose
from tests.world import Visitors

# Of every job that is asked for when somebody does something: what finds it again.
TWINS = {
    "imports:store": "imports:ask_again",
    "mail:send": "mail:sweep",
    "matching:tell": "matching:tell_untold",
    "matching:tell_answer": "matching:tell_untold",
    "passwords:send_link": "passwords:send_asked",
    "planning:make": "planning:ask_again",
    "reports:make": "reports:ask_again",
}
A_WEEK = timedelta(days=7)
QUEUED = sa.text("SELECT args FROM procrastinate_jobs WHERE task_name = :name")


def own_tasks() -> dict[str, Any]:
    worker.load_tasks()
    return {name: task for name, task in jobs.app.tasks.items() if not name.startswith(OTHERS)}


def periodic() -> set[str]:
    return {task.task.name for task in jobs.app.periodic_registry.periodic_tasks.values()}


def test_every_job_is_periodic_or_has_a_twin_that_is() -> None:
    assert set(own_tasks()) - periodic() == set(TWINS)
    assert set(TWINS.values()) <= periodic()


@pytest.fixture
def work(connection: Connection, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The jobs work on the test's own connection, and there is a mail server to send to."""
    before = jobs._engine
    jobs.use_engine(connection)  # type: ignore[arg-type]  # a session on a connection joins it
    sends = Settings(mode=Mode.DEMO, smtp_host="127.0.0.1", mail_from="bord@regio.example")
    monkeypatch.setattr(mail_jobs, "get_settings", lambda: sends)
    monkeypatch.setattr(examiner, "LARGE_ROWS", 2)
    yield
    jobs._engine = before


def _file(pairs: Pairs, visitors: Visitors) -> Callable[[], bool]:
    rows = [NEED | {"titel": f"Vraag {number} om boodschappen"} for number in range(4)]
    shown = send(visitors["amina"], csv_file(*rows))
    visitors["amina"].post(confirm_address(shown), data=chosen_on(shown))

    def is_done() -> bool:
        for args in queued(pairs.session, "imports:store"):
            import_jobs.store(args["draft_id"])
        pairs.session.expire_all()
        return pairs.session.exec(select(ImportDraft)).one().stored_at is not None

    return is_done


def _mail(pairs: Pairs, visitors: Visitors) -> Callable[[], bool]:
    person = pairs.world.person("amina")
    mail_id = mail_commands.owe(
        pairs.session, letters.ASKED, object_id=person.id, language="nl", person_id=person.id
    )
    return lambda: queued(pairs.session, "mail:send") == [{"mail_id": str(mail_id)}]


def _decision(pairs: Pairs, visitors: Visitors) -> Callable[[], bool]:
    match = review_commands.approve_in_review(pairs.session, pairs["daan"], pairs.propose())
    return lambda: lines(pairs.session, match.id, "match:told") == 1


def _answer(pairs: Pairs, visitors: Visitors) -> Callable[[], bool]:
    match = pairs.accepted()
    return lambda: lines(pairs.session, match.id, "match:answer_told") == 1


def _link(pairs: Pairs, visitors: Visitors) -> Callable[[], bool]:
    email = pairs.world.person("amina").email
    visitors[None].post("/wachtwoord-vergeten", data={"email": email})

    def is_done() -> bool:
        for args in queued(pairs.session, "passwords:send_link"):
            password_jobs.send_link(**args)
            password_jobs.send_link(**args)
        kind = col(Mail.kind) == password_letters.FORGOTTEN.name
        mails = pairs.session.exec(select(Mail, Person).join(Person).where(kind)).all()
        return [person.email for _mail, person in mails] == [email]

    return is_done


def _plan(pairs: Pairs, visitors: Visitors) -> Callable[[], bool]:
    pairs.need(), pairs.offer()
    plan, _is_new = plan_commands.ask_plan(pairs.session, pairs["daan"], plan_commands.PlanWish())

    def is_done() -> bool:
        for args in queued(pairs.session, "planning:make"):
            plan_jobs.make(**args)
        pairs.session.expire_all()
        return pairs.session.get_one(Plan, plan.id).status is PlanStatus.READY

    return is_done


def _report(pairs: Pairs, visitors: Visitors) -> Callable[[], bool]:
    report = compose(pairs.world)

    def is_done() -> bool:
        for args in queued(pairs.session, "reports:make"):
            report_jobs.make(**args)
        pairs.session.expire_all()
        return pairs.session.get_one(Report, report.id).status is ReportStatus.READY

    return is_done


# What somebody does, and how to see that what they wait for is done, or asked for again.
WAITING: dict[str, Callable[[Pairs, Visitors], Callable[[], bool]]] = {
    "imports:store": _file,
    "mail:send": _mail,
    "matching:tell": _decision,
    "matching:tell_answer": _answer,
    "passwords:send_link": _link,
    "planning:make": _plan,
    "reports:make": _report,
}
FINDS: dict[str, Callable[[], int]] = {
    "imports:ask_again": import_jobs.ask_again,
    "mail:sweep": mail_jobs.sweep,
    "matching:tell_untold": telling_jobs.tell_untold,
    "passwords:send_asked": password_jobs.send_asked,
    "planning:ask_again": plan_jobs.ask_again,
    "reports:ask_again": report_jobs.ask_again,
}


def queued(session: Session, name: str) -> list[dict[str, str]]:
    return list(session.execute(QUEUED, {"name": name}).scalars())


def lines(session: Session, about: Any, event: str) -> int:
    rule = (col(AuditEntry.object_id) == about, col(AuditEntry.event) == event)
    return len(session.exec(select(AuditEntry.id).where(*rule)).all())


@pytest.mark.parametrize("name", WAITING)
def test_what_somebody_waits_for_is_found_again_after_a_week_and_done_once(
    pairs: Pairs, visitors: Visitors, work: None, name: str
) -> None:
    session = pairs.session
    is_done = WAITING[name](pairs, visitors)
    session.commit()
    assert queued(session, name), "it has a job of its own"
    session.execute(sa.text("DELETE FROM procrastinate_jobs"))
    session.commit()
    assert not is_done()
    with clock.at(clock.now() + A_WEEK):
        find = FINDS[TWINS[name]]
        assert find() == 1
        assert find() == 0
        assert is_done() and is_done()
        session.execute(sa.text("DELETE FROM procrastinate_jobs"))
        session.commit()
        assert name == "mail:send" or find() == 0, "it is done"


def test_every_twin_is_tried() -> None:
    assert WAITING.keys() == TWINS.keys() and set(FINDS) == set(TWINS.values())
