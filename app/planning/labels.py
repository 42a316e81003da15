"""Words for what happens to a plan."""

from typing import Any

from app.core.i18n import gettext as _, ngettext
from app.identity.timeline import Words
from app.planning.models import PlanFailure


def _made(facts: dict[str, Any]) -> str:
    return ngettext("Ready, with %(num)s proposal", "Ready, with %(num)s proposals", facts["lines"])


EVENT_WORDS: Words = {
    "plan:asked": lambda facts: _("Plan asked for"),
    "plan:made": _made,
    "plan:failed": lambda facts: PlanFailure(facts["failure"]).word,
    "plan:line_taken": lambda facts: _("A proposal taken over"),
    "plan:line_left": lambda facts: _("Taking a proposal over undone"),
}
