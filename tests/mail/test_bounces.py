"""What a mail server sends back about a mail of ours, and everything else that may come in."""

from __future__ import annotations

import argparse
import io
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage, Message
from email.mime.message import MIMEMessage
from email.mime.multipart import MIMEMultipart
from email.mime.nonmultipart import MIMENonMultipart
from email.mime.text import MIMEText
from uuid import UUID, uuid4

import pytest
from sqlalchemy import Engine, create_engine
from sqlalchemy.exc import OperationalError
from sqlmodel import Session

from app import cli_post
from app.core import clock, db
from app.core.settings import Settings
from app.mail import bounces, commands, kinds, outbox
from app.mail.models import Mail, MailState
from app.post import labels
from tests.conftest import Databases

KIND = kinds.register(
    kinds.MailKind(
        "test:bounced",
        lambda facts: kinds.Letter(
            subject="Iets", paragraphs=("Er is iets.",), why="Je wilde het.", button="Bekijk het"
        ),
        page="/ergens/{token}",
        purpose="test",
    )
)
ADDRESS = "weg@organisatie.example"
FAILED = ("failed", "5.1.1")


def letter(mail_id: UUID) -> EmailMessage:
    """A letter as our server gets it."""
    mail = Mail(
        id=mail_id, kind=KIND.name, address=ADDRESS, object_id=uuid4(), language="nl", facts={}
    )
    settings = Settings.model_validate({"mode": "demo", "mail_from": "bord@regio.example"})
    return outbox.message_of(settings, mail, ADDRESS)


def report(
    mail_id: UUID, *outcomes: tuple[str, str], headers_only: bool = False, returned: bool = True
) -> bytes:
    """A report as Postfix makes it, with action and status of each addressee."""
    whole = MIMEMultipart("report", report_type="delivery-status")
    whole["From"], whole["To"] = "MAILER-DAEMON@mx.example", "bord@regio.example"
    whole["Subject"] = "Undelivered Mail Returned to Sender"
    whole.attach(MIMEText("I'm sorry to have to inform you: één mail.", "plain", "utf-8"))
    server = Message()
    server["Reporting-MTA"] = "dns; mx.example"
    status = MIMENonMultipart("message", "delivery-status")
    blocks: list[Message | str] = [server]
    for number, (action, code) in enumerate(outcomes):
        about = Message()
        about["Final-Recipient"] = f"rfc822; weg{number}@organisatie.example"
        about["Action"], about["Status"] = action, code
        about["Diagnostic-Code"] = "smtp; 550 unknown user"
        blocks.append(about)
    status.set_payload(blocks)
    whole.attach(status)
    sent = letter(mail_id)
    if returned and headers_only:
        lines = "".join(f"{name}: {value}\n" for name, value in sent.items())
        whole.attach(MIMEText(lines, "rfc822-headers"))
    elif returned:
        whole.attach(MIMEMessage(sent))
    return whole.as_bytes()


@pytest.mark.parametrize("headers_only", [False, True])
@pytest.mark.parametrize(
    ("outcomes", "status", "is_refused"),
    [
        ([FAILED], "5.1.1", True),
        ([("Failed", "4.4.1")], "4.4.1", False),
        ([("failed", "4.4.1"), FAILED], "5.1.1", True),
        ([("failed", "5.2.2 (mailbox full)")], "5.2.2", True),
    ],
)
def test_a_report_says_which_mail_did_not_come(
    outcomes: list[tuple[str, str]], status: str, is_refused: bool, headers_only: bool
) -> None:
    mail_id = db.new_id()
    bounce = bounces.read(report(mail_id, *outcomes, headers_only=headers_only))
    assert bounce == bounces.Bounce(mail_id, status)
    assert bounce.is_refused is is_refused


def test_a_letter_that_is_larger_than_is_read_is_known_by_its_headers() -> None:
    mail_id = db.new_id()
    said = report(mail_id, FAILED) + b"x" * 78 + b"\n"
    long = said.replace(b"Er is iets.", b"Er is iets.\n" * 100_000)
    assert len(long) > bounces.MOST_BYTES
    assert bounces.read(long) == bounces.Bounce(mail_id, "5.1.1")


@pytest.mark.parametrize(
    "outcomes",
    [
        [],
        [("delayed", "4.4.1")],
        [("delivered", "2.0.0")],
        [FAILED, ("delivered", "2.0.0")],
        [FAILED, ("delayed", "4.4.1")],
        [("failed", "2.0.0")],
        [("failed", "5.1.1.1")],
        [("failed", "")],
    ],
)
def test_what_came_or_still_may_is_no_bounce(outcomes: list[tuple[str, str]]) -> None:
    assert bounces.read(report(db.new_id(), *outcomes)) is None


def _odd() -> dict[str, bytes]:
    whole = report(UUID(int=7), FAILED)
    deep = b"".join(
        b'Content-Type: multipart/report; boundary="%d"\n\n--%d\n' % (each, each)
        for each in range(3_000)
    )
    text_only = MIMEText(f"Message-ID: <{UUID(int=7)}@regio.example>\nStatus: 5.1.1")
    return {
        "empty": b"",
        "noise": bytes(range(256)) * 100,
        "an answer": MIMEText("Dank je wel, é.", "plain", "latin-1").as_bytes(),
        "text only": text_only.as_bytes(),
        "nothing returned": report(UUID(int=7), FAILED, returned=False),
        "no parts": b"Content-Type: multipart/report\n\nStatus: 5.1.1\n",
        "deep": deep,
        "half": whole[: whole.index(b"Final-Recipient")],
        "of a stranger": whole.replace(str(UUID(int=7)).encode(), b"20261201.1234"),
        "no uuid": whole.replace(str(UUID(int=7)).encode(), b"z" * 36),
        "charset": whole.replace(b"message/delivery-status", b'text/plain; charset="x-\xff"'),
        "encoded": whole.replace(
            b"Content-Type: message/delivery-status",
            b"Content-Transfer-Encoding: base64\nContent-Type: application/delivery-status",
        ),
        "large": b"Subject: x\n\n" + b"x" * (3 * bounces.MOST_BYTES),
    }


@pytest.mark.parametrize("name", list(_odd()))
def test_anything_else_changes_nothing(name: str) -> None:
    assert bounces.read(_odd()[name]) is None


def test_raw_bytes_where_headers_should_be_do_not_matter() -> None:
    mail_id = db.new_id()
    said = report(mail_id, FAILED).replace(b"unknown user", b"onbekend \xff\xe9")
    said = said.replace(b'charset="utf-8"', b'charset="x-nergens"')
    assert bounces.read(said) == bounces.Bounce(mail_id, "5.1.1")


@pytest.fixture
def real(databases: Databases) -> Iterator[Engine]:
    engine = create_engine(databases.copy("world"))
    yield engine
    engine.dispose()


def _in(real: Engine, state: MailState, *, attempts: int = 1) -> UUID:
    """A mail that stands so."""
    with Session(real) as session, session.begin():
        mail_id = commands.owe(
            session, KIND, object_id=db.new_id(), language="nl", address=ADDRESS, region_code="VR01"
        )
        mail = session.get_one(Mail, mail_id)
        mail.state, mail.attempts = state, attempts
        mail.ended_at = None if state is MailState.DUE else clock.now()
        return mail.id


def _row(real: Engine, mail_id: UUID) -> Mail:
    with Session(real) as session:
        return session.get_one(Mail, mail_id)


@pytest.fixture
def hand_over(real: Engine, monkeypatch: pytest.MonkeyPatch) -> HandOver:
    return HandOver(real, monkeypatch)


class HandOver:
    """The command as a mail server runs it, on a database of the test."""

    def __init__(self, real: Engine, patch: pytest.MonkeyPatch) -> None:
        self.real, self._patch = real, patch
        self.is_away = False

    def __call__(self, said: bytes) -> int:
        @contextmanager
        def opened() -> Iterator[Engine]:
            if self.is_away:
                raise OperationalError("SELECT 1", {}, Exception("away"))
            yield self.real

        pipe = io.BytesIO(said)
        self._patch.setattr(sys, "stdin", io.TextIOWrapper(pipe))
        parser = argparse.ArgumentParser()
        cli_post.add_post(parser.add_subparsers(), opened)
        options = parser.parse_args(["post", "bounced"])
        code: int = options.command(options)
        assert not pipe.read(1), "the mail server still has something to say"
        return code


@pytest.mark.parametrize(
    ("outcome", "state"),
    [(FAILED, MailState.REFUSED), (("failed", "4.4.1"), MailState.GIVEN_UP)],
)
@pytest.mark.parametrize("before", [MailState.SENT, MailState.DUE])
def test_the_administrator_reads_why_it_came_back(
    hand_over: HandOver, before: MailState, outcome: tuple[str, str], state: MailState
) -> None:
    mail_id, other = _in(hand_over.real, before), _in(hand_over.real, before)
    assert hand_over(report(mail_id, outcome)) == 0
    row = _row(hand_over.real, mail_id)
    assert (row.state, row.trouble) == (state, outcome[1])
    assert row.ended_at is not None
    said = labels.trouble_of(row.trouble)
    assert outcome[1] in said
    assert said != labels.trouble_of("TimeoutError").replace("TimeoutError", outcome[1])
    assert _row(hand_over.real, other).state is before
    # It can be tried again; the same bounce, once more, is of the time before.
    with Session(hand_over.real) as session, session.begin():
        commands.try_again(session, mail_id)
    assert hand_over(report(mail_id, outcome)) == 0
    assert _row(hand_over.real, mail_id).state is MailState.DUE


@pytest.mark.parametrize("state", [MailState.REFUSED, MailState.GIVEN_UP, MailState.NOT_MAILED])
def test_what_was_not_sent_cannot_come_back(hand_over: HandOver, state: MailState) -> None:
    mail_id = _in(hand_over.real, state)
    assert hand_over(report(mail_id, FAILED)) == 0
    row = _row(hand_over.real, mail_id)
    assert (row.state, row.trouble) == (state, "")


def test_the_mail_server_is_not_troubled_by_what_nobody_knows(
    hand_over: HandOver, capsys: pytest.CaptureFixture[str]
) -> None:
    assert hand_over(report(db.new_id(), FAILED)) == 0
    assert "is er niet" in capsys.readouterr().out
    assert hand_over(b"x" * (3 * bounces.MOST_BYTES)) == 0
    assert "geen mail" in capsys.readouterr().out


def test_it_is_kept_for_later_while_the_database_is_away(hand_over: HandOver) -> None:
    mail_id = _in(hand_over.real, MailState.SENT)
    hand_over.is_away = True
    assert hand_over(report(mail_id, FAILED)) == cli_post.TRY_LATER
    hand_over.is_away = False
    assert hand_over(report(mail_id, FAILED)) == 0
    assert _row(hand_over.real, mail_id).state is MailState.REFUSED
