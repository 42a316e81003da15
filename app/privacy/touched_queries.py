"""Whose data an account or an object touches: what somebody has to know within 72 hours."""

from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col

from app.audit.models import AuditEntry
from app.core.i18n import exact_moment
from app.identity.models import Person
from app.matches.models import Match
from app.organisations.models import OrganisationProfile
from app.privacy import erasure_commands

SEEN = "match:contact_viewed"


def find_touched_by(session: Session, person: Person) -> list[str]:
    """What is stored of this account, and whose contact it saw."""
    lines = [f"{person.name} <{person.email}>: het account zelf"]
    for column in erasure_commands.columns_of_people():
        own = sa.select(sa.func.count()).select_from(column.table).where(column == person.id)
        if count := session.execute(own).scalar_one():
            lines.append(f"  {column.table.name}: {count}")
    for row in session.execute(_contacts_seen(person.id)):
        who = " ".join(part for part in (row.contact_name, row.contact_email) if part)
        lines.append(
            f"{who or 'een organisatie zonder contact'}: contact bekeken {exact_moment(row.at)}"
        )
    return lines


def find_touched_through(session: Session, object_id: UUID) -> list[str]:
    """Who did or saw something of this object."""
    told = (
        sa.select(col(Person.name), col(Person.email), sa.func.max(col(AuditEntry.at)).label("at"))
        .select_from(AuditEntry)
        .outerjoin(Person, col(Person.id) == col(AuditEntry.person_id))
        .where(col(AuditEntry.object_id) == object_id, col(AuditEntry.person_id).is_not(None))
        .group_by(col(Person.id), col(Person.name), col(Person.email))
        .order_by(sa.text("at DESC"))
    )
    return [
        f"{row.name or 'voormalig gebruiker'} <{row.email or '-'}>: "
        f"het laatst {exact_moment(row.at)}"
        for row in session.execute(told)
    ]


def _contacts_seen(person_id: UUID) -> sa.Select[str, str, datetime]:
    """The contacts of both sides of the matches of which this account saw them."""
    sides = (col(Match.need_organisation_id), col(Match.offer_organisation_id))
    profile = OrganisationProfile
    return (
        sa.select(
            col(profile.contact_name),
            col(profile.contact_email),
            sa.func.max(col(AuditEntry.at)).label("at"),
        )
        .select_from(AuditEntry)
        .join(Match, col(Match.id) == col(AuditEntry.object_id))
        .join(profile, col(profile.organisation_id).in_(sides))
        .where(col(AuditEntry.event) == SEEN, col(AuditEntry.person_id) == person_id)
        .group_by(
            col(profile.organisation_id), col(profile.contact_name), col(profile.contact_email)
        )
    )
