"""Housekeeping of invitations, once a day."""

import logging

from sqlmodel import Session

from app.core.jobs import WHEN_IT_IS_BACK, app, job_session
from app.members import letters
from app.members.invitation_commands import forget_invitations
from app.organisations import letters as organisation_letters

log = logging.getLogger(__name__)
# Known to whoever sends.
LETTERS = (
    letters.INVITATION,
    organisation_letters.REFUSED,
    organisation_letters.CLAIMED,
    organisation_letters.CLAIM_REFUSED,
    organisation_letters.STILL_RIGHT,
)


@app.periodic(cron="47 3 * * *")
@app.task(name="members:forget", queueing_lock="members:forget", retry=WHEN_IT_IS_BACK)
def forget(timestamp: int = 0) -> int:
    """Delete invitations of long ago."""
    session: Session
    with job_session() as session:
        gone = forget_invitations(session)
    log.info("forgot %s invitations", gone)
    return gone
