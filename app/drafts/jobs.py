"""Housekeeping of forms that nobody sent, every hour."""

import logging

from sqlmodel import Session

from app.core.jobs import WHEN_IT_IS_BACK, app, job_session
from app.drafts.commands import forget_drafts

log = logging.getLogger(__name__)


@app.periodic(cron="37 * * * *")
@app.task(name="drafts:forget_drafts", queueing_lock="drafts:forget_drafts", retry=WHEN_IT_IS_BACK)
def forget(timestamp: int = 0) -> int:
    """Delete what is kept long enough."""
    session: Session
    with job_session() as session:
        gone = forget_drafts(session)
    log.info("forgot %s forms that nobody sent", gone)
    return gone
