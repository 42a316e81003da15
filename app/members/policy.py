"""Who sees the members of an organisation, who invites, and who changes them."""

from dataclasses import dataclass

from app.core import errors
from app.core.i18n import gettext as _
from app.core.policy import ALLOWED, Verdict
from app.identity import models as identity_models
from app.identity.actor import SYSTEM, Actor, Permission
from app.members.models import Member
from app.reference.models import OrganisationKind

USUAL = (identity_models.Role.COORDINATOR, identity_models.Role.MEMBER, identity_models.Role.READER)


def keeper_role(organisation: identity_models.Organisation) -> identity_models.Role:
    """The role of which one must always be left: without it nobody could let others in."""
    is_region = organisation.kind is OrganisationKind.SAFETY_REGION
    return identity_models.Role.ADMINISTRATOR if is_region else identity_models.Role.COORDINATOR


def why_one_stays(organisation: identity_models.Organisation) -> str:
    """What the last one of them hears."""
    if keeper_role(organisation) is identity_models.Role.ADMINISTRATOR:
        return _(
            "This is the last administrator of the region. Without one nobody can manage it. Make"
            " somebody else administrator first."
        )
    return _(
        "This is the last coordinator. Without one nobody can let others in here. Make somebody"
        " else coordinator first."
    )


def is_keeper(organisation: identity_models.Organisation, member: Member) -> bool:
    """Whether one like this must always be left."""
    return member.is_active and member.role is keeper_role(organisation)


@dataclass(frozen=True)
class MembersPolicy:
    """What an actor may do with the members of one organisation."""

    actor: Actor
    organisation: identity_models.Organisation

    @property
    def _administers(self) -> bool:
        return self.actor == SYSTEM or any(
            seat.region_code == self.organisation.region_code
            for seat in self.actor.administering_seats
        )

    @property
    def see(self) -> Verdict:
        """Names, roles and who is invited."""
        if self._administers or self.actor.seat_in(self.organisation.id) is not None:
            return ALLOWED
        return Verdict(
            errors.Forbidden(
                _("Only the organisation itself and the region's administrator see who belongs.")
            )
        )

    @property
    def keep(self) -> Verdict:
        """Change roles, take members away, and see who is invited."""
        if self._administers or self.actor.may(Permission.CONTENT_DECIDE, self.organisation.id):
            return ALLOWED
        return Verdict(
            errors.Forbidden(
                _("Only a coordinator of the organisation or the region's administrator does this.")
            )
        )

    @property
    def invite(self) -> Verdict:
        """Also to send an invitation again."""
        may = self.keep
        if may and self.organisation.status is not identity_models.OrganisationStatus.ADMITTED:
            return Verdict(
                errors.Conflict(_("This organisation does not take part: nobody can be invited."))
            )
        return may

    @property
    def roles(self) -> tuple[identity_models.Role, ...]:
        """Which ones this actor gives and takes."""
        if (
            self._administers
            and keeper_role(self.organisation) is identity_models.Role.ADMINISTRATOR
        ):
            return (identity_models.Role.ADMINISTRATOR, *USUAL)
        return USUAL

    def give(self, role: identity_models.Role) -> Verdict:
        """Invite somebody in this role."""
        may = self.invite
        return _not_yours() if may and role not in self.roles else may

    def take_back(self, role: identity_models.Role) -> Verdict:
        """Withdraw an invitation in this role, or make it one in another role."""
        may = self.keep
        return _not_yours() if may and role not in self.roles else may

    def change(self, member: Member) -> Verdict:
        """Give this member another role, or take them away."""
        return self.take_back(member.role)

    @property
    def leave(self) -> Verdict:
        """Go oneself, also while working for another organisation."""
        if self.actor.everywhere.seat_in(self.organisation.id) is not None:
            return ALLOWED
        return Verdict(errors.Forbidden(_("You do not belong to this organisation.")))


def _not_yours() -> Verdict:
    return Verdict(
        errors.Forbidden(_("Only an administrator of the region gives or takes this role."))
    )
