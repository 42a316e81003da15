"""Large files that the worker stores, and housekeeping of files that nobody confirmed."""

import contextlib
import logging
import time
from uuid import UUID

from procrastinate.exceptions import AlreadyEnqueued
from sqlmodel import Session

from app.core import jobs
from app.imports import large_commands
from app.imports.commands import forget_drafts
from app.suggestions import text_commands

log = logging.getLogger(__name__)


class _Progress:
    """Tells the page how far a file is, once a second at most: in a transaction of its own, as the
    rows themselves are seen by nobody yet.
    """

    def __init__(self, draft_id: UUID) -> None:
        self._draft_id, self._told_at = draft_id, time.monotonic()

    def __call__(self, share: float) -> None:
        if time.monotonic() - self._told_at < 1:
            return
        self._told_at = time.monotonic()
        with jobs.job_session() as session:
            large_commands.note_progress(session, self._draft_id, share)


@jobs.app.task(name=large_commands.STORE, retry=jobs.WHEN_IT_IS_BACK)
def store(draft_id: str) -> None:
    """All of a large file, or nothing."""
    wanted = UUID(draft_id)
    try:
        with jobs.job_session() as session:
            large_commands.store_asked(session, wanted, _Progress(wanted))
        # What its texts mean takes longer than all the rest: they are found by their words until it
        # is read. Should this worker be killed here, the same job comes by itself.
        with contextlib.suppress(AlreadyEnqueued), jobs.job_session() as session:
            jobs.defer(session, text_commands.REREAD)
    except Exception as problem:
        if jobs.is_interrupted(problem):
            raise
        log.exception("the import %s could not be stored", draft_id)
        with jobs.job_session() as session:
            large_commands.give_up(session, wanted)


@jobs.app.periodic(cron="* * * * *")
@jobs.app.task(
    name="imports:ask_again", queueing_lock="imports:ask_again", retry=jobs.WHEN_IT_IS_BACK
)
def ask_again(timestamp: int = 0) -> int:
    """Files whose worker is gone."""
    with jobs.job_session() as session:
        return large_commands.ask_again(session)


@jobs.app.periodic(cron="17 * * * *")
@jobs.app.task(
    name="imports:forget_drafts", queueing_lock="imports:forget_drafts", retry=jobs.WHEN_IT_IS_BACK
)
def forget(timestamp: int = 0) -> int:
    """Delete drafts older than a day."""
    session: Session
    with jobs.job_session() as session:
        gone = forget_drafts(session)
    log.info("forgot %s imports that nobody confirmed", gone)
    return gone
