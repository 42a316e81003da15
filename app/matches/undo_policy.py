"""Undo: who may take a decision or an answer back, and until when."""

from dataclasses import dataclass

from app.core import clock, errors, policy
from app.core.i18n import gettext as _
from app.identity.actor import Actor, Permission
from app.matches import models, sides, terms, turns
from app.needs import policy as need_policy
from app.offers.models import OfferStatus


@dataclass(frozen=True)
class UndoPolicy:
    """Whether an actor may undo what happened to a match, each with the reason why not."""

    actor: Actor
    match: models.Match

    def _sides(self, permission: Permission) -> list[models.Side]:
        match = self.match
        return sides.sides_of(
            self.actor,
            permission,
            match.need_organisation_id,
            match.offer_organisation_id,
            match.region_code,
        )

    @property
    def awaited(self) -> list[models.Side]:
        """Who still has to say yes."""
        match = self.match
        return models.sides_where(need=match.awaits_need, offer=match.awaits_offer)

    @property
    def _too_late(self) -> policy.Verdict:
        return policy.Verdict(errors.Conflict(self._stands))

    @property
    def _stands(self) -> str:
        """How the match stands now, for who comes too late. Without names: the reader may not know
        whose the need is.
        """
        match, own = self.match, self._sides(Permission.CONTENT_DECIDE)
        if match.status in models.ASKED:
            asked = {*models.SIDES} - {match.proposed_by}
            if said := asked - {*self.awaited}:
                return (
                    _("Your organisation has said yes to this already.")
                    if said & {*own}
                    else _("The organisation that was asked has said yes to this already.")
                )
            if match.status is models.MatchStatus.APPROVED:
                return _("The team of the region has said yes to this already.")
            return _("This match waits for an answer now.")
        if match.status is models.MatchStatus.DECLINED:
            if match.declined_by is models.Side.TEAM:
                return _("The team of the region has said no to this already.")
            if match.declined_by in own:
                return _("Your organisation has said no to this already.")
            return _("The organisation that was asked has said no to this already.")
        return {
            models.MatchStatus.ACCEPTED: _("Both sides have said yes to this already."),
            models.MatchStatus.RUNNING: _("This match is running already."),
            models.MatchStatus.COMPLETED: _("This match is completed already."),
            models.MatchStatus.WITHDRAWN: _("This match is withdrawn already."),
            models.MatchStatus.LAPSED: _("Nobody answered in time, so this match has ended."),
        }[match.status]

    @property
    def undo_review(self) -> policy.Verdict:
        """Any member of the team takes back what one of them decided, while nobody has heard of
        it.
        """
        if models.Side.TEAM not in self._sides(Permission.CONTENT_WRITE):
            return policy.Verdict(errors.Forbidden(_("Only the team of the region can undo this.")))
        if self.match.is_untold:
            return (
                policy.ALLOWED
                if self.match.status is models.MatchStatus.APPROVED
                else self._can_come_back
            )
        is_decided = self.match.status in (models.MatchStatus.APPROVED, models.MatchStatus.DECLINED)
        if is_decided and (self.match.tell_at is None or self.match.tell_at <= clock.now()):
            return policy.Verdict(
                errors.Conflict(_("This can no longer be undone: the partners have been told."))
            )
        return self._too_late

    @property
    def undo_answer(self) -> policy.Verdict:
        """A partner takes back its own answer within the minute, or at any time one that others
        wrote down for it.
        """
        return policy.either(self._undo_noted, self.undo_own)

    @property
    def undo_own(self) -> policy.Verdict:
        """Whoever can answer for the organisation that did, while the other is not told."""
        own = self._sides(Permission.CONTENT_DECIDE)
        is_no = self.match.status is models.MatchStatus.DECLINED
        if self.match.is_held_by(own):
            return self._can_be_unsaid if is_no else policy.ALLOWED
        asked = {models.Side.NEED, models.Side.OFFER} - {self.match.proposed_by}
        answered = {self.match.declined_by} if is_no else asked
        if answered.isdisjoint(own):
            return policy.Verdict(errors.Forbidden(_("Only who answered can undo it.")))
        if self.match.status in models.ASKED and answered & set(own) & set(self.awaited):
            return policy.Verdict(errors.Conflict(_("There is no answer to undo.")))
        return policy.Verdict(
            errors.Conflict(_("This can no longer be undone: the other side has been told."))
        )

    @property
    def undoable(self) -> models.NotedAnswer | None:
        """The answer that others wrote down for a side of the actor, and that still counts. After a
        no that is the no alone.
        """
        own = self._sides(Permission.CONTENT_DECIDE)
        noted = [answer for answer in self.match.noted_answers if answer.side in own]
        if self.match.status is models.MatchStatus.DECLINED:
            noted = [answer for answer in noted if answer.side is self.match.declined_by]
        return next(iter(noted), None)

    @property
    def _undo_noted(self) -> policy.Verdict:
        """An answer that others wrote down for a partner, as long as it still counts."""
        own = self._sides(Permission.CONTENT_DECIDE)
        if not any(answer.side in own for answer in self.match.noted_answers):
            return policy.Verdict(
                errors.Forbidden(
                    _("Only the organisation for which the answer was written down can undo it.")
                )
            )
        if (
            self.match.status
            not in (models.MatchStatus.ACCEPTED, models.MatchStatus.DECLINED, *models.ASKED)
            or self.undoable is None
        ):
            return self._too_late  # also when it was the other side that said no
        return (
            self._can_be_unsaid
            if self.match.status is models.MatchStatus.DECLINED
            else policy.ALLOWED
        )

    @property
    def _can_be_unsaid(self) -> policy.Verdict:
        """Take a no back. Where a yes covered a small group meanwhile, the invitation then ends as
        the others did with that yes, however few the group has.
        """
        need = self.match.need
        is_covered = need_policy.hides_number_from_some(need) and need_policy.is_full(need)
        return policy.ALLOWED if is_covered else self._can_come_back

    @property
    def _can_come_back(self) -> policy.Verdict:
        if not terms.are_counted_alike(self.match):
            return policy.Verdict(
                errors.Conflict(_("It is counted in another unit now. Make a new proposal."))
            )
        if can_be_asked(self.match) and not need_policy.is_full(self.match.need):
            return policy.ALLOWED
        return policy.Verdict(
            errors.Conflict(
                _("Nobody asks for this any more: the need or the offer has ended or is full.")
            )
        )


def can_be_asked(match: models.Match) -> bool:
    """Whether need and offer still wait for somebody. A paused offer can be answered by its own
    organisation.
    """
    offered = match.offer.status is not OfferStatus.WITHDRAWN and match.offer.left > 0
    is_wanted = match.need.needs_help and turns.past_of(match) is None
    return is_wanted and offered and terms.are_counted_alike(match)
