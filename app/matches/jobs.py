"""What happens to matches without anybody."""

import logging

from app.core.jobs import app, job_session
from app.identity.actor import SYSTEM
from app.matches.ending_commands import lapse_matches

log = logging.getLogger(__name__)


@app.periodic(cron="7,22,37,52 * * * *")
@app.task(name="matching:lapse", queueing_lock="matching:lapse")
def lapse(timestamp: int = 0) -> int:
    """Proposals that nobody answered in time."""
    with job_session() as session:
        count = lapse_matches(session, SYSTEM)
    log.info("%s proposals lapsed", count)
    return count
