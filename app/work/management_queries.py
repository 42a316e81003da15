"""What waits for the administrator of a region, who has no needs and offers to answer for."""

from dataclasses import dataclass

import sqlalchemy as sa
from sqlmodel import Session, col

from app.core import jobs
from app.identity.actor import Actor
from app.identity.models import Membership, Organisation, OrganisationStatus
from app.organisations.claim_queries import find_waiting

MOST_NAMES = 5

# Of the library that runs the jobs; a job that failed stays until somebody has looked at it.
_JOBS = sa.table("procrastinate_jobs", sa.column("status"))


@dataclass(frozen=True)
class Management:
    """What an administrator has to look at."""

    # Organisations that asked to take part.
    requested: list[str]
    # Organisations for which somebody asks to come in.
    claimed: list[str]
    # Organisations of which nobody can sign in: who is asked there does not hear of it.
    unmanned: list[str]
    # Work in the background that went wrong, such as a mail or a plan.
    failed_jobs: int
    # Nobody does that work.
    is_without_worker: bool

    @property
    def is_clear(self) -> bool:
        return not (
            self.requested
            or self.claimed
            or self.unmanned
            or self.failed_jobs
            or self.is_without_worker
        )


def get_management(session: Session, actor: Actor) -> Management | None:
    """None for who administers no region."""
    regions = [seat.region_code for seat in actor.administering_seats]
    if not regions:
        return None
    manned = sa.select(col(Membership.organisation_id))
    status = col(Organisation.status)
    rows = session.execute(
        sa.select(col(Organisation.name), status)
        .where(
            col(Organisation.region_code).in_(regions),
            sa.or_(
                status == OrganisationStatus.REQUESTED,
                sa.and_(
                    status == OrganisationStatus.ADMITTED,
                    col(Organisation.id).not_in(manned),
                ),
            ),
        )
        .order_by(col(Organisation.sort_name))
    ).all()
    claims = find_waiting(session, actor)
    is_failed = sa.cast(_JOBS.c.status, sa.Text) == "failed"
    failed = sa.select(sa.func.count()).select_from(_JOBS).where(is_failed).scalar_subquery()
    failed_jobs, has_worker = session.execute(sa.select(failed, jobs.a_worker_lives())).one()
    return Management(
        requested=[name for name, at in rows if at is OrganisationStatus.REQUESTED],
        claimed=[claim.organisation.name for claim in claims],
        unmanned=[name for name, at in rows if at is OrganisationStatus.ADMITTED],
        failed_jobs=failed_jobs,
        is_without_worker=not has_worker,
    )
