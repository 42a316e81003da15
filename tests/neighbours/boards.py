"""A board that is opened to the region of somebody, and closed again."""

from __future__ import annotations

from sqlmodel import Session, select

from app.identity.actor import Actor
from app.reference.models import RegionSettings


def open_board(session: Session, *actors: Actor) -> None:
    """Of VR01: to the regions of these actors, and to nobody else."""
    query = select(RegionSettings).where(RegionSettings.region_code == "VR01")
    settings = session.exec(query).one()
    settings.open_to = [region for actor in actors for region in actor.regions]
    session.flush()
