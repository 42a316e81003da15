"""Who keeps the providers of a region, and who may sign in or be tied by one."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy import ColumnElement
from sqlmodel import col

from app.core import errors
from app.core.i18n import gettext as _
from app.core.policy import ALLOWED, Verdict
from app.identity import policy as identity_policy
from app.identity.actor import Actor, Seat
from app.identity.models import Organisation
from app.providers import models
from app.providers.models import Provider, ProviderTie
from app.reference.models import OrganisationKind


def visible_to(actor: Actor) -> ColumnElement[bool]:
    """The providers of the regions that the actor administers, and those it could be tied to."""
    return sa.or_(
        col(Provider.region_code).in_(actor.administered_regions),
        sa.and_(col(Provider.is_active), meant_for(actor)),
    )


def meant_for(actor: Actor) -> ColumnElement[bool]:
    """The providers of the person's regions, and of those for one organisation its own; whichever
    of them they work for now.
    """
    own: Any = col(Provider.organisation_id)
    actor = actor.everywhere
    return sa.and_(
        col(Provider.region_code).in_(actor.regions),
        sa.or_(own.is_(None), own.in_(actor.organisation_ids)),
    )


def doors_of(organisation: Organisation) -> ColumnElement[bool]:
    """The providers where the people of one organisation can sign in now."""
    return door_of(organisation.region_code, organisation.id)


def is_meant_for(actor: Actor, provider: Any) -> bool:
    """The same rule on a provider that was read."""
    actor = actor.everywhere
    return provider.region_code in actor.regions and (
        provider.organisation_id is None or provider.organisation_id in actor.organisation_ids
    )


def required_seats(
    actor: Actor, kinds: Collection[tuple[str, OrganisationKind]]
) -> tuple[Seat, ...]:
    """For which of its organisations the actor has to come in through a provider. `kinds`: of which
    a region asks it, each with the region.
    """
    return tuple(seat for seat in actor.seats if (seat.region_code, seat.kind) in set(kinds))


def doors_of_seats(seats: Collection[Seat]) -> ColumnElement[bool]:
    """The providers that are switched on for any of these."""
    return sa.or_(
        sa.false(),
        *(door_of(seat.region_code, seat.organisation_id) for seat in seats),
    )


def door_of(region_code: Any, organisation_id: Any) -> ColumnElement[bool]:
    """The providers where the people of one organisation of a region can sign in now; both may be
    columns.
    """
    own: Any = col(Provider.organisation_id)
    return sa.and_(
        col(Provider.is_active),
        col(Provider.region_code) == region_code,
        sa.or_(own.is_(None), own == organisation_id),
    )


@dataclass(frozen=True)
class ProvidersPolicy:
    """What an actor may do with the providers of the region it administers."""

    actor: Actor

    @property
    def keep(self) -> Verdict:
        """See them and add to them."""
        return identity_policy.may_administer(self.actor)

    @property
    def seat(self) -> Seat:
        """The seat in which the actor does so; ask `keep` first."""
        return self.actor.administering_seats[0]


@dataclass(frozen=True)
class ProviderPolicy:
    """What an actor may do with one provider."""

    actor: Actor
    provider: Provider

    @property
    def keep(self) -> Verdict:
        """Change it, and switch it off and on."""
        codes = {seat.region_code for seat in self.actor.administering_seats}
        if self.provider.region_code in codes:
            return ALLOWED
        return Verdict(errors.Forbidden(_("Only an administrator of the region can do this.")))

    @property
    def tie(self) -> Verdict:
        """Tie the own account to who one is there."""
        if not self.provider.is_active or not is_meant_for(self.actor, self.provider):
            return Verdict(errors.NotFound(_("This page does not exist.")))
        return ALLOWED


@dataclass(frozen=True)
class TiePolicy:
    """What an actor may do with a tie of its own."""

    actor: Actor
    tie: models.ProviderTie
    has_other_way: bool = True

    @property
    def untie(self) -> Verdict:
        if self.tie.person_id != self.actor.person_id:
            return Verdict(errors.NotFound(_("This page does not exist.")))
        if not self.has_other_way:
            return Verdict(
                errors.Conflict(
                    _("This is the only way in which you can sign in, so it cannot be undone.")
                )
            )
        return ALLOWED


def own_ties(actor: Actor) -> ColumnElement[bool]:
    """The ties of the actor itself."""
    return col(ProviderTie.person_id) == actor.person_id
