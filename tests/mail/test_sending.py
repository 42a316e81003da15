"""A mail that is owed goes out once, whatever the server and the worker do meanwhile."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from email.message import Message
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import Engine, create_engine, text, update
from sqlmodel import Session, col, select

from app.core import clock, jobs
from app.core.settings import Mode, Settings
from app.identity.models import Person
from app.mail import commands, jobs as mail_jobs, kinds, outbox, queries
from app.mail.models import Mail, MailState
from tests.conftest import Databases
from tests.mail.servers import Mood, serving

KIND = kinds.register(
    kinds.MailKind(
        "test:letter",
        lambda facts: kinds.Letter(
            subject=f"Iets voor {facts['name']}",
            paragraphs=("Er is iets <b>nieuws</b>.", "Kijk maar."),
            why="Je krijgt dit omdat je het wilde.",
            button="Bekijk het",
        ),
        page="/ergens/{token}",
        purpose="test",
    )
)
ADDRESS = "nieuw@organisatie.example"


@pytest.fixture(scope="module")
def committing(databases: Databases) -> Iterator[Engine]:
    engine = create_engine(databases.copy("world"))
    yield engine
    engine.dispose()


@pytest.fixture
def post(committing: Engine, monkeypatch: pytest.MonkeyPatch) -> Iterator[Post]:
    before = jobs._engine
    jobs.use_engine(committing)
    with committing.begin() as connection:
        connection.execute(Mail.__table__.delete())  # type: ignore[attr-defined]
    yield Post(committing, monkeypatch)
    if before is not None:
        jobs.use_engine(before)


class Post:
    """Owing mails and having the job send them, with a server of the test."""

    def __init__(self, engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
        self.engine, self._patch = engine, monkeypatch

    @contextmanager
    def to(self, mood: Mood, *, how: dict[str, Any] | None = None, **given: Any) -> Iterator[None]:
        with serving(mood, **(how or {})) as port:
            self.at(port, **given)
            yield

    def at(self, port: int, **given: Any) -> None:
        settings = Settings.model_validate(
            {
                "mode": Mode.DEMO,
                "smtp_host": "127.0.0.1",
                "smtp_port": port,
                "smtp_security": "none",
                "smtp_seconds": 1,
                "mail_from": "bord@regio.example",
            }
            | given
        )
        self._patch.setattr(mail_jobs, "get_settings", lambda: settings)

    def owe(self, window: str = "", name: str = "Jansen", **given: Any) -> UUID | None:
        about = given.pop("object_id", UUID(int=7))
        with Session(self.engine) as session, session.begin():
            to = {"address": ADDRESS} | given
            if "person_id" in given:
                del to["address"]
            return commands.owe(
                session,
                KIND,
                object_id=about,
                window=window,
                language="nl",
                facts={"name": name},
                **to,
            )

    def send(self, mail_id: UUID | None) -> bool:
        assert mail_id is not None
        sent: bool = mail_jobs.send.func(str(mail_id))
        return sent

    def row(self, mail_id: UUID | None) -> Mail:
        with Session(self.engine) as session:
            return session.get_one(Mail, mail_id)

    def lose_jobs(self) -> None:
        """As when somebody emptied the queue, or a database was brought back without it."""
        with self.engine.begin() as connection:
            connection.execute(text("DELETE FROM procrastinate_jobs"))

    def make_due(self) -> None:
        with self.engine.begin() as connection:
            connection.execute(update(Mail).values(due_at=clock.now() - timedelta(seconds=1)))


def _parts(message: Message) -> dict[str, str]:
    return {
        part.get_content_type(): part.get_payload(decode=True).decode()  # type: ignore[union-attr]
        for part in message.walk()
        if not part.is_multipart()
    }


def test_a_mail_says_what_it_is_as_text_and_as_html(post: Post) -> None:
    mood = Mood()
    with post.to(mood):
        mail_id = post.owe()
        assert post.send(mail_id)
    [(address, message)] = mood.taken
    assert address == ADDRESS
    assert message["From"] == "Schakelbord <bord@regio.example>"
    assert message["Message-ID"] == f"<{mail_id}@regio.example>"
    assert message["Auto-Submitted"] == "auto-generated" and message["Date"]
    parts = _parts(message)
    link = "http://127.0.0.1:8000/ergens/"
    assert link in parts["text/plain"] and link in parts["text/html"]
    assert "Er is iets <b>nieuws</b>." in parts["text/plain"]
    assert "&lt;b&gt;nieuws" in parts["text/html"] and "<b>nieuws" not in parts["text/html"]
    row = post.row(mail_id)
    assert row.state is MailState.SENT and row.ended_at is not None


def test_the_same_about_the_same_is_owed_once(post: Post) -> None:
    first = post.owe()
    assert first is not None
    assert post.owe() is None
    assert post.owe(window="later") is not None
    assert post.owe(object_id=uuid4()) is not None


def test_who_owes_it_at_the_same_moment_owes_one(post: Post) -> None:
    found: list[UUID | None] = []
    workers = [threading.Thread(target=lambda: found.append(post.owe())) for _ in range(8)]
    for each in workers:
        each.start()
    for each in workers:
        each.join()
    assert len([one for one in found if one is not None]) == 1


def test_eight_who_send_it_at_the_same_moment_send_one(post: Post) -> None:
    mood = Mood()
    with post.to(mood):
        mail_id = post.owe()
        workers = [threading.Thread(target=post.send, args=(mail_id,)) for _ in range(8)]
        for each in workers:
            each.start()
        for each in workers:
            each.join()
    assert len(mood.taken) == 1


REFUSED = {
    "no such person": (Mood(rcpt="550 No such user"), "550"),
    "no such text": (Mood(data="554 Looks like spam"), "554"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_the_server_refuses_for_ever_is_not_tried_again(post: Post, name: str) -> None:
    mood, code = REFUSED[name]
    with post.to(mood):
        mail_id = post.owe()
        assert not post.send(mail_id)
        row = post.row(mail_id)
        assert row.state is MailState.REFUSED and row.trouble == code
        post.make_due()
        assert not post.send(mail_id)
        assert post.row(mail_id).attempts == 1


def _closed_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port


@contextmanager
def _silent(post: Post) -> Iterator[None]:
    """A server that takes the connection and says nothing."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        post.at(listener.getsockname()[1])
        yield


@contextmanager
def _nobody(post: Post) -> Iterator[None]:
    post.at(_closed_port())
    yield


LATER: dict[str, Callable[[Post], Any]] = {
    "busy": lambda post: post.to(Mood(rcpt="451 Try again later")),
    "full": lambda post: post.to(Mood(data="452 Insufficient storage")),
    "hangs up": lambda post: post.to(Mood(hangs_up=True)),
    "no STARTTLS": lambda post: post.to(Mood(), smtp_security="starttls"),
    "no TLS": lambda post: post.to(Mood(), smtp_security="tls"),
    "unknown sign-in": lambda post: post.to(Mood(), smtp_user="wij", smtp_password="geheim"),
    "silent": _silent,
    "nobody there": _nobody,
}


@pytest.mark.parametrize("name", LATER)
def test_what_does_not_go_now_goes_later_and_as_the_same_mail(post: Post, name: str) -> None:
    with LATER[name](post):
        mail_id = post.owe()
        assert not post.send(mail_id)
        row = post.row(mail_id)
        assert row.state is MailState.DUE and row.trouble and row.due_at > clock.now()
        assert not post.send(mail_id), "not before it is due"
    mood = Mood()
    with post.to(mood):
        post.make_due()
        assert post.send(mail_id)
    [(_address, message)] = mood.taken
    assert message["Message-ID"] == f"<{mail_id}@regio.example>"


def test_after_two_days_of_trying_it_is_given_up(post: Post) -> None:
    post.at(_closed_port())
    mail_id, begun, tries = post.owe(), clock.now(), 0
    while post.row(mail_id).state is MailState.DUE:
        due_at = post.row(mail_id).due_at
        assert due_at < begun + timedelta(days=3)
        with clock.at(due_at + timedelta(seconds=1)):
            assert not post.send(mail_id)
        tries += 1
    assert post.row(mail_id).state is MailState.GIVEN_UP
    assert tries > commands.FEWEST_TRIES, "with a worker it is time that ends it"


@pytest.mark.parametrize("tried_before", [0, 3])
def test_days_without_a_worker_are_no_days_of_trying(post: Post, tried_before: int) -> None:
    post.at(_closed_port())
    mail_id = post.owe()
    for _try in range(tried_before):
        post.make_due()
        assert not post.send(mail_id)
    with clock.at(clock.now() + timedelta(days=7)):
        assert not post.send(mail_id)
        assert post.row(mail_id).state is MailState.DUE
    mood = Mood()
    with post.to(mood), clock.at(clock.now() + timedelta(days=8)):
        assert post.send(mail_id)
    assert len(mood.taken) == 1


def test_a_worker_that_was_killed_while_it_sent_leaves_it_to_the_sweep(post: Post) -> None:
    mood = Mood()
    with post.to(mood):
        mail_id = post.owe()
        assert mail_id is not None
        with Session(post.engine) as session, session.begin():
            assert commands.claim(session, mail_id) is not None  # and no more is heard of it
        assert mail_jobs.sweep.func() == 0, "another worker may be at it"
        with clock.at(clock.now() + commands.CLAIM + timedelta(seconds=1)):
            post.lose_jobs()
            assert mail_jobs.sweep.func() == 1
            assert post.send(mail_id)
    assert len(mood.taken) == 1


def test_a_backlog_is_given_out_once_and_again_when_its_jobs_are_lost(post: Post) -> None:
    with post.to(Mood()):
        for number in range(3):
            post.owe(window=str(number))
        assert mail_jobs.sweep.func() == 0, "each has the job with which it was owed"
        post.lose_jobs()
        assert mail_jobs.sweep.func() == 3
        assert mail_jobs.sweep.func() == 0


def test_nothing_of_the_database_is_held_while_the_server_talks(post: Post) -> None:
    held: list[int] = []

    class Looking(Mood):
        async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
            held.append(post.engine.pool.checkedout())  # type: ignore[attr-defined]
            return await super().handle_DATA(server, session, envelope)

    with post.to(Looking()):
        assert post.send(post.owe())
    assert held == [0]


def test_the_address_is_that_of_today_and_a_closed_account_gets_nothing(post: Post) -> None:
    with Session(post.engine) as session, session.begin():
        person = session.exec(select(Person).order_by(col(Person.email)).limit(1)).one()
        person_id, email = person.id, person.email
    mood = Mood()
    with post.to(mood):
        assert post.send(post.owe(person_id=person_id))
        with post.engine.begin() as connection:
            connection.execute(
                update(Person).where(col(Person.id) == person_id).values(is_active=False)
            )
        mail_id = post.owe(window="later", person_id=person_id)
        assert not post.send(mail_id)
    assert [address for address, _message in mood.taken] == [email]
    assert post.row(mail_id).trouble == "closed"


@pytest.mark.parametrize("text", ["a\r\nBcc: x@y.example", "a\nX: y", "a\u2028b"])
def test_a_name_cannot_write_a_header(post: Post, text: str) -> None:
    mood = Mood()
    with post.to(mood):
        post.send(post.owe(name=text))
    assert len(mood.taken) <= 1
    for address, message in mood.taken:
        assert address == ADDRESS and message["Bcc"] is None and message["X"] is None


@pytest.mark.parametrize(
    "address",
    ["a@b.example\r\nBcc: x@y.example", "a b@c.example", "@c.example", "a@c", "a,b@c.example"],
)
def test_an_address_that_is_none_is_refused_and_not_tried_again(post: Post, address: str) -> None:
    mood = Mood()
    with post.to(mood):
        mail_id = post.owe(address=address)
        assert not post.send(mail_id)
    assert mood.taken == []
    assert post.row(mail_id).state is MailState.REFUSED


def test_without_a_server_it_waits_and_nothing_is_counted(
    post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = Settings(mode=Mode.DEMO)
    monkeypatch.setattr(mail_jobs, "get_settings", lambda: settings)
    mail_id = post.owe()
    assert not post.send(mail_id) and mail_jobs.sweep.func() == 0
    assert post.row(mail_id).attempts == 0
    with Session(post.engine) as session:
        assert [due for due, _region in queries.find_due(session, 10)] == [mail_id]


def test_an_english_reader_is_written_to_in_english(post: Post) -> None:
    with Session(post.engine) as session, session.begin():
        mail = Mail(
            kind=KIND.name,
            address=ADDRESS,
            object_id=uuid4(),
            language="en",
            facts={"name": "x"},
        )
    said = outbox.write(Settings(mode=Mode.DEMO), mail)
    assert "Does the button not work?" in said.html and '<html lang="en">' in said.html


def test_old_mail_is_forgotten_and_due_mail_is_not(post: Post) -> None:
    mood = Mood()
    with post.to(mood):
        sent, due = post.owe(), post.owe(window="later")
        assert post.send(sent)
    with clock.at(clock.now() + timedelta(days=91)), Session(post.engine) as session:
        assert commands.forget_mail(session, Settings(mode=Mode.DEMO)) == 1
        assert session.get(Mail, due) is not None
