"""Who sees an organisation, who admits it, and who speaks for it."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from sqlmodel import col

from app.core import clock, errors
from app.core.i18n import gettext as _
from app.core.policy import ALLOWED, Verdict
from app.identity.actor import PERMISSIONS, SYSTEM, Actor, Permission, Reader
from app.identity.models import Membership, Organisation, OrganisationStatus
from app.organisations.models import OrganisationProfile
from app.reference.models import OrganisationKind

# After this a profile is to be confirmed again.
A_YEAR = timedelta(days=365)
# Whoever took part once. What a suspended organisation left behind still says whose it was.
KNOWN = (OrganisationStatus.ADMITTED, OrganisationStatus.SUSPENDED)


def visible_to(actor: Reader) -> sa.ColumnElement[bool]:
    """Organisations of the actor's regions that take part or did; for the region's team and
    administrator the others too. One that went up in another is shown to nobody any more.

    `can_see` is the same rule on a loaded organisation; a test holds the two together.
    """
    return sa.or_(
        sa.and_(
            col(Organisation.region_code).in_(actor.regions),
            col(Organisation.status).in_(KNOWN),
        ),
        sa.and_(
            col(Organisation.region_code).in_(actor.overseen_regions),
            col(Organisation.status) != OrganisationStatus.MERGED,
        ),
    )


def can_see(actor: Actor, organisation: Organisation) -> bool:
    """The rule of `visible_to` for one loaded organisation."""
    if organisation.status is OrganisationStatus.MERGED:
        return False
    if organisation.region_code in actor.overseen_regions:
        return True
    return organisation.region_code in actor.regions and organisation.status in KNOWN


def own_suspended(actor: Actor) -> sa.ColumnElement[bool]:
    """Organisations that the actor belongs to and that are suspended: its people read why."""
    return sa.and_(
        col(Organisation.id).in_([seat.organisation_id for seat in actor.suspended]),
        col(Organisation.status) == OrganisationStatus.SUSPENDED,
    )


def last_right() -> sa.ColumnElement[Any]:
    """Of organisations, each with its profile: when somebody said that it is right, or registered
    it.
    """
    return sa.func.coalesce(col(OrganisationProfile.confirmed_at), col(Organisation.created_at))


def asks_again(at: Any) -> sa.ColumnElement[bool]:
    """Organisations, each with its profile, that are asked at this moment whether it is still
    right: nobody said so for a year, or since they registered.
    """
    return sa.and_(
        col(Organisation.status) == OrganisationStatus.ADMITTED, last_right() <= at - A_YEAR
    )


def holds(permission: Permission) -> sa.ColumnElement[bool]:
    """Memberships whose role has it."""
    roles = [role for role, may in PERMISSIONS.items() if permission in may]
    return col(Membership.role).in_(roles)


def speaks_for() -> sa.ColumnElement[bool]:
    """Memberships of who publishes, confirms and lets others in for an organisation."""
    return holds(Permission.CONTENT_DECIDE)


def anybody(actor: Actor) -> Verdict:
    """Whoever comes may ask that an organisation takes part."""
    return ALLOWED


@dataclass(frozen=True)
class OrganisationPolicy:
    """What an actor may do with one organisation, each with the reason why not."""

    actor: Actor
    organisation: Organisation

    @property
    def history(self) -> bool:
        """Whether the actor sees what happened to it: its own people, and the region's team and
        administrator.
        """
        return self.oversees or self.organisation.id in self.actor.organisation_ids

    @property
    def oversees(self) -> bool:
        """Whether the actor is of the region's team or its administrator."""
        return self.organisation.region_code in self.actor.overseen_regions

    @property
    def edit(self) -> Verdict:
        """Say what it does for whom and where, and that it is still so."""
        if self.actor.may(Permission.CONTENT_DECIDE, self.organisation.id):
            return ALLOWED
        return Verdict(
            errors.Forbidden(
                _("Only a coordinator of the organisation can say what is in its profile.")
            )
        )

    @property
    def say_unavailable(self) -> Verdict:
        """Say up to when it can help nobody, and take that back."""
        if self.actor.may(Permission.CONTENT_DECIDE, self.organisation.id):
            return ALLOWED
        return Verdict(
            errors.Forbidden(
                _("Only a coordinator of the organisation can say whether it can help.")
            )
        )

    @property
    def say_available(self) -> Verdict:
        may = self.say_unavailable
        if may and self.organisation.unavailable_on(clock.today()) is None:
            return Verdict(errors.Conflict(_("This organisation can be asked already.")))
        return may


def may_bring_in(actor: Actor) -> Verdict:
    """Bring organisations in with a file: who admits them, admits them so."""
    if actor.administering_seats:
        return ALLOWED
    return Verdict(
        errors.Forbidden(_("Only an administrator of the region can bring in organisations."))
    )


@dataclass(frozen=True)
class AdmissionPolicy:
    """What an actor may do with the admission of one organisation."""

    actor: Actor
    organisation: Organisation

    @property
    def _administers(self) -> bool:
        return any(
            seat.region_code == self.organisation.region_code
            and self.actor.may(Permission.ADMISSION, seat.organisation_id)
            for seat in self.actor.seats
        )

    def _moves(self, status: OrganisationStatus, otherwise: str) -> Verdict:
        """From this status on, by an administrator of the region."""
        if not self._administers:
            return Verdict(
                errors.Forbidden(
                    _("Only an administrator of the region decides which organisations take part.")
                )
            )
        if self.organisation.status is not status:
            return Verdict(errors.Conflict(otherwise))
        return ALLOWED

    @property
    def admit(self) -> Verdict:
        # A region's own organisation has nobody above it: whoever sets the system up admits it.
        is_setup = self.actor == SYSTEM and self.organisation.kind is OrganisationKind.SAFETY_REGION
        if not (is_setup or self._administers):
            return Verdict(
                errors.Forbidden(
                    _("Only an administrator of the region can admit an organisation.")
                )
            )
        if self.organisation.status is not OrganisationStatus.REQUESTED:
            return Verdict(errors.Conflict(_("This organisation does not wait for admission.")))
        return ALLOWED

    @property
    def refuse(self) -> Verdict:
        return self._moves(
            OrganisationStatus.REQUESTED, _("This organisation does not wait for admission.")
        )

    @property
    def suspend(self) -> Verdict:
        may = self._moves(
            OrganisationStatus.ADMITTED, _("This organisation does not take part now.")
        )
        if may and self.organisation.kind is OrganisationKind.SAFETY_REGION:
            return Verdict(errors.Forbidden(_("A region does not suspend itself.")))
        return may

    @property
    def readmit(self) -> Verdict:
        return self._moves(OrganisationStatus.SUSPENDED, _("This organisation is not suspended."))

    @property
    def merge(self) -> Verdict:
        """Let it go up in another one, or another one in it."""
        may = self._moves(
            OrganisationStatus.ADMITTED, _("This organisation does not take part now.")
        )
        if may and self.organisation.kind is OrganisationKind.SAFETY_REGION:
            return Verdict(errors.Forbidden(_("A region is not merged with an organisation.")))
        return may


@dataclass(frozen=True)
class FilePolicy:
    """What a file of an actor may do with an organisation that is there. `speaks_itself`: somebody
    of it decides for it here.
    """

    actor: Actor
    organisation: Organisation
    speaks_itself: bool

    @property
    def edit(self) -> Verdict:
        """Say what it is and does, for as long as nobody of its own does."""
        if self.organisation.region_code not in self.actor.administered_regions:
            return may_bring_in(self.actor)
        if self.organisation.kind is OrganisationKind.SAFETY_REGION:
            return Verdict(errors.Forbidden(_("A file does not change the region itself.")))
        if self.organisation.status is not OrganisationStatus.ADMITTED:
            return Verdict(errors.Forbidden(_("This organisation does not take part now.")))
        if self.speaks_itself:
            return Verdict(
                errors.Forbidden(
                    _("This organisation has a coordinator, who says this. A file changes nothing.")
                )
            )
        return ALLOWED
