"""Finding saved filters, of their own person only."""

from collections.abc import Sequence
from functools import cache
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.core import errors, statements
from app.core.i18n import gettext as _
from app.filters import policy
from app.filters.models import FilteredList, SavedFilter
from app.follows import models as follow_models, policy as follow_policy
from app.identity.actor import Actor


def find_saved(session: Session, actor: Actor, where: FilteredList) -> Sequence[Any]:
    """The filters that the actor saved of a list, by name: id, name and query of each, and how it
    follows them.
    """
    asked = {"person": actor.person_id, "list": where}
    return statements.rows_of(session, _saved_of(), asked)


@cache
def _saved_of() -> statements.Written:
    """Built once: every list asks it, and few have an answer."""
    own = policy.owned_by(sa.bindparam("person"))
    this = col(SavedFilter.list) == sa.bindparam("list")
    columns = (col(SavedFilter.id), col(SavedFilter.name), col(SavedFilter.query))
    followed = sa.select(*columns, col(follow_models.Follow.id).label("follow_id")).outerjoin(
        follow_models.Follow,
        sa.and_(
            col(follow_models.Follow.filter_id) == col(SavedFilter.id),
            follow_policy.owned_by(sa.bindparam("person")),
        ),
    )
    return statements.Written(followed.where(own, this).order_by(columns[1]))


def get_saved(
    session: Session, actor: Actor, filter_id: UUID, *, lock: bool = False
) -> SavedFilter:
    """One of the actor's own, or NotFound."""
    query = select(SavedFilter).where(col(SavedFilter.id) == filter_id, policy.visible_to(actor))
    saved = session.exec(query.with_for_update() if lock else query).first()
    if saved is None:
        raise errors.NotFound(_("This saved filter does not exist any more."))
    return saved
