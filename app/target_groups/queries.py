"""Reading target groups. They are no secret, so nothing here asks who reads."""

from __future__ import annotations

from collections.abc import Collection

from sqlmodel import Session, col, select

from app.core.memo import remembered
from app.reference.queries import for_regions
from app.target_groups.models import TargetGroup


def get_groups(session: Session, slugs: Collection[str], region_code: str) -> dict[str, TargetGroup]:
    """The groups with these slugs that exist in a region, by slug; unknown slugs are left out."""
    wanted = frozenset(slugs)
    if not wanted:
        return {}
    query = select(TargetGroup).where(col(TargetGroup.slug).in_(wanted), for_regions(TargetGroup, [region_code]))
    return remembered(session, ("groups", wanted, region_code), lambda: {g.slug: g for g in session.exec(query)})
