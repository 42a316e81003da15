"""Crises and measures for tests, straight into the tables."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlmodel import Session

from app.reference.models import Crisis, CrisisPhase, Measure, MeasureLevel

DAY = date(2027, 3, 14)


def crisis(session: Session, slug: str, **columns: Any) -> Crisis:
    """A crisis of VR05, that began on `DAY`."""
    plain: dict[str, Any] = {
        "region_code": "VR05",
        "name": slug,
        "phase": CrisisPhase.ACUTE,
        "started_on": DAY,
    }
    found = Crisis(slug=slug, **plain | columns)
    session.add(found)
    session.flush()
    return found


def measure(session: Session, slug: str, **columns: Any) -> Measure:
    """A measure of VR05, in force from `DAY` on."""
    plain: dict[str, Any] = {
        "region_code": "VR05",
        "title": slug,
        "level": MeasureLevel.REGIONAL,
        "starts_on": DAY,
    }
    found = Measure(slug=slug, **plain | columns)
    session.add(found)
    session.flush()
    return found
