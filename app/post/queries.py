"""Finding mail of a region."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.core import errors, inputs, pages, rows
from app.core.i18n import gettext as _
from app.identity.actor import Actor
from app.identity.models import Person
from app.mail.models import Mail, MailState
from app.post import labels, policy


class MailFilters(inputs.Input):
    """What the address of the list asks for."""

    # Not what somebody was told without mail.
    state: Literal[MailState.DUE, MailState.SENT, MailState.REFUSED, MailState.GIVEN_UP] | None = (
        None
    )
    cursor: str | None = None


@dataclass(frozen=True, slots=True)
class MailRow:
    """One mail in the list; nothing of its text but what stands above it."""

    id: UUID
    kind: str
    facts: dict[str, str]
    state: MailState
    attempts: int
    trouble: str
    created_at: datetime
    due_at: datetime
    ended_at: datetime | None
    name: str
    address: str

    @property
    def subject(self) -> str:
        return labels.subject_of(self.kind, self.facts)

    @property
    def answer(self) -> str:
        return labels.trouble_of(self.trouble)

    @property
    def can_begin_again(self) -> bool:
        return policy.can_begin_again(self.state)


_ADDRESS = sa.func.coalesce(col(Mail.address), col(Person.email))


def find_mail(
    session: Session, actor: Actor, filters: MailFilters, *, size: int
) -> pages.ResultPage[MailRow]:
    """One page of it, the newest first, in one query."""
    rules = [policy.visible_to(actor)]
    if filters.state is not None:
        rules.append(col(Mail.state) == filters.state)
    query = (
        sa.select(
            *rows.columns_of(MailRow, Mail),
            col(Person.name).label("person_name"),
            _ADDRESS.label("addressee"),
            policy.may_see_addressee(actor).label("is_seen"),
        )
        .select_from(Mail)
        .outerjoin(Person, col(Person.id) == col(Mail.person_id))
        .where(*rules)
    )
    order = pages.Order((col(Mail.created_at), col(Mail.id)), descending=True)
    total = pages.count_rows(Mail, rules)
    return pages.Paged(query, order, size, total, for_one=True).take(
        session, {}, cursor=filters.cursor, build=_row
    )


def _row(row: Any) -> MailRow:
    return rows.as_row(
        MailRow,
        row,
        name=(row.person_name or "") if row.is_seen else "",
        address=row.addressee if row.is_seen else labels.masked(row.addressee),
    )


def get_mail(session: Session, actor: Actor, mail_id: UUID, *, lock: bool = False) -> Mail:
    """A mail that the actor may see."""
    query = select(Mail).where(policy.visible_to(actor), col(Mail.id) == mail_id)
    if lock:
        query = query.with_for_update().execution_options(populate_existing=True)
    found = session.exec(query).first()
    if found is None:
        raise errors.NotFound(_("This page does not exist."))
    return found
