"""Words for what happens to an organisation."""

from datetime import date
from typing import Any

from app.core.i18n import gettext as _, long_date
from app.identity.timeline import Words


def _unavailable(facts: dict[str, Any]) -> str:
    return _(
        "Can help nobody up to and including %(day)s",
        day=long_date(date.fromisoformat(facts["until"])),
    )


EVENT_WORDS: Words = {
    "organisation:registered": lambda facts: _("Asked to take part"),
    "organisation:admitted": lambda facts: _("Admitted"),
    "organisation:brought_in": lambda facts: _("Brought in with a file, and admitted"),
    "organisation:refused": lambda facts: _("Not admitted"),
    "organisation:suspended": lambda facts: _("Suspended"),
    "organisation:readmitted": lambda facts: _("Takes part again"),
    "organisation:merged": lambda facts: _("Merged with another organisation"),
    "organisation:took_over": lambda facts: _("Another organisation was merged with this one"),
    "organisation:confirmed": lambda facts: _("Confirmed: the profile is right"),
    "organisation:claimed": lambda facts: _("Somebody asked to speak for it"),
    "organisation:contact_viewed": lambda facts: _("Its contact was seen, to ask about a claim"),
    "organisation:applicant_viewed": lambda facts: _("Its contact was seen, to decide about it"),
    "organisation:claim_granted": lambda facts: _("Who asked to speak for it is invited"),
    "organisation:claim_refused": lambda facts: _("Who asked to speak for it is refused"),
    "organisation:unavailable": _unavailable,
    "organisation:available": lambda facts: _("Can help again"),
}
