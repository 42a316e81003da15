"""Own needs and actions: how the organisation stands now, in a few numbers."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col

from app.actions import models as action_models, policy as action_policy
from app.actions.models import Action
from app.core import clock, i18n
from app.identity.actor import Actor
from app.matches import turns
from app.matches.models import Match
from app.needs import models as need_models, policy as need_policy
from app.needs.models import Need
from app.reference.models import Unit


@dataclass(frozen=True, slots=True)
class OwnNow:
    """What an organisation asks for and does at this moment."""

    name: str
    needs: int
    acute: int
    # Of the needs that are counted in people: for how many somebody helps or helped, and how many
    # there are.
    covered: int
    people: int
    # Needs that are counted in something else.
    others: int
    actions: int
    # How many days the oldest need is open.
    days: int | None


def get_own_now(session: Session, actor: Actor) -> OwnNow | None:
    """In one query; None for who has no needs or actions that go on."""
    if not actor.writing_seats:
        return None
    own, day = actor.writing_ids, clock.today()
    of_people = col(Need.unit) == Unit.PEOPLE
    running = (
        sa.select(sa.func.count())
        .select_from(Action)
        .where(
            action_policy.visible_to(actor),
            col(Action.organisation_id).in_(own),
            col(Action.status) == action_models.ActionStatus.RUNNING,
        )
        .scalar_subquery()
    )
    not_come = (
        sa.select(sa.func.coalesce(sa.func.sum(turns.missing_in(col(Need.unit))), 0))
        .select_from(Match)
        .where(col(Match.need_id) == col(Need.id), turns.is_lacking())
        .correlate(Need)
        .scalar_subquery()
    )
    oldest: sa.ColumnElement[datetime | None] = sa.func.min(col(Need.published_at))
    row = session.execute(
        sa.select(
            sa.func.count(),
            sa.func.count().filter(col(Need.urgency) == need_models.Urgency.ACUTE),
            sa.func.coalesce(sa.func.sum(col(Need.committed) - not_come).filter(of_people), 0),
            sa.func.coalesce(sa.func.sum(col(Need.quantity)).filter(of_people), 0),
            sa.func.count().filter(sa.not_(of_people)),
            running,
            oldest,
        )
        .select_from(Need)
        .where(
            need_policy.visible_to(actor),
            col(Need.organisation_id).in_(own),
            need_models.is_open(day),
        )
    ).one()
    needs, acute, covered, people, others, actions, since = row
    if not (needs or actions):
        return None
    days = (day - i18n.local_day(since)).days if since is not None else None
    name = actor.writing_seats[0].organisation_name
    return OwnNow(name, needs, acute, covered, people, others, actions, days)
