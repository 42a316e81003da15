"""Housekeeping of new addresses that nobody confirmed, every hour."""

import logging

from sqlmodel import Session

from app.account import letters
from app.account.address_commands import forget_changes
from app.core.jobs import WHEN_IT_IS_BACK, app, job_session

log = logging.getLogger(__name__)
# Known to whoever sends.
LETTERS = (
    letters.CONFIRM_ADDRESS,
    letters.ADDRESS_IN_USE,
    letters.ADDRESS_CHANGED,
)


@app.periodic(cron="23 * * * *")
@app.task(
    name="account:forget_changes", queueing_lock="account:forget_changes", retry=WHEN_IT_IS_BACK
)
def forget(timestamp: int = 0) -> int:
    """Delete what has run out."""
    session: Session
    with job_session() as session:
        gone = forget_changes(session)
    log.info("forgot %s new addresses that nobody confirmed", gone)
    return gone
