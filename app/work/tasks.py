"""Something that waits for somebody."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

MOST_TASKS = 100  # of one kind; who has more waiting works from the board


class TaskKind(StrEnum):
    """What has to be done."""

    REVIEW = "review"
    ANSWER = "answer"
    START = "start"
    REPORT = "report"
    MODERATE = "moderate"
    CONFIRM = "confirm"
    PUBLISH = "publish"
    FIND_PARTNER = "find_partner"
    JOIN = "join"
    DO_STEP = "do_step"
    START_ACTION = "start_action"
    FINISH_ACTION = "finish_action"
    COMPLETE = "complete"
    WAIT = "wait"
    WAIT_PARTNER = "wait_partner"


WAITING = (TaskKind.WAIT, TaskKind.WAIT_PARTNER)


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
