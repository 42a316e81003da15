"""Who reads the notes of a match, and who writes one, each with the reason why not."""

from dataclasses import dataclass
from datetime import timedelta

from app.core import clock, errors, policy
from app.core.i18n import gettext as _
from app.core.settings import get_settings
from app.identity.actor import Actor, Permission
from app.matches import models, sides
from app.matches.policy import MatchPolicy


@dataclass(frozen=True)
class NotePolicy:
    """The two organisations write and read; the team and the administrator of the region may read,
    and the trail says that they did.
    """

    actor: Actor
    match: models.Match

    @property
    def read(self) -> policy.Verdict:
        return MatchPolicy(self.actor, self.match).details

    @property
    def is_between_us(self) -> bool:
        """Whether the actor belongs to one of the two organisations, whatever its role there."""
        own = self.actor.organisation_ids
        return self.match.need_organisation_id in own or self.match.offer_organisation_id in own

    @property
    def side(self) -> models.Side | None:
        """For which of both the actor writes."""
        match = self.match
        found = sides.sides_of(
            self.actor,
            Permission.CONTENT_WRITE,
            match.need_organisation_id,
            match.offer_organisation_id,
            match.region_code,
        )
        return next((side for side in found if side is not models.Side.TEAM), None)

    @property
    def write(self) -> policy.Verdict:
        """While both know of the match, and for some weeks after it ended."""
        if self.side is None:
            return policy.Verdict(
                errors.Forbidden(_("Only the two organisations write each other notes."))
            )
        if self._is_unheard:
            return policy.Verdict(
                errors.Conflict(_("You can write a note once the other side is asked."))
            )
        if self._is_over:
            return policy.Verdict(
                errors.Conflict(_("This match ended, so nobody writes notes with it any more."))
            )
        return policy.ALLOWED

    @property
    def _is_unheard(self) -> bool:
        """Whether the other side does not know of it yet, or not for certain."""
        match = self.match
        is_held = match.tell_at is not None and match.tell_at > clock.now()
        return match.status in models.ASKED and (is_held or not match.can_be_answered)

    @property
    def _is_over(self) -> bool:
        match = self.match
        if match.status not in models.ENDED:
            return False
        by_both = match.status is models.MatchStatus.COMPLETED or match.accepted_at is not None
        by_partner = match.declined_by not in (None, models.Side.TEAM)
        weeks = timedelta(weeks=get_settings().contact_weeks)
        return match.moved_at <= clock.now() - weeks or not (by_both or by_partner)
