"""Words for offers: their columns and their history."""

from typing import Any

from app.core.i18n import gettext as _
from app.identity.timeline import Words
from app.offers.models import OfferWithdrawal


def field_label(name: str) -> str:
    """A column of an offer, as people call it."""
    labels = {
        "title": _("title"),
        "description": _("explanation"),
        "support_type": _("kind of help"),
        "target_groups": _("target groups"),
        "municipalities": _("municipalities"),
        "quantity": _("quantity"),
        "unit": _("unit"),
        "available_from": _("start date"),
        "available_until": _("end date"),
        "crisis_id": _("crisis"),
        "measure_id": _("measure"),
    }
    return labels.get(name, name)


def _edited(facts: dict[str, Any]) -> str:
    changed = [field_label(name) for name in facts.get("changed", ())]
    return _("Changed: %(fields)s", fields=", ".join(changed))


EVENT_WORDS: Words = {
    "offer:posted": lambda facts: _("Written"),
    "offer:edited": _edited,
    "offer:submitted": lambda facts: _("Sent to the team of the region"),
    "offer:published": lambda facts: _("Published"),
    "offer:returned": lambda facts: _("Sent back by the team of the region"),
    "offer:confirmed": lambda facts: _("Confirmed: it still holds"),
    "offer:paused": lambda facts: _("Paused"),
    "offer:resumed": lambda facts: _("Available again"),
    "offer:withdrawn": lambda facts: _(
        "Withdrawn: %(why)s", why=OfferWithdrawal(facts["reason"]).word
    ),
}
