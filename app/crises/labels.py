"""Words for what happens to crises and measures."""

from datetime import date
from typing import Any

from app.core.fields import say_changed
from app.core.i18n import gettext as _, long_date
from app.crises import commands, measure_commands
from app.identity.timeline import Words
from app.reference.models import CrisisPhase


def _added(facts: dict[str, Any]) -> str:
    return _("Added, phase: %(phase)s", phase=CrisisPhase(facts["phase"]).word)


def _phase_changed(facts: dict[str, Any]) -> str:
    before, after = (CrisisPhase(facts[name]).word for name in ("before", "after"))
    return _("Phase from %(before)s to %(after)s", before=before, after=after)


def _ended(facts: dict[str, Any]) -> str:
    return _("Last day: %(day)s", day=long_date(date.fromisoformat(facts["last_day"])))


CRISIS_WORDS: Words = {
    "crisis:added": _added,
    "crisis:edited": say_changed(commands.CrisisInput),
    "crisis:phase_changed": _phase_changed,
    "crisis:ended": _ended,
    "crisis:reopened": lambda facts: _("Goes on: the last day was taken off"),
    "crisis:made_default": lambda facts: _("Made the first crisis of the region"),
}
MEASURE_WORDS: Words = {
    "measure:added": lambda facts: _("Added"),
    "measure:edited": say_changed(measure_commands.MeasureInput),
}
