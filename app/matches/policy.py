"""Who sees a match and who may do what with it."""

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import ColumnElement, or_
from sqlmodel import col

from app.core import clock, errors
from app.core.i18n import gettext as _
from app.core.policy import ALLOWED, Verdict, either
from app.core.settings import get_settings
from app.identity.actor import Actor, Permission, Reader
from app.matches import models, turns
from app.matches.models import Match
from app.matches.undo_policy import UndoPolicy


def visible_to(actor: Reader) -> ColumnElement[bool]:
    """That a match exists, its quantity and its status: everybody in the region."""
    return col(Match.region_code).in_(actor.regions)


def can_see(actor: Actor, match: Match) -> bool:
    """The rule of `visible_to` for one loaded match."""
    return match.region_code in actor.regions


def knows_details(actor: Reader) -> ColumnElement[bool]:
    """What `MatchPolicy.details` says of a loaded match."""
    own = actor.organisation_ids
    return or_(
        col(Match.need_organisation_id).in_(own),
        col(Match.offer_organisation_id).in_(own),
        col(Match.region_code).in_(actor.overseen_regions),
    )


def may_review(actor: Actor, region_code: str | None = None) -> Verdict:
    """The team of a region; without a region, of any."""
    regions = actor.team_regions
    is_team = region_code in regions if region_code is not None else bool(regions)
    return (
        ALLOWED
        if is_team
        else Verdict(errors.Forbidden(_("Only the team of the region reviews proposals.")))
    )


@dataclass(frozen=True)
class MatchPolicy(UndoPolicy):
    """What an actor may do with one match, each with the reason why not."""

    def _moves(self, status: models.MatchStatus) -> Verdict:
        return ALLOWED if status in models.NEXT[self.match.status] else self._too_late

    @property
    def own_answer(self) -> models.Side | None:
        """The side for which the actor itself can say yes or no now."""
        own = self._sides(Permission.CONTENT_DECIDE)
        return next((side for side in self.awaited if side in own), None)

    @property
    def answer_for(self) -> models.Side | None:
        """The side whose answer the actor can write down, when it came by telephone."""
        own = self._sides(Permission.CONTENT_DECIDE)
        return next((side for side in self.awaited if side not in own), None) if own else None

    @property
    def writer(self) -> models.Side:
        """As whom the actor writes down an answer of another side, which it may: for its own
        organisation before as the team, since who takes part has something to gain by it.
        """
        return self._sides(Permission.CONTENT_DECIDE)[0]

    @property
    def vouching(self) -> models.Side | None:
        """The side of whose yes, which only the other side wrote down, the actor can say that it is
        right: its own, or for the team any.
        """
        own = self._sides(Permission.CONTENT_DECIDE)
        is_team_alone = own == [models.Side.TEAM]
        return next((s for s in self.match.unproven if s in own or is_team_alone), None)

    @property
    def vouch(self) -> Verdict:
        """Say that a yes is right that the other side wrote down."""
        if not self._sides(Permission.CONTENT_DECIDE):
            return Verdict(
                errors.Forbidden(_("Only a coordinator of one of both organisations can answer."))
            )
        if self.vouching is not None:
            return ALLOWED
        return (
            Verdict(errors.Forbidden(_("It is the other organisation that answers.")))
            if self.match.unproven
            else self._too_late
        )

    @property
    def lacks_word(self) -> bool:
        """Whether the actor's own organisation waits until the other side, or the team, says that
        its yes was written down right.
        """
        return any(side not in self._own_sides for side in self.match.unproven) and bool(
            self._own_sides
        )

    @property
    def details(self) -> Verdict:
        """Notes, reasons and history: both sides, and the region's team and administrator."""
        if self._own_sides or self.match.region_code in self.actor.overseen_regions:
            return ALLOWED
        return Verdict(errors.Forbidden(_("Only the two organisations and the team see this.")))

    @property
    def contact(self) -> Verdict:
        """How to reach the other side: from acceptance on, and not by one's own word alone."""
        if not self.details:
            return self.details
        if self.match.status not in models.COMMITTED:
            return Verdict(errors.Forbidden(_("Contact is visible once both sides have said yes.")))
        if self.is_long_over:
            return Verdict(
                errors.Forbidden(_("This match ended some weeks ago: contact is hidden again."))
            )
        if self.lacks_word:
            return Verdict(
                errors.Forbidden(
                    _("Contact is visible once the other side or the team confirms its yes.")
                )
            )
        return ALLOWED

    @property
    def is_long_over(self) -> bool:
        """Whether nobody needs to reach the other side for it any more."""
        weeks = timedelta(weeks=get_settings().contact_weeks)
        is_ended = self.match.status is models.MatchStatus.COMPLETED
        return is_ended and self.match.moved_at <= clock.now() - weeks

    @property
    def _own_sides(self) -> list[models.Side]:
        """The sides that an organisation of the actor has, whatever its role there."""
        own, match = self.actor.organisation_ids, self.match
        return models.sides_where(
            need=match.need_organisation_id in own, offer=match.offer_organisation_id in own
        )

    @property
    def approve(self) -> Verdict:
        return self._review and self._wanted

    @property
    def _review(self) -> Verdict:
        """Say yes or no to a proposal, for the team."""
        if models.Side.TEAM not in self._sides(Permission.CONTENT_WRITE):
            return Verdict(errors.Forbidden(_("Only the team of the region reviews proposals.")))
        if not self.match.needs_review:
            return Verdict(errors.Conflict(_("This proposal needs no review.")))
        return ALLOWED if self._waits_for_review else self._too_late

    @property
    def _wanted(self) -> Verdict:
        """Nobody says yes to what was needed or offered until yesterday; a no can still be said."""
        past = turns.past_of(self.match)
        if past is None:
            return ALLOWED
        said = (
            _("The last day of this need is past: extend it first.")
            if past is models.Side.NEED
            else _("The last day of this offer is past: extend it first.")
        )
        return Verdict(errors.Conflict(said))

    @property
    def _waits_for_review(self) -> bool:
        return self.match.status is models.MatchStatus.PROPOSED and self.match.needs_review

    @property
    def accept(self) -> Verdict:
        is_asked = self._was_asked(is_own=True)
        answer = self._answer(is_awaited=self.own_answer is not None, is_asked=is_asked)
        return answer and self._wanted

    @property
    def accept_for(self) -> Verdict:
        """Write down a yes for a partner."""
        return self.decline_for and self._wanted

    @property
    def decline_for(self) -> Verdict:
        """Write down a no for a partner."""
        is_asked = self._was_asked(is_own=False)
        return self._answer(is_awaited=self.answer_for is not None, is_asked=is_asked)

    @property
    def accept_either(self) -> Verdict:
        """Say yes, or write it down: which of the two, the form says."""
        return either(self.accept_for, self.accept)

    @property
    def decline_either(self) -> Verdict:
        """Say no, or write it down."""
        return either(self.decline_for, self.decline)

    def _answer(self, *, is_awaited: bool, is_asked: bool) -> Verdict:
        """`is_asked`: it was, before anybody answered."""
        if not self._sides(Permission.CONTENT_DECIDE):
            return Verdict(
                errors.Forbidden(_("Only a coordinator of one of both organisations can answer."))
            )
        if self._waits_for_review:
            return Verdict(
                errors.Conflict(_("The team of the region looks at this proposal first."))
            )
        if self.match.status not in models.ASKED:
            return self._too_late
        if is_awaited:
            return ALLOWED
        if is_asked:  # somebody of the same side was first
            return self._too_late
        return Verdict(errors.Forbidden(_("It is the other organisation that answers.")))

    def _was_asked(self, *, is_own: bool) -> bool:
        """Whether a side was asked that is the actor's own, or one that it answers for."""
        asked = {models.Side.NEED, models.Side.OFFER} - {self.match.proposed_by}
        own = self._sides(Permission.CONTENT_DECIDE)
        return any((side in own) is is_own for side in asked)

    @property
    def decline(self) -> Verdict:
        """A partner's no, or the team's no to a proposal."""
        reviews = self.match.needs_review and models.Side.TEAM in self._sides(
            Permission.CONTENT_WRITE
        )
        if reviews and self._waits_for_review:
            return self._review
        return self._answer(
            is_awaited=self.own_answer is not None,
            is_asked=reviews or self._was_asked(is_own=True),
        )

    @property
    def withdraw(self) -> Verdict:
        """Who proposed it or said yes to it, and once both did a coordinator. Whoever writes for
        one of them may at some moment, so for them it is the wrong one.
        """
        writers = self._sides(Permission.CONTENT_WRITE)
        if not writers:
            return Verdict(errors.Forbidden(_("Only who proposed this can withdraw it.")))
        if self.match.status in models.ASKED:
            agreed = (side for side in models.SIDES if side not in self.awaited)
            if any(side in writers for side in (self.match.proposed_by, *agreed)):
                return ALLOWED
            return Verdict(
                errors.Conflict(
                    _("Your organisation has not said yes to this: it can say no, or wait.")
                    if set(self.awaited) & set(writers)
                    else _("Only who proposed this can withdraw it, until both sides say yes.")
                )
            )
        moves = self._moves(models.MatchStatus.WITHDRAWN)
        if moves and not self._sides(Permission.CONTENT_DECIDE):
            return Verdict(
                errors.Conflict(
                    _("Both sides said yes to this already: a coordinator can stop it.")
                )
            )
        return moves

    @property
    def confirming(self) -> models.Side | None:
        """The side of the actor that is asked about what the other side changed."""
        own = self._sides(Permission.CONTENT_DECIDE)
        return next((side for side in self.match.confirming if side in own), None)

    @property
    def confirm_terms(self) -> Verdict:
        if set(self._sides(Permission.CONTENT_DECIDE)) <= {models.Side.TEAM}:
            return Verdict(
                errors.Forbidden(_("Only a coordinator of one of both organisations can answer."))
            )
        return ALLOWED if self.confirming is not None else self._too_late

    @property
    def start(self) -> Verdict:
        return self._work(models.MatchStatus.RUNNING)

    @property
    def complete(self) -> Verdict:
        return self._work(models.MatchStatus.COMPLETED)

    def _work(self, status: models.MatchStatus) -> Verdict:
        sides = self._sides(Permission.CONTENT_WRITE)
        if models.Side.NEED not in sides and models.Side.OFFER not in sides:
            return Verdict(errors.Forbidden(_("Only the two organisations can do this.")))
        return self._moves(status)
