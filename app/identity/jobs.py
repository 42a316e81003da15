"""Housekeeping of sessions, every quarter of an hour."""

import logging

from sqlmodel import Session

from app.core.jobs import WHEN_IT_IS_BACK, app, job_session
from app.core.settings import get_settings
from app.identity.commands import forget_old_sessions

log = logging.getLogger(__name__)


@app.periodic(cron="*/15 * * * *")
@app.task(
    name="identity:forget_old_sessions",
    queueing_lock="identity:forget_old_sessions",
    retry=WHEN_IT_IS_BACK,
)
def forget(timestamp: int = 0) -> int:
    """Delete what no longer lets anybody in."""
    session: Session
    with job_session() as session:
        gone = forget_old_sessions(session, get_settings())
    log.info("forgot %s old sessions and failed sign-ins", gone)
    return gone
