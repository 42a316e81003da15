"""Who reads a report, and who composes one."""

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlmodel import col

from app.core import errors
from app.core.i18n import gettext as _
from app.core.policy import ALLOWED, Verdict
from app.identity.actor import Actor, Reader
from app.reports.models import Report, ReportStatus


def visible_to(actor: Reader) -> sa.ColumnElement[bool]:
    """One that is ready is for everybody who works in the region: it says what they all see. Of
    one that is being made, or could not be, only the team knows.

    `can_see` is the same rule on a loaded report; a test holds the two together.
    """
    region = col(Report.region_code)
    return sa.and_(
        region.in_(actor.regions),
        sa.or_(col(Report.status) == ReportStatus.READY, region.in_(actor.team_regions)),
    )


def can_see(actor: Actor, report: Report) -> bool:
    """The rule of `visible_to` for one loaded report."""
    region = report.region_code
    is_ready = report.status is ReportStatus.READY
    return region in actor.regions and (is_ready or region in actor.team_regions)


def may_read(actor: Actor) -> Verdict:
    """Whoever works in a region reads its reports."""
    if actor.seats:
        return ALLOWED
    return Verdict(errors.Forbidden(_("Reports are for who works for an organisation here.")))


def may_compose(actor: Actor, _nothing: Any = None) -> Verdict:
    """Whether the actor may compose a report: the team of a region."""
    if actor.team_regions and actor.person_id is not None:
        return ALLOWED
    return Verdict(errors.Forbidden(_("Only the team of the region composes a report.")))


@dataclass(frozen=True)
class ReportPolicy:
    """What an actor may do with one report, each with the reason why not."""

    actor: Actor
    report: Report

    @property
    def retry(self) -> Verdict:
        """Ask once more for one that could not be made."""
        if self.report.region_code not in self.actor.team_regions:
            return Verdict(errors.Forbidden(_("Only the team of the region composes a report.")))
        if self.report.status is ReportStatus.FAILED:
            return ALLOWED
        return Verdict(errors.Conflict(_("This report did not go wrong.")))
