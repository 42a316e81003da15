"""The question of every year whether a profile is still right, looked for once a day."""

import logging

from sqlmodel import Session

from app.core.jobs import WHEN_IT_IS_BACK, app, job_session
from app.organisations import yearly_commands

log = logging.getLogger(__name__)


@app.periodic(cron="20 8 * * *")
@app.task(
    name="organisations:ask_again", queueing_lock="organisations:ask_again", retry=WHEN_IT_IS_BACK
)
def ask_again(timestamp: int = 0) -> int:
    """Mail who speaks for an organisation whose profile nobody confirmed for a year."""
    session: Session
    with job_session() as session:
        owed = yearly_commands.ask_again(session)
    log.info("asked %s people whether a profile is still right", owed)
    return owed
