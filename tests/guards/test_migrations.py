"""Migrations lead from an empty database to the models and back."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from typing import NamedTuple

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import (
    CheckConstraint,
    Constraint,
    Engine,
    ForeignKeyConstraint,
    Index,
    PrimaryKeyConstraint,
    UniqueConstraint,
    create_engine,
    inspect,
    text,
)
from sqlmodel import SQLModel

import app.models  # noqa: F401  every table
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


def test_a_column_that_is_never_empty_says_what_the_rows_that_exist_get() -> None:
    """Else the migration passes on an empty database and stops on the first one with rows in it."""
    for path in FOLDER.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func).endswith("op.add_column"):
                told = ast.unparse(node)
                has_value = "server_default=" in told or "Computed(" in told
                assert "nullable=False" not in told or has_value, (
                    f"{path.name} adds a column that is never empty to a table that may have rows: "
                    "give it a server_default in the model, and so in the migration"
                )


def test_up_equals_the_models_down_leaves_nothing_and_up_works_again(databases: Databases) -> None:
    url = databases.copy("empty")
    command.upgrade(config(url), "head")
    command.check(config(url))
    command.downgrade(config(url), "base")
    assert _what_is_left(url) == ["table alembic_version"]
    command.upgrade(config(url), "head")
    command.check(config(url))


def test_what_a_region_chose_of_a_fit_becomes_a_chance_as_far_from_the_national_one(
    databases: Databases,
) -> None:
    url = databases.copy("empty")
    engine = create_engine(url)
    read = text("SELECT suggestion_threshold, plan_threshold FROM region_settings ORDER BY 1, 2")
    chosen = [(0.0, 1.0), (0.275, 0.615), (0.55, 0.68), (0.84, 0.84), (None, None)]
    command.upgrade(config(url), "interpretation_edits")
    with engine.begin() as connection:
        for number, both in enumerate(chosen):
            region = {"code": f"VR{number:02}", "shown": both[0], "planned": both[1]}
            connection.execute(
                text(
                    "INSERT INTO safety_region (code, name, sort_name) VALUES (:code, :code, :code)"
                ),
                region,
            )
            connection.execute(
                text(
                    "INSERT INTO region_settings (region_code, moderated_kinds, freshness_weeks, "
                    "suggestion_threshold, plan_threshold) "
                    "VALUES (:code, '{}', 8, :shown, :planned)"
                ),
                region,
            )
    command.upgrade(config(url), "chances")
    with engine.begin() as connection:
        moved = [(0.0, 1.0), (0.125, 0.325), (0.25, 0.4), (0.7, 0.7), (None, None)]
        assert [tuple(row) for row in connection.execute(read)] == moved
    command.downgrade(config(url), "interpretation_edits")
    with engine.begin() as connection:
        assert [tuple(row) for row in connection.execute(read)] == chosen
    engine.dispose()


# PostgreSQL itself names what NOT NULL makes; the index of a key has the name of the key.
NAMES_IN_THE_DATABASE = text(
    "SELECT relname, conname FROM pg_constraint JOIN pg_class ON pg_class.oid = conrelid "
    "WHERE connamespace = 'public'::regnamespace AND contype NOT IN ('n', 't') "
    "UNION SELECT tablename, indexname FROM pg_indexes WHERE schemaname = 'public'"
)


def test_constraints_and_indexes_are_named_in_the_database_as_in_the_models(
    engine: Engine,
) -> None:
    with engine.connect() as connection:
        found = {
            (table, name)
            for table, name in connection.execute(NAMES_IN_THE_DATABASE)
            if not table.startswith(("procrastinate_", "alembic_"))
        }
    assert found == {(named.table, named.name) for named in _named()}


def test_names_follow_the_convention() -> None:
    for named in _named():
        assert re.fullmatch(named.convention, named.name), named


class Named(NamedTuple):
    """A constraint or index of the models, and the pattern that `NAMING` in core/db.py means."""

    table: str
    name: str
    convention: str


def _named() -> Iterator[Named]:
    for table in SQLModel.metadata.sorted_tables:
        things: list[Constraint | Index] = [*table.constraints, *table.indexes]
        for made in things:
            match made:
                case PrimaryKeyConstraint():
                    convention = f"pk_{table.name}"
                case ForeignKeyConstraint():
                    convention = f"fk_{table.name}_{made.column_keys[0]}"
                case CheckConstraint():
                    convention = rf"ck_{table.name}_\w+"
                case UniqueConstraint() | Index(unique=True):
                    convention = rf"uq_{table.name}_\w+"
                case _:
                    convention = rf"ix_{table.name}_\w+"
            yield Named(table.name, str(made.name), convention)


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
