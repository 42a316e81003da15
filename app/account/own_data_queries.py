"""Finding all that is stored of one person, by `own_data.TABLES`."""

import base64
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, SQLModel

from app.account import own_data
from app.account.own_data import OwnTable
from app.core import i18n, words
from app.core.i18n import gettext as _
from app.identity import queries as identity_queries
from app.identity.models import Person

MOST_ON_PAGE = 20  # rows of a table on the page; a file has all of them
MOST_CHARACTERS = 200


@dataclass(frozen=True)
class OwnRows:
    """What one table holds of somebody."""

    title: str
    total: int
    rows: list[list[tuple[str, str]]]


def find_all(session: Session, person: Person) -> dict[str, list[dict[str, Any]]]:
    """Every row, ready for JSON, by the name of its table."""
    return {
        each.name: [{k: _plain(v) for k, v in row.items()} for row in _rows(session, each, person)]
        for each in own_data.TABLES
        if each.shown
    }


def find_shown(session: Session, person: Person) -> list[OwnRows]:
    """The same for a page, in words, without the tables that hold nothing."""
    found = [(each, list(_rows(session, each, person, MOST_ON_PAGE))) for each in own_data.TABLES]
    named = {row["organisation_id"] for _each, rows in found for row in rows
             if "organisation_id" in row}  # fmt: skip
    names = identity_queries.get_names(session, named)
    return [
        OwnRows(
            _(each.title),
            len(rows) if len(rows) < MOST_ON_PAGE else _count(session, each, person),
            [_in_words(row, names) for row in rows],
        )
        for each, rows in found
        if rows
    ]


def _in_words(row: dict[str, Any], names: dict[UUID, str]) -> list[tuple[str, str]]:
    told = [(_(own_data.LABELS[name]), _word(value, names)) for name, value in row.items()
            if name != "person_id"]  # fmt: skip
    return [(label, words) for label, words in told if words]


def _word(value: Any, names: dict[UUID, str]) -> str:
    """A stored value as somebody reads it; "" for nothing."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, datetime):
        return i18n.exact_moment(value)
    if isinstance(value, UUID) and value in names:
        return names[value]
    if isinstance(value, words.Worded):
        return value.word
    plain = _plain(value)
    text = plain if isinstance(plain, str) else json.dumps(plain, ensure_ascii=False)
    return text if len(text) <= MOST_CHARACTERS else text[:MOST_CHARACTERS] + "…"


def _plain(value: Any) -> Any:
    """A stored value as JSON has it."""
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, (datetime, date)):
        return value.isoformat()
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    return str(value) if isinstance(value, UUID) else value


def _rows(
    session: Session, own: OwnTable, person: Person, most: int | None = None
) -> Iterator[dict[str, Any]]:
    if not own.shown:
        return
    table = SQLModel.metadata.tables[own.name]
    order = [table.c[name].desc() for name in ("at", "created_at") if name in table.c]
    query = sa.select(*(table.c[name] for name in own.shown)).where(_is_own(own, person))
    for row in session.execute(query.order_by(*order).limit(most)).mappings():
        yield dict(row)


def _count(session: Session, own: OwnTable, person: Person) -> int:
    table = SQLModel.metadata.tables[own.name]
    query = sa.select(sa.func.count()).select_from(table).where(_is_own(own, person))
    counted: int = session.execute(query).scalar_one()
    return counted


def _is_own(own: OwnTable, person: Person) -> sa.ColumnElement[bool]:
    """Which rows are of this person."""
    table = SQLModel.metadata.tables[own.name]
    if own.by_session:
        sessions = SQLModel.metadata.tables["login_session"]
        of_person = sa.select(sessions.c.token_hash).where(sessions.c.person_id == person.id)
        return table.c.token_hash.in_(of_person)
    said = [table.c[name] == person.id for name in (own.by, own.or_by) if name]
    if own.by_email:
        said.append(sa.func.lower(table.c[own.by_email]) == person.email)
    return sa.or_(*said)
