"""Looking whose forgotten password it is, and housekeeping of links."""

import logging
from uuid import UUID

from app.core.jobs import WHEN_IT_IS_BACK, app, job_session
from app.passwords import commands

log = logging.getLogger(__name__)


@app.task(name=commands.SEND_LINK, retry=WHEN_IT_IS_BACK)
def send_link(request_id: str) -> None:
    """Owe a mail to whose account it is; of an address that nobody has there is nothing to do."""
    with job_session() as session:
        commands.answer_request(session, UUID(request_id))


@app.periodic(cron="* * * * *")
@app.task(name="passwords:send_asked", queueing_lock="passwords:send_asked", retry=WHEN_IT_IS_BACK)
def send_asked(timestamp: int = 0) -> int:
    """Who asked and of whom the job is lost."""
    with job_session() as session:
        return commands.ask_again(session)


@app.periodic(cron="23 * * * *")
@app.task(name="passwords:forget", queueing_lock="passwords:forget", retry=WHEN_IT_IS_BACK)
def forget(timestamp: int = 0) -> int:
    """Delete links that nobody can use any more."""
    with job_session() as session:
        gone = commands.forget_links(session)
    log.info("forgot %s links for a new password", gone)
    return gone
