"""Inviting somebody to an organisation, taking that back, and sending it again."""

from datetime import timedelta
from typing import ClassVar

import sqlalchemy as sa
from sqlmodel import Session, col

from app.audit import record
from app.core import clock, errors, i18n, inputs
from app.core.events import address
from app.core.i18n import gettext as _, mark
from app.core.policy import Verdict, asks
from app.identity.actor import SYSTEM, Actor
from app.identity.models import Organisation, Role
from app.mail import commands as mail_commands, queries as mail_queries
from app.members import events, letters, policy, queries
from app.members.models import KEPT, LASTS, InvitationOrigin, MemberInvitation

# In an hour: mails of one organisation, and of those to one address. Who is asked did not ask for
# any.
WINDOW = timedelta(hours=1)
OF_ORGANISATION, TO_ADDRESS = 50, 3


class InvitationInput(inputs.Input):
    """Whom, and in which role."""

    when_missing: ClassVar[dict[str, str]] = {
        "email": mark("Fill in the e-mail address."),
        "role": mark("Choose a role."),
    }

    email: inputs.EmailAddress
    role: Role


@asks(lambda actor, organisation: policy.MembersPolicy(actor, organisation).invite)
def invite_member(
    session: Session,
    actor: Actor,
    organisation: Organisation,
    given: InvitationInput,
    origin: InvitationOrigin = InvitationOrigin.INVITED,
    language: str = "",
) -> MemberInvitation:
    """Ask an address to join. Of an address that was asked before and did not answer the old link
    is dead. Whether there is an account with it makes no difference. `language`: the one in which
    they asked for it themselves.
    """
    if not policy.MembersPolicy(actor, organisation).give(given.role):
        raise errors.Invalid({"role": _("Only an administrator of the region gives this role.")})
    if queries.is_member(session, organisation.id, given.email):
        raise errors.Invalid({"email": _("This person belongs to the organisation already.")})
    invitation = queries.find_open_for(session, organisation, given.email)
    if invitation is not None and not _may_take_back(actor, organisation, invitation):
        raise errors.Invalid({"email": _("Only an administrator of the region changes this one.")})
    if (why := _why_enough(session, actor, organisation, given.email)) is not None:
        raise errors.Invalid({"email": why})
    if invitation is not None:
        invitation.role, invitation.origin = given.role, origin
        return renew_invitation(session, actor, organisation, invitation, language)
    invitation = MemberInvitation(
        organisation_id=organisation.id,
        email=given.email,
        role=given.role,
        origin=origin,
        invited_by=actor.person_id,
        created_at=clock.now(),
        expires_at=clock.now() + LASTS,
    )
    session.add(invitation)
    session.flush()
    told = address(organisation, organisation_id=organisation.id)
    event = events.MemberInvited(**told, invitation=invitation.id, role=invitation.role)
    record(session, actor, event)
    _send(session, organisation, invitation, language)
    return invitation


def _may_renew(actor: Actor, organisation: Organisation, invitation: MemberInvitation) -> Verdict:
    return policy.MembersPolicy(actor, organisation).give(invitation.role)


@asks(_may_renew)
def renew_invitation(
    session: Session,
    actor: Actor,
    organisation: Organisation,
    invitation: MemberInvitation,
    language: str = "",
) -> MemberInvitation:
    """Send it again, by whoever does so now: with another link, that lasts as long as a new one."""
    if (why := _why_enough(session, actor, organisation, invitation.email)) is not None:
        raise errors.Conflict(why)
    invitation.version += 1
    invitation.expires_at = clock.now() + LASTS
    invitation.invited_by = actor.person_id
    session.add(invitation)
    told = address(organisation, organisation_id=organisation.id)
    event = events.InvitationRenewed(**told, invitation=invitation.id, role=invitation.role)
    record(session, actor, event)
    _send(session, organisation, invitation, language)
    return invitation


def _may_take_back(
    actor: Actor, organisation: Organisation, invitation: MemberInvitation
) -> Verdict:
    return policy.MembersPolicy(actor, organisation).take_back(invitation.role)


@asks(_may_take_back)
def withdraw_invitation(
    session: Session, actor: Actor, organisation: Organisation, invitation: MemberInvitation
) -> None:
    """Its link is dead from now on."""
    invitation.withdrawn_at = clock.now()
    session.add(invitation)
    told = address(organisation, organisation_id=organisation.id)
    record(session, actor, events.InvitationWithdrawn(**told, invitation=invitation.id))


def _why_enough(
    session: Session, actor: Actor, organisation: Organisation, email: str
) -> str | None:
    """Why nothing more is mailed now. The organisation is locked, so that nobody mails meanwhile;
    the operator, who invites the first administrator, is not counted.
    """
    if actor == SYSTEM:
        return None
    lately = mail_queries.count_lately(
        session, letters.INVITATION.name, queries.invited_by(organisation), email, within=WINDOW
    )
    if lately.to_address >= TO_ADDRESS:
        return _("This address got several invitations in the last hour. Try again later.")
    if lately.all >= OF_ORGANISATION:
        return _("This organisation invited many people in the last hour. Try again later.")
    return None


def _send(
    session: Session, organisation: Organisation, invitation: MemberInvitation, language: str
) -> None:
    mail_commands.owe(
        session,
        letters.INVITATION,
        object_id=invitation.id,
        window=str(invitation.version),
        address=invitation.email,
        language=language or i18n.current_locale(),
        region_code=organisation.region_code,
        facts={
            "organisation": organisation.name,
            "role": invitation.role.value,
            "origin": invitation.origin.value,
            "version": str(invitation.version),
        },
    )


def forget_invitations(session: Session) -> int:
    """Delete invitations of long ago, whatever became of them. Returns how many."""
    gone = session.execute(
        sa.delete(MemberInvitation)
        .where(col(MemberInvitation.expires_at) < clock.now() - KEPT)
        .returning(col(MemberInvitation.id))
    ).all()
    return len(gone)
