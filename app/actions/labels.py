"""Words for the states of an action."""

from __future__ import annotations

from app.actions.models import ActionStatus
from app.core.i18n import pgettext
from app.matching.labels import outcome_label


def action_label(status: ActionStatus) -> str:
    """Where an action stands."""
    return {
        ActionStatus.PLANNED: pgettext("action", "Planned"),
        ActionStatus.RUNNING: pgettext("action", "Running"),
        ActionStatus.DONE: pgettext("action", "Done"),
        ActionStatus.STOPPED: pgettext("action", "Stopped"),
    }[status]


def action_icon(status: ActionStatus) -> str:
    """The drawing that goes with a status."""
    return {
        ActionStatus.PLANNED: "half",
        ActionStatus.RUNNING: "three-quarter",
        ActionStatus.DONE: "full-check",
        ActionStatus.STOPPED: "cross",
    }[status]


__all__ = ["action_icon", "action_label", "outcome_label"]
