"""Where problems of several groups stack."""

from __future__ import annotations

from collections.abc import Collection

from sqlmodel import Session

from app.dossier.stacking_queries import Stacking, find_reasons
from app.identity.actor import Actor
from app.tallies.queries import find_cells


def find_stackings(session: Session, actor: Actor, groups: Collection[str]) -> list[Stacking]:
    """As the page of each group has them."""
    return find_reasons(session, actor, groups, find_cells(session, actor, groups))
