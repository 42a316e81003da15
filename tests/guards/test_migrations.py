"""Migrations lead from an empty database to the models and back."""

from __future__ import annotations

import ast
import re

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine, inspect, text

from app.core.settings import PROJECT
from tests.conftest import Databases

FOLDER = PROJECT / "migrations" / "versions"


def config(url: str = "") -> Config:
    found = Config(str(PROJECT / "alembic.ini"))
    found.attributes["url"] = url
    return found


def test_there_is_one_head() -> None:
    assert len(ScriptDirectory.from_config(config()).get_heads()) == 1


def test_a_migration_never_imports_the_application() -> None:
    files = sorted(FOLDER.glob("*.py"))
    assert files
    for path in files:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            assert not [name for name in names if name.split(".")[0] == "app"], (
                f"{path.name}: {names}"
            )


def test_a_migration_is_named_by_day_and_hour_and_waits_for_no_lock() -> None:
    for path in FOLDER.glob("*.py"):
        assert re.fullmatch(r"\d{8}_\d{4}_[a-z0-9_]+\.py", path.name)
        assert "lock_timeout" in path.read_text(encoding="utf-8"), path.name
    assert "lock_timeout" in (PROJECT / "migrations" / "script.py.mako").read_text(encoding="utf-8")


def test_up_equals_the_models_down_leaves_nothing_and_up_works_again(databases: Databases) -> None:
    url = databases.copy("empty")
    command.upgrade(config(url), "head")
    command.check(config(url))
    command.downgrade(config(url), "base")
    assert _what_is_left(url) == ["table alembic_version"]
    command.upgrade(config(url), "head")
    command.check(config(url))


def test_answers_by_telephone_move_to_their_side_and_back(databases: Databases) -> None:
    url = databases.copy("empty")
    before = ScriptDirectory.from_config(config()).get_revision("answers_per_side").down_revision
    assert isinstance(before, str)
    command.upgrade(config(url), before)
    engine = create_engine(url)
    noted = {"offer": ("phone", "Belde."), "need": ("email", "Mailde."), None: (None, "")}
    with engine.begin() as connection:
        connection.execute(
            text("SET session_replication_role = replica")
        )  # a match without its need and offer
        for side, (channel, note) in noted.items():
            connection.execute(_OLD_MATCH, {"side": side, "channel": channel, "note": note})
    command.upgrade(config(url), "answers_per_side")
    query = text(
        "SELECT need_answer_channel, need_answer_note, offer_answer_channel, offer_answer_note "
        "FROM match"
    )
    with engine.connect() as connection:
        moved = {tuple(row) for row in connection.execute(query)}
    assert moved == {
        (None, "", "phone", "Belde."),
        ("email", "Mailde.", None, ""),
        (None, "", None, ""),
    }
    command.downgrade(config(url), before)
    with engine.connect() as connection:
        back = connection.execute(
            text("SELECT answered_for, answer_channel, answer_note FROM match")
        )
        assert {row[0]: (row[1], row[2]) for row in back} == noted
    engine.dispose()


_OLD_MATCH = text(
    "INSERT INTO match (id, need_id, offer_id, region_code, need_organisation_id, "
    "offer_organisation_id, quantity, "
    "offer_quantity, status, proposed_by, needs_review, awaits_need, awaits_offer, reason, "
    "ending_note, answered_for, "
    "answer_channel, answer_note, created_at, moved_at) VALUES (gen_random_uuid(), "
    "gen_random_uuid(), "
    "gen_random_uuid(), 'VR01', gen_random_uuid(), gen_random_uuid(), 1, 1, 'approved', 'team', "
    "false, false, false, "
    "'', '', :side, :channel, :note, now(), now())"
)


def _what_is_left(url: str) -> list[str]:
    """Tables, types and functions in the public schema that do not belong to an extension."""
    engine = create_engine(url)
    with engine.connect() as connection:
        found = [f"table {name}" for name in inspect(connection).get_table_names()]
        for kind, catalogue, name, schema in (
            ("function", "pg_proc", "proname", "pronamespace"),
            ("enum", "pg_enum e JOIN pg_type", "typname", "typnamespace"),
        ):
            join = "ON e.enumtypid = c.oid" if kind == "enum" else ""
            query = (
                f"SELECT DISTINCT c.{name} FROM {catalogue} c {join} "  # noqa: S608
                f"WHERE c.{schema} = 'public'::regnamespace "
                "AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.objid = c.oid AND d.deptype "
                "= 'e')"
            )
            found += [f"{kind} {row}" for row in connection.execute(text(query)).scalars()]
    engine.dispose()
    return sorted(found)
