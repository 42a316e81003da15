"""Charge: which member looks after something of their organisation, if anybody (ADR 66)."""

from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import SQLModel, col

from app.core import words
from app.core.i18n import mark
from app.identity.actor import Reader


class ChargeFilter(words.Worded):
    """Whose a list shows, among what is of the reader's own organisation."""

    ME = "me", words.Word(mark("Looked after by me"))
    NOBODY = "nobody", words.Word(mark("Looked after by nobody"))


class InCharge(SQLModel):
    """Something of an organisation, with the member who looks after it. Empty: nobody.

    The database holds the rule: see `keys`, and the trigger `charge_stays_behind`, which empties
    the column of what goes to another organisation.
    """

    organisation_id: UUID
    in_charge_id: UUID | None = None


def keys(table: str) -> tuple[Any, ...]:
    """Only a member of the owning organisation is in charge: who leaves it is not any more."""
    return (
        sa.ForeignKeyConstraint(
            ["in_charge_id", "organisation_id"],
            ["membership.person_id", "membership.organisation_id"],
            ondelete="SET NULL (in_charge_id)",
        ),
        sa.Index(
            f"ix_{table}_in_charge",
            "in_charge_id",
            postgresql_where=sa.text("in_charge_id IS NOT NULL"),
        ),
    )


def wanted(actor: Reader, things: type[InCharge], asked: ChargeFilter) -> sa.ColumnElement[bool]:
    """What the filter asks. Who looks after something is known inside the organisation only."""
    whose = col(things.in_charge_id)
    is_it = whose == actor.person_id if asked is ChargeFilter.ME else whose.is_(None)
    return sa.and_(col(things.organisation_id).in_(actor.organisation_ids), is_it)


def tables() -> list[Any]:
    """Of everything that somebody looks after, whichever slice it is in, in the order in which
    every command locks them.
    """
    known = SQLModel.metadata.tables.values()
    return sorted((table for table in known if "in_charge_id" in table.c), key=lambda t: t.name)
