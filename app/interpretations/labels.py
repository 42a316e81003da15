"""Words for interpretations."""

from typing import Any

from app.core.fields import say_changed
from app.core.i18n import gettext as _
from app.identity.timeline import Words
from app.interpretations.fields import InterpretationFields


def _rewritten(facts: dict[str, Any]) -> str:
    return (
        f"{_('Version %(num)s', num=facts['number'])}: {say_changed(InterpretationFields)(facts)}"
    )


# What everybody who reads an interpretation may read of its history.
EVENT_WORDS: Words = {
    "interpretation:written": lambda facts: _("Written down"),
    "interpretation:published": lambda facts: _("Version %(num)s published", num=facts["number"]),
    "interpretation:withdrawn": lambda facts: _("Withdrawn"),
    "interpretation:proposal_added": lambda facts: _("Proposal added"),
    "interpretation:proposal_removed": lambda facts: _("Proposal removed"),
    "interpretation:proposal_followed": lambda facts: (
        _("A need was made of a proposal")
        if facts.get("need_id")
        else _("An action was made of a proposal")
    ),
}
# And who writes along.
INNER_WORDS: Words = {
    **EVENT_WORDS,
    "interpretation:rewritten": _rewritten,
    "interpretation:expert_invited": lambda facts: _("Somebody was asked to write along"),
    "interpretation:expert_dismissed": lambda facts: _("Somebody no longer writes along"),
    "interpretation:remarked": lambda facts: _("Remark made"),
}
