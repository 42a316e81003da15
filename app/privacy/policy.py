"""Who reads the trail: the administrator of a region, and its privacy officer, who is a reader in
the organisation of the region itself.
"""

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlmodel import col

from app.audit.models import AuditEntry
from app.core import errors
from app.core.i18n import gettext as _
from app.core.kept import kept
from app.core.policy import ALLOWED, Verdict
from app.identity.actor import Actor
from app.identity.models import Membership, Organisation, Role
from app.reference.models import OrganisationKind


@dataclass(frozen=True)
class TrailPolicy:
    """What an actor may do with the trail."""

    actor: Actor

    @kept
    def regions(self) -> tuple[str, ...]:
        """Of which it reads the trail."""
        administered = {seat.region_code for seat in self.actor.administering_seats}
        officer = {
            seat.region_code
            for seat in self.actor.seats
            if seat.kind is OrganisationKind.SAFETY_REGION and seat.role is Role.READER
        }
        return tuple(sorted(administered | officer))

    @property
    def read(self) -> Verdict:
        """See it, and take it along."""
        if self.regions:
            return ALLOWED
        return Verdict(
            errors.Forbidden(
                _("Only the administrator and the privacy officer of the region see this.")
            )
        )


def only_reads(actor: Actor) -> bool:
    """Whether the trail is all of the management that this actor sees."""
    return bool(TrailPolicy(actor).regions) and not actor.overseen_regions


def told_to(actor: Actor) -> sa.ColumnElement[bool]:
    """The lines of the regions of which the actor reads the trail; of those without a region, such
    as somebody who signs in, those by people of these regions.
    """
    regions = TrailPolicy(actor).regions
    region_code: Any = AuditEntry.region_code
    people = (
        sa.select(col(Membership.person_id))
        .join(Organisation, col(Organisation.id) == col(Membership.organisation_id))
        .where(col(Organisation.region_code).in_(regions))
    )
    own = sa.and_(region_code.is_(None), col(AuditEntry.person_id).in_(people))
    return sa.or_(region_code.in_(regions), own)
