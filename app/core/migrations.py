"""Bringing the tables of a database up to date, and refusing a database that this cannot be done
for. Alembic's own files stand in `migrations/`.
"""

from pathlib import Path
from shlex import quote

import psycopg
from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from app.core import db, installation, settings
from app.core.errors import Refused

VECTOR = (0, 8)  # the first pgvector that looks further when a filter leaves too few


def migrate(url: str, *, kept_in: Path | None = None) -> None:
    """Alembic upgrade to the newest revision. Refused, with nothing changed, for a database of
    another version or of the other mode, and on a server without pgvector or pg_trgm.

    `kept_in` is the folder of the embedded cluster, so that a refusal can say what to move away.
    """
    config = _config()
    address = db.read_url(url)
    asked = db.connecting(address, settings.get_settings(), db.Patience.COMMAND)
    config.attributes.update(url=url, options=asked["options"])
    with psycopg.connect(db.conninfo(address), autocommit=True, **asked) as connection:
        # Until the end of the block: one at a time, and the second finds nothing left to do.
        connection.execute("SELECT pg_advisory_lock(%s)", [db.Alone.MIGRATING])
        installation.refuse_other(connection, settings.get_settings().mode)
        _refuse_another_version(connection, config, kept_in)
        _need_vector(connection)
        _need_trigrams(connection)
        command.upgrade(config, "head")


def is_migrated(connection: Connection) -> bool:
    """Whether the database has the newest revision."""
    head = ScriptDirectory.from_config(_config()).get_current_head()
    return MigrationContext.configure(connection).get_current_revision() == head


def _config() -> Config:
    return Config(str(settings.PROJECT / "alembic.ini"))


def _refuse_another_version(
    connection: psycopg.Connection, config: Config, kept_in: Path | None
) -> None:
    """A revision that no file here has: made before the first release, or by a newer version. And
    tables without any revision: the database of something else.
    """
    known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
    for revision in _revisions(connection):
        if revision not in known:
            afresh = (
                "noem in DATABASE_URL een nieuwe, lege database om opnieuw te beginnen."
                if kept_in is None
                else "zet de map opzij om met een lege database opnieuw te beginnen: "
                f"mv {quote(str(kept_in))} {quote(f'{kept_in}.oud')}"
            )
            raise Refused(
                f"Deze database is van een andere versie van Schakelbord (revisie {revision}) en "
                f"kan niet worden bijgewerkt; {afresh}"
            )


def _revisions(connection: psycopg.Connection) -> list[str]:
    """What the database says of itself; nothing for an empty one."""
    table = connection.execute("SELECT to_regclass('alembic_version')").fetchone()
    if table is not None and table[0] is not None:
        found = [row[0] for row in connection.execute("SELECT version_num FROM alembic_version")]
        if found:
            return found
    others = connection.execute(
        "SELECT count(*) FROM pg_class c WHERE c.relkind IN ('r', 'p') AND c.relname <> "
        "'alembic_version' AND c.relnamespace = current_schema()::regnamespace AND NOT EXISTS "
        "(SELECT FROM pg_depend d WHERE d.objid = c.oid AND d.deptype = 'e')"
    ).fetchone()
    return ["onbekend"] if others is not None and others[0] else []


def _need_vector(connection: psycopg.Connection) -> None:
    """The extension that stores the meaning of texts. A server of one's own may lack it; the
    embedded one has it.
    """
    found = None
    try:
        connection.execute("CREATE EXTENSION IF NOT EXISTS vector")
        found = connection.execute(
            "SELECT extversion FROM pg_extension WHERE extname = 'vector'"
        ).fetchone()
    except psycopg.errors.InsufficientPrivilege as problem:
        raise _may_not("vector", " (pgvector)") from problem
    except (psycopg.errors.FeatureNotSupported, psycopg.errors.UndefinedFile):
        found = None
    if found is None or tuple(int(part) for part in found[0].split(".")[:2]) < VECTOR:
        has = "heeft de extensie niet" if found is None else f"heeft versie {found[0]}"
        raise Refused(
            "Schakelbord heeft in PostgreSQL de extensie `vector` nodig: pgvector "
            f"{VECTOR[0]}.{VECTOR[1]} of nieuwer. "
            f"Deze server {has}. Installeer pgvector op de server, of laat DATABASE_URL weg."
        )


def _need_trigrams(connection: psycopg.Connection) -> None:
    """The extension that finds words with a slip of the finger; it comes with PostgreSQL, but not
    with every package of it.
    """
    try:
        connection.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
    except psycopg.errors.InsufficientPrivilege as problem:
        raise _may_not("pg_trgm") from problem
    except (psycopg.errors.FeatureNotSupported, psycopg.errors.UndefinedFile) as problem:
        raise Refused(
            "Schakelbord heeft in PostgreSQL de extensie `pg_trgm` nodig, en deze server heeft die "
            "niet. Installeer de extensies die bij PostgreSQL horen (postgresql-contrib) op de "
            "server, of laat DATABASE_URL weg."
        ) from problem


def _may_not(extension: str, known_as: str = "") -> Refused:
    return Refused(
        f"Deze databasegebruiker mag de extensie `{extension}`{known_as} niet aanzetten. "
        "Laat de beheerder van de "
        f"server in deze database uitvoeren: CREATE EXTENSION {extension};"
    )
