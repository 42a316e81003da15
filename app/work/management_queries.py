"""What went wrong or is not right yet in a region, for who administers it."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from app.core import job_tables, jobs
from app.identity import models as identity_models
from app.identity.actor import Actor, Reader
from app.mail import models as mail_models

MOST_NAMES = 5
# Afterwards it is no news that a mail did not arrive, and who has to know it was told otherwise.
NEWS = timedelta(days=14)


@dataclass(frozen=True)
class Management:
    """What an administrator has to look at."""

    # Organisations of which nobody can sign in: who is asked there does not hear of it.
    unmanned: list[str]
    # Work in the background that went wrong, such as a plan.
    failed_jobs: int
    # Mail that did not arrive.
    undelivered: int
    # Nobody does the work in the background.
    is_without_worker: bool

    @property
    def count(self) -> int:
        """How many lines of it there are, as `rows_of` counts them."""
        told = (self.unmanned, self.failed_jobs, self.undelivered, self.is_without_worker)
        return sum(bool(each) for each in told)


def get_management(session: Session, actor: Actor, now: Any) -> Management | None:
    """None for who administers no region."""
    if not actor.administering_seats:
        return None
    names = session.execute(
        sa.select(col(identity_models.Organisation.name))
        .where(_unmanned(actor))
        .order_by(col(identity_models.Organisation.sort_name))
    ).scalars()
    failed = sa.select(sa.func.count()).select_from(job_tables.JOBS).where(_failed(actor))
    undelivered = (
        sa.select(sa.func.count()).select_from(mail_models.Mail).where(_undelivered(actor, now))
    )
    failed_jobs, mails, has_worker = session.execute(
        sa.select(failed.scalar_subquery(), undelivered.scalar_subquery(), jobs.a_worker_lives())
    ).one()
    return Management(
        unmanned=list(names),
        failed_jobs=failed_jobs,
        undelivered=mails,
        is_without_worker=not has_worker,
    )


def rows_of(actor: Reader, is_administrator: Any, now: Any) -> list[sa.Select[Any]]:
    """For the count of what waits: a row of each kind of which there is something."""
    one: Any = sa.literal_column("1")
    there_is = (
        sa.exists().where(_unmanned(actor)),
        sa.and_(is_administrator, sa.exists().where(_failed(actor))),
        sa.exists().where(_undelivered(actor, now)),
        sa.and_(is_administrator, ~jobs.a_worker_lives()),
    )
    return [sa.select(one).where(each) for each in there_is]


def _unmanned(actor: Reader) -> sa.ColumnElement[bool]:
    is_manned = sa.exists().where(
        col(identity_models.Membership.organisation_id) == col(identity_models.Organisation.id)
    )
    return sa.and_(
        col(identity_models.Organisation.region_code).in_(actor.administered_regions),
        col(identity_models.Organisation.status) == identity_models.OrganisationStatus.ADMITTED,
        ~is_manned,
    )


def _failed(actor: Reader) -> sa.ColumnElement[bool]:
    """A job that failed stays until somebody has looked at it."""
    return sa.and_(job_tables.has_status("failed"), job_tables.is_for(actor.administered_regions))


def _undelivered(actor: Reader, now: Any) -> sa.ColumnElement[bool]:
    return sa.and_(
        col(mail_models.Mail.region_code).in_(actor.administered_regions),
        col(mail_models.Mail.state).in_(
            (mail_models.MailState.REFUSED, mail_models.MailState.GIVEN_UP)
        ),
        col(mail_models.Mail.ended_at) > now - NEWS,
    )
