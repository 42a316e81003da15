"""Changing the role of a member, taking them away, and leaving. Every one of these has the
organisation locked, so that of two at once the second sees what the first did.
"""

import dataclasses
from typing import ClassVar
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col

from app.audit import record
from app.core import errors, inputs
from app.core.events import address
from app.core.i18n import gettext as _, mark
from app.core.policy import Verdict, asks, require
from app.identity import queries as identity_queries
from app.identity.actor import Actor
from app.identity.models import Membership, Organisation, Role
from app.members import charge_commands, events, policy, queries
from app.members.models import Member


class RoleInput(inputs.Input):
    """Which role a member will have."""

    when_missing: ClassVar[dict[str, str]] = {"role": mark("Choose a role.")}

    role: Role


def _may_change(actor: Actor, organisation: Organisation, member: Member) -> Verdict:
    return policy.MembersPolicy(actor, organisation).change(member)


@asks(_may_change)
def change_role(
    session: Session, actor: Actor, organisation: Organisation, member: Member, given: RoleInput
) -> None:
    """From their next request on."""
    actor = _as_now(session, actor)
    require(_may_change(actor, organisation, member))
    if given.role not in policy.MembersPolicy(actor, organisation).roles:
        raise errors.Invalid({"role": _("Only an administrator of the region gives this role.")})
    if given.role is member.role:
        return
    _keep_one(session, organisation, member)
    session.execute(
        sa.update(Membership)
        .where(*_theirs(organisation, member.person_id))
        .values(role=given.role)
    )
    told = address(organisation, organisation_id=organisation.id)
    record(
        session,
        actor,
        events.RoleChanged(**told, person=member.person_id, role=given.role, was=member.role),
    )


@asks(_may_change)
def remove_member(
    session: Session, actor: Actor, organisation: Organisation, member: Member
) -> None:
    """They have no seat any more from their next request on. What they did and what waits for them
    is of the organisation, and stays.
    """
    actor = _as_now(session, actor)
    require(_may_change(actor, organisation, member))
    _take_away(session, organisation, member)
    told = address(organisation, organisation_id=organisation.id)
    record(session, actor, events.MemberRemoved(**told, person=member.person_id, role=member.role))


@asks(lambda actor, organisation: policy.MembersPolicy(actor, organisation).leave)
def leave(session: Session, actor: Actor, organisation: Organisation) -> None:
    """Go oneself. The account stays, also without an organisation."""
    assert actor.person_id is not None
    member = queries.get_member(session, organisation, actor.person_id)
    _take_away(session, organisation, member)
    told = address(organisation, organisation_id=organisation.id)
    record(session, actor, events.MemberLeft(**told, person=member.person_id, role=member.role))


def _as_now(session: Session, actor: Actor) -> Actor:
    """Who asks, with the seats they have now that nobody else changes them: two coordinators may
    demote each other at the same moment.
    """
    if actor.person_id is None:
        return actor
    here = next(iter(actor.organisation_ids), None)
    now = identity_queries.get_actor(session, actor.person_id, here)
    return now or dataclasses.replace(actor, seats=())


def _keep_one(session: Session, organisation: Organisation, member: Member) -> None:
    """The last one who can let others in cannot disappear nor be demoted."""
    if not policy.is_keeper(organisation, member):
        return
    if queries.count_keepers(session, organisation) <= 1:
        raise errors.Conflict(policy.why_one_stays(organisation))


def _take_away(session: Session, organisation: Organisation, member: Member) -> None:
    _keep_one(session, organisation, member)
    charge_commands.let_go(session, member.person_id, organisation.id)
    session.execute(sa.delete(Membership).where(*_theirs(organisation, member.person_id)))


def _theirs(organisation: Organisation, person_id: UUID) -> tuple[sa.ColumnElement[bool], ...]:
    return (
        col(Membership.organisation_id) == organisation.id,
        col(Membership.person_id) == person_id,
    )
