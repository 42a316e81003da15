"""Who decides whether somebody speaks for an organisation that is there already."""

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlmodel import col

from app.core import errors
from app.core.i18n import gettext as _
from app.core.policy import ALLOWED, Verdict
from app.identity.actor import Actor, Permission, Reader
from app.identity.models import Membership, Organisation, Person
from app.organisations import policy
from app.organisations.models import ClaimStatus, OrganisationClaim
from app.reference.models import OrganisationKind


def has_keeper() -> sa.ColumnElement[bool]:
    """Organisations that have a coordinator who can sign in."""
    return (
        sa.exists()
        .where(
            col(Membership.organisation_id) == col(Organisation.id),
            policy.speaks_for(),
            col(Person.id) == col(Membership.person_id),
            col(Person.is_active),
        )
        .correlate(Organisation)
    )


def is_kept_by(actor: Reader) -> sa.ColumnElement[bool]:
    """Organisations of which the actor is a coordinator; and those without one at home in the
    municipality that it is a coordinator of.
    """
    home: Any = sa.orm.aliased(Organisation)
    coordinated = sa.select(home.municipality_code).where(
        home.id.in_(actor.deciding_ids), home.kind == OrganisationKind.MUNICIPALITY
    )
    return sa.or_(
        col(Organisation.id).in_(actor.deciding_ids),
        sa.and_(col(Organisation.municipality_code).in_(coordinated), ~has_keeper()),
    )


def visible_to(actor: Reader) -> sa.ColumnElement[bool]:
    """Claims, each with its organisation, for who decides about them: its coordinators, where it
    has none those of its municipality, and always the administrator of the region.
    """
    return sa.or_(is_kept_by(actor), col(Organisation.region_code).in_(actor.administered_regions))


def waits_for(actor: Reader) -> sa.ColumnElement[bool]:
    """Claims, each with its organisation, that wait for the actor."""
    return sa.and_(col(OrganisationClaim.status) == ClaimStatus.WAITING, visible_to(actor))


def rank_of_deciders(organisation: Organisation) -> sa.Case[Any]:
    """Of a membership, with its organisation: who is asked first about a claim. Those of the
    organisation; without one those of its municipality; without those the region's administrators.
    """
    of_kind = col(Organisation.kind)
    own = sa.and_(col(Organisation.id) == organisation.id, policy.speaks_for())
    home = sa.and_(
        of_kind == OrganisationKind.MUNICIPALITY,
        col(Organisation.municipality_code) == organisation.municipality_code,
        policy.speaks_for(),
    )
    region = sa.and_(
        of_kind == OrganisationKind.SAFETY_REGION,
        col(Organisation.region_code) == organisation.region_code,
        policy.holds(Permission.ADMISSION),
    )
    return sa.case((own, 1), (home, 2), (region, 3))


def decides(actor: Actor) -> bool:
    """Whether claims may come to this actor."""
    return bool(actor.deciding_seats or actor.administering_seats)


@dataclass(frozen=True)
class ClaimPolicy:
    """What an actor may do with a claim that it may see: who sees one decides about it."""

    actor: Actor
    claim: OrganisationClaim

    @property
    def decide(self) -> Verdict:
        if self.claim.status is not ClaimStatus.WAITING:
            return Verdict(errors.Conflict(_("This has been decided already.")))
        return ALLOWED
