"""Choices of the pages of signals, and what a form starts with that is made of one."""

import re
from typing import Any
from uuid import UUID

from app.core import characters, inputs, shown
from app.core.forms import Form
from app.core.i18n import gettext as _
from app.language import kinds, meaning, words as language_words
from app.needs.models import is_small_group
from app.signals import models, signal_fields
from app.signals.models import Signal
from app.target_groups.choices import RegionChoices
from app.target_groups.models import ALL_RESIDENTS

SURE = 0.5  # as of the title of a need: nine of ten are right then
LONGEST_TITLE = 80
# "Ik kan op maandag koken": what stands behind the verb is what an offer is called.
_CAN = re.compile(
    r"(?:ik|wij|we) (?:kan|kunnen|wil|willen|zou|zouden)"
    r"(?: (?:graag|best|wel|ook|kunnen|willen))* ",
    re.IGNORECASE,
)
_OF_SELF = re.compile(
    r"\b(?:ik|mij|me|mijn|mezelf|wij|we|ons|onze|i|my|me|we|our)\b|\bm['’]n\b", re.IGNORECASE
)


class NeedStart(inputs.Input):
    """From which signal a new need follows."""

    signal: inputs.Slug | None = None


def signal_of(start: Form[NeedStart]) -> UUID:
    """The signal of an address; nonsense names none that is there."""
    return inputs.read_id(start.value("signal")) or UUID(int=0)


class SignalChoices(RegionChoices):
    """The lists of the pages, and what their filters are called."""

    def filter_label(self, name: str, value: str) -> str:
        if name == "unproven":
            return _("Not checked against robots")
        if name in ("seen_from", "seen_until"):
            return signal_fields.day_label(name, value)
        return super().filter_label(name, value)

    def list_facts(self, row: signal_fields.SignalRow) -> list[str]:
        """What a list says of a signal, below its title."""
        return [text for _label, text in shown.told(signal_fields.LIST, row, self)]

    def title_of(self, row: signal_fields.SignalRow | Signal) -> str:
        """What a signal is called of which the reader may not know the words."""
        about = [self.label(row.theme), self.label(row.target_group), row.kind.word]
        return next(filter(None, [", ".join(filter(None, about[:2])), about[2]]))


def first_sentence(text: str) -> str:
    """What it says first, as much of it as a title holds."""
    return characters.shortened(
        text.split("\n")[0].split(". ")[0].strip().rstrip("."), LONGEST_TITLE
    )


def called(signal: Signal, choices: SignalChoices, *, is_told: bool) -> str:
    """What the page of a signal is called: what it says, for who may know its words."""
    said = first_sentence(signal.description) if is_told else ""
    return said or choices.title_of(signal)


def follows_from(signal: Signal, *, is_told: bool) -> dict[str, Any]:
    """What the form of a need starts with that follows from a signal: its first sentence as the
    title. `is_told`: whether the reader may know its words.
    """
    told = signal.description if is_told else ""
    title = first_sentence(told)
    return {
        "title": title,
        "description": told if title != told.strip().rstrip(".") else "",
        "support_type": _kind_of(told) if told else None,
        "target_group": signal.target_group,
        "people": signal.people,
        "quantity": signal.people,
        "crisis": signal.crisis.slug if signal.crisis else None,
        "measure": signal.measure.slug if signal.measure else None,
    }


def leads_to(signal: Signal, *, is_told: bool) -> dict[str, Any]:
    """What the form of an example starts with that a good signal leads to; where it was seen only
    when it is about more than a few people. `is_told`: whether the reader may know its words.
    """
    told = signal.description if is_told else ""
    few = is_small_group(signal.people, signal.municipality_code)
    return {
        "title": first_sentence(told),
        "description": told,
        "theme": signal.theme,
        "support_type": _kind_of(told) if told else None,
        "target_group": signal.target_group,
        "municipality": None if few else signal.municipality_code,
    }


def counted_as(signal: Signal) -> dict[str, Any]:
    """What the form starts with by which a signal is taken up: what is known of it."""
    return {
        "theme": signal.theme,
        "target_group": signal.target_group,
        "direction": signal.direction,
        "severity": models.SignalSeverity(str(signal.severity)) if signal.severity else None,
    }


def start_of(signal: Signal) -> dict[str, Any]:
    """Filled in as far as the resident said it. How much it is, and in what it is counted, somebody
    asks them: a number that nobody gave would stand in the offer as if they had.
    """
    return {
        "title": _title_of(signal.description),
        "support_type": signal.support_type or _kind_of(signal.description),
        "target_groups": [ALL_RESIDENTS],
    }


def _title_of(text: str) -> str:
    """The first sentence, or as much of it as a title holds, as an organisation says it: without
    "I can". Nothing where the resident still speaks of themselves in it.
    """
    first = text.split("\n")[0].split(". ")[0].strip().rstrip(".!")
    first = _CAN.sub("", first, count=1) if _CAN.match(first) else first
    if _OF_SELF.search(first):
        return ""
    first = re.sub(r"^(['’]\w )?(\w)", lambda found: (found[1] or "") + found[2].upper(), first)
    return characters.shortened(first, LONGEST_TITLE)


def _kind_of(text: str) -> str | None:
    """The kind of help that the text clearly speaks of."""
    read = language_words.read_words(text)
    shares = kinds.read_kinds(read.all | read.excluded, meaning.encode([text])[0])
    best = int(shares.argmax())
    return kinds.kind_slugs()[best] if shares[best] >= SURE else None
