"""What followed from what an interpretation proposes, as far as the actor may know it."""

from dataclasses import dataclass

from sqlmodel import Session, col, select

from app.actions import policy as action_policy
from app.actions.models import Action
from app.identity.actor import Actor
from app.interpretations import models, policy
from app.needs import policy as need_policy, queries as need_queries
from app.needs.models import Need


@dataclass(frozen=True)
class FollowedProposal:
    """A proposal with what it became. Without a `need` or an `action` where the actor may not see
    it, or where it would tell which place a few people are in.
    """

    proposal: models.InterpretationProposal
    may: policy.ProposalPolicy
    need: Need | None
    action: Action | None
    may_log: bool
    may_lead: bool


def find_followed(
    session: Session, actor: Actor, interpretation: models.Interpretation
) -> list[FollowedProposal]:
    """The proposals of an interpretation, in two queries whatever followed."""
    proposals = interpretation.proposals
    needs = need_queries.find_needs_by_id(
        session, actor, [each.need_id for each in proposals if each.need_id is not None]
    )
    actions = _actions(session, actor, proposals)
    may_log = bool(need_policy.may_log(actor))
    may_lead = bool(action_policy.may_lead(actor))
    found = []
    for each in proposals:
        need = needs.get(each.need_id) if each.need_id is not None else None
        if need is not None and need_policy.is_masked(actor, need):
            need = None
        action = actions.get(each.action_id) if each.action_id is not None else None
        may = policy.ProposalPolicy(actor, interpretation, each)
        found.append(FollowedProposal(each, may, need, action, may_log, may_lead))
    return found


def _actions(
    session: Session, actor: Actor, proposals: list[models.InterpretationProposal]
) -> dict[object, Action]:
    ids = [each.action_id for each in proposals if each.action_id is not None]
    if not ids:
        return {}
    query = select(Action).where(col(Action.id).in_(ids), action_policy.visible_to(actor))
    return {action.id: action for action in session.exec(query)}
