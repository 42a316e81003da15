"""Choices and starting values of the pages of crises and measures."""

from dataclasses import dataclass
from typing import Any

from app.core import clock
from app.crises.labels import (
    crisis_going_label,
    going_icon,
    level_hint,
    level_label,
    measure_going_label,
    measure_state_label,
)
from app.crises.queries import MeasureState
from app.reference.labels import phase_hint, phase_label
from app.reference.models import CrisisPhase, MeasureLevel
from app.reference.queries import Choice
from app.target_groups.choices import RegionChoices


@dataclass(frozen=True)
class HintedChoice(Choice):
    """A choice with a sentence below it."""

    hint: str = ""


def _capital(word: str) -> str:
    return word[:1].upper() + word[1:]


class ListChoices(RegionChoices):
    """Every list these pages can offer, and every label they can show."""

    level_label = staticmethod(level_label)
    phase_label = staticmethod(phase_label)
    crisis_going_label = staticmethod(crisis_going_label)
    measure_going_label = staticmethod(measure_going_label)
    going_icon = staticmethod(going_icon)

    @property
    def phases(self) -> list[HintedChoice]:
        return [
            HintedChoice(p.value, _capital(phase_label(p)), hint=phase_hint(p)) for p in CrisisPhase
        ]

    @property
    def levels(self) -> list[HintedChoice]:
        return [
            HintedChoice(level.value, level_label(level), hint=level_hint(level))
            for level in MeasureLevel
        ]

    @property
    def states(self) -> list[Choice]:
        return [Choice(state.value, measure_state_label(state)) for state in MeasureState]

    @property
    def named_lists(self) -> dict[str, list[Choice]]:
        return {"state": self.states, "level": list(self.levels)}

    @property
    def measure_defaults(self) -> dict[str, Any]:
        """What a new measure starts with."""
        return {"starts_on": clock.today().isoformat(), "crisis": self.reference.default_crisis}


def crisis_defaults() -> dict[str, Any]:
    """What a new crisis starts with."""
    return {"phase": CrisisPhase.ACUTE.value, "started_on": clock.today().isoformat()}
