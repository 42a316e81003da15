"""What happens to matches without anybody."""

import logging
from datetime import datetime
from uuid import UUID

from app.core.jobs import WHEN_IT_IS_BACK, app, job_session
from app.identity.actor import SYSTEM
from app.matches import undo_commands
from app.matches.ending_commands import lapse_matches

log = logging.getLogger(__name__)


@app.periodic(cron="7,22,37,52 * * * *")
@app.task(name="matching:lapse", queueing_lock="matching:lapse", retry=WHEN_IT_IS_BACK)
def lapse(timestamp: int = 0) -> int:
    """Proposals that nobody answered in time."""
    with job_session() as session:
        count = lapse_matches(session, SYSTEM)
    log.info("%s proposals lapsed", count)
    return count


@app.task(name=undo_commands.TELL, retry=WHEN_IT_IS_BACK)
def tell_answer(match_id: str, undo_until: str) -> None:
    """An answer, once it can no longer be undone."""
    with job_session() as session:
        undo_commands.tell_answer(
            session, SYSTEM, UUID(match_id), datetime.fromisoformat(undo_until)
        )
