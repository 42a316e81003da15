"""Finding all that is stored of one person, by `own_data.TABLES`."""

import base64
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, SQLModel

from app.account import own_data, own_labels
from app.account.own_data import OwnTable
from app.account.own_vocabulary import OwnWords
from app.core import i18n, tongue
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


def find_all(session: Session, person: Person, said: OwnWords) -> dict[str, list[dict[str, Any]]]:
    """Every row, ready for JSON, by the name of its table: each column as it is stored, for a
    program, and beside what is a code its words.
    """
    return {
        each.name: [_in_file(each, row, said) for row in _rows(session, each, person)]
        for each in own_data.TABLES
        if each.shown
    }


def _in_file(own: OwnTable, row: dict[str, Any], said: OwnWords) -> dict[str, Any]:
    told: dict[str, Any] = {}
    for name in own.shown:
        told[name] = _plain(row[name])
        word = said.word(own.name, name, row) if isinstance(row[name], (str, dict, list)) else None
        if word and (plain := tongue.unmarked(word)) != row[name]:
            told[f"{name}_in_words"] = plain
    return told


def find_shown(session: Session, person: Person, said: OwnWords) -> list[OwnRows]:
    """The same for a page, in words, without the tables that hold nothing."""
    found = [(each, list(_rows(session, each, person, MOST_ON_PAGE))) for each in own_data.TABLES]
    named = {row["organisation_id"] for _each, rows in found for row in rows
             if "organisation_id" in row}  # fmt: skip
    names = identity_queries.get_names(session, named)
    return [
        OwnRows(
            _(each.title),
            len(rows) if len(rows) < MOST_ON_PAGE else _count(session, each, person),
            [_in_words(each, row, names, said) for row in rows],
        )
        for each, rows in found
        if rows
    ]


def _in_words(
    own: OwnTable, row: dict[str, Any], names: dict[UUID, str], said: OwnWords
) -> list[tuple[str, str]]:
    told = []
    for name in own.shown:
        if name in ("person_id", "in_charge_id"):
            continue
        word = said.word(own.name, name, row)
        word = _itself(row[name], names) if word is None else word
        if word:
            cut = word if len(word) <= MOST_CHARACTERS else word[:MOST_CHARACTERS] + "…"
            told.append((_(own_labels.LABELS[name]), cut))
    return told


def _itself(value: Any, names: dict[UUID, str]) -> str:
    if isinstance(value, datetime):
        return i18n.exact_moment(value)
    if isinstance(value, UUID) and value in names:
        return names[value]
    return str(_plain(value))


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
    read = (*own.shown, *own.beside)
    query = sa.select(*(table.c[name] for name in read)).where(_is_own(own, person))
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
