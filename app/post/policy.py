"""Who sees which mail went to whom, and who has one tried again."""

from dataclasses import dataclass

import sqlalchemy as sa
from sqlmodel import col

from app.core import errors
from app.core.i18n import gettext as _
from app.core.policy import Verdict
from app.identity import policy as identity_policy
from app.identity.actor import Actor
from app.identity.models import Membership, Organisation
from app.mail.models import Mail, MailState


def visible_to(actor: Actor) -> sa.ColumnElement[bool]:
    """Mail of the regions that the actor administers; not what somebody is told without mail: which
    mail they do not want is their own.
    """
    return sa.and_(
        col(Mail.region_code).in_(_administered(actor)), col(Mail.state) != MailState.NOT_MAILED
    )


def may_see_addressee(actor: Actor) -> sa.ColumnElement[bool]:
    """Whether the actor may read to whom a mail is: an address that its region wrote to, or
    somebody in an organisation of it.
    """
    is_there = (
        sa.select(sa.literal(1))
        .select_from(Membership)
        .join(Organisation, col(Organisation.id) == col(Membership.organisation_id))
        .where(
            col(Membership.person_id) == col(Mail.person_id),
            col(Organisation.region_code).in_(_administered(actor)),
        )
    )
    return sa.or_(col(Mail.address).is_not(None), is_there.exists())


def _administered(actor: Actor) -> list[str]:
    return list(actor.administered_regions)


@dataclass(frozen=True)
class PostPolicy:
    """What an actor may do with the mail of its region."""

    actor: Actor

    @property
    def read(self) -> Verdict:
        return identity_policy.may_administer(self.actor)


@dataclass(frozen=True)
class MailPolicy:
    """What an actor may do with one mail that it sees."""

    actor: Actor
    mail: Mail

    @property
    def try_again(self) -> Verdict:
        may = PostPolicy(self.actor).read
        if may and not can_begin_again(self.mail.state):
            return Verdict(
                errors.Conflict(_("Only a mail that was refused or given up can be sent again."))
            )
        return may


def can_begin_again(state: MailState) -> bool:
    return state in (MailState.REFUSED, MailState.GIVEN_UP)
