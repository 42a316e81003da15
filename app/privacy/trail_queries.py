"""The trail of a region as its administrator and privacy officer read it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, ClassVar
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col

from app.audit.models import AuditEntry
from app.core import clock, inputs, pages, rows, words
from app.core.i18n import gettext as _, mark
from app.identity.actor import Actor
from app.identity.models import Organisation, Person
from app.privacy import policy
from app.target_groups import choices

SEEN = (
    "match:contact_viewed",
    "match:notes_viewed",
    "organisation:contact_viewed",
    "organisation:applicant_viewed",
    "export:taken",
    "trail:taken",
)
ACCOUNTS = ("person:", "factor:", "provider:")
RULES = ("region:", "crisis:", "measure:", "organisation:", "target_group:", "retention:")


class TrailKind(words.Worded):
    """What a line is about."""

    SEEN = "seen", words.Word(mark("Contact or notes seen, or list taken along"))
    DECIDED = "decided", words.Word(mark("Decided and done"))
    ACCOUNTS = "accounts", words.Word(mark("Accounts and signing in"))
    RULES = "rules", words.Word(mark("Management"))


class TrailFilters(inputs.Input):
    """What the address of the trail asks for."""

    days_in_order: ClassVar[tuple[str, str] | None] = ("since", "until")

    kind: TrailKind | None = None
    since: date | None = None
    until: date | None = None
    person: UUID | None = None
    thing: UUID | None = None
    cursor: str | None = None


class TrailChoices(choices.RegionChoices):
    """Every label that the page can show."""

    def filter_label(self, name: str, value: str) -> str:
        if name == "person":
            return _("One person")
        if name == "thing":
            return _("One subject")
        return _("From %(day)s", day=value) if name == "since" else _("Until %(day)s", day=value)


@dataclass(frozen=True, slots=True)
class TrailRow:
    """One line."""

    id: UUID
    at: datetime
    event: str
    object_id: UUID
    person_id: UUID | None
    facts: dict[str, Any]
    person_name: str | None
    # Whose the thing is: who did it may act for another one.
    organisation_name: str | None


def find_lines(
    session: Session, actor: Actor, filters: TrailFilters, *, size: int
) -> pages.ResultPage[TrailRow]:
    """One page, the newest first, in one query."""
    rules = [policy.told_to(actor), *_wanted(filters)]
    lines = (
        sa.select(
            *rows.columns_of(TrailRow, AuditEntry),
            col(Person.name).label("person_name"),
            col(Organisation.name).label("organisation_name"),
        )
        .select_from(AuditEntry)
        .outerjoin(Person, col(Person.id) == col(AuditEntry.person_id))
        .outerjoin(Organisation, col(Organisation.id) == col(AuditEntry.organisation_id))
        .where(*rules)
    )
    order = pages.Order((col(AuditEntry.at), col(AuditEntry.id)), descending=True)
    total = pages.count_rows(AuditEntry, rules)
    return pages.Paged(lines, order, size, total, for_one=True).take(
        session, {}, cursor=filters.cursor, build=lambda row: rows.as_row(TrailRow, row)
    )


def every_line(
    session: Session, actor: Actor, filters: TrailFilters, *, size: int, most: int
) -> Iterator[TrailRow]:
    """The same, page after page, up to `most`."""
    cursor, count = None, 0
    while count < most:
        asked = filters.model_copy(update={"cursor": cursor})
        page = find_lines(session, actor, asked, size=size)
        yield from page.rows
        count, cursor = count + len(page.rows), page.next
        if cursor is None:
            return


def _wanted(filters: TrailFilters) -> Iterator[sa.ColumnElement[bool]]:
    event = col(AuditEntry.event)
    if filters.kind is TrailKind.SEEN:
        yield event.in_(SEEN)
    elif filters.kind is TrailKind.DECIDED:
        yield ~event.in_(SEEN)
        yield sa.and_(*(~event.startswith(name) for name in (*ACCOUNTS, *RULES)))
    elif filters.kind is not None:
        names = ACCOUNTS if filters.kind is TrailKind.ACCOUNTS else RULES
        yield sa.or_(*(event.startswith(name) for name in names))
    if filters.since is not None:
        yield col(AuditEntry.at) >= _begin(filters.since)
    if filters.until is not None:
        yield col(AuditEntry.at) < _begin(filters.until + timedelta(days=1))
    if filters.person is not None:
        yield col(AuditEntry.person_id) == filters.person
    if filters.thing is not None:
        yield col(AuditEntry.object_id) == filters.thing


def _begin(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=clock.AMSTERDAM)
