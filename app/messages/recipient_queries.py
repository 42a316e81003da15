"""Finding who answers for an organisation, wants mail about a topic, and has not got it yet."""

from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col

from app.identity.models import Membership, Organisation, OrganisationStatus, Person
from app.mail.kinds import MailKind
from app.mail.models import Mail, MailRefusal
from app.organisations import policy


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
) -> Any:
    """A query of `Due`: everybody who speaks for the organisation of a row. `about`: the table of
    what it is about; `window`: as text, which of several times; the columns of the last day and of
    the organisation.
    """
    owed = sa.select(sa.literal(1)).where(
        sa.func.coalesce(sa.cast(col(Mail.person_id), sa.Text), col(Mail.address))
        == sa.cast(col(Person.id), sa.Text),
        col(Mail.kind) == kind.name,
        col(Mail.object_id) == about.id,
        col(Mail.window) == window,
    )
    refused = sa.select(sa.literal(1)).where(
        col(MailRefusal.person_id) == col(Person.id), col(MailRefusal.topic) == kind.topic
    )
    return (
        sa.select(
            about.id,
            title,
            about.region_code,
            window,
            day,
            col(Organisation.name),
            col(Person.id),
            col(Person.language),
        )
        .select_from(about)
        .join(Organisation, col(Organisation.id) == organisation_id)
        .join(Membership, col(Membership.organisation_id) == col(Organisation.id))
        .join(Person, col(Person.id) == col(Membership.person_id))
        .where(
            col(Organisation.status) == OrganisationStatus.ADMITTED,
            policy.speaks_for(),
            col(Person.is_active),
            ~owed.correlate(about, Person).exists(),
            ~refused.correlate(Person).exists(),
        )
        .order_by(about.id, col(Person.id))
    )
