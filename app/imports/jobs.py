"""Housekeeping of files that nobody confirmed, every hour."""

import logging

from sqlmodel import Session

from app.core.jobs import app, job_session
from app.imports.commands import forget_drafts

log = logging.getLogger(__name__)


@app.periodic(cron="17 * * * *")
@app.task(name="imports:forget_drafts", queueing_lock="imports:forget_drafts")
def forget(timestamp: int = 0) -> int:
    """Delete drafts older than a day."""
    session: Session
    with job_session() as session:
        gone = forget_drafts(session)
    log.info("forgot %s imports that nobody confirmed", gone)
    return gone
