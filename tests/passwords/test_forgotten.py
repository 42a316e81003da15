"""Who forgot their password gets one link, and nobody learns whose address is known."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import Connection, Engine, create_engine, text, update
from sqlmodel import Session, col, select

from app.audit.models import AuditEntry
from app.core import clock, tokens
from app.core.errors import TooMany
from app.core.settings import Settings
from app.demo.cast import DEMO_PASSWORD, demo_cast
from app.identity import commands as identity_commands
from app.identity.models import LoginSession, Person, SignInFailure
from app.identity.queries import get_person_by_email
from app.mail import outbox
from app.mail.models import Mail
from app.passwords import commands, letters
from app.passwords.models import LinkState, PasswordLink, PasswordRequest
from app.second_factors.models import PendingSignIn
from tests.account.test_address import link_of
from tests.conftest import Databases
from tests.second_factors.conftest import STEP, give_password, set_up_app
from tests.world import Visitors, World

ASK = "/wachtwoord-vergeten"
NEW = "vier woorden zonder verband"


def email_of(who: str) -> str:
    return next(member.email for member in demo_cast() if member.key == who)


def jobs_of(connection: Connection) -> list[dict[str, str]]:
    """What the worker still has to look up."""
    found = connection.execute(
        text("SELECT args FROM procrastinate_jobs WHERE task_name = 'passwords:send_link'")
    ).scalars()
    return list(found)


def mails(session: Session) -> list[Mail]:
    session.expire_all()
    query = select(Mail).where(col(Mail.kind).like("passwords:%"))
    return list(session.exec(query.order_by(col(Mail.id))))


def link(session: Session, who: str = "amina") -> str:
    """The page that the link of a new mail leads to."""
    commands.send_link(session, World(session).person(who).id, "nl")
    session.commit()
    mail = mails(session)[-1]
    return outbox.page_of(Settings(mode="demo"), letters.FORGOTTEN, mail)


def test_the_answer_is_the_same_for_every_address(
    visitors: Visitors, connection: Connection, world: World
) -> None:
    closed = world.person("bram")
    closed.is_active = False
    world.session.add(closed)
    world.session.commit()
    answers = []
    for email in (email_of("amina"), closed.email, "niemand@organisatie.example"):
        answer = visitors[None].post(ASK, data={"email": email})
        answers.append((answer.status_code, answer.headers["location"], answer.text))
        assert "er een mail onderweg" in visitors[None].get(ASK).text
    assert len(set(answers)) == 1
    # Each of them is only a job: whose it is, is looked up by the worker.
    stored = jobs_of(connection)
    assert mails(world.session) == []
    # The address is in none of them, and an unknown one leaves nothing to find anybody by.
    assert {frozenset(each) for each in stored} == {frozenset({"request_id"})}
    asked = world.session.exec(select(PasswordRequest).order_by(col(PasswordRequest.id))).all()
    assert [each["request_id"] for each in stored] == [str(each.id) for each in asked]
    known = [world.person(who).id for who in ("amina", "bram")]
    assert [each.person_id for each in asked] == [*known, None]


def test_only_a_browser_of_that_account_is_not_kept_out_by_others(
    session: Session, world: World
) -> None:
    settings, given = Settings(mode="demo"), commands.ForgottenInput(email=email_of("amina"))
    for n in range(commands.TO_ONE):
        commands.ask_link(session, settings, given, f"192.0.2.{n}")
    known = {
        who: identity_commands.know_browser(session, world.person(who), "")
        for who in ("amina", "bram")
    }
    session.flush()
    with pytest.raises(TooMany):
        commands.ask_link(session, settings, given, "192.0.2.9", browser=known["bram"])
    commands.ask_link(session, settings, given, "192.0.2.9", browser=known["amina"])


def test_only_who_has_an_open_account_gets_a_mail(session: Session, world: World) -> None:
    person = world.person("bram")
    person.is_active = False
    world.person("farid").password_hash = None
    session.commit()
    commands.send_link(session, person.id, "nl")
    commands.send_link(session, uuid4(), "nl")  # an account that went meanwhile
    unknown = PasswordRequest(person_id=None, language="nl")  # an address that nobody has
    session.add(unknown)
    session.flush()
    commands.answer_request(session, unknown.id)
    assert mails(session) == []
    commands.send_link(session, World(session).person("farid").id, "nl")
    commands.send_link(session, World(session).person("amina").id, "en")
    assert [(m.kind, m.language, m.region_code) for m in mails(session)] == [
        ("passwords:has_none", "nl", "VR01"),
        ("passwords:forgotten", "en", "VR01"),
    ]


def test_the_link_sets_the_password_once_and_ends_every_session(
    visitors: Visitors, session: Session, world: World
) -> None:
    amina, page = visitors["amina"], link(session)
    assert amina.get("/bord").status_code == 200
    stranger = visitors[None]
    # Whoever opens it, or sends an empty form, uses nothing up.
    for _each in range(3):
        assert stranger.get(page).status_code == 200
    assert stranger.head(page).status_code == 200
    for wrong in ({}, {"password": ""}, {"password": "kort"}):
        assert stranger.post(page, data=wrong).status_code == 422
    answer = stranger.post(page, data={"password": NEW})
    assert answer.status_code == 303 and answer.headers["location"] == "/inloggen"
    assert (
        session.exec(
            select(LoginSession).where(LoginSession.person_id == world.person("amina").id)
        ).all()
        == []
    )
    assert amina.get("/bord").status_code == 303
    assert [m.kind for m in mails(session)] == ["passwords:forgotten", "passwords:changed"]
    [line] = session.exec(select(AuditEntry).where(AuditEntry.event == "password:reset")).all()
    assert line.object_id == world.person("amina").id

    again = stranger.post(page, data={"password": "nog een ander wachtwoord"})
    assert again.status_code == 410 and "al gebruikt" in again.text
    assert stranger.get(page).status_code == 410
    sign_in = {"email": email_of("amina")}
    old = stranger.post("/inloggen", data=sign_in | {"password": DEMO_PASSWORD})
    assert old.status_code == 422
    assert stranger.post("/inloggen", data=sign_in | {"password": NEW}).status_code == 303


def test_a_second_step_is_still_asked_and_a_half_sign_in_is_over(
    visitors: Visitors, session: Session, world: World
) -> None:
    set_up_app(visitors["amina"])
    half = visitors[None]
    assert give_password(half, "amina") == STEP
    assert half.post(link(session), data={"password": NEW}).status_code == 303
    assert session.exec(select(PendingSignIn)).all() == []
    answer = half.post("/inloggen", data={"email": email_of("amina"), "password": NEW})
    assert answer.headers["location"] == STEP


def change_password(visitors: Visitors, session: Session, settings: Settings) -> None:
    typed = {"old": DEMO_PASSWORD, "new": NEW}
    assert visitors["amina"].post("/mijn-account/wachtwoord", data=typed).status_code == 303


def change_address(visitors: Visitors, session: Session, settings: Settings) -> None:
    typed = {"email": "amina.nieuw@eemsdelta.example", "password": DEMO_PASSWORD}
    assert visitors["amina"].post("/mijn-account/e-mail", data=typed).status_code == 303
    confirmation = link_of(session, settings)
    assert visitors["amina"].post(confirmation).status_code == 303


@pytest.mark.parametrize("change", [change_password, change_address])
def test_who_changes_their_own_account_kills_a_link_that_somebody_else_may_have(
    visitors: Visitors,
    session: Session,
    settings: Settings,
    change: Callable[[Visitors, Session, Settings], None],
) -> None:
    page = link(session)
    assert visitors[None].get(page).status_code == 200
    change(visitors, session, settings)
    assert visitors[None].get(page).status_code == 410
    assert visitors[None].post(page, data={"password": "van iemand anders"}).status_code == 410


def dead_because(session: Session, state: LinkState) -> str:
    page = link(session)
    if state is LinkState.REPLACED:
        link(session)
    if state is LinkState.USED:
        session.execute(update(PasswordLink).values(used_at=clock.now()))
    if state is LinkState.EXPIRED:
        session.execute(update(PasswordLink).values(expires_at=clock.now()))
    if state is LinkState.UNKNOWN:
        session.execute(update(Person).values(is_active=False))
    session.commit()
    return page


@pytest.mark.parametrize("state", [state for state in LinkState if state is not LinkState.ALIVE])
def test_a_dead_link_says_why_and_does_nothing(
    visitors: Visitors, session: Session, world: World, state: LinkState
) -> None:
    page, before = dead_because(session, state), world.person("amina").password_hash
    status = 404 if state is LinkState.UNKNOWN else 410
    for answer in (
        visitors[None].get(page),
        visitors[None].post(page, data={"password": NEW}),
        visitors[None].post(page, data={}),
    ):
        assert answer.status_code == status and state.word in answer.text
    session.expire_all()
    assert world.person("amina").password_hash == before


@pytest.mark.parametrize("text", ["x", "a" * 46, "é", "%00"])
def test_what_is_no_link_of_ours_opens_nothing(visitors: Visitors, text: str) -> None:
    assert visitors[None].get(f"/wachtwoord/{text}").status_code == 404
    assert visitors[None].post(f"/wachtwoord/{text}", data={"password": NEW}).status_code == 404


def test_the_link_of_something_else_is_none(visitors: Visitors, session: Session) -> None:
    link(session)
    row = session.exec(select(PasswordLink)).one()
    other = tokens.make(Settings(mode="demo"), "invitation", row.id, row.version)
    assert visitors[None].get(f"/wachtwoord/{other}").status_code == 404


def test_who_asks_too_often_waits_whether_or_not_there_is_an_account(
    visitors: Visitors, connection: Connection
) -> None:
    for email in (email_of("amina"), "niemand@organisatie.example"):
        for _each in range(commands.TO_ONE):
            assert visitors[None].post(ASK, data={"email": email}).status_code == 303
        answer = visitors[None].post(ASK, data={"email": email})
        assert answer.status_code == 429 and int(answer.headers["retry-after"]) > 0
    assert len(jobs_of(connection)) == 2 * commands.TO_ONE


def test_one_network_address_cannot_ask_for_everybody(
    visitors: Visitors, connection: Connection, session: Session
) -> None:
    for n in range(commands.FROM_ONE):
        assert visitors[None].post(ASK, data={"email": f"a{n}@b.example"}).status_code == 303
    answer = visitors[None].post(ASK, data={"email": "nog@een.example"})
    assert answer.status_code == 429
    assert session.exec(select(SignInFailure)).all()


@pytest.fixture
def committing(databases: Databases) -> Iterator[Engine]:
    engine = create_engine(databases.copy("world"))
    yield engine
    engine.dispose()


def test_the_same_link_finished_twice_at_once_sets_one_password(committing: Engine) -> None:
    settings: Any = Settings(mode="demo")
    with Session(committing) as session, session.begin():
        person = get_person_by_email(session, email_of("amina"))
        assert person is not None
        commands.send_link(session, person.id, "nl")
        person_id: UUID = person.id
    with Session(committing) as session:
        row = session.exec(select(PasswordLink)).one()
        token = tokens.make(settings, letters.PURPOSE, row.id, row.version)
    found: list[LinkState] = []
    together = threading.Barrier(6)

    def finish(number: int) -> None:
        given = commands.NewPassword(password=f"{NEW} {number}")
        with Session(committing) as session, session.begin():
            together.wait()
            found.append(commands.set_with_link(session, settings, token, given))

    workers = [threading.Thread(target=finish, args=(number,)) for number in range(6)]
    for each in workers:
        each.start()
    for each in workers:
        each.join()
    assert sorted(found) == [LinkState.ALIVE, *[LinkState.USED] * 5]
    with Session(committing) as session:
        lines = session.exec(select(AuditEntry).where(AuditEntry.event == "password:reset")).all()
        assert [line.object_id for line in lines] == [person_id]
        changed = session.exec(select(Mail).where(Mail.kind == "passwords:changed")).all()
        assert len(changed) == 1


def test_links_that_ended_are_forgotten_a_day_later(session: Session) -> None:
    link(session)
    assert commands.forget_links(session) == 0
    with clock.at(clock.now() + timedelta(days=1, hours=2)):
        assert commands.forget_links(session) == 1
