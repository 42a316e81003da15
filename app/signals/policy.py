"""Who reads what is seen in a region or told at a public door, and who decides about it."""

from dataclasses import dataclass
from typing import Any, Protocol
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col

from app.core import errors
from app.core.i18n import gettext as _
from app.core.policy import ALLOWED, Verdict
from app.identity.actor import Actor, Permission, Reader, Seat
from app.identity.models import Organisation
from app.needs.models import SMALL_GROUP, is_small_group
from app.reference.models import OrganisationKind
from app.signals import models
from app.signals.models import Signal


def visible_to(actor: Reader) -> sa.ColumnElement[bool]:
    """What the actor decides about, what its own organisation logged, and what counts in a region
    of its own.

    `can_see` is the same rule on a loaded signal; a test holds the two together.
    """
    return sa.or_(
        moderated_by(actor),
        col(Signal.organisation_id).in_(actor.organisation_ids),
        sa.and_(col(Signal.region_code).in_(actor.regions), counts()),
    )


def moderated_by(actor: Reader) -> sa.ColumnElement[bool]:
    """Those of a municipality for its coordinators, and those of a region for its team."""
    return sa.or_(
        # Taken together first, so that PostgreSQL looks up the signals of these.
        col(Signal.municipality_code) == sa.any_(sa.func.array(_coordinated(actor))),
        col(Signal.region_code).in_(actor.team_regions),
    )


def counts() -> sa.ColumnElement[bool]:
    """What is part of the picture of a region: taken up, and about a theme."""
    return sa.and_(
        col(Signal.status) == models.SignalStatus.ACCEPTED, col(Signal.theme).is_not(None)
    )


def _coordinated(actor: Reader) -> sa.ScalarSelect[Any]:
    """The municipalities that the actor is a coordinator of."""
    query = sa.select(col(Organisation.municipality_code)).where(
        col(Organisation.id).in_(actor.deciding_ids),
        col(Organisation.kind) == OrganisationKind.MUNICIPALITY,
    )
    return query.scalar_subquery()


class Placed(Protocol):
    """What tells where a signal is from and of how many, on a loaded one and on a row alike."""

    @property
    def region_code(self) -> str: ...
    @property
    def municipality_code(self) -> str: ...
    @property
    def organisation_id(self) -> UUID | None: ...
    @property
    def people(self) -> int | None: ...


def can_see(actor: Actor, signal: Signal) -> bool:
    """The rule of `visible_to` for one loaded signal."""
    return (
        moderates(actor, signal)
        or signal.organisation_id in actor.organisation_ids
        or (signal.counts and signal.region_code in actor.regions)
    )


def moderates(actor: Actor, signal: Placed) -> bool:
    """The rule of `moderated_by` for one signal."""
    return signal.region_code in actor.team_regions or signal.municipality_code in (
        seat.municipality_code
        for seat in actor.deciding_seats
        if seat.kind is OrganisationKind.MUNICIPALITY
    )


def is_masked(actor: Actor, signal: Placed) -> bool:
    """Whether the actor sees "<5" and the region instead of the number and the municipality, as of
    a need; `knows_place` is the same rule in SQL.
    """
    if not is_small_group(signal.people, signal.municipality_code):
        return False
    return not moderates(actor, signal) and signal.organisation_id not in actor.organisation_ids


def knows_place(actor: Reader) -> sa.ColumnElement[bool]:
    """Signals of which this actor may know the municipality and the exact number."""
    return sa.or_(
        is_told_to_all(),
        moderated_by(actor),
        sa.func.coalesce(col(Signal.organisation_id).in_(actor.organisation_ids), sa.false()),
    )


def is_told_to_all() -> sa.ColumnElement[bool]:
    """Signals of which everybody may know the municipality and the exact number."""
    return sa.or_(col(Signal.people).is_(None), col(Signal.people) >= SMALL_GROUP)


def hides_words(actor: Actor, signal: Placed) -> bool:
    """What a resident wrote is read by who answers it, not by the whole region."""
    return signal.organisation_id is None and not moderates(actor, signal)


def may_moderate(actor: Actor) -> bool:
    """Whether anything that comes in is for this actor."""
    return bool(actor.team_regions) or any(
        seat.kind is OrganisationKind.MUNICIPALITY for seat in actor.deciding_seats
    )


def may_read(actor: Actor) -> Verdict:
    """Whoever works in a region reads what is seen there."""
    if actor.seats:
        return ALLOWED
    return Verdict(errors.Forbidden(_("Signals are for who works for an organisation here.")))


def may_log(actor: Actor) -> Verdict:
    """Whether the actor may log signals at all."""
    if actor.writing_seats:
        return ALLOWED
    return Verdict(errors.Forbidden(_("Your role can read, not log signals.")))


def may_make_need(actor: Actor, signal: Signal, organisation_id: UUID | None = None) -> Verdict:
    """Log a need that follows from it, for one of the actor's organisations or for any of them: a
    municipality logs what is needed at home, and so nothing of what it may not know the place of.
    """
    may = SignalPolicy(actor, signal).follow_up
    place = None if is_masked(actor, signal) else signal.municipality_code
    seats = [
        seat
        for seat in actor.writing_seats
        if organisation_id in (None, seat.organisation_id)
        and (seat.kind is not OrganisationKind.MUNICIPALITY or seat.municipality_code == place)
    ]
    if may and not seats:
        return Verdict(
            errors.Forbidden(_("A municipality makes needs of signals of its own municipality."))
        )
    return may


def stands_at_once(actor: Actor, seat: Seat) -> bool:
    """Whether what this seat logs counts without somebody else looking at it: of the region's team,
    and of a coordinator of a municipality.
    """
    if seat.kind is OrganisationKind.SAFETY_REGION:
        return seat.region_code in actor.team_regions
    is_municipality = seat.kind is OrganisationKind.MUNICIPALITY
    return is_municipality and actor.may(Permission.CONTENT_DECIDE, seat.organisation_id)


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
        if not moderates(self.actor, self.signal):
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
    def withdraw(self) -> Verdict:
        """Of an organisation that logged it, also when it counts already."""
        owner = self.signal.organisation_id
        if owner is None or not self.actor.may(Permission.CONTENT_WRITE, owner):
            return Verdict(
                errors.Forbidden(_("Only the organisation that logged this signal withdraws it."))
            )
        if self.signal.status in (models.SignalStatus.RECEIVED, models.SignalStatus.ACCEPTED):
            return ALLOWED
        return Verdict(errors.Conflict(_("This has been decided already.")))

    @property
    def edit(self) -> Verdict:
        """Say it otherwise, by the organisation that logged it: what somebody else took up stands
        as it was taken up.
        """
        owner = self.signal.organisation_id
        if owner is None or not self.actor.may(Permission.CONTENT_WRITE, owner):
            return Verdict(
                errors.Forbidden(_("Only the organisation that logged this signal changes it."))
            )
        status = self.signal.status
        decides = status is models.SignalStatus.ACCEPTED and moderates(self.actor, self.signal)
        if decides or status is models.SignalStatus.RECEIVED:
            return ALLOWED
        return Verdict(errors.Conflict(_("This has been decided already.")))

    @property
    def follow_up(self) -> Verdict:
        """Say which need or action follows from it."""
        if not self.actor.writing_seats:
            return Verdict(errors.Forbidden(_("Your role can read, not log needs.")))
        if self.signal.is_help or not self.signal.counts:
            return Verdict(errors.Conflict(_("Only a signal that is taken up leads to something.")))
        return ALLOWED

    @property
    def _waits(self) -> Verdict:
        if self.signal.status is models.SignalStatus.RECEIVED:
            return ALLOWED
        return Verdict(errors.Conflict(_("This has been decided already.")))
