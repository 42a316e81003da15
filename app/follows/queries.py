"""Finding what somebody follows, of that person only."""

from typing import Any
from uuid import UUID

from sqlmodel import Session, col, select

from app.core import errors
from app.core.i18n import gettext as _
from app.follows import models, policy
from app.identity.actor import Actor


def find_follow(
    session: Session, actor: Actor, *, need: UUID | None = None, group: str | None = None
) -> models.Follow | None:
    """How the actor follows this need, or else this group."""
    of_it: Any = (
        col(models.Follow.need_id) == need if need else col(models.Follow.target_group) == group
    )
    return session.exec(select(models.Follow).where(policy.visible_to(actor), of_it)).first()


def get_follow(
    session: Session, actor: Actor, follow_id: UUID, *, lock: bool = False
) -> models.Follow:
    """One of the actor's own, or NotFound."""
    query: Any = select(models.Follow).where(
        col(models.Follow.id) == follow_id, policy.visible_to(actor)
    )
    if lock:
        query = query.with_for_update().execution_options(populate_existing=True)
    found: models.Follow | None = session.exec(query).first()
    if found is None:
        raise errors.NotFound(_("You do not follow this any more."))
    return found
