"""Nobody does the jobs: those who can do something about it are told, and nobody else."""

from __future__ import annotations

import logging
from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlmodel import Session

from app.core import jobs
from app.core.i18n import gettext as dutch
from app.core.settings import PROJECT
from tests.world import Visitors

SAID = "Er draait geen worker, dus taken blijven liggen. Start hem: python -m app.cli worker"


def beats(session: Session, seconds_ago: int) -> None:
    """A worker that was there so long ago."""
    session.execute(text("DELETE FROM procrastinate_workers"))
    session.execute(
        text("INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - :ago)"),
        {"ago": timedelta(seconds=seconds_ago)},
    )
    session.commit()


@pytest.mark.parametrize(("seconds_ago", "lives"), [(0, True), (12, True), (40, False)])
def test_the_administrator_and_gereed_know_whether_a_worker_lives(
    visitors: Visitors, session: Session, seconds_ago: int, lives: bool
) -> None:
    beats(session, seconds_ago)
    ready = visitors[None].get("/gereed")
    assert (ready.status_code, SAID in ready.text) == (200, not lives)
    assert ready.text.startswith("gereed\n")
    sentence = dutch("Nobody does the work in the background")
    for who in ("eva", "daan", "amina"):
        page = visitors[who].get("/mijn-werk").text
        assert (sentence in page) is (who == "eva" and not lives), who


def test_the_log_says_it_once_and_says_when_it_is_over(
    visitors: Visitors, session: Session, caplog: pytest.LogCaptureFixture
) -> None:
    jobs.tell_log(lives=True)
    caplog.clear()  # of an earlier test
    with caplog.at_level(logging.INFO, logger="app.core.jobs"):
        for seconds_ago in (40, 50, 0, 1, 40):
            beats(session, seconds_ago)
            visitors[None].get("/gereed")
    ours = [record for record in caplog.records if record.name == "app.core.jobs"]
    told = [record.message.split(":")[0] for record in ours]
    assert told == ["no worker lives", "a worker lives again", "no worker lives"]


def pages() -> list[str]:
    """Every page without something of its own in its address."""
    lines = (PROJECT / "tests/guards/routes.txt").read_text(encoding="utf-8").splitlines()
    paths = [line.split()[1] for line in lines if line.startswith("GET ")]
    # A stream goes on for ever.
    return [path for path in paths if "{" not in path and not path.endswith("/live")]


@pytest.mark.parametrize("who", ["amina", "eva"])
def test_every_page_works_without_a_worker(visitors: Visitors, session: Session, who: str) -> None:
    found = {}
    for seconds_ago in (0, 40):
        beats(session, seconds_ago)
        found[seconds_ago] = {path: visitors[who].get(path).status_code for path in pages()}
    assert found[40] == found[0] and len(found[0]) > 50
    assert max(found[40].values()) < 500


# Where somebody looks for what they were told, or asked the worker for, and what it says there.
WAITS = [
    ("amina", "/berichten", "Er wachten berichten: het werk op de achtergrond staat stil."),
    ("eva", "/beheer/achtergrond", "Mail en berichten wachten dus."),
]


@pytest.mark.parametrize(("who", "path", "said"), WAITS)
@pytest.mark.parametrize(("seconds_ago", "lives"), [(0, True), (40, False)])
def test_where_messages_are_read_it_says_that_they_wait(
    visitors: Visitors,
    session: Session,
    who: str,
    path: str,
    said: str,
    *,
    seconds_ago: int,
    lives: bool,
) -> None:
    beats(session, seconds_ago)
    assert (said in visitors[who].get(path).text) is not lives
