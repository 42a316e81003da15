"""Words for what has to be done."""

from __future__ import annotations

from app.core.i18n import gettext as _
from app.work.queries import Kind, Task


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
        Kind.WAIT: task.title,
    }[task.kind]


def reason_label(task: Task) -> str:
    """Why, and with whom."""
    return {
        Kind.REVIEW: _("Proposal with %(name)s. After your yes the partner is asked.", name=task.partner),
        Kind.ANSWER: _("Invitation of %(name)s.", name=task.partner),
        Kind.START: _("Agreed with %(name)s. Note it when you begin.", name=task.partner),
        Kind.REPORT: _("Running with %(name)s for two weeks or longer.", name=task.partner),
        Kind.MODERATE: _("Of %(name)s. It waits for the team of the region.", name=task.partner),
        Kind.CONFIRM: _("Without an answer it no longer counts."),
        Kind.PUBLISH: _("Only your own organisation sees it now."),
        Kind.FIND_PARTNER: _("Nobody is asked for what is still open."),
        Kind.WAIT: _("%(name)s or the team is to answer.", name=task.partner),
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
        Kind.WAIT: "clock",
    }[task.kind]
