"""Erasing an account: what it was called and how it was reached goes, what it decided stays."""

from collections.abc import Iterator, Sequence
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, SQLModel, col

from app.audit import record
from app.core import errors
from app.core.events import ActorLike
from app.identity import lead_queries
from app.identity.models import Person
from app.identity.queries import get_person_by_email
from app.organisations.models import OrganisationProfile
from app.privacy import events

# What a column with somebody's address is called, in the tables of whoever has no account.
ADDRESSES = ("email", "address")


def erase_person(session: Session, actor: ActorLike, email: str) -> list[str]:
    """Take out everything that says who somebody is. The lines of the trail keep their number,
    which leads nowhere now: it reads "former user". Returns the organisations that have nobody
    left who may decide.
    """
    person = get_person_by_email(session, email)
    if person is None:
        raise errors.Refused("Er is geen account met dit e-mailadres.")
    left_alone = lead_queries.find_led_alone(session, person.id)
    erase_people(session, [person.id])
    record(session, actor, events.PersonErased(object_id=person.id))
    return left_alone


def erase_people(session: Session, people: Sequence[UUID]) -> None:
    """All that points at these accounts, wherever it stands, and the accounts."""
    emails = list(session.execute(sa.select(col(Person.email)).where(_is_one(people))).scalars())
    for column in columns_of_people():
        if column.nullable and not _goes_along(column):
            session.execute(
                sa.update(column.table).where(column.in_(people)).values({column: None})
            )
        else:
            session.execute(sa.delete(column.table).where(column.in_(people)))
    for column in _columns_of_addresses():
        session.execute(sa.delete(column.table).where(sa.func.lower(column).in_(emails)))
    session.execute(
        sa.update(OrganisationProfile)
        .where(sa.func.lower(col(OrganisationProfile.contact_email)).in_(emails))
        .values(contact_name="", contact_email="", contact_phone="")
    )
    session.execute(sa.delete(Person).where(_is_one(people)))
    session.expire_all()


def columns_of_people() -> Iterator[sa.Column[Any]]:
    """Every column that points at an account, of the tables that nothing points at first."""
    for table in reversed(SQLModel.metadata.sorted_tables):
        for column in table.columns:
            if any(_is_account(key.column) for key in column.foreign_keys):
                yield column


def _is_account(column: sa.Column[Any]) -> bool:
    """The account itself, or the account of a member, to whom something is entrusted."""
    return (column.table.name, column.name) in (("person", "id"), ("membership", "person_id"))


def _goes_along(column: sa.Column[Any]) -> bool:
    """Whether the row has no meaning without the account."""
    return any(key.ondelete == "CASCADE" for key in column.foreign_keys)


def _columns_of_addresses() -> Iterator[sa.Column[Any]]:
    for table in SQLModel.metadata.sorted_tables:
        if table.name != "person":
            yield from (column for column in table.columns if column.name in ADDRESSES)


def _is_one(people: Sequence[UUID]) -> sa.ColumnElement[bool]:
    return col(Person.id).in_(people)
