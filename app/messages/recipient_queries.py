"""Finding who answers for an organisation, and is not told of something yet."""

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType
from typing import Any, NamedTuple
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import col

from app.identity.models import Membership, Organisation, OrganisationStatus, Person
from app.mail.kinds import MailKind
from app.mail.models import Mail
from app.organisations import policy

_NOTHING: Mapping[str, Any] = MappingProxyType({})


class Due(NamedTuple):
    """One mail that somebody is to get about one thing of their organisation."""

    object_id: UUID
    title: str
    region_code: str
    window: str
    day: date | None
    organisation_name: str
    person_id: UUID
    language: str
    # What else the letter names, by the name of the fact.
    named: dict[str, str]


def as_window(moment: Any) -> Any:
    """A moment as the text that says which of several times."""
    return sa.func.to_char(moment, "YYYY-MM-DD HH24:MI:SS.US OF")


def to_speakers(
    kind: MailKind,
    *,
    about: Any,
    title: Any,
    window: Any,
    day: Any,
    organisation_id: Any,
    named: Mapping[str, Any] = _NOTHING,
    also: Any = None,
    joined: tuple[Any, Any] | None = None,
) -> Any:
    """A query of `Due`: everybody who speaks for the organisation of a row. `about`: the table of
    what it is about; `window`: as text, which of several times; the columns of the last day and of
    the organisation; `named`: those of what else the letter names; `also`: the one of a member who
    hears it whatever their role, such as who looks after it; `joined`: a table with a row of its
    own for each of several times, and how it belongs to the row.
    """
    facts = [part for name, value in named.items() for part in (sa.literal(name), value)]
    owed = sa.select(sa.literal(1)).where(
        sa.func.coalesce(sa.cast(col(Mail.person_id), sa.Text), col(Mail.address))
        == sa.cast(col(Person.id), sa.Text),
        col(Mail.kind) == kind.name,
        col(Mail.object_id) == about.id,
        col(Mail.window) == window,
    )
    hears = policy.speaks_for()
    if also is not None:
        hears = sa.or_(hears, sa.func.coalesce(col(Person.id) == also, sa.false()))
    return (
        sa.select(
            about.id,
            title,
            about.region_code,
            window.label("window"),
            day,
            col(Organisation.name),
            col(Person.id),
            col(Person.language),
            sa.func.jsonb_build_object(*facts, type_=JSONB).label("named"),
        )
        .select_from(about if joined is None else sa.join(about, *joined))
        .join(Organisation, col(Organisation.id) == organisation_id)
        .join(Membership, col(Membership.organisation_id) == col(Organisation.id))
        .join(Person, col(Person.id) == col(Membership.person_id))
        .where(
            col(Organisation.status) == OrganisationStatus.ADMITTED,
            hears,
            col(Person.is_active),
            # Whatever the query joins, such as the step or the note of a window, is its own row.
            ~owed.correlate_except(Mail).exists(),
        )
        .order_by(about.id, col(Person.id))
    )
