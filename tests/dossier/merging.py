"""Two organisations of the demo region that turn out to be one: quick ways to merge them."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlmodel import Session, col, select

from app.dossier.merger_commands import Merger, merge_organisation
from app.identity.models import Organisation
from app.subscribers import connect
from tests.matches.pairs import Pairs

GONE, STAYS = "Boodschappenhulp Delfzijl", "Superrit Delfzijl"


def named(session: Session, name: str) -> Organisation:
    return session.exec(select(Organisation).where(col(Organisation.name) == name)).one()


def merge(
    pairs: Pairs, gone: str = GONE, stays: str = STAYS, who: str = "eva", **changes: Any
) -> UUID:
    """One of these goes up in the other."""
    connect()
    session = pairs.session
    session.flush()
    given = {"into": named(session, stays).id, "name": gone, "description": "Brengt en haalt."}
    merged = merge_organisation(
        session, pairs[who], named(session, gone), Merger.model_validate(given | changes)
    )
    session.flush()
    session.expire_all()
    return merged
