"""An invitation: an address, an organisation and the role it will have there."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import ClassVar
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from app.core import clock, db, words
from app.core.i18n import mark
from app.identity.models import Organisation, Person, Role

# So long a link works.
LASTS = timedelta(days=14)
# So long after its link stopped working an invitation is kept, for who asks what became of it.
KEPT = timedelta(days=90)


class InvitationState(words.Worded):
    """Where an invitation stands, or the link to it that somebody has."""

    OPEN = "open", words.Word(mark("Open"))
    ACCEPTED = "accepted", words.Word(mark("Used"))
    WITHDRAWN = "withdrawn", words.Word(mark("Withdrawn"))
    EXPIRED = "expired", words.Word(mark("Too old"))
    # There is a newer link for the same invitation.
    RENEWED = "renewed", words.Word(mark("Sent again"))
    # Who invited may not do so any more, or the organisation does not take part.
    VOID = "void", words.Word(mark("Not valid any more"))


class InvitationOrigin(words.Worded):
    """How an address came to be invited, which the mail says."""

    INVITED = "invited", words.Word(mark("Invited by the organisation or the region"))
    REGISTERED = "registered", words.Word(mark("Registered the organisation"))
    ASKED = "asked", words.Word(mark("Asked to speak for the organisation"))
    OPENED = "opened", words.Word(mark("Named when the region began"))


class MemberInvitation(SQLModel, table=True):
    """One address is asked to join one organisation. Its link is made from its id and version."""

    __tablename__: ClassVar[str] = "invitation"
    __table_args__ = (
        sa.CheckConstraint("accepted_at IS NULL OR withdrawn_at IS NULL", name="ended_once"),
        sa.Index(
            "uq_invitation_open",
            "organisation_id",
            "email",
            unique=True,
            postgresql_where=sa.text("accepted_at IS NULL AND withdrawn_at IS NULL"),
        ),
    )

    id: UUID = Field(default_factory=db.new_id, primary_key=True)
    organisation_id: UUID = Field(foreign_key="organisation.id")
    email: str = Field(max_length=254)
    role: Role = Field(sa_type=db.text_enum(Role))
    # Empty: the operator, on the command line.
    invited_by: UUID | None = Field(default=None, foreign_key="person.id", index=True)
    origin: InvitationOrigin = Field(
        default=InvitationOrigin.INVITED,
        sa_type=db.text_enum(InvitationOrigin),
        sa_column_kwargs={"server_default": InvitationOrigin.INVITED.value},
    )
    # Goes up when it is sent again: the link before it is dead then.
    version: int = 1
    created_at: datetime = Field(default_factory=db.utc_now, sa_type=db.Timestamp)
    expires_at: datetime = Field(sa_type=db.Timestamp, index=True)
    accepted_at: datetime | None = Field(default=None, sa_type=db.Timestamp)
    withdrawn_at: datetime | None = Field(default=None, sa_type=db.Timestamp)

    @property
    def state(self) -> InvitationState:
        """As far as its own row says."""
        if self.accepted_at is not None:
            return InvitationState.ACCEPTED
        if self.withdrawn_at is not None:
            return InvitationState.WITHDRAWN
        return InvitationState.EXPIRED if self.expires_at <= clock.now() else InvitationState.OPEN


@dataclass(frozen=True)
class Link:
    """A link that somebody followed: to which invitation, and what there is at its address."""

    invitation: MemberInvitation
    organisation: Organisation
    state: InvitationState
    # Who has an account with that address, open or closed.
    account: Person | None = None


@dataclass(frozen=True)
class Member:
    """One row of the list of members."""

    person_id: UUID
    name: str
    role: Role
    since: datetime
    is_active: bool


@dataclass(frozen=True)
class InvitationRow:
    """One row of the list of invitations that nobody took up yet."""

    id: UUID
    email: str
    role: Role
    state: InvitationState
    expires_at: datetime
