"""Housekeeping of half sign-ins, every quarter of an hour."""

import logging

from sqlmodel import Session

from app.core.jobs import WHEN_IT_IS_BACK, app, job_session
from app.second_factors import letters
from app.second_factors.entry_commands import forget_entries

log = logging.getLogger(__name__)
LETTERS = (letters.RESET,)  # known to whoever sends


@app.periodic(cron="*/15 * * * *")
@app.task(
    name="second_factors:forget", queueing_lock="second_factors:forget", retry=WHEN_IT_IS_BACK
)
def forget(timestamp: int = 0) -> int:
    """Delete what has run out."""
    session: Session
    with job_session() as session:
        gone = forget_entries(session)
    log.info("forgot %s half sign-ins and challenges", gone)
    return gone
