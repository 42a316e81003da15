"""Who releases a public picture, and who reads what was withdrawn."""

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlmodel import col

from app.core import errors
from app.core.i18n import gettext as _
from app.core.policy import ALLOWED, Verdict
from app.identity.actor import Actor, Reader
from app.releases.models import PublicRelease


def visible_to(actor: Reader) -> sa.ColumnElement[bool]:
    """The numbers behind a release, hidden ones included: its team, and who keeps the region."""
    return col(PublicRelease.region_code).in_(actor.overseen_regions)


def can_see(actor: Actor, release: PublicRelease) -> bool:
    """The rule of `visible_to` for one loaded release."""
    return release.region_code in actor.overseen_regions


def is_public() -> sa.ColumnElement[bool]:
    """What everybody reads, without an account."""
    return col(PublicRelease.withdrawn_at).is_(None)


def may_read(actor: Actor) -> Verdict:
    """Whether the actor sees what was released when, and by whom."""
    if actor.overseen_regions:
        return ALLOWED
    return Verdict(errors.Forbidden(_("Only the team of the region and its administrators.")))


def may_release(actor: Actor, _nothing: Any = None) -> Verdict:
    """Whether the actor releases the picture of a region: its team."""
    if actor.team_regions and actor.person_id is not None:
        return ALLOWED
    return Verdict(errors.Forbidden(_("Only the team of the region releases its picture.")))


@dataclass(frozen=True)
class ReleasePolicy:
    """What an actor may do with one release."""

    actor: Actor
    release: PublicRelease

    @property
    def withdraw(self) -> Verdict:
        """Take it off the public pages."""
        if self.release.region_code not in self.actor.team_regions:
            return Verdict(errors.Forbidden(_("Only the team of the region can do this.")))
        if self.release.is_withdrawn:
            return Verdict(errors.Conflict(_("This release is withdrawn.")))
        return ALLOWED
