"""Words for what has to be done."""

from app.core.i18n import gettext as _
from app.work.tasks import Kind, Task


def action_label(task: Task) -> str:
    """What to do, verb first."""
    return {
        Kind.REVIEW: _("Review the proposal “%(title)s”", title=task.title),
        Kind.ANSWER: _("Say yes or no to “%(title)s”", title=task.title),
        Kind.START: _("Begin with “%(title)s”", title=task.title),
        Kind.REPORT: _("Say how it goes with “%(title)s”", title=task.title),
        Kind.MODERATE: _("Look at the offer “%(title)s”", title=task.title),
        Kind.CONFIRM: _("Does your offer “%(title)s” still hold?", title=task.title),
        Kind.PUBLISH: _("Publish the draft “%(title)s”", title=task.title),
        Kind.FIND_PARTNER: _("Look for a partner for “%(title)s”", title=task.title),
        Kind.JOIN: _("Say yes or no to the action “%(title)s”", title=task.title),
        Kind.DO_STEP: _("Do the step “%(title)s”", title=task.title),
        Kind.START_ACTION: _("Begin with the action “%(title)s”", title=task.title),
        Kind.FINISH_ACTION: _("Close the action “%(title)s”", title=task.title),
        Kind.COMPLETE: _("Complete the match “%(title)s” as well", title=task.title),
        Kind.WAIT: task.title,
        Kind.WAIT_PARTNER: task.title,
    }[task.kind]


def reason_label(task: Task) -> str:
    """Why, and with whom."""
    return {
        Kind.REVIEW: _(
            "Proposal with %(name)s. After your yes the partner is asked.", name=task.partner
        ),
        Kind.ANSWER: _("Invitation of %(name)s.", name=task.partner),
        Kind.START: _("Agreed with %(name)s. Note it when you begin.", name=task.partner),
        Kind.REPORT: _("Running with %(name)s for two weeks or longer.", name=task.partner),
        Kind.MODERATE: _("Of %(name)s. It waits for the team of the region.", name=task.partner),
        Kind.CONFIRM: _("Without an answer it no longer counts."),
        Kind.PUBLISH: _("Only your own organisation sees it now."),
        Kind.FIND_PARTNER: _("Nobody is asked for what is still open."),
        Kind.JOIN: _("%(name)s asks you to take part.", name=task.partner),
        Kind.DO_STEP: _("Of the action “%(action)s”.", action=task.action),
        Kind.START_ACTION: _("The start date is there. Note it when you begin."),
        Kind.FINISH_ACTION: _(
            "The end date has passed. Say how it went and what others can learn."
        ),
        Kind.COMPLETE: _(
            "The action “%(action)s” is done. Say how it went with %(name)s.",
            action=task.action,
            name=task.partner,
        ),
        Kind.WAIT: _("%(name)s or the team is to answer.", name=task.partner),
        Kind.WAIT_PARTNER: _("%(name)s is asked for this action.", name=task.partner),
    }[task.kind]


def icon_of(task: Task) -> str:
    """The drawing of a row."""
    return {
        Kind.REVIEW: "quarter",
        Kind.ANSWER: "half",
        Kind.START: "arrow-right",
        Kind.REPORT: "three-quarter",
        Kind.MODERATE: "offer",
        Kind.CONFIRM: "clock",
        Kind.PUBLISH: "draft",
        Kind.FIND_PARTNER: "search",
        Kind.JOIN: "half",
        Kind.DO_STEP: "check",
        Kind.START_ACTION: "arrow-right",
        Kind.FINISH_ACTION: "full-check",
        Kind.COMPLETE: "full-check",
        Kind.WAIT: "clock",
        Kind.WAIT_PARTNER: "clock",
    }[task.kind]
