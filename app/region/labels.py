"""Words for the settings of a region."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from app.core.fields import changed_word
from app.core.i18n import gettext as _, listed, ngettext
from app.identity.timeline import Words
from app.reference import models as reference_models
from app.region.commands import KINDS, RegionInput


@dataclass(frozen=True)
class FieldWords:
    """What a number is called and what it means."""

    label: str
    hint: str


def term_words() -> dict[str, FieldWords]:
    """The terms of a suggestion, in the order of the form."""
    return {
        "support": FieldWords(
            _("Kind of help"),
            _("The offer is the same kind of help, or a kind that is close to it."),
        ),
        "text": FieldWords(
            _("Words and meaning"), _("The texts speak of the same thing, also in other words.")
        ),
        "group": FieldWords(
            _("Target group"), _("The offer is meant for this group, or for everybody.")
        ),
        "area": FieldWords(
            _("Distance"), _("The offer is in the same municipality, or in one next to it.")
        ),
        "share": FieldWords(
            _("How much it covers"), _("The offer can take on a large part of what is still open.")
        ),
        "window": FieldWords(
            _("Period"), _("The offer is there for all of the time in which help is needed.")
        ),
        "record": FieldWords(
            _("Experience"), _("Earlier matches of this organisation ended well.")
        ),
        "rest": FieldWords(
            _("Taking turns"), _("This organisation has not been asked for a while.")
        ),
    }


def threshold_words() -> dict[str, FieldWords]:
    """From which fit something counts."""
    return {
        "suggestion_threshold": FieldWords(
            _("Show a suggestion from"),
            _(
                "The chance, out of a hundred, that a coordinator would invite this partner. At 0 "
                "everything is shown."
            ),
        ),
        "plan_threshold": FieldWords(
            _("Into the region plan from"),
            _("Better open than filled with the wrong help. At least as much as above."),
        ),
    }


def _field_label(name: str) -> str:
    words = term_words() | threshold_words()
    if name in words:
        return words[name].label
    return changed_word(RegionInput, name)


def _value(name: str, value: Any) -> str:
    if name == "review_mode":
        return reference_models.ReviewMode(value).word.lower()
    if name in KINDS:
        kinds = (reference_models.OrganisationKind(kind).word.lower() for kind in value)
        return listed(kinds) or (_("of nobody") if name == "moderated_kinds" else _("nobody"))
    if name == "open_to":
        return listed(value) or _("nobody")
    return str(value)


def _changes(changes: Iterable[dict[str, Any]]) -> str:
    return "; ".join(
        _(
            "%(name)s from %(before)s to %(after)s",
            name=_field_label(change["name"]),
            before=_value(change["name"], change["before"]),
            after=_value(change["name"], change["after"]),
        )
        for change in changes
    )


def _back(facts: dict[str, Any]) -> str:
    changed = _changes(facts["changes"])
    return _("Back to the national numbers") + (f": {changed}" if changed else "")


_changed: Callable[[dict[str, Any]], str] = lambda facts: _changes(facts["changes"])  # noqa: E731
SETTINGS_WORDS: Words = {"region:settings_changed": _changed}
WEIGHTS_WORDS: Words = {"region:weights_changed": _changed, "region:weights_reset": _back}


def move_label(up: int | None) -> str:
    """How a partner moves in a list when the numbers change; None for one that was not in it."""
    if up is None:
        return _("new in this list")
    if up == 0:
        return _("same place")
    if up > 0:
        return ngettext("%(num)s place up", "%(num)s places up", up)
    return ngettext("%(num)s place down", "%(num)s places down", -up)
