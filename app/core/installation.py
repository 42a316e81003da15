"""The installation that a database belongs to: a demonstration or production, said once."""

import psycopg
import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from app.core import clock, db
from app.core.errors import Refused
from app.core.settings import Mode

# One row, for ever.
marked = sa.Table(
    "installation",
    db.metadata,
    sa.Column("is_one", sa.Boolean, primary_key=True, server_default=sa.true()),
    sa.Column("mode", db.text_enum(Mode), nullable=False),
    sa.Column("marked_at", db.Timestamp, nullable=False),
    sa.CheckConstraint("is_one", name="one"),
)

SAYS = {
    Mode.PRODUCTION: (
        "Deze database is van een regio die ermee werkt (productie), en dit is een demonstratie. "
        "Zet SCHAKELBORD_MODE=production, of noem in DATABASE_URL een eigen, lege database."
    ),
    Mode.DEMO: (
        "Deze database is van een demonstratie en kan nooit van een echte regio worden. "
        "Zet SCHAKELBORD_MODE=demo, of noem in DATABASE_URL een eigen, lege database."
    ),
}


def claim(engine: sa.Engine, mode: Mode) -> None:
    """Say what the database is for, where nobody said it before. Refused when it is of the other
    mode.
    """
    with engine.begin() as connection:
        connection.execute(
            insert(marked).values(mode=mode, marked_at=clock.now()).on_conflict_do_nothing()
        )
        _refuse_other(connection.execute(sa.select(marked.c.mode)).scalar_one(), mode)


def watch(engine: sa.Engine, mode: Mode) -> sa.Engine:
    """Have every new connection of this engine refused when its database is of the other mode, also
    when that database takes the place of another one while a process runs.
    """

    @sa.event.listens_for(engine, "connect")
    def look(connection: psycopg.Connection, record: object) -> None:
        try:
            refuse_other(connection, mode)
        except Refused:
            connection.close()  # the pool knows nothing of it yet
            raise
        connection.rollback()

    return engine


def refuse_other(connection: psycopg.Connection, mode: Mode) -> None:
    """Refused when the database is of the other mode; nothing when nobody said yet which."""
    try:
        found = connection.execute("SELECT mode FROM installation").fetchone()
    except psycopg.errors.UndefinedTable:  # not migrated yet, which others say
        return
    if found is not None:
        _refuse_other(Mode(found[0]), mode)


def _refuse_other(found: Mode, mode: Mode) -> None:
    if found is not mode:
        raise Refused(SAYS[found])
