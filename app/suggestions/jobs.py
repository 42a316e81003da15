"""What happens to texts and decisions of a review without anybody."""

import logging
from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from app.core.jobs import WHEN_IT_IS_BACK, app, job_session
from app.identity.actor import SYSTEM
from app.matches import undo_commands
from app.suggestions import review_commands, text_commands

log = logging.getLogger(__name__)


@app.periodic(cron="4,19,34,49 * * * *")
@app.task(name=text_commands.REREAD, queueing_lock=text_commands.REREAD, retry=WHEN_IT_IS_BACK)
def reread(timestamp: int = 0) -> int:
    """Texts that are stored without meaning, by an older version, or not at all. One transaction a
    batch.
    """
    done = 0
    for kind in range(len(text_commands.TEXT_TABLES)):
        after: UUID | None = None
        while True:
            with job_session() as session:
                count, after = text_commands.reread_texts(session, kind, after)
            done += count
            if after is None:
                break
    log.info("read %s texts anew", done)
    return done


@app.periodic(cron="11 * * * *")
@app.task(name="language:count_words", queueing_lock="language:count_words", retry=WHEN_IT_IS_BACK)
def count(timestamp: int = 0) -> int:
    """How rare every word is."""
    with job_session() as session:
        texts = text_commands.count_words(session)
    log.info("counted the words of %s texts", texts)
    return texts


@app.periodic(cron="* * * * *")
@app.task(name="matching:tell_untold", queueing_lock="matching:tell_untold", retry=WHEN_IT_IS_BACK)
def tell_untold(timestamp: int = 0) -> int:
    """Answers and decisions whose own job was lost. Each in a transaction of its own."""
    late: list[tuple[Callable[..., object], UUID, datetime]] = []
    with job_session() as session:
        late += ((undo_commands.tell_answer, *due) for due in undo_commands.find_untold(session))
        late += (
            (review_commands.tell_decision, *due) for due in review_commands.find_untold(session)
        )
    for tell, match_id, at in late:
        with job_session() as session:
            tell(session, SYSTEM, match_id, at)
    if late:
        log.warning("told %s answers and decisions whose job was lost", len(late))
    return len(late)


@app.task(name=review_commands.TELL, retry=WHEN_IT_IS_BACK)
def tell(match_id: str, tell_at: str) -> None:
    """What the team decided in its review, once it can no longer be undone."""
    with job_session() as session:
        review_commands.tell_decision(
            session, SYSTEM, UUID(match_id), datetime.fromisoformat(tell_at)
        )
