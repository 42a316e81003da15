"""Signals of organisations in tests: what their form says."""

from __future__ import annotations

from typing import Any

from app.signals import partner_commands, signal_fields
from app.signals.models import Signal
from tests.world import World

ENTRY: dict[str, Any] = {
    "description": "Steeds meer gezinnen vragen hulp met de energierekening.",
    "theme": "work_income",
    "target_group": "older_people",
    "municipality": "GM1979",
    "direction": "negative",
    "severity": "4",
    "trend": "rising",
    "source_kind": "own",
    "sureness": "fair",
}


def logged_by(world: World, who: str, **changes: Any) -> Signal:
    """A signal as `who` would log it."""
    given = signal_fields.SignalEntry.model_validate(ENTRY | changes)
    signal = partner_commands.log_signal(world.session, world[who], given)
    world.session.flush()
    return signal
