"""Words for the states of an offer."""

from app.core.fields import say_changed
from app.core.i18n import gettext as _, pgettext
from app.identity.timeline import Words
from app.offers.fields import OfferInput
from app.offers.models import OfferState, OfferWithdrawal


def state_label(state: OfferState) -> str:
    """Where an offer stands."""
    return {
        OfferState.DRAFT: pgettext("offer", "Draft"),
        OfferState.SUBMITTED: pgettext("offer", "Waits for the team"),
        OfferState.PUBLISHED: pgettext("offer", "Available"),
        OfferState.EXPIRED: pgettext("offer", "Expired"),
        OfferState.PAUSED: pgettext("offer", "Paused"),
        OfferState.WITHDRAWN: pgettext("offer", "Withdrawn"),
    }[state]


def withdrawal_label(reason: OfferWithdrawal) -> str:
    """Why it was taken back."""
    return {
        OfferWithdrawal.NO_CAPACITY: _("No capacity any more"),
        OfferWithdrawal.STOPPED: _("We stopped doing this"),
        OfferWithdrawal.DUPLICATE: _("Posted twice"),
        OfferWithdrawal.OTHER: _("Another reason"),
    }[reason]


EVENT_WORDS: Words = {
    "offer:posted": lambda facts: _("Written"),
    "offer:edited": say_changed(OfferInput),
    "offer:submitted": lambda facts: _("Sent to the team of the region"),
    "offer:published": lambda facts: _("Published"),
    "offer:returned": lambda facts: _("Sent back by the team of the region"),
    "offer:confirmed": lambda facts: _("Confirmed: it still holds"),
    "offer:paused": lambda facts: _("Paused"),
    "offer:resumed": lambda facts: _("Available again"),
    "offer:withdrawn": lambda facts: _(
        "Withdrawn: %(why)s", why=withdrawal_label(OfferWithdrawal(facts["reason"]))
    ),
}


def state_icon(state: OfferState) -> str:
    """The drawing that goes with a state."""
    return {
        OfferState.DRAFT: "draft",
        OfferState.SUBMITTED: "half",
        OfferState.PUBLISHED: "offer",
        OfferState.EXPIRED: "clock",
        OfferState.PAUSED: "paused",
        OfferState.WITHDRAWN: "cross",
    }[state]
