"""Changing the registry of target groups."""

from __future__ import annotations

from sqlmodel import Session

from app.reference.commands import read_taxonomy, upsert
from app.target_groups.models import TargetGroup


def seed_target_groups(session: Session) -> dict[str, int]:
    """The national groups of `reference/data/taxonomy.csv`. Idempotent."""
    return {"target_group": upsert(session, TargetGroup, read_taxonomy("target_group"), key="slug")}
