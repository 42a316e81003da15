"""The action of a path, and what belongs to it, for routes."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends

from app.actions import queries
from app.actions.models import Action, ActionPartner, ActionStep
from app.identity.deps import ActorDep
from app.web.database import SessionDep


def readable_action(session: SessionDep, actor: ActorDep, action_id: UUID) -> Action:
    """The action of the path, to read."""
    return queries.get_action(session, actor, action_id)


def locked_action(session: SessionDep, actor: ActorDep, action_id: UUID) -> Action:
    """The action of the path, locked until the request is done: two people never change anything of
    it at once.
    """
    return queries.get_action(session, actor, action_id, lock=True)


ActionDep = Annotated[Action, Depends(readable_action)]
LockedActionDep = Annotated[Action, Depends(locked_action)]


def partner_of(action: LockedActionDep, organisation_id: UUID) -> ActionPartner:
    """The invitation of the path; its action is locked."""
    return queries.get_partner(action, organisation_id)


def step_of(session: SessionDep, action: LockedActionDep, step_id: UUID) -> ActionStep:
    """The step of the path; its action is locked."""
    return queries.get_step(session, action, step_id)


PartnerDep = Annotated[ActionPartner, Depends(partner_of)]
StepDep = Annotated[ActionStep, Depends(step_of)]
