"""Housekeeping of what came through the public doors, every quarter of an hour."""

import logging

from sqlmodel import Session

from app.core.jobs import WHEN_IT_IS_BACK, app, job_session
from app.signals import letters
from app.signals.commands import forget_addresses
from app.signals.try_commands import forget_tries

log = logging.getLogger(__name__)
LETTERS = (letters.ANSWERED,)  # known to whoever sends


@app.periodic(cron="*/15 * * * *")
@app.task(name="signals:forget", queueing_lock="signals:forget", retry=WHEN_IT_IS_BACK)
def forget(timestamp: int = 0) -> int:
    """Delete tries that count no more, and addresses that wait too long."""
    session: Session
    with job_session() as session:
        gone = forget_tries(session) + forget_addresses(session)
    log.info("forgot %s tries and addresses of signals", gone)
    return gone
