"""What happens to matches without anybody."""

from datetime import datetime
from uuid import UUID

from app.core.jobs import WHEN_IT_IS_BACK, app, job_session
from app.identity.actor import SYSTEM
from app.matches import undo_commands


@app.task(name=undo_commands.TELL, retry=WHEN_IT_IS_BACK)
def tell_answer(match_id: str, undo_until: str) -> None:
    """An answer, once it can no longer be undone."""
    with job_session() as session:
        undo_commands.tell_answer(
            session, SYSTEM, UUID(match_id), datetime.fromisoformat(undo_until)
        )
