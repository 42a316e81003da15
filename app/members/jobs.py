"""Housekeeping of invitations, once a day."""

import logging
from datetime import timedelta

import sqlalchemy as sa
from sqlmodel import col

from app.core import clock
from app.core.jobs import app, job_session
from app.members import letters
from app.members.models import MemberInvitation

log = logging.getLogger(__name__)
LETTERS = (letters.INVITATION,)  # known to whoever sends

# So long after its link stopped working an invitation is kept, for who asks what became of it.
KEPT = timedelta(days=90)


@app.periodic(cron="47 3 * * *")
@app.task(name="members:forget", queueing_lock="members:forget")
def forget(timestamp: int = 0) -> int:
    """Delete invitations of long ago, whatever became of them."""
    with job_session() as session:
        gone = session.execute(
            sa.delete(MemberInvitation)
            .where(col(MemberInvitation.expires_at) < clock.now() - KEPT)
            .returning(col(MemberInvitation.id))
        ).all()
    log.info("forgot %s invitations", len(gone))
    return len(gone)
