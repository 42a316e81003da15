"""Words for the lines of the trail, as its page says them: what was done, without names."""

from typing import Any

from app.account import labels as account
from app.actions import labels as actions
from app.core.i18n import gettext as _, mark, ngettext
from app.crises import labels as crises
from app.identity.timeline import Words
from app.interpretations import labels as interpretations
from app.matches import labels as match_labels
from app.members import labels as members
from app.needs import labels as needs
from app.offers import labels as offers
from app.organisations import labels as organisations
from app.planning import labels as planning
from app.providers import labels as providers
from app.region import labels as region
from app.releases import labels as releases
from app.reports import labels as reports
from app.resilience import labels as resilience
from app.target_groups import labels as target_groups

# What it is about, by what its name begins with.
NOUNS = {
    "action": mark("Action"),
    "example": mark("Example"),
    "interpretation": mark("Interpretation"),
    "report": mark("Report"),
    "release": mark("Release"),
    "charge": mark("Who looks after it"),
    "crisis": mark("Crisis"),
    "export": mark("List as a file"),
    "factor": mark("Second step"),
    "import": mark("File brought in"),
    "job": mark("Work in the background"),
    "mail": mark("Mail"),
    "match": mark("Match"),
    "measure": mark("Measure"),
    "membership": mark("Member"),
    "need": mark("Need"),
    "offer": mark("Offer"),
    "organisation": mark("Organisation"),
    "pair": mark("Suggestion"),
    "password": mark("Password"),
    "person": mark("Account"),
    "plan": mark("Region plan"),
    "provider": mark("Provider of sign-in"),
    "region": mark("Region"),
    "retention": mark("Retention"),
    "signal": mark("Signal"),
    "target_group": mark("Target group"),
    "trail": mark("Trail"),
}
# Where no page of the noun itself has words, or they need names.
PLAIN = {
    "charge:given": mark("Chosen who looks after it, or nobody"),
    "example:adopted": mark("An organisation does it too"),
    "example:left": mark("An organisation no longer does it"),
    "action:partner_declined": mark("Partner said no"),
    "action:partner_invited": mark("Partner asked"),
    "action:partner_joined": mark("Partner takes part"),
    "action:partner_left": mark("Partner no longer takes part"),
    "action:partner_took_back": mark("Answer of a partner undone"),
    "crisis:removed": mark("Thrown away"),
    "factor:added": mark("Second step added"),
    "factor:code_used": mark("Recovery code used"),
    "factor:codes_made": mark("Recovery codes made"),
    "factor:removed": mark("Second step taken away"),
    "factor:reset": mark("Second step reset by an administrator"),
    "import:done": mark("File stored"),
    "mail:tried_again": mark("Mail tried again"),
    "job:tried_again": mark("Work in the background tried again"),
    "match:accepted": mark("Accepted"),
    "match:agreed": mark("Yes from one side"),
    "match:answer_confirmed": mark("Noted yes confirmed"),
    "match:answer_taken_back": mark("Answer undone"),
    "match:answer_told": mark("Answer passed on"),
    "match:answer_undone": mark("Answer undone"),
    "match:approved": mark("Approved by the team of the region"),
    "match:asked_again": mark("Asked again: there is room again"),
    "match:completed": mark("Match completed"),
    "match:arrived": mark("Said whether the help arrived"),
    "match:contact_viewed": mark("Contact seen"),
    "match:declined": mark("Proposal declined"),
    "match:lapsed": mark("No answer before the deadline"),
    "match:note_written": mark("Note written"),
    "match:notes_viewed": mark("Notes of a match read"),
    "match:proposed": mark("Match proposed"),
    "match:review_undone": mark("Decision of the team undone"),
    "match:started": mark("Started"),
    "match:terms_changed": mark("Changed after the yes"),
    "match:terms_confirmed": mark("The change is agreed"),
    "match:told": mark("Decision of the team passed on"),
    "measure:removed": mark("Thrown away"),
    "need:discarded": mark("Draft thrown away"),
    "offer:discarded": mark("Draft thrown away"),
    "organisation:applicant_viewed": mark("Contact of an applicant seen"),
    "organisation:edited": mark("Profile changed"),
    "pair:rejected": mark("Suggestion set aside"),
    "pair:restored": mark("Suggestion put back"),
    "password:reset": mark("New password chosen with a mailed link"),
    "person:added": mark("Account added"),
    "person:closed": mark("Account closed"),
    "person:erased": mark("Account erased"),
    "person:opened": mark("Account opened again"),
    "person:signed_in": mark("Signed in"),
    "person:signed_out": mark("Signed out"),
    "provider:tied": mark("Account tied to a provider"),
    "provider:untied": mark("Account untied from a provider"),
    "signal:accepted": mark("Signal taken up"),
    "signal:edited": mark("Signal changed"),
    "signal:followed_up": mark("Signal followed up"),
    "signal:logged": mark("Signal logged"),
    "signal:received": mark("Signal received"),
    "signal:rejected": mark("Signal not taken up"),
    "signal:withdrawn": mark("Signal withdrawn"),
    "signal:taken_back": mark("Signal taken back by its sender"),
    "target_group:merged": mark("Merged with another group"),
    "target_group:size_estimated": mark("Size noted"),
}


def _taken(facts: dict[str, Any]) -> str:
    return ngettext("Taken along: %(num)s row", "Taken along: %(num)s rows", facts["rows"])


def _removed(facts: dict[str, Any]) -> str:
    return ngettext(
        "Kept long enough: %(num)s row", "Kept long enough: %(num)s rows", facts["rows"]
    )


def _withdrawn(facts: dict[str, Any]) -> str:
    """With why, where nobody decided it."""
    full = facts.get("full")
    return _(match_labels.FULL[full]) if full else _("Match withdrawn")


WORDS: Words = {
    **account.WORDS,
    **members.EVENT_WORDS,
    **needs.EVENT_WORDS,
    **offers.EVENT_WORDS,
    **actions.EVENT_WORDS,
    **actions.MATCH_WORDS,
    **resilience.EVENT_WORDS,
    **interpretations.INNER_WORDS,
    **reports.EVENT_WORDS,
    **releases.EVENT_WORDS,
    **crises.CRISIS_WORDS,
    **crises.MEASURE_WORDS,
    **planning.EVENT_WORDS,
    **providers.PROVIDER_WORDS,
    **organisations.EVENT_WORDS,
    **target_groups.EVENT_WORDS,
    **region.SETTINGS_WORDS,
    **region.WEIGHTS_WORDS,
    "export:taken": _taken,
    "match:withdrawn": _withdrawn,
    "trail:taken": _taken,
    "retention:removed": _removed,
}


def words_of(event: str, facts: dict[str, Any]) -> str:
    """What was done. A line of long ago may lack what a sentence of today says."""
    if event in PLAIN:
        return _(PLAIN[event])
    try:
        return WORDS[event](facts)
    except (KeyError, TypeError, ValueError):
        return _("Something was done")


def noun_of(event: str) -> str:
    """What it is about."""
    noun = event.partition(":")[0]
    return _(NOUNS[noun]) if noun in NOUNS else _("Something else")


def line_of(event: str, facts: dict[str, Any]) -> str:
    """Both, for who reads one line by itself."""
    return f"{noun_of(event)}: {words_of(event, facts)}"
