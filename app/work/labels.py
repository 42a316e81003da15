"""Words for what has to be done."""

from app.core.i18n import gettext as _
from app.work.tasks import Task, TaskKind


def action_label(task: Task) -> str:
    """What to do, verb first."""
    return {
        TaskKind.REVIEW: _("Review the proposal “%(title)s”", title=task.title),
        TaskKind.ANSWER: _("Say yes or no to “%(title)s”", title=task.title),
        TaskKind.START: _("Begin with “%(title)s”", title=task.title),
        TaskKind.REPORT: _("Say how it goes with “%(title)s”", title=task.title),
        TaskKind.MODERATE: _("Look at the offer “%(title)s”", title=task.title),
        TaskKind.CONFIRM: _("Does your offer “%(title)s” still hold?", title=task.title),
        TaskKind.PUBLISH: _("Publish the draft “%(title)s”", title=task.title),
        TaskKind.FIND_PARTNER: _("Look for a partner for “%(title)s”", title=task.title),
        TaskKind.JOIN: _("Say yes or no to the action “%(title)s”", title=task.title),
        TaskKind.DO_STEP: _("Do the step “%(title)s”", title=task.title),
        TaskKind.START_ACTION: _("Begin with the action “%(title)s”", title=task.title),
        TaskKind.FINISH_ACTION: _("Close the action “%(title)s”", title=task.title),
        TaskKind.COMPLETE: _("Complete the match “%(title)s” as well", title=task.title),
        TaskKind.WAIT: task.title,
        TaskKind.WAIT_PARTNER: task.title,
    }[task.kind]


def reason_label(task: Task) -> str:
    """Why, and with whom."""
    return {
        TaskKind.REVIEW: _(
            "Proposal with %(name)s. After your yes the partner is asked.", name=task.partner
        ),
        TaskKind.ANSWER: _("Invitation of %(name)s.", name=task.partner),
        TaskKind.START: _("Agreed with %(name)s. Note it when you begin.", name=task.partner),
        TaskKind.REPORT: _("Running with %(name)s for two weeks or longer.", name=task.partner),
        TaskKind.MODERATE: _(
            "Of %(name)s. It waits for the team of the region.", name=task.partner
        ),
        TaskKind.CONFIRM: _("Without an answer it no longer counts."),
        TaskKind.PUBLISH: _("Only your own organisation sees it now."),
        TaskKind.FIND_PARTNER: _("Nobody is asked for what is still open."),
        TaskKind.JOIN: _("%(name)s asks you to take part.", name=task.partner),
        TaskKind.DO_STEP: _("Of the action “%(action)s”.", action=task.action),
        TaskKind.START_ACTION: _("The start date is there. Note it when you begin."),
        TaskKind.FINISH_ACTION: _(
            "The end date has passed. Say how it went and what others can learn."
        ),
        TaskKind.COMPLETE: _(
            "The action “%(action)s” is done. Say how it went with %(name)s.",
            action=task.action,
            name=task.partner,
        ),
        TaskKind.WAIT: _("%(name)s or the team is to answer.", name=task.partner),
        TaskKind.WAIT_PARTNER: _("%(name)s is asked for this action.", name=task.partner),
    }[task.kind]


def icon_of(task: Task) -> str:
    """The drawing of a row."""
    return {
        TaskKind.REVIEW: "quarter",
        TaskKind.ANSWER: "half",
        TaskKind.START: "arrow-right",
        TaskKind.REPORT: "three-quarter",
        TaskKind.MODERATE: "offer",
        TaskKind.CONFIRM: "clock",
        TaskKind.PUBLISH: "draft",
        TaskKind.FIND_PARTNER: "search",
        TaskKind.JOIN: "half",
        TaskKind.DO_STEP: "check",
        TaskKind.START_ACTION: "arrow-right",
        TaskKind.FINISH_ACTION: "full-check",
        TaskKind.COMPLETE: "full-check",
        TaskKind.WAIT: "clock",
        TaskKind.WAIT_PARTNER: "clock",
    }[task.kind]
