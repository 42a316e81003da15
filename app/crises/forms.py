"""Choices and starting values of the pages of crises and measures."""

from dataclasses import replace
from typing import Any

from app.core import clock, words
from app.reference.models import CrisisPhase
from app.target_groups.choices import RegionChoices


class ListChoices(RegionChoices):
    """The lists these pages can offer, and what a new measure starts with."""

    @property
    def phases(self) -> list[words.Choice]:
        """The phases with a capital: everywhere else they stand within a sentence."""
        return [
            replace(phase, label=phase.label[:1].upper() + phase.label[1:])
            for phase in words.options(CrisisPhase)
        ]

    @property
    def measure_defaults(self) -> dict[str, Any]:
        """What a new measure starts with."""
        return {"starts_on": clock.today().isoformat(), "crisis": self.reference.default_crisis}


def crisis_defaults() -> dict[str, Any]:
    """What a new crisis starts with."""
    return {"phase": CrisisPhase.ACUTE.value, "started_on": clock.today().isoformat()}
