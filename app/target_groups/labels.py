"""Words for what happens to a target group."""

from app.core.fields import say_changed
from app.core.i18n import gettext as _
from app.identity.timeline import Words
from app.target_groups.commands import GroupInput

EVENT_WORDS: Words = {
    "target_group:added": lambda facts: _("Added by the region"),
    "target_group:edited": say_changed(GroupInput),
    "target_group:words_changed": lambda facts: _("Other words of the region changed"),
    "target_group:took_over": lambda facts: _("Another group went up in this one"),
}
