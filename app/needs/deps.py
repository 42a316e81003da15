"""The need of a path, for routes."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends

from app.identity.deps import ActorDep
from app.needs import queries
from app.needs.models import Need
from app.web.database import SessionDep


def readable_need(session: SessionDep, actor: ActorDep, need_id: UUID) -> Need:
    """The need of the path, to read."""
    return queries.get_need(session, actor, need_id)


def locked_need(session: SessionDep, actor: ActorDep, need_id: UUID) -> Need:
    """The need of the path, locked until the request is done, so that two people never change it at
    once.
    """
    return queries.get_need(session, actor, need_id, lock=True)


NeedDep = Annotated[Need, Depends(readable_need)]
LockedNeedDep = Annotated[Need, Depends(locked_need)]
