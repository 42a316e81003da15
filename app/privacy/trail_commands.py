"""Taking lines that are old enough out of the trail, as the only role that may."""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col

from app.audit.models import AuditEntry
from app.core import errors
from app.privacy.record_commands import Take, line_of

# What the trigger of the table lets delete (`migrations/versions/…_trail_retention.py`).
ROLE = "schakelbord_retention"
HOW = (
    f"Alleen de rol {ROLE} mag oude regels van het logboek verwijderen, en die is er nog niet voor "
    "deze opdracht. Laat de beheerder van de databaseserver dit uitvoeren: CREATE ROLE "
    f"{ROLE} LOGIN PASSWORD '…'; GRANT USAGE ON SCHEMA public TO {ROLE}; GRANT SELECT, INSERT, "
    f"DELETE ON audit_entry TO {ROLE}; en zet SCHAKELBORD_RETENTION_URL alleen voor deze opdracht."
)
_IS_SUPER = sa.text("SELECT rolsuper FROM pg_roles WHERE rolname = current_user")


_IS_KNOWN = sa.text("SELECT count(*) FROM pg_roles WHERE rolname = :role")
_MAY_DELETE = sa.text(
    "SELECT has_schema_privilege(:role, 'public', 'USAGE') AND "
    "has_table_privilege(:role, 'audit_entry', 'SELECT') AND "
    "has_table_privilege(:role, 'audit_entry', 'INSERT') AND "
    "has_table_privilege(:role, 'audit_entry', 'DELETE')"
)


def makes_role(session: Session) -> bool:
    """Whether the server is our own, as the embedded one: then `make_role` makes it."""
    is_super: bool = session.execute(_IS_SUPER).scalar_one()
    return is_super


def has_role(session: Session) -> bool:
    """Whether the role is there and may do its work."""
    if not session.execute(_IS_KNOWN, {"role": ROLE}).scalar_one():
        return False
    may: bool = session.execute(_MAY_DELETE, {"role": ROLE}).scalar_one()
    return may


def make_role(session: Session) -> None:
    """Where the server is our own, as the embedded one: make the role and let it do its work."""
    if not makes_role(session):
        return
    if not session.execute(_IS_KNOWN, {"role": ROLE}).scalar_one():
        session.execute(sa.text(f"CREATE ROLE {ROLE} NOLOGIN"))
    session.execute(sa.text(f"GRANT SELECT, INSERT, DELETE ON audit_entry TO {ROLE}"))


def become_role(session: Session) -> None:
    """For the rest of the transaction. Refused for whoever is not that role and may not become
    it.
    """
    if session.execute(sa.text("SELECT current_user")).scalar_one() == ROLE:
        return
    try:
        with session.begin_nested():
            session.execute(sa.text(f"SET LOCAL ROLE {ROLE}"))
    except sa.exc.DBAPIError as problem:
        raise errors.Refused(HOW) from problem


def remove_lines(session: Session, before: datetime, take: Take | None = None) -> int:
    """Delete the lines from before, each given to `take` first. Returns how many went."""
    old = col(AuditEntry.at) < before
    if take is not None:
        for entry in session.execute(sa.select(AuditEntry).where(old)).scalars():
            take(line_of(AuditEntry, entry))
    gone = sa.delete(AuditEntry).where(old).returning(col(AuditEntry.id))
    return len(session.execute(gone).all())
