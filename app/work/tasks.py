"""Something that waits for somebody."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from app.core.i18n import gettext as _, ngettext
from app.needs.models import Urgency
from app.work.task_kinds import TaskKind

A_WEEK = timedelta(days=7)
MOST_TASKS = 100  # of one kind; who has more waiting works from the board


@dataclass(frozen=True, slots=True)
class Task:
    """One row. `due` is a Dutch calendar day; `id` is of a match, an offer, a need, an action, a
    signal or an organisation, as `noun` says.
    """

    kind: TaskKind
    noun: str
    id: UUID
    title: str
    partner: str
    due: date | None
    # Of the partner, to link to; empty when it may not be known.
    partner_id: UUID | None = None
    # The title of the action that a step or a match belongs to.
    action: str = ""
    # Of the need it is about.
    urgency: Urgency | None = None
    # How much it is about, such as "25 of 40 people".
    amount: str = ""
    # The title of the offer, where several of one organisation may be meant.
    offer: str = ""
    # Which organisation of the actor is invited.
    asked: UUID | None = None
    # Whether the actor can say yes or no to it at once, and to what: see `terms.versions`.
    can_answer: bool = False
    seen: str = ""
    # In place of the reason why, what happened last.
    news: str = ""
    # Whether the actor looks after it, among all of its organisation.
    is_mine: bool = False

    @property
    def has_charge(self) -> bool:
        """Whether somebody can look after it; of a match after its need or its offer."""
        return self.noun in ("action", "need", "offer", "match")

    @property
    def what(self) -> str:
        """What to do, verb first."""
        return self.kind.word % {"title": self.title, "name": self.partner}

    @property
    def why(self) -> str:
        """Why, and with whom."""
        names = {"name": self.partner, "action": self.action, "title": self.title}
        return self.news or self.kind.hint % names

    @property
    def is_acute(self) -> bool:
        """Whether it is about an urgent need."""
        return self.urgency is Urgency.ACUTE

    def until(self, day: date) -> date:
        """When it presses: its own day, or what the urgency of a need without one asks for."""
        if self.due is not None:
            return self.due
        if self.kind is TaskKind.FIND_PARTNER and self.urgency in _WITHIN:
            return day + _WITHIN[self.urgency]
        return day + A_WEEK if self.kind in _WITHOUT_A_DAY else date.max

    def order(self, day: date) -> tuple[bool, date, int]:
        """Within a group: first what the actor looks after, then what presses most; of one day
        what is most urgent, and then what waits longest, as it was found.
        """
        ranks = [*reversed(Urgency)]
        urgent = len(ranks) if self.urgency is None else ranks.index(self.urgency)
        return not self.is_mine, self.until(day), urgent


@dataclass(frozen=True, slots=True)
class JustAnswered:
    """An answer of a moment ago: who gave it can undo it until then."""

    noun: str
    id: UUID
    # For an action, which organisation of the actor was asked.
    asked: UUID | None
    title: str
    is_yes: bool
    undo_until: datetime


# Somebody waits for an answer or a call, and nobody sets a day for it: what was agreed is uncertain
# until then or does not begin, and who asks to take part cannot begin.
_WITHOUT_A_DAY = (TaskKind.CONFIRM_TERMS, TaskKind.ADMIT, TaskKind.CALL)
# Until when somebody is to be asked for a need that nobody helps yet.
_WITHIN = {Urgency.ACUTE: timedelta(0), Urgency.HIGH: A_WEEK}


def refusal_words(name: str, reason: str, many: int) -> str:
    """The no that somebody gave last, of how many."""
    said = _("%(name)s said no: %(reason)s.", name=name, reason=reason[:1].lower() + reason[1:])
    if many == 1:
        return said
    return ngettext("%(num)s no so far.", "%(num)s times no so far.", many) + " " + said
