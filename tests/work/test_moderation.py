"""What others ask of a region, and what went wrong in it, waits for who decides about it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import Connection, text
from sqlmodel import Session, col, select

from app.core import clock
from app.identity.models import Membership, Organisation, OrganisationStatus
from app.mail.models import Mail, MailState
from app.reference.models import OrganisationKind
from app.signals.models import Signal
from app.work import moderation_queries, queries
from app.work.task_kinds import TaskKind
from tests.html import Page
from tests.matches.pairs import Pairs
from tests.signals.doors import multiply, stored
from tests.statements import counted
from tests.work.test_menu import number
from tests.world import Visitors

EVERYBODY = ("amina", "bram", "chantal", "daan", "eva", "farid", "greet", "hugo")
WESTERWOLDE = "GM1950"


def signal(session: Session) -> None:
    stored(session)


def help_offered(session: Session) -> None:
    stored(session, moments=["day"])


def signal_elsewhere(session: Session) -> None:
    stored(session, municipality=WESTERWOLDE)


def request(session: Session, region: str = "VR01") -> None:
    name = f"Stichting De Brug {uuid4().hex[:6]}"
    session.add(
        Organisation(
            name=name,
            sort_name=name.lower(),
            kind=OrganisationKind.INITIATIVE,
            region_code=region,
            municipality_code="GM1979" if region == "VR01" else "GM0106",
            status=OrganisationStatus.REQUESTED,
        )
    )


def request_elsewhere(session: Session) -> None:
    request(session, "VR03")


def mail(session: Session, state: MailState = MailState.REFUSED, days: int = 13) -> None:
    session.add(
        Mail(
            kind="test:work",
            address="nieuw@organisatie.example",
            object_id=uuid4(),
            language="nl",
            region_code="VR01",
            facts={},
            state=state,
            ended_at=clock.now() - timedelta(days=days),
        )
    )


def mail_of_long_ago(session: Session) -> None:
    mail(session, days=15)


def job(session: Session) -> None:
    session.execute(
        text(
            "INSERT INTO procrastinate_jobs (queue_name, task_name, status) "
            "VALUES ('default', 'test', 'failed')"
        )
    )


def unmanned(session: Session) -> None:
    """Nobody of chantal's organisation can sign in."""
    organisation = session.exec(
        select(Organisation).where(Organisation.name == "Boodschappenhulp Delfzijl")
    ).one()
    for seat in session.exec(
        select(Membership).where(col(Membership.organisation_id) == organisation.id)
    ):
        session.delete(seat)


# What comes to wait, and for whom. Amina and bram are of Eemsdelta, farid of Westerwolde, hugo
# coordinates a municipality of another region; nobody administers that one.
WAITS: list[tuple[Callable[[Session], None], set[str]]] = [
    (signal, {"amina", "daan"}),
    (help_offered, {"amina", "daan"}),
    (signal_elsewhere, {"farid", "daan"}),
    (request, {"eva"}),
    (request_elsewhere, set()),
    (mail, {"eva"}),
    (mail_of_long_ago, set()),
    (job, {"eva"}),
]
IDS = [make.__name__ for make, _people in WAITS]


@pytest.mark.parametrize(("make", "people"), WAITS, ids=IDS)
def test_it_waits_for_who_decides_about_it_on_the_page_and_in_the_menu(
    visitors: Visitors, pairs: Pairs, make: Callable[[Session], None], people: set[str]
) -> None:
    before = {who: queries.get_work(pairs.session, pairs[who]).count for who in EVERYBODY}
    make(pairs.session)
    pairs.session.commit()
    for who in EVERYBODY:
        now = queries.get_work(pairs.session, pairs[who]).count
        assert now - before[who] == (who in people), who
        assert queries.count_work(pairs.session, pairs[who]) == now, who
        assert number(visitors[who].get("/mijn-werk").text) == now, who


def test_an_organisation_of_which_nobody_can_sign_in_waits_too(pairs: Pairs) -> None:
    work = queries.get_work(pairs.session, pairs["eva"])
    assert work.management is not None
    names = len(work.management.unmanned)
    unmanned(pairs.session)
    pairs.session.flush()
    work = queries.get_work(pairs.session, pairs["eva"])
    assert work.management is not None and len(work.management.unmanned) == names + 1
    assert queries.count_work(pairs.session, pairs["eva"]) == work.count


def test_the_row_says_what_it_is_and_by_when_and_leads_to_it(
    visitors: Visitors, pairs: Pairs
) -> None:
    sent = stored(pairs.session)
    request(pairs.session)
    pairs.session.commit()
    page = Page(visitors["amina"].get("/mijn-werk").text)
    (row,) = [li for li in page.every("li") if f"/signalen/{sent.id}" in hrefs(li)]
    assert "Lees wat een inwoner doorgeeft" in row.text and "Eemsdelta" in row.text
    eva = Page(visitors["eva"].get("/mijn-werk").text)
    (row,) = [li for li in eva.every("li") if "Stichting De Brug" in li.text]
    assert "meedoet" in row.text and any(a.startswith("/netwerk/") for a in hrefs(row))


def hrefs(element: Any) -> set[str]:
    return {str(a.attributes.get("href")) for a in element.inside if a.tag == "a"}


def test_what_no_browser_worked_for_comes_last(pairs: Pairs) -> None:
    robot, person = stored(pairs.session), stored(pairs.session, description="Veel mensen bellen.")
    robot.is_proven = False
    pairs.session.flush()
    work = queries.get_work(pairs.session, pairs["amina"])
    tasks = (*work.today, *work.week, *work.later)
    found = [task.id for task in tasks if task.kind is TaskKind.READ_SIGNAL]
    assert found == [person.id, robot.id]


@pytest.mark.parametrize("who", ["amina", "daan", "eva"])
def test_one_and_five_cost_the_same_queries(pairs: Pairs, connection: Connection, who: str) -> None:
    actor, sent = pairs[who], []
    for many in (1, 4):
        for _each in range(many):
            for make, _people in WAITS:
                make(pairs.session)
        pairs.session.flush()
        with counted(connection) as statements:
            queries.get_work(pairs.session, actor)
        sent.append(len(statements))
    assert sent[0] == sent[1]


def test_signals_of_who_asks_are_looked_up(pairs: Pairs, connection: Connection) -> None:
    """By the index of a municipality and that of a region, and not all that wait anywhere."""
    query = select(col(Signal.id)).where(moderation_queries.signals_of(pairs["amina"]))
    # What the planner knows is said here: what other tests left in the statistics decides nothing.
    multiply(pairs.session, stored(pairs.session, municipality=WESTERWOLDE), 20_000)
    # Spread over the country: of one municipality alone the planner takes every other for it.
    spread = (
        "UPDATE signal SET municipality_code = ((SELECT array_agg(code ORDER BY code)"
        " FROM municipality))[1 + abs(hashtext(id::text)) % 342]"
    )
    connection.execute(text(spread))
    connection.execute(text("ANALYZE signal, organisation"))
    connection.execute(text("SET LOCAL enable_seqscan = off"))
    compiled = query.compile(connection, compile_kwargs={"literal_binds": True})
    plan = "\n".join(connection.execute(text(f"EXPLAIN {compiled}")).scalars())
    assert "ix_signal_municipality" in plan
