"""Words for needs: their history and whose they are."""

from app.core.fields import say_changed
from app.core.i18n import gettext as _
from app.identity.timeline import Words
from app.needs import fields, models

EVENT_WORDS: Words = {
    "need:logged": lambda facts: _("Logged"),
    "need:edited": say_changed(fields.NeedInput),
    "need:published": lambda facts: _("Published"),
    "need:closed": lambda facts: _(
        "Closed: %(how)s", how=models.NeedOutcome(facts["outcome"]).word
    ),
    "need:withdrawn": lambda facts: _(
        "Withdrawn: %(why)s", why=models.NeedWithdrawal(facts["reason"]).word
    ),
    "need:merged": lambda facts: _("Logged twice, and put together with the other one"),
    "need:took_over": lambda facts: _("Put together with a need that was logged twice"),
}


def history_words(*, is_masked: bool) -> Words:
    """The words of the history of a need. For who may not know how few people it is about or where,
    every edit reads alike: that it was the number would tell that it is another one.
    """
    if not is_masked:
        return EVENT_WORDS
    return {**EVENT_WORDS, "need:edited": lambda facts: _("Changed")}


def owner_label(name: str, *, is_masked: bool) -> str:
    """Whose need it is. "Gemeente Eemsdelta" would give the municipality of a small group away."""
    return _("an organisation in the region") if is_masked else name
