"""What an example came from: a need or an action of the board."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col

from app.actions import policy as action_policy, public_queries
from app.actions.models import Action
from app.identity.actor import Actor
from app.needs import policy as need_policy
from app.needs.models import Need
from app.resilience.models import ResilienceExample


@dataclass(frozen=True)
class Origin:
    """A need or an action, with what of it an example may be filled from."""

    route: str
    id: UUID
    title: str
    description: str
    groups: list[str]
    municipalities: list[str]
    themes: list[str]
    support_type: str
    # It is about so few people in one municipality that its place would tell who they are.
    is_small: bool


def find_need(session: Session, actor: Actor, need_id: UUID | None) -> Origin | None:
    """The need, for who may see it and may know whose it is."""
    if need_id is None:
        return None
    rules = [col(Need.id) == need_id, need_policy.visible_to(actor)]
    query = sa.select(Need).where(*rules, sa.not_(need_policy.hides_owner(actor)))
    need = session.execute(query).scalars().first()
    if need is None:
        return None
    return Origin(
        "needs:show",
        need.id,
        need.title,
        need.closing_note,
        need.groups,
        [need.municipality_code] if need.municipality_code else [],
        [],
        need.support_type,
        need.is_small,
    )


def find_action(session: Session, actor: Actor, action_id: UUID | None) -> Origin | None:
    """The action, with the kind of help of the first need that it served."""
    if action_id is None:
        return None
    query: Any = sa.select(Action).where(
        col(Action.id) == action_id, action_policy.visible_to(actor)
    )
    action = session.execute(query).scalars().first()
    if action is None:
        return None
    served = public_queries.served_by(session, action)
    return Origin(
        "actions:show",
        action.id,
        action.title,
        # What worked, and then how: as much of it as the form takes.
        "\n\n".join(filter(None, (action.lessons, action.description)))[:4000],
        action.target_groups,
        action.municipalities,
        action.themes,
        served.support_type or "",
        served.is_small,
    )


def find_origins(session: Session, actor: Actor, example: ResilienceExample) -> list[Origin]:
    """What the page of an example leads back to. Not a small group that the actor may not place:
    the example would tell where it is.
    """
    need = find_need(session, actor, example.need_id)
    action = find_action(session, actor, example.action_id)
    return [origin for origin in (need, action) if origin is not None]
