"""Following something and stopping with it, and following what something went up in. None of it is
in the trail: it is for one person.
"""

from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col

from app.core import clock, db, errors
from app.core.i18n import gettext as _
from app.core.policy import asks
from app.follows import models, policy
from app.identity.actor import Actor
from app.mail import commands as mail_commands


@asks(policy.may_follow)
def follow_thing(session: Session, actor: Actor, thing: dict[str, Any]) -> None:
    """Of a thing that the actor sees, as the column that names it and its key: what is new from now
    on. To follow twice is to follow once.
    """
    # Of two windows of one person the second one waits, so that there are never too many.
    session.execute(db.turn_of(f"follow {actor.person_id}"))
    is_same = sa.and_(*(sa.column(name) == key for name, key in thing.items()))
    query = sa.select(sa.func.count(), sa.func.count().filter(is_same)).select_from(models.Follow)
    many, same = session.execute(query.where(policy.visible_to(actor))).one()
    if not same and many >= models.MOST:
        message = _("You follow %(num)s things already. Stop with one of them first.")
        raise errors.Conflict(message % {"num": models.MOST})
    now = clock.now()
    own = {"id": db.new_id(), "person_id": actor.person_id, "created_at": now, "told_until": now}
    session.execute(insert(models.Follow).values(**own, **thing).on_conflict_do_nothing())


@asks(policy.may_stop)
def stop_following(session: Session, actor: Actor, follow: models.Follow) -> models.Follow:
    """What was told of it goes as well: it would lead nowhere. Returns what it was of."""
    mail_commands.forget_told(session, follow.person_id, follow.id)
    session.delete(follow)
    session.flush()
    return follow


def stop_with_filter(session: Session, actor: Actor, filter_id: UUID) -> None:
    """A filter that is taken away is not followed any more either."""
    query = sa.select(models.Follow).where(
        col(models.Follow.filter_id) == filter_id, policy.visible_to(actor)
    )
    for follow in session.execute(query).scalars().all():
        stop_following(session, actor, follow)


def lead_on(session: Session, name: str, gone: Any, stays: Any) -> None:
    """Who followed what went up in another one follows that; who followed both does so once, and
    what was told of the other one goes with it.
    """
    while not _led_on(session, name, gone, stays):
        pass  # somebody began to follow what stays meanwhile: now they follow both


def _led_on(session: Session, name: str, gone: Any, stays: Any) -> bool:
    column: Any = sa.column(name)
    other = sa.table("follow", sa.column("person_id"), sa.column(name)).alias("other")
    follows_both = sa.exists().where(
        other.c.person_id == col(models.Follow.person_id), other.c[name] == stays
    )
    query = sa.delete(models.Follow).where(column == gone, follows_both)
    for person_id, follow_id in session.execute(
        query.returning(col(models.Follow.person_id), col(models.Follow.id))
    ).all():
        mail_commands.forget_told(session, person_id, follow_id)
    try:
        with session.begin_nested():
            session.execute(sa.update(models.Follow).where(column == gone).values({name: stays}))
    except IntegrityError:
        return False
    return True
