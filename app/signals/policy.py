"""Who reads what came in through a public door, and who decides about it."""

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlmodel import col

from app.core import errors
from app.core.i18n import gettext as _
from app.core.policy import ALLOWED, Verdict
from app.identity.actor import Actor, Reader
from app.identity.models import Organisation
from app.reference.models import OrganisationKind
from app.signals import models
from app.signals.models import Signal


def visible_to(actor: Reader) -> sa.ColumnElement[bool]:
    """Those of a municipality for its coordinators, and those of a region for its team.

    `can_see` is the same rule on a loaded signal; a test holds the two together.
    """
    return sa.or_(
        # Taken together first, so that PostgreSQL looks up the signals of these.
        col(Signal.municipality_code) == sa.any_(sa.func.array(_coordinated(actor))),
        col(Signal.region_code).in_(actor.team_regions),
    )


def _coordinated(actor: Reader) -> sa.ScalarSelect[Any]:
    """The municipalities that the actor is a coordinator of."""
    query = sa.select(col(Organisation.municipality_code)).where(
        col(Organisation.id).in_(actor.deciding_ids),
        col(Organisation.kind) == OrganisationKind.MUNICIPALITY,
    )
    return query.scalar_subquery()


def can_see(actor: Actor, signal: Signal) -> bool:
    """The rule of `visible_to` for one loaded signal."""
    return signal.region_code in actor.team_regions or signal.municipality_code in (
        seat.municipality_code
        for seat in actor.deciding_seats
        if seat.kind is OrganisationKind.MUNICIPALITY
    )


def may_moderate(actor: Actor) -> bool:
    """Whether anything that comes in is for this actor."""
    return bool(actor.team_regions) or any(
        seat.kind is OrganisationKind.MUNICIPALITY for seat in actor.deciding_seats
    )


def anybody(actor: Actor) -> Verdict:
    """The public doors are open: whoever comes may."""
    return ALLOWED


@dataclass(frozen=True)
class SignalPolicy:
    """What an actor may do with one signal, each with the reason why not."""

    actor: Actor
    signal: Signal

    @property
    def answer(self) -> Verdict:
        """Take it up, or say why not."""
        if not can_see(self.actor, self.signal):
            return Verdict(
                errors.Forbidden(
                    _("Only a coordinator of the municipality or the team of the region decides.")
                )
            )
        return self._waits

    @property
    def make_offer(self) -> Verdict:
        """Make an offer of help that somebody offered."""
        may = self.answer
        if may and not self.signal.is_help:
            return Verdict(errors.Conflict(_("A signal offers no help.")))
        return may

    @property
    def take_back(self) -> Verdict:
        """For who has its number."""
        return self._waits

    @property
    def _waits(self) -> Verdict:
        if self.signal.status is models.SignalStatus.RECEIVED:
            return ALLOWED
        return Verdict(errors.Conflict(_("This has been decided already.")))
