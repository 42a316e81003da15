"""What a signal leads to, and what it could lead to."""

from sqlmodel import Session

from app.actions import queries as action_queries
from app.actions.models import Action
from app.core.words import Choice
from app.identity.actor import Actor
from app.signals import policy
from app.signals.models import Signal

MOST_ACTIONS = 100


def find_action(session: Session, actor: Actor, signal: Signal) -> Action | None:
    """The action that it leads to, which tells where it is."""
    if signal.action_id is None or policy.is_masked(actor, signal):
        return None
    return action_queries.get_action(session, actor, signal.action_id)


def find_actions(session: Session, actor: Actor, signal: Signal) -> list[Choice]:
    """What it could lead to: what is planned or runs, in its municipality first."""
    found = action_queries.find_actions(
        session, actor, action_queries.ActionFilters(), size=MOST_ACTIONS
    )
    # An order by its place would tell the place to who may not know it.
    place = None if policy.is_masked(actor, signal) else signal.municipality_code
    near = sorted(found.rows, key=lambda row: place not in row.municipalities)
    return [Choice(str(row.id), row.title) for row in near]
