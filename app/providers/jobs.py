"""Housekeeping of rounds to providers, every quarter of an hour."""

import logging

from sqlmodel import Session

from app.core.jobs import WHEN_IT_IS_BACK, app, job_session
from app.providers import commands, proof_commands

log = logging.getLogger(__name__)


@app.periodic(cron="*/15 * * * *")
@app.task(
    name="providers:forget_rounds", queueing_lock="providers:forget_rounds", retry=WHEN_IT_IS_BACK
)
def forget(timestamp: int = 0) -> int:
    """Delete what nobody can come back with."""
    session: Session
    with job_session() as session:
        gone = commands.forget_rounds(session) + proof_commands.forget_proofs(session)
    log.info("forgot %s rounds to providers, proofs and logout tokens", gone)
    return gone
