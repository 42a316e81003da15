"""Following what somebody sees, and telling who follows something what is new there: in their
messages, and in the overview of the day.
"""

from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col

from app.core import clock, errors, inputs
from app.core.i18n import gettext as _
from app.core.policy import asks
from app.filters import queries as filter_queries
from app.follows import commands as follows, models as follow_models, policy as follow_policy
from app.identity import queries as identity_queries
from app.identity.actor import Actor
from app.mail import commands as mail_commands
from app.matches import models as match_models
from app.messages import follow_queries, letters
from app.needs import queries as need_queries
from app.target_groups import locks as group_locks, queries as group_queries


class FollowInput(inputs.Input):
    """What somebody follows from now on: one of these."""

    need: UUID | None = None
    group: inputs.Slug | None = None
    filter: UUID | None = None


@asks(follow_policy.may_follow)
def follow(session: Session, actor: Actor, given: FollowInput) -> FollowInput:
    """What the actor sees; what was there already is no news. Returns what is followed now."""
    thing: dict[str, object]
    # What went up in another, on a page that stood open since, is followed as that one. Locked: a
    # merger that goes on at this moment sees who follows, or is seen.
    if given.need is not None:
        need = need_queries.get_living_need(session, actor, given.need)
        given = given.model_copy(update={"need": need.id})
        thing = {"need_id": need.id}
    elif given.group is not None:
        slug = group_queries.get_group(session, actor, given.group).slug
        while (group := group_locks.lock_group(session, slug)) and group.merged_into is not None:
            slug = group_queries.get_group(session, actor, group.merged_into).slug
        given = given.model_copy(update={"group": slug})
        thing = {"target_group": slug}
    elif given.filter is not None:
        thing = {"filter_id": filter_queries.get_saved(session, actor, given.filter).id}
    else:
        raise errors.Invalid({"need": _("Choose what you want to follow.")})
    follows.follow_thing(session, actor, thing)
    return given


def find_followers(session: Session) -> list[UUID]:
    """Everybody who follows something."""
    query = (
        sa.select(col(follow_models.Follow.person_id))
        .distinct()
        .order_by(col(follow_models.Follow.person_id))
    )
    return list(session.execute(query).scalars())


def tell_news(session: Session, person_id: UUID) -> int:
    """Once a day of each thing that somebody follows and still sees, if something is new there.
    What can still be undone is told tomorrow. Returns how many messages.
    """
    actor = identity_queries.get_actor(session, person_id)
    person = identity_queries.get_person(session, person_id)
    if actor is None or person is None or not actor.memberships:
        return 0
    until = clock.now() - match_models.GRACE
    followed = follow_queries.find_followed(session, actor)
    new = follow_queries.find_new(session, actor, followed, until)
    owed = 0
    for row in new:
        mail_id = mail_commands.owe(
            session,
            letters.FOLLOWED,
            object_id=row.id,
            window=clock.today().isoformat(),
            person_id=person_id,
            language=person.language,
            region_code=actor.memberships[0].region_code,
            facts={"title": row.title or ""},
        )
        owed += mail_id is not None
    told = sa.update(follow_models.Follow).where(follow_policy.visible_to(actor))
    session.execute(
        told.values(told_until=sa.func.greatest(col(follow_models.Follow.told_until), until))
    )
    return owed
