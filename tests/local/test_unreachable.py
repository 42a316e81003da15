"""A database that cannot be used: one Dutch sentence with what to do, never a traceback or a
password.
"""

from __future__ import annotations

import enum
import re
import socket
from urllib.parse import urlsplit

import psycopg
import pytest
import sqlalchemy as sa

from app.core import db, unreachable
from app.core.settings import Settings
from app.core.unreachable import why
from tests.conftest import Databases
from tests.local.conftest import Typed

SECRET = "geheimwoord"
COMMANDS = ("migrate", "check", "worker --once", "seed reference")


def wrong_urls(right: str) -> dict[str, str]:
    parts = urlsplit(right)
    server = f"{parts.hostname}:{parts.port}"
    owner = f"{parts.username}:{SECRET}"
    base = "postgresql://"
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        nobody = probe.getsockname()[1]
    return {
        "password": f"{base}{owner}@{server}{parts.path}",
        "user": f"{base}niemand:{SECRET}@{server}{parts.path}",
        "database": right.replace("+psycopg", "").removesuffix(parts.path) + f"/{SECRET}",
        "port": f"{base}{owner}@127.0.0.1:{nobody}/x",
        "host": f"{base}{owner}@bestaat-niet.invalid/x",
        "no url": SECRET,
        "empty": "",
        "other kind": f"mysql://{owner}@{server}/x",
        "no such driver": f"postgresql+bestaatniet://{owner}@{server}/x",
        "open bracket": f"{base}{owner}@[::/x",
        "another driver": f"postgresql+asyncpg://{owner}@{server}/x",
        "port of letters": f"{base}{owner}@127.0.0.1:vijf/x",
        "port too large": f"{base}{owner}@127.0.0.1:99999/x",
        "not escaped": f"{base}a:{SECRET}@/#@{server}/x",
        "an option that does not exist": f"{base}{owner}@{server}/x?sslmoed=1",
    }


TLS, FILES = "beveiligde verbinding niet die DATABASE_URL vraagt", "sslrootcert, sslcert en sslkey"
OPTION = "een van de instellingen achter het vraagteken"
# What an address can ask behind its question mark: on a server without TLS.
ASKED = {
    "sslmode=require": TLS,
    "sslmode=verify-full": TLS,
    "channel_binding=require": TLS,
    "gssencmode=require": "DATABASE_URL",
    "sslmode=verify-ca&sslrootcert=/nergens/ca.pem": TLS,
    "sslmode=disable&require_auth=password": "require_auth",
    "target_session_attrs=standby": "target_session_attrs",
    "target_session_attrs=read-only": "target_session_attrs",
    "options=-c%20nergens%3D1": OPTION,
    "options=-c%20work_mem%3Dveel": OPTION,
    "options=--nergens": OPTION,
    "options=x": OPTION,
    **dict.fromkeys(
        (
            *("sslmode=ja", "channel_binding=ja", "target_session_attrs=ja", "gssencmode=ja"),
            *("connect_timeout=abc", "keepalives_idle=abc", "tcp_user_timeout=abc"),
            *("require_auth=abc", "load_balance_hosts=abc", "ssl_min_protocol_version=9"),
            *("service=nergens", "sslmode=prefer&sslrootcert=system"),
        ),
        OPTION,
    ),
}


@pytest.mark.parametrize("asked", ASKED)
def test_what_an_address_asks_that_cannot_be_is_said(
    typed: Typed, databases: Databases, asked: str
) -> None:
    url = databases.copy("empty").replace("+psycopg", "")
    refused = typed("migrate", DATABASE_URL=f"{url}?{asked}")
    assert (refused.returncode, refused.stdout) == (1, ""), refused.stderr
    assert refused.stderr.startswith("schakelbord: ") and refused.stderr.count("\n") == 1
    assert ASKED[asked] in refused.stderr


@pytest.mark.parametrize("what", wrong_urls("postgresql://a:b@h:1/x"))
def test_a_wrong_address_is_one_sentence(typed: Typed, databases: Databases, what: str) -> None:
    url = wrong_urls(databases.copy("empty"))[what]
    refused = typed("migrate", DATABASE_URL=url)
    assert (refused.returncode, refused.stdout) == (1, ""), refused.stderr
    assert refused.stderr.startswith("schakelbord: ") and refused.stderr.count("\n") == 1
    assert re.search(r"DATABASE_URL|PostgreSQL", refused.stderr)
    assert SECRET not in refused.stderr


@pytest.mark.parametrize(
    "what", ["password", "other kind", "no url", "another driver", "port of letters"]
)
@pytest.mark.parametrize("words", [*COMMANDS, "run"])
def test_every_command_says_it(typed: Typed, databases: Databases, words: str, what: str) -> None:
    url = wrong_urls(databases.copy("empty"))[what]
    refused = typed(words, DATABASE_URL=url, PORT="18999")
    assert refused.returncode == 1
    assert refused.stderr.count("\n") == 1, refused.stderr
    assert SECRET not in refused.stderr + refused.stdout


def test_who_may_not_enter_a_database_is_not_told_that_it_does_not_exist() -> None:
    problem = psycopg.OperationalError('FATAL:  permission denied for database "bord"')
    assert "mag te weinig" in str(why(problem))


def test_a_database_that_may_only_be_read_is_left_alone(typed: Typed, databases: Databases) -> None:
    url = databases.copy("empty")
    engine = sa.create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        name = connection.engine.url.database
        connection.execute(
            sa.text(f'ALTER DATABASE "{name}" SET default_transaction_read_only = on')
        )
    engine.dispose()
    refused = typed("migrate", DATABASE_URL=url)
    assert refused.returncode == 1 and "alleen lezen" in refused.stderr
    assert refused.stderr.count("\n") == 1


def test_a_server_that_speaks_another_language_is_not_called_silent(databases: Databases) -> None:
    url = wrong_urls(databases.copy("empty"))["password"]
    with pytest.raises(psycopg.OperationalError) as caught:
        psycopg.connect(url)
    answered = psycopg.OperationalError("FATAL: Passwort falsch", pgconn=caught.value.pgconn)
    assert why(answered) == unreachable.NOT_LET_IN
    assert not unreachable.comes_back(answered)
    gone = psycopg.OperationalError("server closed the connection unexpectedly")
    assert unreachable.comes_back(gone)


def test_a_second_command_that_waits_too_long_says_so(
    typed: Typed, databases: Databases, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = databases.copy("empty")
    hasty = enum.IntEnum("hasty", {"PAGE": 1, "WORKER": 1, "COMMAND": 1})
    monkeypatch.setattr(db, "Patience", hasty)  # a page's, or it would wait for twelve seconds
    with psycopg.connect(url.replace("+psycopg", ""), autocommit=True) as first:
        first.execute("SELECT pg_advisory_lock(%s)", [db.Alone.MIGRATING])
        second = typed("migrate", DATABASE_URL=url, SCHAKELBORD_LOCK_SECONDS="0.1")
    assert second.returncode == 1 and second.stderr.count("\n") == 1, second.stderr
    assert "bezig met iets anders" in second.stderr


def test_what_an_address_asks_that_can_be_counts_in_every_connection(databases: Databases) -> None:
    url = f"{databases.copy('empty')}?options=-c%20work_mem%3D7777kB&connect_timeout=2"
    engine = db.make_engine(Settings(database_url=url), db.Patience.WORKER)
    asked = db.connecting(engine.url, Settings(), db.Patience.WORKER)
    assert "connect_timeout" not in asked and asked["keepalives_idle"] == 30
    shown = "SELECT current_setting('work_mem'), current_setting('lock_timeout')"
    with engine.connect() as connection:
        assert tuple(connection.exec_driver_sql(shown).one()) == ("7777kB", "100s")
    engine.dispose()
    with psycopg.connect(db.conninfo(engine.url), **asked) as plain:
        assert plain.execute(shown).fetchone() == ("7777kB", "100s")
        assert plain.info.get_parameters()["connect_timeout"] == "2"
