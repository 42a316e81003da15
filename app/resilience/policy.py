"""Who sees an example and who may do what with it."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col

from app.core import errors
from app.core.i18n import gettext as _
from app.core.policy import ALLOWED, Verdict
from app.identity.actor import Actor, Permission, Reader, Seat
from app.resilience import models
from app.resilience.models import ResilienceExample


def visible_to(actor: Reader) -> sa.ColumnElement[bool]:
    """What is on show is for the whole region. The rest is for who writes for its organisation, and
    what was withdrawn for its readers, and once it was shown for the region's team.

    `can_see` is the same rule on a loaded example; a test holds the two together.
    """
    status = col(ResilienceExample.status)
    return sa.or_(
        sa.and_(
            col(ResilienceExample.region_code).in_(actor.regions),
            status == models.ExampleStatus.SHOWN,
        ),
        col(ResilienceExample.organisation_id).in_(actor.writing_ids),
        sa.and_(
            status == models.ExampleStatus.WITHDRAWN,
            sa.or_(
                col(ResilienceExample.organisation_id).in_(actor.organisation_ids),
                sa.and_(
                    col(ResilienceExample.region_code).in_(actor.overseen_regions),
                    col(ResilienceExample.shown_at).is_not(None),
                ),
            ),
        ),
    )


def can_see(actor: Actor, example: ResilienceExample) -> bool:
    """The rule of `visible_to` for one loaded example."""
    if example.is_shown and example.region_code in actor.regions:
        return True
    if actor.may(Permission.CONTENT_WRITE, example.organisation_id):
        return True
    return example.status is models.ExampleStatus.WITHDRAWN and (
        example.organisation_id in actor.organisation_ids
        or (example.region_code in actor.overseen_regions and example.shown_at is not None)
    )


def adopted_by(organisations: Any) -> sa.ColumnElement[bool]:
    """Adoptions by one of these organisations."""
    is_theirs: sa.ColumnElement[bool] = col(models.ExampleAdoption.organisation_id).in_(
        organisations
    )
    return is_theirs


def liked_by(person: Any) -> sa.ColumnElement[bool]:
    """A person's own appreciation, by their id, or by a parameter that stands for it."""
    is_theirs: sa.ColumnElement[bool] = col(models.ExampleAppreciation.person_id) == person
    return is_theirs


def may_write(actor: Actor, _nothing: Any = None) -> Verdict:
    """Whether the actor may add an example at all: whoever writes for an organisation."""
    if actor.writing_seats:
        return ALLOWED
    return Verdict(errors.Forbidden(_("Your role can read, not add an example.")))


@dataclass(frozen=True)
class ExamplePolicy:
    """What an actor may do with one example, each with the reason why not. Its adoptions are
    loaded.
    """

    actor: Actor
    example: ResilienceExample

    @property
    def _keeps(self) -> Verdict:
        """Who keeps it in order: its own organisation, and the region's team once it was shown."""
        example = self.example
        if self.actor.may(Permission.CONTENT_WRITE, example.organisation_id):
            return ALLOWED
        if example.region_code in self.actor.team_regions:
            return ALLOWED
        return Verdict(
            errors.Forbidden(_("Only the organisation of this example and the team can do this."))
        )

    def _moves(self, status: models.ExampleStatus) -> Verdict:
        if status in models.NEXT[self.example.status]:
            return ALLOWED
        return Verdict(errors.Conflict(_("This example has moved on meanwhile.")))

    @property
    def _is_shown(self) -> Verdict:
        if self.example.is_shown:
            return ALLOWED
        return Verdict(errors.Conflict(_("This example is not on show now.")))

    @property
    def edit(self) -> Verdict:
        return self._keeps

    @property
    def publish(self) -> Verdict:
        return self._keeps and self._moves(models.ExampleStatus.SHOWN)

    @property
    def withdraw(self) -> Verdict:
        return self._keeps and self._moves(models.ExampleStatus.WITHDRAWN)

    @property
    def appreciate(self) -> Verdict:
        """Think well of it, or no longer: everybody with an account, readers too."""
        if self.actor.person_id is None:
            return Verdict(errors.Forbidden(_("Only a person can appreciate an example.")))
        return self._is_shown

    @property
    def adopting_seat(self) -> Seat | None:
        """The organisation for which the actor says so: never the one that wrote it down."""
        others = (
            seat
            for seat in self.actor.writing_seats
            if seat.organisation_id != self.example.organisation_id
            and seat.region_code == self.example.region_code
        )
        return next(others, None)

    @property
    def adopt(self) -> Verdict:
        """Say that the own organisation does it too, or where and how."""
        if self.adopting_seat is None:
            if self.actor.may(Permission.CONTENT_WRITE, self.example.organisation_id):
                return Verdict(
                    errors.Forbidden(_("This is an example of your own organisation already."))
                )
            return Verdict(errors.Forbidden(_("Your role can read, not say that you do this too.")))
        return self._is_shown

    @property
    def leave(self) -> Verdict:
        """Say that the own organisation no longer does it. Doing it twice is doing it once, also
        after the example was withdrawn.
        """
        if self.adopting_seat is None:
            return Verdict(errors.Forbidden(_("Your role can read, not say that you do this too.")))
        return ALLOWED

    @property
    def own_adoption(self) -> models.ExampleAdoption | None:
        """What the actor's organisation said: it does this too."""
        mine = self.actor.organisation_ids
        return next((a for a in self.example.adoptions if a.organisation_id in mine), None)

    @property
    def doers(self) -> tuple[UUID, ...]:
        """Who does it: the organisation of the example first."""
        return (
            self.example.organisation_id,
            *(adoption.organisation_id for adoption in self.example.adoptions),
        )
