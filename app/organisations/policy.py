"""Who admits organisations."""

from __future__ import annotations

from dataclasses import dataclass

from app.core.errors import Conflict, Forbidden
from app.core.i18n import gettext as _
from app.core.policy import ALLOWED, Verdict
from app.identity.actor import SYSTEM, Actor, Permission
from app.identity.models import Organisation, OrganisationStatus
from app.reference.models import OrganisationKind


@dataclass(frozen=True)
class AdmissionPolicy:
    """What an actor may do with the admission of one organisation."""

    actor: Actor
    organisation: Organisation

    @property
    def admit(self) -> Verdict:
        # A region's own organisation has nobody above it: whoever sets the system up admits it.
        is_setup = self.actor == SYSTEM and self.organisation.kind is OrganisationKind.SAFETY_REGION
        administers = any(
            seat.region_code == self.organisation.region_code
            and self.actor.may(Permission.ADMISSION, seat.organisation_id)
            for seat in self.actor.seats
        )
        if not (is_setup or administers):
            return Verdict(Forbidden(_("Only an administrator of the region can admit an organisation.")))
        if self.organisation.status is not OrganisationStatus.REQUESTED:
            return Verdict(Conflict(_("This organisation does not wait for admission.")))
        return ALLOWED
