"""The engine, the metadata every table shares, and the few column types of our own."""

import select
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

import sqlalchemy as sa
import uuid_utils.compat
from sqlalchemy.exc import InvalidatePoolError
from sqlmodel import SQLModel

from app.core import characters, clock
from app.core.settings import Settings

# Names for every constraint, so that migrations can drop what they made.
NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "pk": "pk_%(table_name)s",
}

metadata: sa.MetaData = SQLModel.metadata
metadata.naming_convention = NAMING

Timestamp = sa.DateTime(timezone=True)


def text_enum(kind: type[StrEnum]) -> sa.Enum:
    """A column type that stores the enum's value as text, checked by our code rather than a
    database type.
    """
    return sa.Enum(
        kind,
        native_enum=False,
        create_constraint=False,
        length=32,
        values_callable=lambda k: [m.value for m in k],
    )


def new_id() -> UUID:
    """A UUIDv7: sorts by creation, says nothing about who made it."""
    return uuid_utils.compat.uuid7()


def utc_now() -> datetime:
    """Default of `created_at` columns; follows the clock that seeds and tests move."""
    return clock.now()


def sort_name(name: str) -> str:
    """How a name sorts: without accents, lower case. The database sorts by bytes, so the order is
    stored.
    """
    return characters.plain(name).lstrip("'’ ")


def make_engine(settings: Settings, **options: Any) -> sa.Engine:
    """A pooled engine on `settings.database_url`; plain `postgresql://` URLs get the psycopg 3
    driver.
    """
    if settings.database_url is None:
        raise RuntimeError(
            "DATABASE_URL is not set. `python -m app.cli run` sets it for the embedded PostgreSQL."
        )
    url = settings.database_url
    for scheme in ("postgresql://", "postgres://"):
        if url.startswith(scheme):
            url = "postgresql+psycopg://" + url.removeprefix(scheme)
    options = {"pool_size": settings.pool_size, "max_overflow": settings.pool_overflow} | options
    # hide_parameters: an error in a log does not quote what somebody typed (P13).
    engine = sa.create_engine(
        url, connect_args={"options": "-c timezone=UTC"}, hide_parameters=True, **options
    )
    sa.event.listen(engine, "checkout", _refuse_hung_up)
    return engine


def _refuse_hung_up(connection: Any, record: Any, proxy: Any) -> None:
    """What `pool_pre_ping` does, without asking the server something before every request.

    A server that hangs up, as at a restart, leaves something to read on a connection where nobody
    asked anything.
    """
    waiting = select.poll()
    waiting.register(connection.fileno(), select.POLLIN)
    if connection.closed or waiting.poll(0):
        raise InvalidatePoolError("The server hung up.")
