"""What happens to actions without anybody."""

import logging
from uuid import UUID

from app.actions.text_commands import reread_action_texts
from app.core.jobs import WHEN_IT_IS_BACK, app, job_session

log = logging.getLogger(__name__)


@app.periodic(cron="9,24,39,54 * * * *")
@app.task(name="actions:reread", queueing_lock="actions:reread", retry=WHEN_IT_IS_BACK)
def reread(timestamp: int = 0) -> int:
    """Texts that are stored without meaning, by an older version, or not at all. One transaction a
    batch.
    """
    done = 0
    after: UUID | None = None
    while True:
        with job_session() as session:
            count, after = reread_action_texts(session, after)
        done += count
        if after is None:
            break
    log.info("read the texts of %s actions anew", done)
    return done
