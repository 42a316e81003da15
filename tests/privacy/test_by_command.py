"""The commands for what is kept of people, on a database that really keeps what they do."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
import sqlalchemy as sa
from sqlalchemy import create_engine
from sqlmodel import Session

from app import cli
from app.audit.models import AuditEntry
from app.core import clock
from app.core.settings import get_settings
from app.privacy import trail_commands
from tests.conftest import Databases

OLD = "test:old"


@pytest.fixture
def url(databases: Databases, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A copy of the world with one line in its trail that is older than the period."""
    url = databases.copy("world")
    engine = create_engine(url)
    at = clock.now() - timedelta(days=6 * 366)
    with Session(engine) as session, session.begin():
        session.add(AuditEntry(event=OLD, object_id=uuid4(), at=at))
    engine.dispose()
    monkeypatch.setenv("DATABASE_URL", url)
    monkeypatch.setenv("SCHAKELBORD_MODE", "demo")
    get_settings.cache_clear()
    yield url
    get_settings.cache_clear()


def _old_lines(url: str) -> int:
    engine = create_engine(url)
    with engine.connect() as connection:
        asked = sa.text("SELECT count(*) FROM audit_entry WHERE event = :old")
        found: int = connection.execute(asked, {"old": OLD}).scalar_one()
    engine.dispose()
    return found


def _run(*words: str) -> int:
    return cli.main(list(words), with_logs=False)


def test_a_dry_run_says_what_would_go_and_changes_nothing(
    url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert _run("retention", "--dry-run") == 0
    assert "(5 jaar) zou weggaan: 1" in capsys.readouterr().out
    assert _old_lines(url) == 1


def test_without_a_choice_decisions_and_the_trail_stay(
    url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert _run("retention") == 0
    assert "--hand-over" in capsys.readouterr().out
    assert _old_lines(url) == 1


def test_what_goes_is_in_the_file_first_and_a_second_run_finds_nothing(
    url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "over.jsonl"
    assert _run("retention", "--hand-over", str(path)) == 0
    lines = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    assert [line["event"] for line in lines if line["table"] == "audit_entry"] == [OLD]
    assert _old_lines(url) == 0
    assert _run("retention", "--hand-over", str(path)) == 1
    assert "bestaat al" in capsys.readouterr().err
    assert _run("retention", "--without-hand-over") == 0
    assert "(5 jaar) weg: 0" in capsys.readouterr().out


def test_in_production_the_role_comes_with_its_own_address(
    url: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The owner of the tables, that is no superuser, may not; the role of the retention may."""
    name = f"test_owner_{uuid4().hex[:8]}"
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection, Session(connection) as session:
        trail_commands.make_role(session)
        for statement in (
            f"CREATE ROLE {name} LOGIN PASSWORD '{engine.url.password}'",
            f"GRANT ALL ON DATABASE {engine.url.database} TO {name}",
            f"ALTER SCHEMA public OWNER TO {name}",
            f"ALTER TABLE audit_entry OWNER TO {name}",
            f"GRANT ALL ON ALL TABLES IN SCHEMA public TO {name}",
            f"GRANT ALL ON ALL SEQUENCES IN SCHEMA public TO {name}",
            f"GRANT SELECT, INSERT, DELETE ON audit_entry TO {trail_commands.ROLE}",
            f"ALTER ROLE {trail_commands.ROLE} LOGIN PASSWORD '{engine.url.password}'",
        ):
            session.execute(sa.text(statement))
    engine.dispose()
    own = sa.make_url(url)
    monkeypatch.setenv("DATABASE_URL", own.set(username=name).render_as_string(False))
    get_settings.cache_clear()
    assert _run("retention", "--without-hand-over") == 1
    assert trail_commands.ROLE in capsys.readouterr().err
    assert _old_lines(url) == 1
    role = own.set(username=trail_commands.ROLE).render_as_string(False)
    monkeypatch.setenv("SCHAKELBORD_RETENTION_URL", role)
    get_settings.cache_clear()
    assert _run("retention", "--without-hand-over") == 0
    assert _old_lines(url) == 0


def test_an_account_is_erased_by_its_address(url: str, capsys: pytest.CaptureFixture[str]) -> None:
    engine = create_engine(url)
    with engine.connect() as connection:
        asked = sa.text("SELECT email FROM person WHERE name ILIKE '%amina%' LIMIT 1")
        email = connection.execute(asked).scalar_one()
    assert _run("erase", email) == 0
    assert "voormalig gebruiker" in capsys.readouterr().out
    assert _run("erase", email) == 1
    engine.dispose()
