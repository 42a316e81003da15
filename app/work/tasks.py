"""Something that waits for somebody."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from app.core import words
from app.core.i18n import mark

MOST_TASKS = 100  # of one kind; who has more waiting works from the board


class TaskKind(words.Worded):
    """What has to be done, verb first, and why, with whom. `Task` fills the names in."""

    REVIEW = (
        "review",
        words.Word(
            mark("Review the proposal “%(title)s”"),
            icon="quarter",
            hint=mark("Proposal with %(name)s. After your yes the partner is asked."),
        ),
    )
    ANSWER = (
        "answer",
        words.Word(
            mark("Say yes or no to “%(title)s”"), icon="half", hint=mark("Invitation of %(name)s.")
        ),
    )
    START = (
        "start",
        words.Word(
            mark("Begin with “%(title)s”"),
            icon="arrow-right",
            hint=mark("Agreed with %(name)s. Note it when you begin."),
        ),
    )
    CONFIRM_TERMS = (
        "confirm_terms",
        words.Word(
            mark("Look at what has changed in “%(title)s”"),
            icon="half",
            hint=mark("%(name)s changed it after your yes. Say whether it can be like this too."),
        ),
    )
    REPORT = (
        "report",
        words.Word(
            mark("Say how it goes with “%(title)s”"),
            icon="three-quarter",
            hint=mark("Running with %(name)s for two weeks or longer."),
        ),
    )
    MODERATE = (
        "moderate",
        words.Word(
            mark("Look at the offer “%(title)s”"),
            icon="offer",
            hint=mark("Of %(name)s. It waits for the team of the region."),
        ),
    )
    CONFIRM = (
        "confirm",
        words.Word(
            mark("Does your offer “%(title)s” still hold?"),
            icon="clock",
            hint=mark("Without an answer it no longer counts."),
        ),
    )
    PUBLISH = (
        "publish",
        words.Word(
            mark("Publish the draft “%(title)s”"),
            icon="draft",
            hint=mark("Only your own organisation sees it now."),
        ),
    )
    FIND_PARTNER = (
        "find_partner",
        words.Word(
            mark("Look for a partner for “%(title)s”"),
            icon="search",
            hint=mark("Nobody is asked for what is still open."),
        ),
    )
    CLOSE_NEED = (
        "close_need",
        words.Word(
            mark("Close “%(title)s” or extend it"),
            icon="clock",
            hint=mark("The last day is past, so nobody is asked for it any more."),
        ),
    )
    JOIN = (
        "join",
        words.Word(
            mark("Say yes or no to the action “%(title)s”"),
            icon="half",
            hint=mark("%(name)s asks you to take part."),
        ),
    )
    DO_STEP = (
        "do_step",
        words.Word(
            mark("Do the step “%(title)s”"), icon="check", hint=mark("Of the action “%(action)s”.")
        ),
    )
    START_ACTION = (
        "start_action",
        words.Word(
            mark("Begin with the action “%(title)s”"),
            icon="arrow-right",
            hint=mark("The start date is there. Note it when you begin."),
        ),
    )
    FINISH_ACTION = (
        "finish_action",
        words.Word(
            mark("Close the action “%(title)s”"),
            icon="full-check",
            hint=mark("The end date has passed. Say how it went and what others can learn."),
        ),
    )
    COMPLETE = (
        "complete",
        words.Word(
            mark("Complete the match “%(title)s” as well"),
            icon="full-check",
            hint=mark("The action “%(action)s” is done. Say how it went with %(name)s."),
        ),
    )
    WAIT = (
        "wait",
        words.Word("%(title)s", icon="clock", hint=mark("%(name)s or the team is to answer.")),
    )
    WAIT_TERMS = (
        "wait_terms",
        words.Word(
            "%(title)s",
            icon="clock",
            hint=mark("Changed. %(name)s says whether it can be like this too."),
        ),
    )
    WAIT_PARTNER = (
        "wait_partner",
        words.Word("%(title)s", icon="clock", hint=mark("%(name)s is asked for this action.")),
    )


WAITING = (TaskKind.WAIT, TaskKind.WAIT_TERMS, TaskKind.WAIT_PARTNER)


@dataclass(frozen=True, slots=True)
class Task:
    """One row. `due` is a Dutch calendar day; `id` is of a match, an offer, a need or an action, as
    `noun` says.
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

    @property
    def what(self) -> str:
        """What to do, verb first."""
        return self.kind.word % {"title": self.title}

    @property
    def why(self) -> str:
        """Why, and with whom."""
        return self.kind.hint % {"name": self.partner, "action": self.action}
