"""Words for what happens to a target group."""

from typing import Any

from app.core.i18n import gettext as _
from app.identity.timeline import Words


def field_label(name: str) -> str:
    """A column of a group, as people call it."""
    labels = {"label_nl": _("name"), "label_en": _("English name"), "synonyms": _("other words")}
    return labels.get(name, name)


def _edited(facts: dict[str, Any]) -> str:
    return _(
        "Changed: %(fields)s",
        fields=", ".join(field_label(name) for name in facts.get("changed", ())),
    )


EVENT_WORDS: Words = {
    "target_group:added": lambda facts: _("Added by the region"),
    "target_group:edited": _edited,
    "target_group:words_changed": lambda facts: _("Other words of the region changed"),
    "target_group:took_over": lambda facts: _("Another group went up in this one"),
}
