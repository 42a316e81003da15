"""Whether this installation can be used."""

import sqlalchemy as sa
from sqlmodel import Session, select

from app.core import jobs
from app.core.migrations import is_migrated
from app.core.settings import Settings
from app.identity.models import Person
from app.reference.queries import count_regions


def why_not_ready(session: Session, settings: Settings) -> str | None:
    """One word for what is missing, or None when everything is there."""
    if not is_migrated(session.connection()):
        return "migratie"
    if count_regions(session) == 0:
        return "referentiegegevens"
    if settings.is_demo and session.exec(select(Person.id).limit(1)).first() is None:
        return "demoregio"
    return None


def has_worker(session: Session) -> bool:
    """Whether somebody does the jobs."""
    return bool(session.execute(sa.select(jobs.a_worker_lives())).scalar_one())
