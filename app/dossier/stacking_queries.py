"""Where problems stack: needs of one group in one municipality for three or more kinds of help,
soon after each other.

Only needs that name the group and a municipality count, not those of all residents or of the whole
region, or problems would stack everywhere; drafts and what was taken back do not. Nor do needs of
small groups of which the reader may not know the place: that they count somewhere would tell it.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col

from app.core import clock
from app.identity.actor import Actor
from app.needs import policy as need_policy
from app.needs.models import Need
from app.reference.models import RegionSettings

STACKED_FROM = 3  # of help, from which on problems stack


@dataclass(frozen=True, slots=True)
class StackedNeed:
    """One of the needs of which a stacking is made."""

    id: UUID
    title: str
    published_at: datetime


@dataclass(frozen=True)
class Stacking:
    """A group in a municipality, and why: the needs of each kind of help, the newest first."""

    target_group: str
    municipality_code: str
    # By the slug of the kind of help.
    reasons: dict[str, list[StackedNeed]]

    @property
    def needs(self) -> list[StackedNeed]:
        """All of its needs."""
        return [need for needs in self.reasons.values() for need in needs]

    def other_kinds(self, than: str) -> list[str]:
        """The other kinds of help that are asked for."""
        return [kind for kind in self.reasons if kind != than]


def find_stackings(
    session: Session,
    actor: Actor,
    *,
    groups: Collection[str] | None = None,
    municipality: str | None = None,
) -> list[Stacking]:
    """Where problems stack for these groups, or for all of them, in order of group and
    municipality. One query.
    """
    counted = _counted(actor, groups, municipality).subquery()
    kinds = sa.func.count(counted.c.support_type.distinct())
    stacked = (
        sa.select(counted.c.target_group, counted.c.municipality_code)
        .group_by(counted.c.target_group, counted.c.municipality_code)
        .having(kinds >= STACKED_FROM)
    ).subquery()
    is_same = (counted.c.target_group == stacked.c.target_group) & (
        counted.c.municipality_code == stacked.c.municipality_code
    )
    query = (
        sa.select(counted)
        .join(stacked, is_same)
        .order_by(
            counted.c.target_group,
            counted.c.municipality_code,
            counted.c.published_at.desc(),
            counted.c.id.desc(),
        )
    )
    found: dict[tuple[str, str], Stacking] = {}
    for row in session.execute(query):
        place = (row.target_group, row.municipality_code)
        stacking = found.setdefault(place, Stacking(*place, reasons={}))
        need = StackedNeed(row.id, row.title, row.published_at)
        stacking.reasons.setdefault(row.support_type, []).append(need)
    return list(found.values())


def each_group() -> Any:
    """A row for each group of a need, to join with it. Its column is `slug`."""
    slugs = sa.func.array_prepend(col(Need.target_group), col(Need.also_groups))
    return sa.func.unnest(slugs).table_valued("slug", name="of_need").render_derived()


def find_stackings_of(session: Session, actor: Actor, need: Need) -> list[Stacking]:
    """The stackings that a need takes part in."""
    if (
        need.municipality_code is None
        or need.status not in need_policy.SHARED
        or need_policy.is_masked(actor, need)
    ):
        return []
    found = find_stackings(session, actor, groups=need.groups, municipality=need.municipality_code)
    return [stacking for stacking in found if any(one.id == need.id for one in stacking.needs)]


def _counted(actor: Actor, groups: Collection[str] | None, municipality: str | None) -> Any:
    """The needs that count, once for each of their groups."""
    of_need = each_group()
    group = of_need.c.slug
    days = sa.func.coalesce(
        col(RegionSettings.stacking_days), RegionSettings(region_code="").stacking_days
    )
    rules: list[sa.ColumnElement[bool]] = [
        col(Need.region_code).in_(actor.regions),
        need_policy.visible_to(actor),
        need_policy.knows_place(actor),
        col(Need.status).in_(need_policy.SHARED),
        col(Need.municipality_code).is_not(None),
        col(Need.published_at) > clock.now() - sa.func.make_interval(0, 0, 0, days),
    ]
    if municipality is not None:
        rules.append(col(Need.municipality_code) == municipality)
    if groups is not None:
        named = [sa.literal(slug, sa.Text) == sa.any_(col(Need.also_groups)) for slug in groups]
        rules += [sa.or_(col(Need.target_group).in_(groups), *named), group.in_(groups)]
    return (
        sa.select(
            group.label("target_group"),
            col(Need.municipality_code).label("municipality_code"),
            col(Need.support_type).label("support_type"),
            col(Need.id).label("id"),
            col(Need.title).label("title"),
            col(Need.published_at).label("published_at"),
        )
        .select_from(Need)
        .join(
            RegionSettings, col(RegionSettings.region_code) == col(Need.region_code), isouter=True
        )
        .join(of_need, sa.literal(True))
        .where(*rules)
    )
