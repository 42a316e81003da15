"""What happens to a match."""

from dataclasses import dataclass
from typing import ClassVar

from app.core.events import Event
from app.matches import arrivals, models


@dataclass(frozen=True, kw_only=True)
class MatchProposed(Event):
    name: ClassVar[str] = "match:proposed"
    by: models.Side
    quantity: int
    offer_quantity: int


@dataclass(frozen=True, kw_only=True)
class MatchApproved(Event):
    name: ClassVar[str] = "match:approved"


@dataclass(frozen=True, kw_only=True)
class ReviewUndone(Event):
    """The team took its decision back before anybody was told."""

    name: ClassVar[str] = "match:review_undone"


@dataclass(frozen=True, kw_only=True)
class MatchTold(Event):
    """What the team decided in its review is final: whoever it concerns is told now."""

    name: ClassVar[str] = "match:told"


@dataclass(frozen=True, kw_only=True)
class MatchAgreed(Event):
    """One of two sides said yes; the other is still asked."""

    name: ClassVar[str] = "match:agreed"
    side: models.Side
    on_behalf: models.Channel | None = None
    # Whether a message came with it: not what it says.
    with_note: bool = False


@dataclass(frozen=True, kw_only=True)
class MatchAccepted(Event):
    name: ClassVar[str] = "match:accepted"
    side: models.Side
    quantity: int
    offer_quantity: int
    on_behalf: models.Channel | None = None
    with_note: bool = False


@dataclass(frozen=True, kw_only=True)
class AnswerConfirmed(Event):
    """A yes that the other side wrote down is right, says the side itself or the team."""

    name: ClassVar[str] = "match:answer_confirmed"
    side: models.Side


@dataclass(frozen=True, kw_only=True)
class AnswerUndone(Event):
    name: ClassVar[str] = "match:answer_undone"
    side: models.Side


@dataclass(frozen=True, kw_only=True)
class AnswerTakenBack(Event):
    """Who answered undid it within the minute, before anybody was told."""

    name: ClassVar[str] = "match:answer_taken_back"
    side: models.Side


@dataclass(frozen=True, kw_only=True)
class AskedAgain(Event):
    """It had ended with an answer that took the last, and that was taken back."""

    name: ClassVar[str] = "match:asked_again"


@dataclass(frozen=True, kw_only=True)
class AnswerTold(Event):
    """An answer, or what ended with it, is final: whoever it concerns is told now."""

    name: ClassVar[str] = "match:answer_told"
    # Who hears it; empty where it only ended with the answer to another one.
    told: models.Side | None = None


@dataclass(frozen=True, kw_only=True)
class TermsChanged(Event):
    """One side changed what the other had said yes to; that one is asked whether it can be."""

    name: ClassVar[str] = "match:terms_changed"
    side: models.Side


@dataclass(frozen=True, kw_only=True)
class TermsConfirmed(Event):
    """The other side said yes to the changed terms."""

    name: ClassVar[str] = "match:terms_confirmed"
    side: models.Side


@dataclass(frozen=True, kw_only=True)
class MatchDeclined(Event):
    name: ClassVar[str] = "match:declined"
    side: models.Side
    reason: models.DeclineReason
    on_behalf: models.Channel | None = None


@dataclass(frozen=True, kw_only=True)
class MatchWithdrawn(Event):
    name: ClassVar[str] = "match:withdrawn"
    reason: models.WithdrawReason
    # Whose room is used up, where the system withdrew it because of that.
    full: models.Side | None = None


@dataclass(frozen=True, kw_only=True)
class MatchStarted(Event):
    name: ClassVar[str] = "match:started"


@dataclass(frozen=True, kw_only=True)
class MatchCompleted(Event):
    name: ClassVar[str] = "match:completed"
    outcome: models.MatchOutcome
    people_reached: int | None


@dataclass(frozen=True, kw_only=True)
class MatchLapsed(Event):
    name: ClassVar[str] = "match:lapsed"


@dataclass(frozen=True, kw_only=True)
class ContactViewed(Event):
    """Somebody saw how to reach an organisation (P9)."""

    name: ClassVar[str] = "match:contact_viewed"


@dataclass(frozen=True, kw_only=True)
class NoteWritten(Event):
    """One side wrote the other a note; not what it says."""

    name: ClassVar[str] = "match:note_written"
    side: models.Side


@dataclass(frozen=True, kw_only=True)
class NotesViewed(Event):
    """Somebody of the team read what both sides wrote each other."""

    name: ClassVar[str] = "match:notes_viewed"


@dataclass(frozen=True, kw_only=True)
class HelpArrived(Event):
    """One side said whether the help arrived; not its words with it."""

    name: ClassVar[str] = "match:arrived"
    side: models.Side
    arrived: arrivals.Arrived
