"""Invitations in tests: one by chantal, and the address of its link."""

from __future__ import annotations

from typing import Any

from sqlmodel import Session

from app.core import tokens
from app.core.settings import Settings
from app.identity.models import Organisation, Role
from app.members.invitation_commands import InvitationInput, invite_member
from app.members.letters import INVITATION
from app.members.models import MemberInvitation
from tests.world import World

PASSWORD = "een zin die lang genoeg is"
SIGN_UP: dict[str, Any] = {"name": "Noor", "password": PASSWORD}
HOME = "Boodschappenhulp Delfzijl"  # chantal is its coordinator


def address_of(settings: Settings, invitation: MemberInvitation, version: int | None = None) -> str:
    """Where the link in the mail leads."""
    version = invitation.version if version is None else version
    token = tokens.make(settings, INVITATION.purpose, invitation.id, version)
    return f"/uitnodiging/{token}"


def invite(
    world: World,
    email: str = "noor@nieuw.example",
    role: Role = Role.MEMBER,
    *,
    who: str = "chantal",
    to: str = HOME,
) -> MemberInvitation:
    """As `who` does it. Stored, so that another connection sees it in a database of its own."""
    session: Session = world.session
    organisation: Organisation = world.organisation(to)
    given = InvitationInput(email=email, role=role)
    invitation = invite_member(session, world[who], organisation, given)
    session.commit()
    return invitation
