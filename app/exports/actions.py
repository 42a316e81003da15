"""The list of actions as a file."""

from collections.abc import Iterator
from dataclasses import replace

from sqlmodel import Session

from app.actions.fields import FILE, ActionRow
from app.actions.forms import ActionChoices
from app.actions.policy import SMALL_REACH
from app.actions.queries import ActionFilters, find_actions
from app.core.i18n import mark
from app.exports.listing import PAGE_SIZE, Listing, every_row
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


ACTIONS = Listing(
    name="actions",
    title=mark("Actions"),
    filename="acties",
    filters=ActionFilters,
    choices=ActionChoices,
    rows=_rows,
    columns=FILE,
    masking=mark("Fewer than 5 people reached can be recognised. There it says “<5”."),
)
