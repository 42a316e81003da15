"""Words for crises and measures, and for what happened to them."""

from datetime import date
from typing import Any

from app.core.fields import say_changed
from app.core.i18n import gettext as _, long_date, pgettext
from app.crises.commands import CrisisInput
from app.crises.measure_commands import MeasureInput
from app.crises.queries import Going, MeasureState
from app.identity.timeline import Words
from app.reference.labels import phase_label
from app.reference.models import CrisisPhase, MeasureLevel


def level_label(level: MeasureLevel) -> str:
    """Who decided on a measure."""
    return {
        MeasureLevel.NATIONAL: _("National"),
        MeasureLevel.REGIONAL: _("Regional"),
        MeasureLevel.LOCAL: _("Local"),
    }[level]


def level_hint(level: MeasureLevel) -> str:
    """Who that is."""
    return {
        MeasureLevel.NATIONAL: _("The government or a national organisation."),
        MeasureLevel.REGIONAL: _("The safety region or the province."),
        MeasureLevel.LOCAL: _(
            "One municipality. With a small group nobody else sees it: it would tell where they "
            "are."
        ),
    }[level]


def crisis_going_label(going: Going) -> str:
    """Whether a crisis goes on."""
    return {
        Going.PLANNED: pgettext("crisis", "Still to come"),
        Going.NOW: pgettext("crisis", "Going on"),
        Going.OVER: pgettext("crisis", "Ended"),
    }[going]


def measure_going_label(going: Going) -> str:
    """Whether a measure is in force."""
    return {
        Going.PLANNED: pgettext("measure", "Still to come"),
        Going.NOW: pgettext("measure", "In force"),
        Going.OVER: pgettext("measure", "Over"),
    }[going]


def going_icon(going: Going) -> str:
    """The drawing that goes with it."""
    return {Going.PLANNED: "open", Going.NOW: "half", Going.OVER: "full-check"}[going]


def measure_state_label(state: MeasureState) -> str:
    """Which measures a list shows."""
    return {
        MeasureState.CURRENT: _("In force and still to come"),
        MeasureState.OVER: _("Over"),
        MeasureState.ALL: _("All"),
    }[state]


def _added(facts: dict[str, Any]) -> str:
    return _("Added, phase: %(phase)s", phase=phase_label(CrisisPhase(facts["phase"])))


def _phase_changed(facts: dict[str, Any]) -> str:
    before, after = (phase_label(CrisisPhase(facts[name])) for name in ("before", "after"))
    return _("Phase from %(before)s to %(after)s", before=before, after=after)


def _ended(facts: dict[str, Any]) -> str:
    return _("Last day: %(day)s", day=long_date(date.fromisoformat(facts["last_day"])))


CRISIS_WORDS: Words = {
    "crisis:added": _added,
    "crisis:edited": say_changed(CrisisInput),
    "crisis:phase_changed": _phase_changed,
    "crisis:ended": _ended,
    "crisis:reopened": lambda facts: _("Goes on: the last day was taken off"),
    "crisis:made_default": lambda facts: _("Made the first crisis of the region"),
}
MEASURE_WORDS: Words = {
    "measure:added": lambda facts: _("Added"),
    "measure:edited": say_changed(MeasureInput),
}
