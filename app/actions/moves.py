"""What every verb on an action shares."""

from app.actions.models import Action, ActionStatus
from app.core import clock


def move(action: Action, status: ActionStatus) -> None:
    """Put an action somewhere, and note when."""
    action.status, action.moved_at = status, clock.now()
