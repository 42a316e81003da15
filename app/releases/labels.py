"""Words for public pictures."""

from app.core.i18n import gettext as _
from app.identity.timeline import Words

EVENT_WORDS: Words = {
    "release:released": lambda facts: _("Picture released, %(week)s", week=facts["week"]),
    "release:withdrawn": lambda facts: _("Release withdrawn, %(week)s", week=facts["week"]),
}
