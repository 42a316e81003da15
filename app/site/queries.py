"""Whether this installation can be used."""

from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlmodel import Session, select

from app.core.settings import PROJECT, Settings
from app.identity.models import Person
from app.reference.queries import count_regions


def why_not_ready(session: Session, settings: Settings) -> str | None:
    """One word for what is missing, or None when everything is there."""
    head = ScriptDirectory.from_config(Config(str(PROJECT / "alembic.ini"))).get_current_head()
    if MigrationContext.configure(session.connection()).get_current_revision() != head:
        return "migratie"
    if count_regions(session) == 0:
        return "referentiegegevens"
    if settings.is_demo and session.exec(select(Person.id).limit(1)).first() is None:
        return "demoregio"
    return None
