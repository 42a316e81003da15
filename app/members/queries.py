"""Finding members, invitations, and what there is at the address of a link."""

import re
from collections.abc import Collection
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from app.audit.models import AuditEntry
from app.core import errors, inputs, tokens
from app.core.i18n import gettext as _
from app.core.settings import Settings
from app.identity import queries as identity_queries
from app.identity.actor import SYSTEM, Actor
from app.identity.models import Membership, Organisation, Person
from app.members import events, letters, policy
from app.members.models import InvitationRow, InvitationState, Link, Member, MemberInvitation
from app.organisations.models import OrganisationProfile
from app.reference.models import OrganisationKind

MOST = 500  # members or invitations on a page


def find_members(session: Session, organisation: Organisation) -> list[Member]:
    """Everybody who belongs to it, by name; `MembersPolicy.see` said that the reader may know."""
    query = _members(organisation).order_by(sa.func.lower(col(Person.name)), col(Person.id))
    return [Member(*row) for row in session.execute(query.limit(MOST))]


def get_member(session: Session, organisation: Organisation, person_id: UUID) -> Member:
    """One of them. Raises NotFound for who does not belong to it."""
    query = _members(organisation).where(col(Person.id) == person_id)
    row = session.execute(query).one_or_none()
    if row is None:
        raise errors.NotFound(_("This person does not belong to the organisation."))
    return Member(*row)


def find_removed(session: Session, actor: Actor, organisation: Organisation) -> str | None:
    """The name of who the actor took away last, for the page after it."""
    name: str | None = session.execute(
        sa.select(col(Person.name))
        .join(AuditEntry, col(AuditEntry.facts)["person"].astext == sa.cast(Person.id, sa.Text))
        .where(
            col(AuditEntry.object_id) == organisation.id,
            col(AuditEntry.event) == events.MemberRemoved.name,
            col(AuditEntry.person_id) == actor.person_id,
        )
        .order_by(col(AuditEntry.at).desc())
        .limit(1)
    ).scalar_one_or_none()
    return name


def count_keepers(session: Session, organisation: Organisation) -> int:
    """How many there are with an open account and the role of which one must be left."""
    counted: int = session.execute(
        sa.select(sa.func.count())
        .select_from(Membership)
        .join(Person, col(Person.id) == col(Membership.person_id))
        .where(
            col(Membership.organisation_id) == organisation.id,
            col(Membership.role) == policy.keeper_role(organisation),
            col(Person.is_active),
        )
    ).scalar_one()
    return counted


def _members(organisation: Organisation) -> Any:
    return (
        sa.select(
            col(Person.id),
            col(Person.name),
            col(Membership.role),
            col(Membership.created_at),
            col(Person.is_active),
        )
        .join(Membership, col(Membership.person_id) == col(Person.id))
        .where(col(Membership.organisation_id) == organisation.id)
    )


def find_open(session: Session, organisation: Organisation) -> list[InvitationRow]:
    """Invitations that nobody took up yet, the oldest first, each with whether its link works."""
    found = session.exec(
        _open_of(organisation)
        .order_by(col(MemberInvitation.created_at), col(MemberInvitation.id))
        .limit(MOST)
    )
    inviters: dict[UUID | None, Actor | None] = {}
    rows = []
    for each in found:
        if each.invited_by not in inviters:
            inviters[each.invited_by] = _inviter(session, each)
        state = _state(each, organisation, inviters[each.invited_by])
        rows.append(InvitationRow(each.id, each.email, each.role, state, each.expires_at))
    return rows


def get_open(
    session: Session, organisation: Organisation, invitation_id: UUID, *, lock: bool = False
) -> MemberInvitation:
    """One invitation of the organisation that nobody took up or withdrew yet."""
    query = _open_of(organisation).where(col(MemberInvitation.id) == invitation_id)
    if lock:
        query = query.with_for_update().execution_options(populate_existing=True)
    found = session.exec(query).one_or_none()
    if found is None:
        raise errors.NotFound(_("This invitation does not exist, or it is not open any more."))
    return found


def find_open_for(
    session: Session, organisation: Organisation, email: str
) -> MemberInvitation | None:
    """The one for this address."""
    query = _open_of(organisation).where(col(MemberInvitation.email) == email)
    return session.exec(query).one_or_none()


def invited_by(organisation: Organisation) -> sa.Select[Any]:
    """Its invitations, whatever became of them."""
    return sa.select(col(MemberInvitation.id)).where(
        col(MemberInvitation.organisation_id) == organisation.id
    )


def _open_of(organisation: Organisation) -> SelectOfScalar[MemberInvitation]:
    """Those of the organisation that nobody took up or withdrew yet."""
    return select(MemberInvitation).where(
        col(MemberInvitation.organisation_id) == organisation.id,
        col(MemberInvitation.accepted_at).is_(None),
        col(MemberInvitation.withdrawn_at).is_(None),
    )


def is_member(session: Session, organisation_id: UUID, email: str) -> bool:
    """Whether whoever has this address belongs to it already."""
    found: bool = session.execute(
        sa.select(
            sa.exists().where(
                col(Membership.organisation_id) == organisation_id,
                col(Membership.person_id) == col(Person.id),
                col(Person.email) == email,
            )
        )
    ).scalar_one()
    return found


def find_first_address(session: Session, organisation_id: UUID) -> str | None:
    """Whom to invite of an organisation that has no members: the address that it registered with.
    None where there is somebody already, or no whole address.
    """
    members = sa.exists().where(col(Membership.organisation_id) == organisation_id)
    email: str | None = session.execute(
        sa.select(col(OrganisationProfile.contact_email)).where(
            col(OrganisationProfile.organisation_id) == organisation_id, ~members
        )
    ).scalar_one_or_none()
    return email if email and re.fullmatch(inputs.EMAIL, email) else None


def find_region_home(session: Session, region_code: str) -> Organisation | None:
    """The organisation of the region itself."""
    return session.exec(
        select(Organisation)
        .where(
            col(Organisation.region_code) == region_code,
            col(Organisation.kind) == OrganisationKind.SAFETY_REGION,
        )
        .order_by(col(Organisation.created_at))
    ).first()


def get_link(
    session: Session,
    settings: Settings,
    token: str,
    *,
    lock: bool = False,
    leaving: Collection[UUID] = (),
) -> Link:
    """What there is at the address of a link. Raises NotFound for what we did not make. `lock`
    until commit, with the organisations that somebody is `leaving` by it: of two who change places
    neither waits for the other for ever.
    """
    said = tokens.read(settings, letters.INVITATION.purpose, token)
    if said is None:
        raise errors.NotFound(_("This link is not whole. Copy all of it from the mail."))
    invitation_id, version = said
    whose = select(Organisation).where(
        col(Organisation.id)
        == sa.select(col(MemberInvitation.organisation_id))
        .where(col(MemberInvitation.id) == invitation_id)
        .scalar_subquery()
    )
    which = select(MemberInvitation).where(col(MemberInvitation.id) == invitation_id)
    if lock and leaving:
        home = whose.with_only_columns(col(Organisation.id)).scalar_subquery()
        several = sa.or_(col(Organisation.id).in_(leaving), col(Organisation.id) == home)
        query = sa.select(col(Organisation.id)).where(several).order_by(col(Organisation.id))
        session.execute(query.with_for_update())
    if lock:  # as everywhere here: the organisation first
        whose = whose.with_for_update().execution_options(populate_existing=True)
        which = which.with_for_update().execution_options(populate_existing=True)
    organisation = session.exec(whose).one_or_none()
    invitation = session.exec(which).one_or_none()
    if organisation is None or invitation is None:
        raise errors.NotFound(_("This invitation does not exist any more."))
    state = _state(invitation, organisation, _inviter(session, invitation))
    if version != invitation.version and state is not InvitationState.ACCEPTED:
        state = InvitationState.RENEWED
    account = identity_queries.get_person_by_email(session, invitation.email)
    return Link(invitation, organisation, state, account)


def _inviter(session: Session, invitation: MemberInvitation) -> Actor | None:
    """Who invited, as they are today; None when their account is closed."""
    if invitation.invited_by is None:
        return SYSTEM
    actor = identity_queries.get_actor(session, invitation.invited_by)
    return actor.everywhere if actor is not None else None


def _state(
    invitation: MemberInvitation, organisation: Organisation, inviter: Actor | None
) -> InvitationState:
    """Where it stands, with who invited as they are today."""
    if invitation.state is not InvitationState.OPEN:
        return invitation.state
    if inviter is None or not policy.MembersPolicy(inviter, organisation).give(invitation.role):
        return InvitationState.VOID
    return InvitationState.OPEN
