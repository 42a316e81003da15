"""Finding what somebody follows, of that person only."""

from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.core import errors, statements
from app.core.i18n import gettext as _
from app.follows import models, policy
from app.identity.actor import Actor


def find_follow(
    session: Session, actor: Actor, *, need: UUID | None = None, group: str | None = None
) -> Any:
    """How the actor follows this need, or else this group: its `.id`, or None."""
    query = _OF_NEED if need else _OF_GROUP
    asked = {"person": actor.person_id, "thing": need or group}
    return next(iter(statements.rows_of(session, query, asked)), None)


def _of(thing: Any) -> Any:
    is_own = policy.owned_by(sa.bindparam("person", type_=sa.Uuid))
    of_it = thing == sa.bindparam("thing", type_=thing.type)
    return sa.select(col(models.Follow.id)).where(is_own, of_it)


# On every page of a need or a group: written once.
_OF_NEED, _OF_GROUP = _of(col(models.Follow.need_id)), _of(col(models.Follow.target_group))


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
