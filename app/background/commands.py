"""Having work in the background done again that went wrong, and forgetting what nobody asked for
again.
"""

from datetime import timedelta
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session

from app.audit import record
from app.background import events, policy, queries
from app.core import clock, job_tables
from app.core.policy import asks
from app.identity.actor import Actor

KEPT = timedelta(days=30)

# As the library does it itself, but that it counts its tries from the beginning.
_AGAIN = sa.text(
    "UPDATE procrastinate_jobs SET status = 'todo', attempts = 0, scheduled_at = now(),"
    " worker_id = NULL WHERE id = :id"
)
_FORGET = sa.text("DELETE FROM procrastinate_jobs WHERE id = :id")


@asks(lambda actor, job: policy.JobPolicy(actor, job.region_code, job.is_failed).try_again)
def try_again(session: Session, actor: Actor, job: queries.FailedJob) -> None:
    """It waits for a worker again. When the next of its kind waits already, that one does it."""
    try:
        with session.begin_nested():
            session.execute(_AGAIN, {"id": job.id})
    except sa.exc.IntegrityError:
        session.execute(_FORGET, {"id": job.id})
    number = UUID(int=job.id)
    regions = sorted(actor.administered_regions) if job.region_code is None else [job.region_code]
    for region in regions:
        tried = events.JobTriedAgain(object_id=number, region_code=region, kind=job.kind)
        record(session, actor, tried)


def forget_failed(session: Session) -> int:
    """Work that went wrong and that nobody asked for again in `KEPT`. Returns how much."""
    old = job_tables.last_heard() < clock.now() - KEPT
    is_failed = job_tables.has_status("failed")
    gone = sa.delete(job_tables.JOBS).where(is_failed, old).returning(job_tables.JOBS.c.id)
    return len(session.execute(gone).all())
