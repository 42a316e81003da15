"""Words for the states of a need."""

from app.core.fields import say_changed
from app.core.i18n import gettext as _, pgettext
from app.identity.timeline import Words
from app.needs.fields import NeedInput
from app.needs.models import NeedOutcome, NeedStatus, NeedWithdrawal, Urgency


def status_label(status: NeedStatus) -> str:
    """Where a need stands."""
    return {
        NeedStatus.DRAFT: pgettext("need", "Draft"),
        NeedStatus.OPEN: pgettext("need", "Open"),
        NeedStatus.CLOSED: pgettext("need", "Closed"),
        NeedStatus.WITHDRAWN: pgettext("need", "Withdrawn"),
    }[status]


def urgency_label(urgency: Urgency) -> str:
    """How soon help must come."""
    return {
        Urgency.LOW: pgettext("urgency", "Low"),
        Urgency.NORMAL: pgettext("urgency", "Normal"),
        Urgency.HIGH: pgettext("urgency", "High"),
        Urgency.ACUTE: pgettext("urgency", "Urgent"),
    }[urgency]


def outcome_label(outcome: NeedOutcome) -> str:
    """How it ended."""
    return {
        NeedOutcome.MET: _("Fully met"),
        NeedOutcome.PARTLY_MET: _("Partly met"),
        NeedOutcome.UNMET: _("Not met"),
    }[outcome]


def withdrawal_label(reason: NeedWithdrawal) -> str:
    """Why it was taken back."""
    return {
        NeedWithdrawal.NO_LONGER_NEEDED: _("No longer needed"),
        NeedWithdrawal.ALREADY_SOLVED: _("Already solved in another way"),
        NeedWithdrawal.DUPLICATE: _("Logged twice"),
        NeedWithdrawal.WRONG: _("Logged by mistake"),
        NeedWithdrawal.OTHER: _("Another reason"),
    }[reason]


EVENT_WORDS: Words = {
    "need:logged": lambda facts: _("Logged"),
    "need:edited": say_changed(NeedInput),
    "need:published": lambda facts: _("Published"),
    "need:closed": lambda facts: _(
        "Closed: %(how)s", how=outcome_label(NeedOutcome(facts["outcome"]))
    ),
    "need:withdrawn": lambda facts: _(
        "Withdrawn: %(why)s", why=withdrawal_label(NeedWithdrawal(facts["reason"]))
    ),
}


def status_icon(status: NeedStatus) -> str:
    """The drawing that goes with a status."""
    return {
        NeedStatus.DRAFT: "draft",
        NeedStatus.OPEN: "open",
        NeedStatus.CLOSED: "full-check",
        NeedStatus.WITHDRAWN: "cross",
    }[status]


def owner_label(name: str, *, is_masked: bool) -> str:
    """Whose need it is. "Gemeente Eemsdelta" would give the municipality of a small group away."""
    return _("an organisation in the region") if is_masked else name
