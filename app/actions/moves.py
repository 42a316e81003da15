"""What every verb on an action shares."""

from typing import Any

from app.actions.models import Action, ActionStatus
from app.core import clock


def move(action: Action, status: ActionStatus) -> None:
    """Put an action somewhere, and note when."""
    action.status, action.moved_at = status, clock.now()


def address(action: Action) -> dict[str, Any]:
    """What every event of an action says of where it belongs."""
    return {
        "object_id": action.id,
        "organisation_id": action.organisation_id,
        "region_code": action.region_code,
    }
