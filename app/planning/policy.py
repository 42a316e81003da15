"""Who sees a plan and who may do what with it: the team of its region, nobody else."""

from dataclasses import dataclass

from sqlalchemy import ColumnElement
from sqlmodel import col

from app.core import errors
from app.core.i18n import gettext as _
from app.core.policy import ALLOWED, Verdict
from app.identity.actor import Actor
from app.planning import models


def visible_to(actor: Actor) -> ColumnElement[bool]:
    """Plans of the regions whose team the actor belongs to."""
    return col(models.Plan.region_code).in_(actor.team_regions)


def may_plan(actor: Actor) -> Verdict:
    """Whether the actor plans for a region at all."""
    if actor.team_regions:
        return ALLOWED
    return Verdict(errors.Forbidden(_("Only the team of the region makes a plan for the region.")))


@dataclass(frozen=True)
class PlanPolicy:
    """What an actor may do with one plan, each with the reason why not."""

    actor: Actor
    plan: models.Plan

    @property
    def take(self) -> Verdict:
        """Make matches of its proposals."""
        if self.plan.region_code not in self.actor.team_regions:
            return Verdict(errors.Forbidden(_("Only the team of the region can take over a plan.")))
        if self.plan.status is not models.PlanStatus.READY:
            return Verdict(errors.Conflict(_("This plan is not ready.")))
        return ALLOWED
