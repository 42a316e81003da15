"""Who changes how a region works."""

from dataclasses import dataclass

from app.core.errors import Forbidden
from app.core.i18n import gettext as _
from app.core.policy import ALLOWED, Verdict
from app.identity import policy as identity_policy
from app.identity.actor import Actor, Seat


def may_manage(actor: Actor) -> bool:
    """Whether there is anything to manage for this actor: the team keeps the lists of the region
    too.
    """
    return bool(actor.overseen_regions)


@dataclass(frozen=True)
class RegionPolicy:
    """What an actor may do with the settings of the region it administers. Who administers several
    sees the first.
    """

    actor: Actor

    @property
    def manage(self) -> Verdict:
        """See the first page of management, with what is there for this actor."""
        if may_manage(self.actor):
            return ALLOWED
        return Verdict(
            Forbidden(_("Only the team and the administrator of the region can do this."))
        )

    @property
    def change(self) -> Verdict:
        """See and change the settings. The team works with them but does not set them."""
        return identity_policy.may_administer(self.actor)

    @property
    def seat(self) -> Seat:
        """The seat in which the actor does so; ask `change` first."""
        return self.actor.administering_seats[0]

    @property
    def kept_region(self) -> str:
        """The region whose lists the actor keeps; ask `manage` first."""
        return next(
            seat.region_code
            for seat in self.actor.seats
            if seat.region_code in self.actor.overseen_regions
        )
