"""Alembic's environment. The address comes from the caller (`config.attributes["url"]`) or from
DATABASE_URL.
"""

from __future__ import annotations

import os
from typing import Any, Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext
from pgvector.sqlalchemy import HALFVEC
from sqlalchemy import create_engine, pool
from sqlmodel import SQLModel
from sqlmodel.sql.sqltypes import AutoString

import app.models  # noqa: F401  every table, for autogenerate and check
from app.core.db import metadata


def render_item(kind: str, item: Any, autogen: AutogenContext) -> str | Literal[False]:
    """SQLModel's AutoString is a plain string in a migration, and the vector type comes with its
    import; ours never import the application.
    """
    if kind == "type" and isinstance(item, AutoString):
        return f"sa.String(length={item.length})" if item.length else "sa.String()"
    if kind == "type" and isinstance(item, HALFVEC):
        autogen.imports.add("from pgvector.sqlalchemy import HALFVEC")
        return f"HALFVEC({item.dim})"
    return False


def include_object(item: Any, name: str | None, kind: str, reflected: bool, compared: Any) -> bool:
    """Procrastinate keeps its own tables."""
    return not (name or "").startswith("procrastinate_")


def run() -> None:
    url = context.config.attributes.get("url") or os.environ["DATABASE_URL"]
    for scheme in ("postgresql://", "postgres://"):
        if url.startswith(scheme):
            url = "postgresql+psycopg://" + url.removeprefix(scheme)
    engine = create_engine(
        url,
        poolclass=pool.NullPool,
        hide_parameters=True,
        connect_args={"options": context.config.attributes.get("options", "")},
    )
    with engine.connect() as connection:
        context.configure(
            connection=connection,
            target_metadata=metadata,
            render_item=render_item,
            include_object=include_object,
            compare_type=True,
            transaction_per_migration=True,
        )
        with context.begin_transaction():
            context.run_migrations()


assert SQLModel.metadata is metadata
run()
