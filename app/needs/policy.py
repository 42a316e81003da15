"""Who sees a need and who may do what with it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col

from app.core import errors
from app.core.i18n import gettext as _
from app.core.policy import ALLOWED, Verdict
from app.identity.actor import Actor, Permission, Reader
from app.needs import models
from app.needs.models import Need
from app.reference.models import Unit

# Everybody in the region sees these.
SHARED = (models.NeedStatus.OPEN, models.NeedStatus.CLOSED)
# Nobody but its own organisation sees these.
PRIVATE = (models.NeedStatus.DRAFT,)
# What counts people: without a number of its own, the quantity says how many they are.
COUNTS_PEOPLE = (Unit.PEOPLE, Unit.PLACES)


def visible_to(actor: Reader) -> sa.ColumnElement[bool]:
    """Own needs (drafts for those who write), shared ones of the region, withdrawn ones for the
    region's team and for who had a match with it.

    `can_see` is the same rule on a loaded need; a test holds the two together.
    """
    return sa.or_(
        col(Need.organisation_id).in_(actor.writing_ids),
        sa.and_(
            col(Need.organisation_id).in_(actor.organisation_ids),
            col(Need.status) != models.NeedStatus.DRAFT,
        ),
        sa.and_(col(Need.region_code).in_(actor.regions), col(Need.status).in_(SHARED)),
        sa.and_(
            sa.or_(
                col(Need.region_code).in_(actor.overseen_regions), _holds(Need.matched_with, actor)
            ),
            col(Need.status) == models.NeedStatus.WITHDRAWN,
        ),
    )


def can_see(actor: Actor, need: Need) -> bool:
    """The rule of `visible_to` for one loaded need."""
    if need.status is models.NeedStatus.DRAFT:
        return actor.may(Permission.CONTENT_WRITE, need.organisation_id)
    if need.organisation_id in actor.organisation_ids:
        return True
    if need.status is models.NeedStatus.WITHDRAWN:
        had_match = not set(need.matched_with).isdisjoint(actor.organisation_ids)
        return had_match or need.region_code in actor.overseen_regions
    return need.region_code in actor.regions


def _holds(column: Any, actor: Reader) -> sa.ColumnElement[bool]:
    """Whether one of the actor's organisations is in a list."""
    return col(column).bool_op("&&")(actor.own_array)


def knows_place(actor: Reader) -> sa.ColumnElement[bool]:
    """Needs of which this actor may know the municipality and the exact number."""
    return sa.or_(is_known_by(actor.own_array), is_told_to_all())


def is_known_by(organisations: Any) -> sa.ColumnElement[bool]:
    """Needs that one of these organisations has or works on; whoever else may know about them."""
    return sa.or_(
        col(Need.organisation_id) == sa.any_(organisations),
        col(Need.known_to).bool_op("&&")(organisations),
    )


def is_told_to_all() -> sa.ColumnElement[bool]:
    """Needs of which everybody may know the municipality and the exact number."""
    return sa.or_(col(Need.people).is_(None), col(Need.people) >= models.SMALL_GROUP)


def is_small_group() -> sa.ColumnElement[bool]:
    """Needs of so few people in one municipality that they can be recognised there."""
    return sa.and_(col(Need.people) < models.SMALL_GROUP, col(Need.municipality_code).is_not(None))


def hides_owner(actor: Reader) -> sa.ColumnElement[bool]:
    """What `is_masked` says of a loaded need: this actor may not know whose it is."""
    return sa.and_(is_small_group(), sa.not_(is_known_by(actor.own_array)))


def hides_quantity(actor: Reader) -> sa.ColumnElement[bool]:
    """What `hides_number` says of a masked need: its quantity tells how few people it is about."""
    return sa.and_(tells_how_few(), sa.not_(is_known_by(actor.own_array)))


def tells_how_few() -> sa.ColumnElement[bool]:
    """Needs of which there are people who may not read the quantity, as `hides_number_from_some`
    says of a loaded one.
    """
    is_few = sa.or_(col(Need.unit) == Unit.PEOPLE, col(Need.quantity) < models.SMALL_GROUP)
    return sa.and_(is_small_group(), is_few)


def needs_help(actor: Reader, day: Any) -> sa.ColumnElement[bool]:
    """Needs that still ask for help on a day, as far as this actor may know: where the number is
    hidden, the first yes covers the group. At which yes it is full would tell how few they are.

    `still_asks` is the same rule on a loaded need; a test holds the two together.
    """
    return sa.and_(models.needs_help(day), sa.not_(looks_covered(actor)))


def looks_covered(actor: Reader) -> sa.ColumnElement[bool]:
    """Needs that are covered for who may not know their number, and perhaps not for who may. Never
    unknown, so that it can be turned round.
    """
    return sa.and_(
        col(Need.committed) > 0, sa.func.coalesce(hides_quantity(actor), sa.literal(False))
    )


def counts_as_covered() -> sa.ColumnElement[bool]:
    """Needs of which nothing is open any more in sums that everybody reads alike."""
    is_hidden = sa.func.coalesce(tells_how_few(), sa.literal(False))
    return sa.or_(
        col(Need.committed) >= col(Need.quantity), sa.and_(col(Need.committed) > 0, is_hidden)
    )


def is_in(actor: Reader, municipality: str) -> sa.ColumnElement[bool]:
    """Needs in a municipality. One for the whole region is one for each of them, as an offer is;
    the place of a small group counts only for who may know it.
    """
    here = sa.and_(col(Need.municipality_code) == municipality, knows_place(actor))
    return sa.or_(col(Need.municipality_code).is_(None), here)


class Recognisable(Protocol):
    """What tells whether a need is of a small group, on a loaded need and on a row of a list
    alike.
    """

    @property
    def people(self) -> int | None: ...
    @property
    def municipality_code(self) -> str | None: ...
    @property
    def organisation_id(self) -> UUID: ...
    @property
    def known_to(self) -> Sequence[UUID]: ...


def is_masked(actor: Actor, need: Recognisable) -> bool:
    """Whether the actor sees "<5" and the region instead of the number and the municipality."""
    if not models.is_small_group(need.people, need.municipality_code):
        return False
    return {need.organisation_id, *need.known_to}.isdisjoint(actor.organisation_ids)


def hides_number(*, is_masked: bool, unit: Unit, quantity: int) -> bool:
    """Whether the quantity of a masked need would tell how few people it is about."""
    return is_masked and (unit is Unit.PEOPLE or quantity < models.SMALL_GROUP)


class Counted(Recognisable, Protocol):
    """What tells besides whether a quantity would give away how few people it is about."""

    @property
    def unit(self) -> Unit: ...
    @property
    def quantity(self) -> int: ...


def hides_number_from(actor: Actor, need: Counted) -> bool:
    """Whether this actor may not read the quantity of a need, nor what a match takes of it."""
    return hides_number(is_masked=is_masked(actor, need), unit=need.unit, quantity=need.quantity)


def hides_number_from_some(need: Counted) -> bool:
    """Whether there are people who may not read the quantity of a need."""
    is_small = models.is_small_group(need.people, need.municipality_code)
    return hides_number(is_masked=is_small, unit=need.unit, quantity=need.quantity)


def still_asks(actor: Actor, need: Need) -> bool:
    """The rule of `needs_help` for one loaded need, today."""
    return need.needs_help and not (need.committed > 0 and hides_number_from(actor, need))


def is_full(need: Need) -> bool:
    """Whether whoever else is asked for it is not needed any more. A small group ends its other
    invitations with every yes: with the one that fills it, that would tell how few they are. Its
    owner, who knows what is left, asks again.
    """
    return need.left == 0 or (need.committed > 0 and hides_number_from_some(need))


def said_merged() -> str:
    """Of a form that was open while its need went up in another one."""
    return _(
        "This need was logged twice and goes on in the other one. Go back: you come to its page."
    )


def may_log(actor: Actor) -> Verdict:
    """Whether the actor may log needs at all."""
    return (
        ALLOWED
        if actor.writing_seats
        else Verdict(errors.Forbidden(_("Your role can read, not log needs.")))
    )


@dataclass(frozen=True)
class NeedPolicy:
    """What an actor may do with one need, each with the reason why not."""

    actor: Actor
    need: Need

    def _permits(self, permission: Permission, otherwise: str) -> Verdict:
        return (
            ALLOWED
            if self.actor.may(permission, self.need.organisation_id)
            else Verdict(errors.Forbidden(otherwise))
        )

    def _is(self, allowed: tuple[models.NeedStatus, ...], otherwise: str) -> Verdict:
        return ALLOWED if self.need.status in allowed else self._too_late(otherwise)

    def _moves(self, status: models.NeedStatus, otherwise: str) -> Verdict:
        return ALLOWED if status in models.NEXT[self.need.status] else self._too_late(otherwise)

    def _too_late(self, otherwise: str) -> Verdict:
        is_merged = self.need.merged_into_id is not None
        return Verdict(errors.Conflict(said_merged() if is_merged else otherwise))

    @property
    def edit(self) -> Verdict:
        allowed = self._permits(
            Permission.CONTENT_WRITE,
            _("Only the organisation that logged this need can change it."),
        )
        living = (models.NeedStatus.DRAFT, models.NeedStatus.OPEN)
        return allowed and self._is(
            living, _("This need has ended, so it can no longer be changed.")
        )

    @property
    def repeat(self) -> Verdict:
        """Fill in a new one as this one, also when this one has ended."""
        return self._permits(
            Permission.CONTENT_WRITE,
            _("Only the organisation that logged this need can ask for it once more."),
        )

    @property
    def publish(self) -> Verdict:
        allowed = self._permits(
            Permission.CONTENT_DECIDE,
            _("Only a coordinator of the organisation can publish a need."),
        )
        return allowed and self._moves(models.NeedStatus.OPEN, _("This need is already published."))

    @property
    def close(self) -> Verdict:
        allowed = self._permits(
            Permission.CONTENT_DECIDE, _("Only a coordinator of the organisation can close a need.")
        )
        return allowed and self._moves(
            models.NeedStatus.CLOSED, _("Only an open need can be closed.")
        )

    @property
    def withdraw(self) -> Verdict:
        allowed = self._permits(
            Permission.CONTENT_DECIDE,
            _("Only a coordinator of the organisation can withdraw a need."),
        )
        return allowed and self._moves(
            models.NeedStatus.WITHDRAWN, _("Only an open need can be withdrawn.")
        )

    @property
    def discard(self) -> Verdict:
        allowed = self._permits(
            Permission.CONTENT_WRITE,
            _("Only the organisation that logged this need can throw it away."),
        )
        return allowed and self._is(
            (models.NeedStatus.DRAFT,), _("Only a draft can be thrown away.")
        )
