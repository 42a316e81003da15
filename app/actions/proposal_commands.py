"""The door to write of an action that follows from what an interpretation proposes."""

from uuid import UUID

from sqlmodel import Session

from app.actions import commands, fields, policy
from app.actions.models import Action
from app.core.policy import asks
from app.identity.actor import Actor
from app.interpretations import proposal_commands, queries


@asks(policy.may_lead)
def plan_action(
    session: Session, actor: Actor, proposal_id: UUID, given: fields.NewAction
) -> Action:
    """An action of a proposal, which shows it from now on. Raises Conflict when somebody made one
    of it meanwhile.
    """
    interpretation, proposal = queries.get_of_proposal(session, actor, proposal_id, lock=True)
    proposal_commands.require_action(actor, interpretation, proposal)
    action = commands.plan_action(session, actor, given)
    proposal_commands.follow_proposal(session, actor, interpretation, proposal, action_id=action.id)
    return action
