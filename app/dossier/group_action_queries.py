"""The actions on the page of a target group."""

from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY
from sqlmodel import Session, col

from app.actions.models import ENDED, LIVE, Action, ActionStatus
from app.actions.policy import visible_to
from app.core import statements
from app.identity.actor import ANYBODY, Actor
from app.identity.models import Organisation
from app.target_groups.models import names_for

MOST_ACTIONS = 20


@dataclass(frozen=True, slots=True)
class GroupAction:
    """An action for a group, in its list."""

    id: UUID
    title: str
    organisation_id: UUID
    organisation_name: str
    starts_on: date | None
    is_live: bool


def find_actions(session: Session, actor: Actor, group: str) -> list[GroupAction]:
    """What partners do for a group, what goes on first. Everybody in the region sees every
    action.
    """
    asked = actor.bound | {"groups": names_for([group]), "most": MOST_ACTIONS}
    return [GroupAction(*row) for row in statements.rows_of(session, _actions(), asked)]


@cache
def _actions() -> Any:
    moved = col(Action.moved_at).desc(), col(Action.id)
    most: Any = sa.bindparam("most", type_=sa.Integer)
    groups: Any = sa.bindparam("groups", type_=ARRAY(sa.Text))

    # Each of the two from the index of the region, as far as the list needs it.
    def newest(*statuses: ActionStatus) -> Any:
        return (
            sa.select(col(Action.id), sa.literal(statuses == LIVE).label("is_live"))
            .where(
                visible_to(ANYBODY),
                col(Action.target_groups).bool_op("&&")(groups),
                col(Action.status).in_(statuses),
            )
            .order_by(*moved)
            .limit(most)
            .subquery()
        )

    found = sa.union_all(*(sa.select(newest(*some)) for some in (LIVE, ENDED))).subquery()
    return (
        sa.select(
            col(Action.id),
            col(Action.title),
            col(Action.organisation_id),
            col(Organisation.name),
            col(Action.starts_on),
            found.c.is_live,
        )
        .join(found, found.c.id == col(Action.id))
        .join(Organisation, col(Organisation.id) == col(Action.organisation_id))
        .order_by(found.c.is_live.desc(), *moved)
        .limit(most)
    )
