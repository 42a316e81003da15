"""Words for the states of a need."""

from typing import Any

from app.core.i18n import gettext as _, pgettext
from app.identity.timeline import Words
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


def field_label(name: str) -> str:
    """A column of a need, as people call it."""
    labels = {
        "title": _("title"),
        "description": _("explanation"),
        "support_type": _("kind of help"),
        "target_group": _("target group"),
        "also_groups": _("other groups"),
        "municipality_code": _("municipality"),
        "people": _("number of people"),
        "quantity": _("quantity"),
        "unit": _("unit"),
        "urgency": _("urgency"),
        "needed_from": _("start date"),
        "needed_until": _("end date"),
        "crisis_id": _("crisis"),
        "measure_id": _("measure"),
    }
    return labels.get(name, name)


def _edited(facts: dict[str, Any]) -> str:
    changed = [field_label(name) for name in facts.get("changed", ())]
    return _("Changed: %(fields)s", fields=", ".join(changed))


EVENT_WORDS: Words = {
    "need:logged": lambda facts: _("Logged"),
    "need:edited": _edited,
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
