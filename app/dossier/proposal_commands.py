"""The door to write of a need that follows from what an interpretation proposes."""

from uuid import UUID

from sqlmodel import Session

from app.core.policy import asks
from app.dossier import twin_commands
from app.identity.actor import Actor
from app.interpretations import proposal_commands, queries
from app.needs import fields as need_fields, policy as need_policy
from app.needs.models import Need


@asks(need_policy.may_log)
def log_need(
    session: Session, actor: Actor, proposal_id: UUID, given: need_fields.NeedInput
) -> Need:
    """A need of a proposal, which shows it from now on. Raises Conflict when somebody made one of
    it meanwhile.
    """
    interpretation, proposal = queries.get_of_proposal(session, actor, proposal_id, lock=True)
    proposal_commands.require_need(actor, interpretation, proposal)
    need = twin_commands.log_need(session, actor, given)
    proposal_commands.follow_proposal(session, actor, interpretation, proposal, need_id=need.id)
    return need
