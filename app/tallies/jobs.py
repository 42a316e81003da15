"""What happens to the tallies without anybody."""

import logging

from app.core.jobs import WHEN_IT_IS_BACK, app, job_session
from app.tallies.commands import move_on

log = logging.getLogger(__name__)


@app.periodic(cron="1,31 * * * *")
@app.task(name="tallies:move_on", queueing_lock="tallies:move_on", retry=WHEN_IT_IS_BACK)
def move_tallies_on(timestamp: int = 0) -> bool:
    """After midnight the pages need not leave out any more what ended the day before."""
    with job_session() as session:
        has_moved = move_on(session)
    log.info("the tallies %s", "count on today" if has_moved else "are in use, and move on later")
    return has_moved
