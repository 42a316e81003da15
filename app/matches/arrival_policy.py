"""Who says whether the help of a match arrived, and until when, each with the reason why not."""

from dataclasses import dataclass

from app.core import clock, errors
from app.core.i18n import gettext as _
from app.core.policy import ALLOWED, Verdict
from app.identity.actor import Actor
from app.matches import arrivals, models, note_policy


@dataclass(frozen=True)
class ArrivalPolicy:
    """Each of the two organisations for itself; who reads the details reads both."""

    actor: Actor
    match: models.Match

    @property
    def side(self) -> models.Side | None:
        """For which of both the actor says it."""
        return note_policy.NotePolicy(self.actor, self.match).side

    @property
    def typed(self) -> dict[str, str]:
        """What the actor's side said, to fill its form with; nothing as long as it said nothing."""
        said, note, _at = self._own
        return {} if said is None else {"arrived": said.value, "note": note}

    @property
    def _own(self) -> arrivals.Said:
        return (None, "", None) if self.side is None else self.match.arrival_of(self.side)

    @property
    def say(self) -> Verdict:
        """From the completion on, as long as both see each other's contact; what was said can be
        changed for two weeks.
        """
        if self.side is None:
            return Verdict(errors.Forbidden(_("Only the two organisations can do this.")))
        if self.match.status is not models.MatchStatus.COMPLETED:
            return Verdict(errors.Conflict(_("You say this once the match is completed.")))
        said_at = self._own[2]
        is_set = said_at is not None and said_at <= clock.now() - arrivals.ASKED_FOR
        if is_set or not note_policy.NotePolicy(self.actor, self.match).write:
            return Verdict(
                errors.Conflict(_("This match ended some weeks ago: it stays as it is."))
            )
        return ALLOWED
