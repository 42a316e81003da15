"""What happens to work that went wrong without anybody."""

import logging

from app.background import commands
from app.core.jobs import WHEN_IT_IS_BACK, app, job_session

log = logging.getLogger(__name__)


@app.periodic(cron="51 3 * * *")
@app.task(name="background:forget", queueing_lock="background:forget", retry=WHEN_IT_IS_BACK)
def forget(timestamp: int = 0) -> int:
    """What nobody asked for again."""
    with job_session() as session:
        gone = commands.forget_failed(session)
    if gone:
        log.info("forgot %s jobs that went wrong long ago", gone)
    return gone
