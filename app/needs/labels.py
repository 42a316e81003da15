"""Words for needs: their columns, their history and whose they are."""

from typing import Any

from app.core.i18n import gettext as _
from app.identity.timeline import Words
from app.needs.models import NeedOutcome, NeedWithdrawal


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
    "need:closed": lambda facts: _("Closed: %(how)s", how=NeedOutcome(facts["outcome"]).word),
    "need:withdrawn": lambda facts: _(
        "Withdrawn: %(why)s", why=NeedWithdrawal(facts["reason"]).word
    ),
}


def owner_label(name: str, *, is_masked: bool) -> str:
    """Whose need it is. "Gemeente Eemsdelta" would give the municipality of a small group away."""
    return _("an organisation in the region") if is_masked else name
