"""Reading what somebody was told: the same rows that their mail is made of."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.core import errors, inputs, jobs, pages, rows
from app.core.i18n import gettext as _
from app.identity.actor import Actor
from app.mail import kinds, queries as mail_queries
from app.mail.models import Mail
from app.messages import policy, sight_queries


class InboxPlace(inputs.Input):
    """Which page of it."""

    cursor: str | None = None


@dataclass(frozen=True, slots=True)
class ToldRow:
    """One thing that somebody was told, as it was then."""

    id: UUID
    kind: str
    object_id: UUID
    facts: dict[str, str]
    created_at: datetime
    is_unread: bool


@dataclass(frozen=True, slots=True)
class MessageRow:
    """One line of the list. Without a `subject`: the reader may not see any more what it is
    about.
    """

    id: UUID
    subject: str
    about: str
    created_at: datetime
    is_unread: bool


@dataclass(frozen=True)
class Inbox:
    """One page of what somebody was told, the newest first."""

    page: pages.ResultPage[MessageRow]
    # Nobody works in the background: what waits is told later.
    is_late: bool

    @property
    def newest(self) -> UUID | None:
        return self.page.rows[0].id if self.page.rows and self.page.previous is None else None


def find_inbox(session: Session, actor: Actor, place: InboxPlace, *, size: int) -> Inbox:
    """In three statements, however much there is."""
    rules = [policy.told_to(actor)]
    query = sa.select(*rows.columns_of(ToldRow, Mail)).where(*rules)
    order = pages.Order((col(Mail.created_at), col(Mail.id)), descending=True)
    total = pages.count_rows(Mail, rules)
    found: pages.ResultPage[ToldRow] = pages.Paged(query, order, size, total, for_one=True).take(
        session, {}, cursor=place.cursor, build=lambda row: rows.as_row(ToldRow, row)
    )
    titles = sight_queries.find_titles(session, actor, {told.object_id for told in found.rows})
    shown = [_shown(told, titles) for told in found.rows]
    is_late = not session.execute(sa.select(jobs.a_worker_lives())).scalar_one()
    return Inbox(pages.ResultPage(shown, found.total, found.next, found.previous), is_late)


def get_message(session: Session, actor: Actor, message_id: UUID, *, lock: bool = False) -> Mail:
    """Something that the actor was told, or NotFound."""
    query: Any = select(Mail).where(col(Mail.id) == message_id, policy.told_to(actor))
    if lock:
        query = query.with_for_update().execution_options(populate_existing=True)
    found: Mail | None = session.exec(query).first()
    if found is None:
        raise errors.NotFound(_("This message does not exist any more."))
    return found


def find_summed(session: Session, actor: Actor, since: datetime) -> list[kinds.Summed]:
    """What the actor was told without mail since then, wants to hear of, has not opened, and may
    still see, with the title of today.
    """
    assert actor.person_id is not None
    wanted = mail_queries.find_wanted(session, actor.person_id)
    query = sa.select(*rows.columns_of(ToldRow, Mail)).where(
        policy.told_to(actor),
        col(Mail.kind).in_(kinds.summed(wanted)),
        col(Mail.is_unread),
        col(Mail.created_at) > since,
    )
    found = [
        rows.as_row(ToldRow, row) for row in session.execute(query.order_by(col(Mail.id))).all()
    ]
    titles = sight_queries.find_titles(session, actor, {told.object_id for told in found})
    return [
        kinds.Summed(told.kind, str(told.id), str(told.object_id), facts)
        for told in found
        if (facts := _facts_today(told, titles)) is not None
    ]


def _shown(told: ToldRow, titles: Mapping[UUID, str]) -> MessageRow:
    """With the title of today: what was struck out of it since is not read here either."""
    kind, facts = kinds.get_kind(told.kind), _facts_today(told, titles)
    subject = "" if facts is None else kinds.on_page(kind, facts).subject
    about = kind.topic.word if kind.topic is not None else ""
    return MessageRow(told.id, subject, about, told.created_at, told.is_unread)


def _facts_today(told: ToldRow, titles: Mapping[UUID, str]) -> dict[str, str] | None:
    """What it says, with the title of today. None where the reader may not see any more what it is
    about.
    """
    if told.object_id in titles:
        return told.facts | {"title": titles[told.object_id]}
    return None if kinds.get_kind(told.kind).is_about_one else told.facts
