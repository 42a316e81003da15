"""What members do when something happens to an organisation."""

from typing import Any, cast

from sqlmodel import Session

from app.core.events import ActorLike
from app.identity.actor import Actor
from app.members import invitation_commands, policy, queries
from app.members.models import InvitationOrigin
from app.organisations.queries import get_organisation


def on_organisation_admitted(session: Session, actor: ActorLike, event: Any) -> None:
    """Who registered it is invited as its first member, by the administrator who admitted it."""
    email = queries.find_first_address(session, event.organisation_id)
    if email is None or actor.person_id is None:  # nobody: the system, that sets a region up
        return
    administrator = cast(Actor, actor)
    organisation = get_organisation(session, administrator, event.organisation_id)
    role = policy.keeper_role(organisation)
    given = invitation_commands.InvitationInput(email=email, role=role)
    invitation_commands.invite_member(
        session, administrator, organisation, given, InvitationOrigin.REGISTERED
    )
