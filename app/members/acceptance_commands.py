"""Coming in by an invitation: with a new account, or with the one that is signed in."""

from dataclasses import dataclass
from typing import Annotated, ClassVar
from uuid import UUID

import sqlalchemy as sa
from pydantic import Field, StringConstraints
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import Session, col

from app.audit import record
from app.core import clock, db, errors, inputs
from app.core.events import address
from app.core.i18n import gettext as _, mark
from app.core.policy import asks
from app.identity import password_commands
from app.identity.actor import Actor
from app.identity.events import PersonAdded
from app.identity.models import Membership, Person
from app.members import commands, events, link_policy
from app.members.models import Link, MemberInvitation
from app.organisations.queries import get_organisation
from app.providers import own_passwords

Name = Annotated[
    str, StringConstraints(min_length=1, max_length=120), inputs.Readable, inputs.OneLine
]


class SignUpInput(inputs.Input):
    """Who comes in, and the password they choose."""

    when_missing: ClassVar[dict[str, str]] = {
        "name": mark("Fill in your name."),
        "password": mark("Choose a password."),
    }

    name: Name
    password: password_commands.NewPassword = Field(repr=False)


@dataclass(frozen=True)
class Entrant:
    """Who came in. `is_new`: with an account made now, so that its password is theirs."""

    person_id: UUID
    is_new: bool


@asks(link_policy.may_sign_up)
def sign_up(session: Session, actor: Actor, link: Link, given: SignUpInput) -> Entrant:
    """Make the account and join. Somebody who got an account a moment ago, by another invitation,
    joins with that one and keeps its name and password.
    """
    own_passwords.refuse_for(session, link.organisation)
    about = (given.name, link.invitation.email, link.organisation.name)
    password_hash = password_commands.hashed(given.password, about)
    return make_account(session, link, given.name, password_hash)


def make_account(session: Session, link: Link, name: str, password_hash: str | None) -> Entrant:
    """For who may sign up: the account, and the membership. Of two at once the second one joins
    with the account of the first.
    """
    invitation = link.invitation
    made = session.execute(
        insert(Person)
        .values(
            id=db.new_id(),
            name=name,
            email=invitation.email,
            password_hash=password_hash,
            is_active=True,
            created_at=clock.now(),
        )
        # Of two at once the second waits here for the first.
        .on_conflict_do_nothing(index_elements=["email"])
        .returning(col(Person.id))
    ).scalar_one_or_none()
    if made is not None:
        told = {"object_id": made, "organisation_id": invitation.organisation_id}
        person = Actor(person_id=made, name=name)
        region = link.organisation.region_code
        record(session, person, PersonAdded(**told, region_code=region, role=invitation.role))
        _join(session, link, made)
        return Entrant(made, is_new=True)
    person_id, is_active = session.execute(
        sa.select(col(Person.id), col(Person.is_active)).where(
            col(Person.email) == invitation.email
        )
    ).one()
    if not is_active:
        raise errors.Invalid(
            {"": _("The account with this address is closed. Ask the region's administrator.")}
        )
    _join(session, link, person_id)
    return Entrant(person_id, is_new=False)


class JoinInput(inputs.Input):
    """Which organisations they leave by it: who moves does that in one act."""

    leave: list[UUID] = Field(default=[], max_length=50)


@asks(link_policy.may_join)
def join(session: Session, actor: Actor, link: Link, given: JoinInput) -> None:
    """Join with the account that is signed in, and leave what they move from: both or neither."""
    assert actor.person_id is not None
    for organisation_id in set(given.leave) - {link.organisation.id}:
        _leave(session, actor, organisation_id)
    _join(session, link, actor.person_id)


def _leave(session: Session, actor: Actor, organisation_id: UUID) -> None:
    """Of who is not there any more nothing is asked: they have what they want."""
    if actor.everywhere.seat_in(organisation_id) is None:
        return
    organisation = get_organisation(session, actor.everywhere, organisation_id, lock=True)
    try:
        commands.leave(session, actor, organisation)
    except errors.NotFound:
        return
    except errors.Conflict as problem:
        said = f"{organisation.name}: {problem.message}"
        raise errors.Invalid({"leave": said}) from None


def _join(session: Session, link: Link, person_id: UUID) -> None:
    """Use the invitation up. Who belongs to it already keeps the role they have."""
    invitation: MemberInvitation = link.invitation
    invitation.accepted_at = clock.now()
    session.add(invitation)
    session.flush()
    joined = session.execute(
        insert(Membership)
        .values(
            person_id=person_id,
            organisation_id=invitation.organisation_id,
            role=invitation.role,
            created_at=clock.now(),
        )
        .on_conflict_do_nothing()
        .returning(col(Membership.person_id))
    ).scalar_one_or_none()
    if joined is None:
        return
    told = address(link.organisation, organisation_id=invitation.organisation_id)
    record(
        session,
        Actor(person_id=person_id, name=""),
        events.MemberJoined(
            **told, invitation=invitation.id, person=person_id, role=invitation.role
        ),
    )
