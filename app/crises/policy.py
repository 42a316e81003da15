"""Who keeps the crises and measures of a region: its administrator and its team. Who is in the
region reads them.
"""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement
from sqlmodel import col

from app.core import clock, errors
from app.core.i18n import gettext as _
from app.core.policy import ALLOWED, Verdict
from app.identity.actor import Actor, Seat
from app.reference import models as reference_models


def visible_to(
    actor: Actor, kind: type[reference_models.Crisis] | type[reference_models.Measure]
) -> ColumnElement[bool]:
    """The crises or measures of the actor's regions."""
    region_code: Any = kind.region_code
    return col(region_code).in_(actor.regions)


def _only_keepers() -> Verdict:
    return Verdict(
        errors.Forbidden(_("Only the team and the administrator of the region can do this."))
    )


@dataclass(frozen=True)
class ListsPolicy:
    """What an actor may do with the lists of the region it keeps. Who keeps several sees the
    first.
    """

    actor: Actor

    @property
    def keep(self) -> Verdict:
        """See the lists as those who keep them do, and add to them."""
        return ALLOWED if self.actor.overseen_regions else _only_keepers()

    @property
    def seat(self) -> Seat:
        """The seat in which the actor does so; ask `keep` first."""
        return next(
            seat for seat in self.actor.seats if seat.region_code in self.actor.overseen_regions
        )


@dataclass(frozen=True)
class CrisisPolicy:
    """What an actor may do with one crisis, each with the reason why not."""

    actor: Actor
    crisis: reference_models.Crisis

    @property
    def keep(self) -> Verdict:
        """Change it, and throw it away when nothing points at it."""
        return (
            ALLOWED if self.crisis.region_code in self.actor.overseen_regions else _only_keepers()
        )

    @property
    def end(self) -> Verdict:
        may, today = self.keep, clock.today()
        if may and self.crisis.ended_on is not None and self.crisis.ended_on <= today:
            return Verdict(errors.Conflict(_("This crisis has ended already.")))
        if may and self.crisis.started_on > today:
            return Verdict(errors.Conflict(_("This crisis has not started yet.")))
        return may

    @property
    def make_default(self) -> Verdict:
        """Put it first. What does not go on cannot be what everything new is for."""
        may = self.keep
        if may and not self.crisis.is_active_on(clock.today()):
            return Verdict(errors.Conflict(_("Only a crisis that goes on can be the first one.")))
        return may


@dataclass(frozen=True)
class MeasurePolicy:
    """What an actor may do with one measure."""

    actor: Actor
    measure: reference_models.Measure

    @property
    def keep(self) -> Verdict:
        """Change it, and throw it away when nothing points at it."""
        return (
            ALLOWED if self.measure.region_code in self.actor.overseen_regions else _only_keepers()
        )
