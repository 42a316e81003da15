"""Who sees how the work in the background goes, and who has some of it done again."""

from dataclasses import dataclass

from app.core import errors
from app.core.i18n import gettext as _
from app.core.policy import Verdict
from app.identity import policy as identity_policy
from app.identity.actor import Actor


@dataclass(frozen=True)
class BackgroundPolicy:
    """What an actor may do with the work of the whole installation. It says what kind of work it
    is and nothing of anybody, and to do it again does nothing twice, so whoever administers a
    region may.
    """

    actor: Actor

    @property
    def read(self) -> Verdict:
        return identity_policy.may_administer(self.actor)


@dataclass(frozen=True)
class JobPolicy:
    """What an actor may do with one job."""

    actor: Actor
    is_failed: bool

    @property
    def try_again(self) -> Verdict:
        may = BackgroundPolicy(self.actor).read
        if may and not self.is_failed:
            return Verdict(errors.Conflict(_("This work was asked for again already.")))
        return may
