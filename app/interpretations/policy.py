"""Who reads an interpretation, who writes it, and who makes a need or an action of it."""

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlmodel import col

from app.core import errors
from app.core.i18n import gettext as _
from app.core.policy import ALLOWED, Verdict
from app.identity.actor import Actor, Reader
from app.interpretations import models
from app.interpretations.models import Interpretation
from app.reference.models import OrganisationKind


def visible_to(actor: Reader) -> sa.ColumnElement[bool]:
    """What is published is for everybody who works in the region. The rest is for its team and for
    who was asked to write along, and what was withdrawn also for who keeps the region.

    `can_see` is the same rule on a loaded interpretation; a test holds the two together.
    """
    status = col(Interpretation.status)
    region = col(Interpretation.region_code)
    return sa.and_(
        region.in_(actor.regions),
        sa.or_(
            status == models.InterpretationStatus.PUBLISHED,
            region.in_(actor.team_regions),
            _asked(actor),
            sa.and_(
                status == models.InterpretationStatus.WITHDRAWN,
                region.in_(actor.overseen_regions),
                col(Interpretation.shown_number).is_not(None),
            ),
        ),
    )


def _asked(actor: Reader) -> sa.ColumnElement[bool]:
    """Those to which the person was asked by name."""
    asked = sa.select(col(models.InterpretationExpert.interpretation_id)).where(
        col(models.InterpretationExpert.person_id) == actor.person_id
    )
    is_asked: sa.ColumnElement[bool] = col(Interpretation.id).in_(asked)
    return is_asked


def can_see(actor: Actor, interpretation: Interpretation) -> bool:
    """The rule of `visible_to` for one loaded interpretation."""
    region = interpretation.region_code
    if region not in actor.regions:
        return False
    return (
        interpretation.is_published
        or region in actor.team_regions
        or is_asked(actor, interpretation)
        or (
            interpretation.status is models.InterpretationStatus.WITHDRAWN
            and region in actor.overseen_regions
            and interpretation.shown_number is not None
        )
    )


def is_asked(actor: Actor, interpretation: Interpretation) -> bool:
    """Whether the person was asked by name, and works in its region still."""
    people = [each.person_id for each in interpretation.experts]
    return actor.person_id in people and interpretation.region_code in actor.regions


def writes_along(actor: Actor, interpretation: Interpretation) -> bool:
    """Whether the person is of the team or was asked."""
    is_team = interpretation.region_code in actor.team_regions
    return is_team or is_asked(actor, interpretation)


def may_interpret(actor: Actor, _nothing: Any = None) -> Verdict:
    """Whether the actor may begin an interpretation: the team of a region."""
    if actor.team_regions and actor.person_id is not None:
        return ALLOWED
    return Verdict(errors.Forbidden(_("Only the team of the region interprets the picture.")))


def may_read(actor: Actor) -> Verdict:
    """Whoever works in a region reads what its team says of the picture."""
    if actor.seats:
        return ALLOWED
    return Verdict(
        errors.Forbidden(_("Interpretations are for who works for an organisation here."))
    )


@dataclass(frozen=True)
class InterpretationPolicy:
    """What an actor may do with one interpretation, each with the reason why not. Its versions and
    who was asked are loaded.
    """

    actor: Actor
    interpretation: Interpretation

    @property
    def details(self) -> Verdict:
        """See what is not published: versions, remarks, and who was asked."""
        if writes_along(self.actor, self.interpretation):
            return ALLOWED
        return Verdict(
            errors.Forbidden(_("Only the team and who was asked by name write this along."))
        )

    @property
    def write(self) -> Verdict:
        """Write the next version."""
        return self.details and self._stands

    @property
    def remark(self) -> Verdict:
        """Say something of it to who writes along."""
        return self.details and self._stands

    @property
    def publish(self) -> Verdict:
        """Let the region read the newest version."""
        interpretation = self.interpretation
        if interpretation.is_published and not interpretation.has_unpublished:
            return self._keeps and Verdict(errors.Conflict(_("The newest version is published.")))
        return self._keeps and self._moves(models.InterpretationStatus.PUBLISHED)

    @property
    def withdraw(self) -> Verdict:
        return self._keeps and self._moves(models.InterpretationStatus.WITHDRAWN)

    @property
    def invite(self) -> Verdict:
        """Ask somebody to write along, or no longer."""
        return self._keeps and self._stands

    @property
    def propose(self) -> Verdict:
        """Add a proposal. Everybody reads it at once where the interpretation is published."""
        return self._keeps and self._stands

    @property
    def follow_up(self) -> Verdict:
        """Make a need or an action of what it proposes."""
        if not self.actor.writing_seats:
            return Verdict(errors.Forbidden(_("Your role can read, not log needs.")))
        if not self.interpretation.is_published:
            return Verdict(
                errors.Conflict(_("Only what a published interpretation proposes is followed up."))
            )
        return ALLOWED

    @property
    def _keeps(self) -> Verdict:
        if self.interpretation.region_code in self.actor.team_regions:
            return ALLOWED
        return Verdict(errors.Forbidden(_("Only the team of the region can do this.")))

    @property
    def _stands(self) -> Verdict:
        if self.interpretation.status is not models.InterpretationStatus.WITHDRAWN:
            return ALLOWED
        return Verdict(errors.Conflict(_("This interpretation is withdrawn.")))

    def _moves(self, status: models.InterpretationStatus) -> Verdict:
        if status in models.NEXT[self.interpretation.status]:
            return ALLOWED
        return Verdict(errors.Conflict(_("This interpretation has moved on meanwhile.")))


@dataclass(frozen=True)
class ProposalPolicy:
    """What an actor may do with one proposal of an interpretation."""

    actor: Actor
    interpretation: Interpretation
    proposal: models.InterpretationProposal

    @property
    def remove(self) -> Verdict:
        """Take it away, as long as nothing followed."""
        may = InterpretationPolicy(self.actor, self.interpretation).propose
        if may and not self.proposal.is_open:
            return Verdict(errors.Conflict(_("Something follows from this proposal already.")))
        return may

    @property
    def follow_up(self) -> Verdict:
        """Make a need or an action of it: in its municipality, or for the team of the region."""
        may = InterpretationPolicy(self.actor, self.interpretation).follow_up
        return may and self._placed

    @property
    def make_need(self) -> Verdict:
        """Make a need of it: once."""
        return self._once(self.proposal.has_need, _("A need was made of this proposal already."))

    @property
    def make_action(self) -> Verdict:
        """Make an action of it: once."""
        return self._once(
            self.proposal.action_id is not None, _("An action was made of this proposal already.")
        )

    def _once(self, is_made: bool, sentence: str) -> Verdict:
        may = InterpretationPolicy(self.actor, self.interpretation).follow_up
        if may and is_made:
            return Verdict(errors.Conflict(sentence))
        return may and self._placed

    @property
    def _placed(self) -> Verdict:
        """Whether the actor speaks for the place that it names."""
        place, region = self.proposal.municipality_code, self.interpretation.region_code
        is_there = any(
            seat.kind is OrganisationKind.MUNICIPALITY and seat.municipality_code == place
            for seat in self.actor.writing_seats
        )
        if place is None or is_there or region in self.actor.team_regions:
            return ALLOWED
        return Verdict(
            errors.Forbidden(
                _("Only the municipality that this is for, or the team of the region, can do this.")
            )
        )
