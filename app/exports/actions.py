"""The list of actions as a file."""

from collections.abc import Iterator
from dataclasses import replace

from sqlmodel import Session

from app.actions import (
    fields as action_fields,
    forms as action_forms,
    policy as action_policy,
    queries as action_queries,
)
from app.core.i18n import mark
from app.exports import listing
from app.identity.actor import Actor


def _rows(
    session: Session, actor: Actor, filters: action_queries.ActionFilters
) -> Iterator[action_fields.ActionRow]:
    rows = listing.every_row(
        lambda cursor: action_queries.find_actions(
            session, actor, filters.model_copy(update={"cursor": cursor}), size=listing.PAGE_SIZE
        )
    )
    return (_for_others(action) for action in rows)


def _for_others(action: action_fields.ActionRow) -> action_fields.ActionRow:
    """The action as an organisation sees it that does not take part."""
    if action.people_reached is None or action.people_reached >= action_policy.SMALL_REACH:
        return action
    return replace(action, people_reached=None, hides_reach=True)


ACTIONS = listing.Listing(
    name="actions",
    title=mark("Actions"),
    filename="acties",
    filters=action_queries.ActionFilters,
    choices=action_forms.ActionChoices,
    rows=_rows,
    columns=action_fields.FILE,
    masking=mark("Fewer than 5 people reached can be recognised. There it says “<5”."),
)
