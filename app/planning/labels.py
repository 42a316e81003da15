"""Words for plans."""

from typing import Any

from app.core.i18n import gettext as _, ngettext
from app.identity.timeline import Words
from app.planning.models import GapReason, LeftReason, PlanFailure, PlanStage


def stage_label(stage: PlanStage) -> str:
    """What is being done."""
    return {
        PlanStage.GATHERING: _("Looks up what is needed and what is on offer"),
        PlanStage.COMPARING: _("Compares every need with every offer"),
        PlanStage.SOLVING: _("Divides the offers over the needs"),
        PlanStage.CHECKING: _("Checks that no better plan exists"),
        PlanStage.STORING: _("Writes the proposals down"),
    }[stage]


def failure_label(failure: PlanFailure) -> str:
    """Why there is no plan, and what to do."""
    return {
        PlanFailure.TOO_LARGE: _("There are too many needs and offers to plan at once."),
        PlanFailure.STOPPED: _("The work stopped halfway. Try again."),
        PlanFailure.BROKEN: _(
            "Something went wrong on our side. Try again. Does it happen again? Tell the "
            "administrator."
        ),
    }[failure]


def left_label(reason: LeftReason) -> str:
    """Why a proposal could not become a match any more."""
    return {
        LeftReason.NEED_ENDED: _("The need is not open any more."),
        LeftReason.NEED_COVERED: _("Less is needed now than this proposal gives."),
        LeftReason.OFFER_ENDED: _("The offer is not available any more."),
        LeftReason.OFFER_FULL: _("The offer has less left now than this proposal takes."),
        LeftReason.ALREADY_ASKED: _("These two are proposed to each other already."),
        LeftReason.OTHER: _("This proposal cannot be made any more."),
    }[reason]


def gap_label(reason: GapReason) -> str:
    """Why something of a need stays open, as one sentence."""
    return {
        GapReason.NO_OFFER: _("Nobody offers this kind of help now."),
        GapReason.UNITS_DIFFER: _("There are offers of this kind, but they count in another unit."),
        GapReason.OTHER_PERIOD: _("There are offers of this kind, but only in another period."),
        GapReason.TOO_FAR: _("There are offers of this kind, but only too far away."),
        GapReason.POOR_FIT: _(
            "There are offers of this kind, but none fits well enough to invite."
        ),
        GapReason.ASKED_ELSEWHERE: _(
            "What fits is asked for other needs already. Those answers are still to come."
        ),
        GapReason.MORE_URGENT: _("What fits goes to needs that are more urgent."),
        GapReason.AS_URGENT: _("What fits is shared with needs that are as urgent, or more."),
        GapReason.NOT_ENOUGH: _(
            "Everything that fits is used for this need, and it is not enough."
        ),
    }[reason]


def _made(facts: dict[str, Any]) -> str:
    return ngettext("Ready, with %(num)s proposal", "Ready, with %(num)s proposals", facts["lines"])


EVENT_WORDS: Words = {
    "plan:asked": lambda facts: _("Plan asked for"),
    "plan:made": _made,
    "plan:failed": lambda facts: failure_label(PlanFailure(facts["failure"])),
    "plan:line_taken": lambda facts: _("A proposal taken over"),
}
