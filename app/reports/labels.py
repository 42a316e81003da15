"""Words for reports."""

from app.core.i18n import gettext as _
from app.identity.timeline import Words

EVENT_WORDS: Words = {
    "report:asked": lambda facts: _("Report composed"),
    "report:made": lambda facts: _("Report made"),
    "report:failed": lambda facts: _("The report could not be made"),
}
