"""The interpretations of which a proposal became a need or an action."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col

from app.core import statements
from app.identity.actor import ANYBODY, Actor
from app.interpretations import queries
from app.interpretations.models import InterpretationProposal


@dataclass(frozen=True, slots=True)
class LeadingInterpretation:
    """One of them, as a page links to it."""

    id: UUID
    title: str


def find_leading_to(
    session: Session, actor: Actor, *, need: UUID | None = None, action: UUID | None = None
) -> list[LeadingInterpretation]:
    """Those that proposed this need or this action, as far as the actor may see. One query."""
    column, led = ("need_id", need) if need is not None else ("action_id", action)
    found = statements.rows_of(session, _leading(column), actor.bound | {"led": led})
    return [LeadingInterpretation(row.id, row.title) for row in found]


@lru_cache
def _leading(column: str) -> Any:
    proposed = sa.select(col(InterpretationProposal.interpretation_id)).where(
        col(getattr(InterpretationProposal, column)) == sa.bindparam("led", type_=sa.Uuid)
    )
    return queries.titles_of(ANYBODY, proposed)
