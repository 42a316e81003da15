"""Words for offers: their history."""

from app.core.fields import say_changed
from app.core.i18n import gettext as _
from app.identity.timeline import Words
from app.offers import fields, models

EVENT_WORDS: Words = {
    "offer:posted": lambda facts: _("Written"),
    "offer:edited": say_changed(fields.OfferInput),
    "offer:submitted": lambda facts: _("Sent to the team of the region"),
    "offer:published": lambda facts: _("Published"),
    "offer:returned": lambda facts: _("Sent back by the team of the region"),
    "offer:confirmed": lambda facts: _("Confirmed: it still holds"),
    "offer:answered": lambda facts: _("Said with the link in a mail"),
    "offer:paused": lambda facts: _("Paused"),
    "offer:resumed": lambda facts: _("Available again"),
    "offer:withdrawn": lambda facts: _(
        "Withdrawn: %(why)s", why=models.OfferWithdrawal(facts["reason"]).word
    ),
}
