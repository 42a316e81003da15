"""Who sees how the work in the background goes, and who has some of it done again."""

from dataclasses import dataclass

import sqlalchemy as sa

from app.core import errors, job_tables
from app.core.i18n import gettext as _
from app.core.policy import Verdict
from app.identity import policy as identity_policy
from app.identity.actor import Actor, Reader


def visible_to(actor: Reader) -> sa.ColumnElement[bool]:
    """Work for the regions that the actor administers, and what is done for all of them at once."""
    return job_tables.is_for(actor.administered_regions)


@dataclass(frozen=True)
class BackgroundPolicy:
    """What an actor may do with the work in the background. It says what kind of work it is and
    nothing of anybody.
    """

    actor: Actor

    @property
    def read(self) -> Verdict:
        return identity_policy.may_administer(self.actor)


@dataclass(frozen=True)
class JobPolicy:
    """What an actor may do with one job. To do it again does nothing twice, so what is done for all
    regions whoever administers one of them may have done again; what is done for one region, its
    own administrator.
    """

    actor: Actor
    region_code: str | None
    is_failed: bool

    @property
    def try_again(self) -> Verdict:
        may = BackgroundPolicy(self.actor).read
        if may and self.region_code not in (None, *self.actor.administered_regions):
            return Verdict(errors.NotFound(_("This work is done, or was thrown away.")))
        if may and not self.is_failed:
            return Verdict(errors.Conflict(_("This work was asked for again already.")))
        return may
