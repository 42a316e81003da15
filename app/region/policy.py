"""Who changes how a region works."""

from __future__ import annotations

from dataclasses import dataclass

from app.core.errors import Forbidden
from app.core.i18n import gettext as _
from app.core.policy import ALLOWED, Verdict
from app.identity.actor import Actor, Seat


def may_administer(actor: Actor) -> bool:
    """Whether the pages of management are for this actor."""
    return bool(actor.administering_seats)


@dataclass(frozen=True)
class RegionPolicy:
    """What an actor may do with the settings of the region it administers. Who administers several sees the first."""

    actor: Actor

    @property
    def change(self) -> Verdict:
        """See and change the settings. The team works with them but does not set them."""
        if may_administer(self.actor):
            return ALLOWED
        return Verdict(Forbidden(_("Only an administrator of the region can do this.")))

    @property
    def seat(self) -> Seat:
        """The seat in which the actor does so; ask `change` first."""
        return self.actor.administering_seats[0]
