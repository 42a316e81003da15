"""Signals in the demo region: twelve weeks of what its municipalities, team and partners saw."""

from datetime import timedelta
from typing import Any

from sqlmodel import Session

from app.core import clock
from app.demo import region as demo_region
from app.demo.cast import read
from app.signals import partner_commands, signal_fields


def seed_signals(session: Session, region: demo_region.DemoRegion) -> int:
    """Log them, each by the coordinator of its organisation on the day it was seen. What comes from
    a municipality or the team counts at once, the rest waits. Returns how many.
    """
    coordinators = region.everybody().coordinators
    things = read("signals")
    for number, thing in enumerate(things):
        actor = coordinators[region.organisations[thing["of"]].id]
        given = _given(region, thing)
        with clock.at(demo_region.moment_ago(thing["days"], hour=9, minute=number)):
            partner_commands.log_signal(session, actor, given)
    return len(things)


def _given(region: demo_region.DemoRegion, thing: dict[str, Any]) -> signal_fields.SignalEntry:
    said = {name: value for name, value in thing.items() if name not in ("of", "days")}
    if (measure := said.get("measure")) is not None:
        said["measure"] = region.measures[measure]
    seen_on = clock.today() - timedelta(days=thing["days"])
    return signal_fields.SignalEntry.model_validate(
        said | {"seen_on": seen_on, "sure_no_names": True}
    )
