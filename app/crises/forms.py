"""Choices and starting values of the pages of crises and measures."""

from dataclasses import replace
from typing import Any

from app.core import clock
from app.core.words import Choice, options
from app.reference.models import Crisis, CrisisPhase, Measure
from app.target_groups.choices import RegionChoices


class ListChoices(RegionChoices):
    """The lists these pages can offer, and what a new measure starts with."""

    @property
    def phases(self) -> list[Choice]:
        """The phases with a capital: everywhere else they stand within a sentence."""
        return [
            replace(phase, label=phase.label[:1].upper() + phase.label[1:])
            for phase in options(CrisisPhase)
        ]

    @property
    def measure_defaults(self) -> dict[str, Any]:
        """What a new measure starts with."""
        return {"starts_on": clock.today().isoformat(), "crisis": self.reference.default_crisis}


def crisis_defaults() -> dict[str, Any]:
    """What a new crisis starts with."""
    return {"phase": CrisisPhase.ACUTE.value, "started_on": clock.today().isoformat()}


def typed_of_crisis(crisis: Crisis) -> dict[str, Any]:
    """A stored crisis as the values of its form."""
    return {
        "name": crisis.name,
        "phase": crisis.phase.value,
        "started_on": crisis.started_on.isoformat(),
        "ended_on": crisis.ended_on.isoformat() if crisis.ended_on else None,
    }


def typed_of_measure(measure: Measure) -> dict[str, Any]:
    """A stored measure as the values of its form."""
    return {
        "title": measure.title,
        "description": measure.description,
        "level": measure.level.value,
        "starts_on": measure.starts_on.isoformat(),
        "ends_on": measure.ends_on.isoformat() if measure.ends_on else None,
        "link": measure.link,
        "crisis": measure.crisis.slug if measure.crisis else None,
    }
