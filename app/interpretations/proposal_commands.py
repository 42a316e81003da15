"""What an interpretation proposes, and what follows from it."""

from typing import Annotated, ClassVar
from uuid import UUID

from sqlmodel import Session

from app.audit import record
from app.core import clock, errors as core_errors, inputs
from app.core.fields import Called
from app.core.i18n import gettext as _, mark
from app.core.policy import asks, require
from app.identity.actor import Actor
from app.interpretations import commands, events, fields, policy
from app.interpretations.models import Interpretation, InterpretationProposal
from app.reference import checks
from app.target_groups.queries import get_groups

MOST_PROPOSALS = 30


class ProposalInput(inputs.Noted):
    """What should happen, for whom and where."""

    when_missing: ClassVar[dict[str, str]] = {"text": mark("Say what should happen.")}
    asks_names: ClassVar[dict[str, str]] = {"text": mark("proposal")}

    text: Annotated[fields.Proposed, Called(mark("proposal"))]
    target_group: inputs.Slug | None = None
    municipality: inputs.Slug | None = None
    support_type: inputs.Slug | None = None


@asks(lambda actor, interpretation: policy.InterpretationPolicy(actor, interpretation).propose)
def add_proposal(
    session: Session, actor: Actor, interpretation: Interpretation, given: ProposalInput
) -> InterpretationProposal:
    """Add what should happen. Everybody who reads the interpretation reads it."""
    errors: checks.Errors = {}
    region = interpretation.region_code
    if given.support_type is not None:
        checks.check_support_type(session, given.support_type, region, errors)
    if given.target_group is not None and given.target_group not in get_groups(
        session, [given.target_group], region
    ):
        errors["target_group"] = _("Choose a target group from the list.")
    if given.municipality is not None:
        places = checks.check_municipalities(session, [given.municipality], errors, "municipality")
        if any(place.region_code != region for place in places.values()):
            errors["municipality"] = _("Choose a municipality in your own region.")
    if len(interpretation.proposals) >= MOST_PROPOSALS:
        errors["text"] = _("There are %(num)s proposals already.", num=MOST_PROPOSALS)
    if errors:
        raise core_errors.Invalid(errors)
    proposal = InterpretationProposal(
        interpretation_id=interpretation.id,
        text=given.text,
        target_group=given.target_group,
        municipality_code=given.municipality,
        support_type=given.support_type,
        created_at=clock.now(),
    )
    interpretation.proposals.append(proposal)
    session.flush()
    session.refresh(proposal, ["need"])
    event = events.ProposalAdded(**commands.address_of(interpretation), proposal=proposal.id)
    record(session, actor, event)
    return proposal


@asks(
    lambda actor, interpretation, proposal: (
        policy.ProposalPolicy(actor, interpretation, proposal).remove
    )
)
def remove_proposal(
    session: Session, actor: Actor, interpretation: Interpretation, proposal: InterpretationProposal
) -> None:
    """Take it away."""
    event = events.ProposalRemoved(**commands.address_of(interpretation), proposal=proposal.id)
    record(session, actor, event)
    interpretation.proposals.remove(proposal)
    session.delete(proposal)
    session.flush()


@asks(lambda actor, interpretation: policy.InterpretationPolicy(actor, interpretation).follow_up)
def follow_proposal(
    session: Session,
    actor: Actor,
    interpretation: Interpretation,
    proposal: InterpretationProposal,
    *,
    need_id: UUID | None = None,
    action_id: UUID | None = None,
) -> None:
    """A need or an action follows from it: one of each. Raises Conflict where there is one."""
    if need_id is not None:
        require_need(actor, interpretation, proposal)
        proposal.need_id = need_id
        session.flush()
        session.refresh(proposal, ["need"])
    if action_id is not None:
        require_action(actor, interpretation, proposal)
        proposal.action_id = action_id
    event = events.ProposalFollowed(
        **commands.address_of(interpretation),
        proposal=proposal.id,
        need_id=need_id,
        action_id=action_id,
    )
    record(session, actor, event)


def require_need(
    actor: Actor, interpretation: Interpretation, proposal: InterpretationProposal
) -> None:
    """Raises the reason why the actor makes no need of it."""
    require(policy.ProposalPolicy(actor, interpretation, proposal).make_need)


def require_action(
    actor: Actor, interpretation: Interpretation, proposal: InterpretationProposal
) -> None:
    """Raises the reason why the actor makes no action of it."""
    require(policy.ProposalPolicy(actor, interpretation, proposal).make_action)
