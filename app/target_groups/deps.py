"""The target group of a path, for routes."""

from typing import Annotated

from fastapi import Depends

from app.identity.deps import ActorDep
from app.target_groups import queries
from app.target_groups.queries import Group
from app.web.database import SessionDep


def readable_group(session: SessionDep, actor: ActorDep, slug: str) -> Group:
    """The group of the path, to read."""
    return queries.get_group(session, actor, slug)


GroupDep = Annotated[Group, Depends(readable_group)]
