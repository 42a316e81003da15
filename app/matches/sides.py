"""Sides: for whom somebody may speak between two organisations."""

from app.identity.actor import Actor, Permission
from app.matches import models


def sides_of(
    actor: Actor, permission: Permission, need_owner: object, offer_owner: object, region: str
) -> list[models.Side]:
    """For whom an actor may speak between two organisations: need, offer, and last the team."""
    permitted = {
        seat.organisation_id for seat in actor.seats if actor.may(permission, seat.organisation_id)
    }
    sides = [
        side
        for side, owner in ((models.Side.NEED, need_owner), (models.Side.OFFER, offer_owner))
        if owner in permitted
    ]
    return [*sides, models.Side.TEAM] if region in actor.team_regions else sides
