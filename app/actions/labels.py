"""Words for actions."""

from typing import Any

from app.actions.fields import ActionFields
from app.actions.models import Action, StopReason
from app.core.fields import say_changed
from app.core.i18n import gettext as _
from app.identity.timeline import Words
from app.matches import models as match_models
from app.members import labels as member_labels

# What everybody in the region may read of the history of an action.
EVENT_WORDS: Words = {
    "action:planned": lambda facts: _("Planned"),
    "action:edited": say_changed(ActionFields),
    "action:started": lambda facts: _("Started"),
    "action:done": lambda facts: _(
        "Completed: %(how)s", how=match_models.MatchOutcome(facts["outcome"]).word
    ),
    "action:stopped": lambda facts: _("Stopped: %(why)s", why=StopReason(facts["reason"]).word),
    "action:published": lambda facts: _("Made public"),
    "action:unpublished": lambda facts: _("No longer public"),
    "action:step_added": lambda facts: _("Step added"),
    "action:step_done": lambda facts: _("Step ticked off"),
    "action:step_reopened": lambda facts: _("Step opened again"),
    "action:step_changed": lambda facts: _("Step changed"),
    "action:step_removed": lambda facts: _("Step removed"),
    "action:progress_noted": lambda facts: _("Told how it goes"),
}
# A match may be of a small group of which others may not know where it is: only the lead reads that
# it was linked.
MATCH_WORDS: Words = {
    "action:match_served": lambda facts: _("Match linked"),
    "action:match_released": lambda facts: _("Match taken off"),
}


def words_for(action: Action, *, details: bool, is_own: bool) -> Words:
    """The words of the history of one action for this reader, with the names of its partners."""
    names = {str(partner.organisation_id): partner.organisation.name for partner in action.partners}

    def name(facts: dict[str, Any]) -> str:
        return names.get(str(facts["partner"]), "")

    words = dict(member_labels.with_charge(EVENT_WORDS, is_own=is_own))
    if details:
        words |= {
            "action:partner_invited": lambda facts: _("%(name)s is asked", name=name(facts)),
            "action:partner_joined": lambda facts: _with_channel(
                _("%(name)s takes part", name=name(facts)), facts
            ),
            "action:partner_declined": lambda facts: _with_channel(
                _("%(name)s said no", name=name(facts)), facts
            ),
            "action:partner_took_back": lambda facts: _(
                "Answer of %(name)s undone", name=name(facts)
            ),
            "action:partner_left": lambda facts: _(
                "%(name)s no longer takes part", name=name(facts)
            ),
        }
    return {**words, **MATCH_WORDS} if is_own else words


def _with_channel(text: str, facts: dict[str, Any]) -> str:
    if facts.get("on_behalf") is None:
        return text
    return _(
        "%(what)s (written down: %(how)s)",
        what=text,
        how=match_models.Channel(facts["on_behalf"]).word.lower(),
    )
