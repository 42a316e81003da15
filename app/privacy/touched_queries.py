"""Whose data an account or an object touches: what somebody has to know within 72 hours."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, SQLModel, col

from app.audit.models import AuditEntry
from app.core.i18n import exact_moment
from app.identity.models import Organisation, Person
from app.mail.models import Mail
from app.matches.models import Match
from app.organisations.models import OrganisationProfile
from app.privacy import erasure_commands

SEEN_OF_MATCH = "match:contact_viewed"
SEEN_OF_ORGANISATION = ("organisation:contact_viewed", "organisation:applicant_viewed")
# From a need over its match to a note on it. What hangs on these tables is no part of the thing.
STEPS = 2
SETTINGS = ("organisation", "person", "safety_region")
ADDRESSES = (*erasure_commands.ADDRESSES, "contact_email")


def find_touched_by(session: Session, person: Person) -> list[str]:
    """What is stored of this account, and whose contact it saw."""
    lines = [f"{person.name} <{person.email}>: het account zelf"]
    for column in erasure_commands.columns_of_people():
        own = sa.select(sa.func.count()).select_from(column.table).where(column == person.id)
        if count := session.execute(own).scalar_one():
            lines.append(f"  {column.table.name}: {count}")
    for row in session.execute(_contacts_seen(person.id)):
        lines.append(f"{_contact(row)}: contact bekeken {exact_moment(row.at)}")
    return lines


def find_touched_through(session: Session, object_id: UUID) -> list[str]:
    """Of whatever has this number: who did or saw something of it, who was told of it, and who
    stands in it or in what hangs on it, such as the matches of a need.
    """
    whole = _whole(session, object_id)
    return list(
        dict.fromkeys(
            [
                *_in_the_trail(session, whole.ids),
                *_told(session, whole.ids),
                *(line for part in whole.parts for line in _standing_in(session, *part)),
                *_contacts_in(session, whole.parts),
            ]
        )
    )


@dataclass(frozen=True)
class _Whole:
    """A thing with what hangs on it: which numbers, and which rows of which tables."""

    ids: list[UUID]
    parts: list[tuple[sa.Table, sa.ColumnElement[bool]]]


def _whole(session: Session, object_id: UUID) -> _Whole:
    whole = _Whole([object_id], [])
    found = {
        table: [object_id]
        for table in SQLModel.metadata.sorted_tables
        if (key := _key(table)) is not None
        and session.execute(sa.select(key).where(key == object_id)).first() is not None
    }
    whole.parts.extend((table, table.c.id == object_id) for table in found)
    for _step in range(STEPS):
        found = {
            child: more
            for table, ids in found.items()
            for child, column in _pointing_at(table)
            if (more := _hang_on(session, whole, child, column.in_(ids), table))
        }
    return whole


def _hang_on(
    session: Session,
    whole: _Whole,
    child: sa.Table,
    rule: sa.ColumnElement[bool],
    parent: sa.Table,
) -> list[UUID]:
    """Add the rows that hang on it; returns on which of them more can hang. Of an organisation what
    says how it is reached and who belongs to it, not all that it asked and offered.
    """
    whole.parts.append((child, rule))
    key = _key(child)
    if key is None or parent.name in SETTINGS:
        return []
    found = set(session.execute(sa.select(key).where(rule)).scalars()) - set(whole.ids)
    whole.ids.extend(found)
    return list(found)


def _key(table: sa.Table) -> Any:
    """The column with the number of a row, of a table that has one."""
    key = table.columns.get("id")
    return key if key is not None and isinstance(key.type, sa.Uuid) else None


def _pointing_at(table: sa.Table) -> Iterator[tuple[sa.Table, Any]]:
    for child in SQLModel.metadata.sorted_tables:
        for column in child.columns:
            if any(key.column is _key(table) for key in column.foreign_keys):
                yield child, column


def _in_the_trail(session: Session, ids: Sequence[UUID]) -> Iterator[str]:
    told = (
        sa.select(col(Person.name), col(Person.email), sa.func.max(col(AuditEntry.at)).label("at"))
        .select_from(AuditEntry)
        .outerjoin(Person, col(Person.id) == col(AuditEntry.person_id))
        .where(col(AuditEntry.object_id).in_(ids), col(AuditEntry.person_id).is_not(None))
        .group_by(col(Person.id), col(Person.name), col(Person.email))
        .order_by(sa.text("at DESC"))
    )
    for row in session.execute(told):
        yield (
            f"{row.name or 'voormalig gebruiker'} <{row.email or '-'}>: "
            f"het laatst {exact_moment(row.at)}"
        )


def _told(session: Session, ids: Sequence[UUID]) -> Iterator[str]:
    addressed = sa.func.coalesce(col(Person.email), col(Mail.address))
    mailed = (
        sa.select(addressed)
        .select_from(Mail)
        .outerjoin(Person, col(Person.id) == col(Mail.person_id))
        .where(col(Mail.object_id).in_(ids), addressed != "")
        .distinct()
        .order_by(addressed)
    )
    for address in session.execute(mailed).scalars():
        yield f"{address}: kreeg er bericht over"


def _standing_in(session: Session, table: sa.Table, rule: sa.ColumnElement[bool]) -> Iterator[str]:
    """Accounts and addresses in these rows."""
    for column in erasure_commands.columns_of_people():
        if column.table is table:
            named: Any = sa.select(col(Person.name), col(Person.email)).where(
                col(Person.id).in_(sa.select(column).where(rule))
            )
            for row in session.execute(named.order_by(col(Person.email))):
                yield f"{row.name} <{row.email}>: staat in {table.name} ({column.name})"
    for column in table.columns:
        if column.name in ADDRESSES:
            written = sa.select(column).where(rule, sa.func.coalesce(column, "") != "").distinct()
            for address in session.execute(written.order_by(column)).scalars():
                yield f"{address}: staat in {table.name}"


def _contacts_in(
    session: Session, parts: Sequence[tuple[sa.Table, sa.ColumnElement[bool]]]
) -> Iterator[str]:
    """The contact of every organisation that stands in these rows."""
    whose = [
        sa.select(column).where(rule)
        for table, rule in parts
        for column in table.columns
        if any(key.column is _key(_ORGANISATIONS) for key in column.foreign_keys)
    ]
    if not whose:
        return
    profile = OrganisationProfile
    query: Any = (
        sa.select(col(Organisation.name), col(profile.contact_name), col(profile.contact_email))
        .join(profile, col(profile.organisation_id) == col(Organisation.id))
        .where(sa.or_(*(col(Organisation.id).in_(each) for each in whose)))
        .order_by(col(Organisation.sort_name), col(Organisation.id))
    )
    for row in session.execute(query):
        yield f"{_contact(row)}: contact van {row.name}, die erin staat"


_ORGANISATIONS: sa.Table = Organisation.__table__  # type: ignore[attr-defined]


def _contact(row: Any) -> str:
    said = " ".join(part for part in (row.contact_name, row.contact_email) if part)
    return said or "een organisatie zonder contact"


def _contacts_seen(person_id: UUID) -> sa.Select[str, str, datetime]:
    """The contacts that this account saw: of both sides of a match, and of an organisation that
    asked to take part or that somebody says to speak for.
    """
    sides = (col(Match.need_organisation_id), col(Match.offer_organisation_id))
    profile = OrganisationProfile
    is_seen = sa.or_(
        sa.and_(
            col(AuditEntry.event) == SEEN_OF_MATCH,
            sa.exists()
            .where(col(Match.id) == col(AuditEntry.object_id))
            .where(col(profile.organisation_id).in_(sides))
            .correlate(AuditEntry, profile),
        ),
        sa.and_(
            col(AuditEntry.event).in_(SEEN_OF_ORGANISATION),
            col(AuditEntry.object_id) == col(profile.organisation_id),
        ),
    )
    return (
        sa.select(
            col(profile.contact_name),
            col(profile.contact_email),
            sa.func.max(col(AuditEntry.at)).label("at"),
        )
        .select_from(AuditEntry)
        .join(profile, is_seen)
        .where(col(AuditEntry.person_id) == person_id)
        .group_by(
            col(profile.organisation_id), col(profile.contact_name), col(profile.contact_email)
        )
    )
