"""Suggestions beside a form that is typed: shown by one door, which keeps that they were."""

from collections.abc import Callable
from typing import Any

from sqlmodel import Session

from app.core.forms import Form
from app.dossier import twin_queries
from app.dossier.twin_queries import Beside
from app.identity.actor import Actor
from app.suggestions import shown_commands
from app.target_groups.choices import RegionChoices

# Takes what has to be written when the answer is there.
AtEnd = Callable[[Callable[[Session], None]], None]


def show_beside(
    session: Session,
    actor: Actor,
    form: Form[Any],
    choices: RegionChoices,
    *,
    is_need: bool,
    at_end: AtEnd,
) -> Beside | None:
    """What stands beside it; None while the form says too little. That it was shown, in that order,
    is kept `at_end` of the request, also where the form is refused and nothing else is stored.
    """
    beside = twin_queries.find_beside(session, actor, form, choices, is_need=is_need)
    if beside is not None:
        at_end(
            lambda ending: shown_commands.note_shown(
                ending, actor, beside.typed, beside.suggested, is_typed=True
            )
        )
    return beside
