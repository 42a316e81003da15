"""Locking a crisis, in one order for everybody: the settings of its region first."""

from uuid import UUID

from sqlmodel import Session

from app.crises import queries
from app.identity.actor import Actor
from app.reference import commands as reference_commands, models as reference_models


def lock_crisis(session: Session, actor: Actor, crisis_id: UUID) -> reference_models.Crisis:
    """A crisis with the settings of its region, both locked until commit.

    Who adds a crisis or a measure holds the settings and then the crisis that the measure points
    at. Taking them in that same order, nobody waits for each other, and no two crises get one name.
    """
    found = queries.get_crisis(session, actor, crisis_id)
    reference_commands.lock_settings(session, found.region_code)
    return queries.get_crisis(session, actor, crisis_id, lock=True)
