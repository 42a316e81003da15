"""Words for examples."""

from typing import Any

from app.core.fields import say_changed
from app.core.i18n import gettext as _
from app.identity.timeline import Words
from app.resilience.fields import ExampleFields
from app.resilience.models import ResilienceExample

# What everybody in the region may read of the history of an example.
EVENT_WORDS: Words = {
    "example:written": lambda facts: _("Written down"),
    "example:edited": say_changed(ExampleFields),
    "example:shown": lambda facts: _("Published"),
    "example:withdrawn": lambda facts: _("Withdrawn"),
}


def words_for(example: ResilienceExample) -> Words:
    """The words of its history, with the names of who does it too."""
    names = {str(each.organisation_id): each.organisation.name for each in example.adoptions}

    def name(facts: dict[str, Any]) -> str:
        return names.get(str(facts["partner"])) or _("An organisation")

    return {
        **EVENT_WORDS,
        "example:adopted": lambda facts: _("%(name)s does this too", name=name(facts)),
        "example:left": lambda facts: _("%(name)s no longer does this", name=name(facts)),
    }
