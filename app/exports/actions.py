"""The list of actions as a file."""

from collections.abc import Iterator
from dataclasses import replace

from sqlmodel import Session

from app.actions.forms import ActionChoices
from app.actions.policy import SMALL_REACH
from app.actions.queries import ActionFilters, ActionRow, find_actions
from app.core.i18n import gettext as _, local_day, mark
from app.exports.listing import FEW, PAGE_SIZE, Column, Kind, Listing, every_row
from app.identity.actor import Actor


def _rows(session: Session, actor: Actor, filters: ActionFilters) -> Iterator[ActionRow]:
    rows = every_row(
        lambda cursor: find_actions(
            session, actor, filters.model_copy(update={"cursor": cursor}), size=PAGE_SIZE
        )
    )
    return (_for_others(action) for action in rows)


def _for_others(action: ActionRow) -> ActionRow:
    """The action as an organisation sees it that does not take part."""
    if action.people_reached is None or action.people_reached >= SMALL_REACH:
        return action
    return replace(action, people_reached=None, hides_reach=True)


def _labels(values: list[str], words: ActionChoices) -> str:
    return ", ".join(words.label(value) for value in values)


ACTIONS = Listing(
    name="actions",
    title=mark("Actions"),
    filename="acties",
    filters=ActionFilters,
    choices=ActionChoices,
    rows=_rows,
    columns=(
        Column(mark("Title"), lambda action, words: action.title, width=60),
        Column(mark("Status"), lambda action, words: action.status.word, width=14),
        Column(mark("Lead"), lambda action, words: action.organisation_name, width=32),
        Column(
            mark("Partners that take part"),
            lambda action, words: action.partners,
            Kind.NUMBER,
            width=10,
        ),
        Column(
            mark("Municipalities"),
            lambda action, words: _labels(action.municipalities, words) or _("whole region"),
            width=32,
        ),
        Column(
            mark("Target groups"),
            lambda action, words: _labels(action.target_groups, words),
            width=32,
        ),
        Column(mark("Themes"), lambda action, words: _labels(action.themes, words), width=32),
        Column(mark("Starts on"), lambda action, words: action.starts_on, Kind.DATE, width=12),
        Column(mark("Ends on"), lambda action, words: action.ends_on, Kind.DATE, width=12),
        Column(mark("Steps"), lambda action, words: action.steps, Kind.NUMBER, width=10),
        Column(mark("Steps done"), lambda action, words: action.steps_done, Kind.NUMBER, width=10),
        Column(
            mark("People reached"),
            lambda action, words: FEW if action.hides_reach else action.people_reached,
            Kind.NUMBER,
            width=12,
        ),
        Column(
            mark("Outcome"),
            lambda action, words: action.outcome.word if action.outcome else None,
        ),
        Column(mark("What was learned"), lambda action, words: action.lessons or None, width=60),
        Column(
            mark("Planned on"),
            lambda action, words: local_day(action.created_at),
            Kind.DATE,
            width=12,
        ),
        Column(mark("Reference"), lambda action, words: str(action.id), width=38),
    ),
    masking=mark("Fewer than 5 people reached can be recognised. There it says “<5”."),
)
