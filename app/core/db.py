"""The engine, the metadata every table shares, and the few column types of our own."""

import contextlib
import enum
import select
from collections.abc import Iterator
from datetime import datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

import psycopg
import psycopg._queries as psycopg_queries
import sqlalchemy as sa
import uuid_utils.compat
from sqlmodel import SQLModel

from app.core import characters, clock, unreachable
from app.core.errors import Refused
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


def text_enum(kind: type[enum.StrEnum]) -> sa.Enum:
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


def no_list() -> list[Any]:
    """Default of a column that holds a list. What makes a row asks for the signature of its
    defaults each time, and that of `list` itself takes twenty times as long to find.
    """
    return []


def no_dict() -> dict[str, Any]:
    """Default of a column that holds an object."""
    return {}


def utc_now() -> datetime:
    """Default of `created_at` columns; follows the clock that seeds and tests move."""
    return clock.now()


def sort_name(name: str) -> str:
    """How a name sorts: without accents, lower case. The database sorts by bytes, so the order is
    stored.
    """
    return characters.plain(name).lstrip("'’ ")


class Patience(enum.IntEnum):
    """Who waits for the database, and how many times as long as a page: its three limits are in the
    settings.
    """

    PAGE = 1
    WORKER = 20
    COMMAND = 120  # the command line: migrations, whole files, a made-up country


class Alone(enum.IntEnum):
    """What one process at a time, or a few, do to a database: the keys of its advisory locks."""

    MIGRATING = 7461001
    SEEDING = 7461002
    TALLYING = 7461003
    EXPORTING = 7461004


def turn_of(name: str) -> sa.Select[Any]:
    """The statement after which nobody else has this turn until commit: of two who come at once
    the second one waits, and sees what the first one stored.
    """
    return sa.select(sa.func.pg_advisory_xact_lock(sa.func.hashtextextended(name, 0)))


def session_options(settings: Settings, patience: Patience) -> str:
    """What every connection asks of PostgreSQL. No lock, statement or forgotten transaction keeps
    others waiting for ever.
    """
    limits = {
        "lock_timeout": settings.lock_seconds,
        "statement_timeout": settings.statement_seconds,
        "idle_in_transaction_session_timeout": settings.idle_seconds,
    }
    asked = (f"-c {name}={round(s * patience * 1000)}" for name, s in limits.items())
    return " ".join(("-c timezone=UTC", *asked))


def read_url(text: str) -> sa.URL:
    """What `DATABASE_URL` says; plain `postgresql://` gets the psycopg 3 driver. Refused when it is
    no address of a PostgreSQL.
    """
    for scheme in ("postgresql://", "postgres://"):
        if text.startswith(scheme):
            text = "postgresql+psycopg://" + text.removeprefix(scheme)
    try:
        url = sa.make_url(text)
        url.get_dialect()
        is_ours = url.get_backend_name() == "postgresql"
    except (sa.exc.ArgumentError, ValueError, ImportError):
        is_ours = False  # no address, a port that is no number, a driver that is not there
    if not is_ours or url.drivername != "postgresql+psycopg":
        raise Refused(unreachable.NO_URL)
    return url


def connecting(url: sa.URL, settings: Settings, patience: Patience) -> dict[str, Any]:
    """How every connection to this address is made. What the address says of it itself counts too:
    its options stand before ours, and its own patience in the place of ours.
    """
    said = url.query
    own = said.get("options", ())
    options = (*((own,) if isinstance(own, str) else own), session_options(settings, patience))
    network = {"connect_timeout": CONNECT_SECONDS, **NETWORK}
    return {
        "options": " ".join(options),
        **{name: value for name, value in network.items() if name not in said},
    }


def conninfo(url: sa.URL) -> str:
    """The same address for who connects without SQLAlchemy."""
    _nothing, named = url.get_dialect()().create_connect_args(url)
    return psycopg.conninfo.make_conninfo(**named)


@contextlib.contextmanager
def alone(engine: sa.Engine, what: Alone) -> Iterator[None]:
    """One process at a time in this block, whatever it commits meanwhile."""
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(sa.select(sa.func.pg_advisory_lock(what)))
        try:
            yield
        finally:
            connection.execute(sa.select(sa.func.pg_advisory_unlock(what)))


# A server that is stopped halfway takes connections and says nothing; and so a statement is waited
# for a little longer than the server itself lets it take. What the kernel knows (keepalives, data
# that nobody acknowledges) tells of a machine or a network that is gone, not of a process.
CONNECT_SECONDS = 5
SPARE_SECONDS = 3.0
NETWORK = {
    "keepalives_idle": 30,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 15_000,
}
# How many times a statement is sent as text before a connection keeps it. Ours are built once, so
# what comes a second time comes often.
PREPARED_FROM = 1
# The driver remembers how a text is to be sent, but not of a long one or one with many values: it
# takes them for rows that are written together. Our long ones come again with every page.
psycopg_queries.MAX_CACHED_STATEMENT_LENGTH = 20_000
psycopg_queries.MAX_CACHED_STATEMENT_PARAMS = 150


class BoundedConnection(psycopg.Connection[Any]):
    """A connection on which nobody waits for ever."""

    longest_seconds: float | None = None

    def wait(self, gen: Any, interval: float = 0.1, timeout: float | None = None) -> Any:
        try:
            return super().wait(gen, interval, timeout or self.longest_seconds)
        except psycopg.errors._WaitTimeout:
            self.close()  # an answer that comes later belongs to nobody
            raise psycopg.OperationalError("the server does not answer") from None


BUSY = ("55P03", "57014", "25P03")  # lock_timeout, statement_timeout, idle_in_transaction…


def is_busy(problem: Exception) -> bool:
    """Whether PostgreSQL, or our own pool, would not let somebody wait any longer. Nothing of it is
    stored, and trying again works.
    """
    if isinstance(problem, sa.exc.TimeoutError):
        return True
    return getattr(getattr(problem, "orig", problem), "sqlstate", None) in BUSY


def make_engine(
    settings: Settings, patience: Patience = Patience.PAGE, **options: Any
) -> sa.Engine:
    """A pooled engine on `settings.database_url`; plain `postgresql://` URLs get the psycopg 3
    driver.
    """
    if settings.database_url is None:
        raise Refused(
            "DATABASE_URL ontbreekt. `python -m app.cli run` start een eigen PostgreSQL en zet hem."
        )
    url = read_url(settings.database_url)
    sizes = {"pool_size": settings.pool_size, "max_overflow": settings.pool_overflow}
    # Who asks gets the connection that was used last: it knows its statements already.
    options = sizes | {"pool_use_lifo": True} | options
    # hide_parameters: an error in a log does not quote what somebody typed (P13).
    engine = sa.create_engine(
        url,
        connect_args=connecting(url, settings, patience),
        hide_parameters=True,
        **options,
    )
    longest = settings.statement_seconds * patience + SPARE_SECONDS

    @sa.event.listens_for(engine, "do_connect")
    def connect(dialect: Any, record: Any, args: Any, named: Any) -> BoundedConnection:
        made = BoundedConnection.connect(*args, **named)
        made.longest_seconds = longest
        made.prepare_threshold = PREPARED_FROM
        return made

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
        raise sa.exc.InvalidatePoolError("The server hung up.")


BEGIN = "BEGIN"


@lru_cache(4)
def reading(engine: sa.Engine) -> sa.Engine:
    """The same connections for who only reads: every statement sees what is stored then, as it does
    in a transaction of ours, and nothing has to be begun and ended. From the first statement that
    changes or locks something on there is a transaction after all, that is committed or not.
    """
    alike = engine.execution_options(isolation_level="AUTOCOMMIT")
    sa.event.listen(alike, "before_cursor_execute", _begin_to_change)
    return alike


def _begin_to_change(
    connection: sa.Connection, cursor: Any, statement: str, given: Any, context: Any, many: bool
) -> None:
    if statement == BEGIN or _only_reads(statement, context):
        return
    server: psycopg.Connection[Any] = cursor.connection
    if server.info.transaction_status is psycopg.pq.TransactionStatus.IDLE:
        connection.exec_driver_sql(BEGIN)


def _only_reads(statement: str, context: Any) -> bool:
    """What locks rows, or takes a lock of ours, does so until the transaction ends."""
    if context.isinsert or context.isupdate or context.isdelete:
        return False
    is_select = statement.startswith(("SELECT", "WITH"))
    return is_select and " FOR " not in statement and "_xact_lock(" not in statement
