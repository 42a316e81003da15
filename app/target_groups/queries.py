"""Reading target groups. They are no secret, so nothing here asks who reads."""

from __future__ import annotations

from collections.abc import Collection

from sqlmodel import Session, col, select

from app.core.i18n import current_locale
from app.reference.labels import taxon_label
from app.reference.queries import Choice, for_regions
from app.target_groups.models import TargetGroup


def find_group_choices(session: Session, regions: Collection[str]) -> list[Choice]:
    """The groups a person in these regions can choose from."""
    found = session.exec(
        select(TargetGroup)
        .where(for_regions(TargetGroup, regions))
        .order_by(col(TargetGroup.position), col(TargetGroup.label_nl))
    )
    return [Choice(g.slug, taxon_label(g, current_locale()), " ".join(g.synonyms)) for g in found]


def get_groups(session: Session, slugs: Collection[str], region_code: str) -> dict[str, TargetGroup]:
    """The groups with these slugs that exist in a region, by slug; unknown slugs are left out."""
    wanted = set(slugs)
    if not wanted:
        return {}
    found = session.exec(
        select(TargetGroup).where(col(TargetGroup.slug).in_(wanted), for_regions(TargetGroup, [region_code]))
    )
    return {group.slug: group for group in found}
