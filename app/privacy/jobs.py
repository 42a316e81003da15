"""What is kept long enough goes every night."""

import logging

from app.core.jobs import WHEN_IT_IS_BACK, app, job_session
from app.core.settings import get_settings
from app.identity.actor import SYSTEM
from app.privacy import periods, retention_commands

log = logging.getLogger(__name__)


@app.periodic(cron="23 3 * * *")
@app.task(name="privacy:remove_old", queueing_lock="privacy:remove_old", retry=WHEN_IT_IS_BACK)
def remove(timestamp: int = 0) -> int:
    """Everything but what is handed over first, and the trail: these the command deletes."""
    kinds = [kind for kind in periods.KINDS if not kind.is_by_command]
    with job_session() as session:
        gone = retention_commands.remove_old(session, SYSTEM, get_settings(), kinds)
    log.info("removed what was kept long enough: %s rows", sum(gone.values()))
    return sum(gone.values())
