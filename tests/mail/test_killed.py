"""A worker that is killed while it sends loses nothing, and sends at most one mail twice."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import Connection, text

from app.core.settings import PROJECT
from app.mail import jobs as mail_jobs
from app.mail.models import MailState
from tests.mail.servers import Mood, serving
from tests.mail.test_sending import Post, committing, post

__all__ = ["committing", "post"]

WORKER = """
import sys
from sqlalchemy import create_engine
from app.core import job_worker
import tests.mail.test_sending
job_worker.run_worker(create_engine(sys.argv[1]))
"""


@contextmanager
def worker(post: Post, port: int) -> Iterator[subprocess.Popen[bytes]]:
    """A real one, in a process of its own."""
    asked = {
        "MODE": "demo",
        "SMTP_HOST": "127.0.0.1",
        "SMTP_PORT": str(port),
        "SMTP_SECURITY": "none",
        "MAIL_FROM": "bord@regio.example",
    }
    url = post.engine.url.render_as_string(hide_password=False)
    process = subprocess.Popen(
        [sys.executable, "-c", WORKER, url],
        cwd=PROJECT,
        env=os.environ | {f"SCHAKELBORD_{name}": value for name, value in asked.items()},
    )
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def wait_for(is_so: Callable[[], bool]) -> None:
    until = time.monotonic() + 60
    while not is_so():
        assert time.monotonic() < until, "it never came so far"
        time.sleep(0.05)


def killed_before_it_says_anything(post: Post) -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        listener.settimeout(60)
        with worker(post, listener.getsockname()[1]) as process:
            caller, _address = listener.accept()
            process.kill()
            process.wait()
            caller.close()
    return 0


def killed_when_all_of_it_came_in(post: Post) -> int:
    running: list[subprocess.Popen[bytes]] = []

    class Killing(Mood):
        async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
            answer = await super().handle_DATA(server, session, envelope)
            running[0].kill()
            running[0].wait()
            return answer

    mood = Killing()
    with serving(mood) as port, worker(post, port) as process:
        running.append(process)
        wait_for(lambda: process.poll() is not None)
    return len(mood.taken)


def killed_before_it_notes_that_it_went(post: Post) -> int:
    holding: list[Connection] = []

    class Holding(Mood):
        async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
            holding[0].execute(text("SELECT id FROM mail FOR UPDATE"))
            return await super().handle_DATA(server, session, envelope)

    def is_held() -> bool:
        waits = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
        with post.engine.connect() as looking:
            own = f"{waits} AND datname = current_database()"
            return bool(looking.execute(text(own)).scalar_one())

    mood = Holding()
    with post.engine.connect() as connection, serving(mood) as port:
        holding.append(connection)
        with worker(post, port) as process:
            wait_for(is_held)
            process.kill()
            process.wait()
        connection.rollback()
    return len(mood.taken)


@pytest.mark.parametrize(
    "kill",
    [
        killed_before_it_says_anything,
        killed_when_all_of_it_came_in,
        killed_before_it_notes_that_it_went,
    ],
    ids=lambda kill: kill.__name__,
)
def test_nothing_is_lost_and_what_goes_twice_is_the_same_mail(
    post: Post, kill: Callable[[Post], int]
) -> None:
    post.lose_jobs()
    mail_id = post.owe()
    taken = kill(post)
    assert taken == (kill is not killed_before_it_says_anything)
    row = post.row(mail_id)
    assert row.state is MailState.DUE and row.attempts == 1
    post.make_due()  # the claim of the one that is gone ran out
    mood = Mood()
    with post.to(mood):
        assert mail_jobs.sweep.func() == 1
        assert post.send(mail_id)
        assert mail_jobs.sweep.func() == 0
    assert post.row(mail_id).state is MailState.SENT
    [(_address, message)] = mood.taken
    assert message["Message-ID"] == f"<{mail_id}@regio.example>"
