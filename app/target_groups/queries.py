"""Reading target groups. What they are called is no secret, so most of it does not ask who
reads.
"""

from collections.abc import Collection
from dataclasses import dataclass
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from app.core import errors, read_once as core_read_once, tongue
from app.core.i18n import current_locale, gettext as _
from app.identity.actor import ANYBODY, Actor
from app.reference import choice_queries, queries as reference_queries
from app.target_groups import models, policy


@dataclass(frozen=True, slots=True)
class Group:
    """A group as a region knows it. `synonyms` are its own other words, `own_words` those that the
    region adds.
    """

    slug: str
    label_nl: str
    label_en: str
    synonyms: tuple[str, ...]
    own_words: tuple[str, ...]
    region_code: str | None
    merged_into: str | None
    version: int
    # Of the region's own words; 0 while there are none.
    words_version: int

    @property
    def label(self) -> str:
        """In the reader's language."""
        if current_locale() != "en":
            return self.label_nl
        is_dutch = self.is_regional and self.label_en == self.label_nl
        return tongue.in_dutch(self.label_nl) if is_dutch else self.label_en

    @property
    def words(self) -> tuple[str, ...]:
        """Every other word for it."""
        return (*self.synonyms, *self.own_words)

    @property
    def names(self) -> tuple[str, ...]:
        """Everything it is called, in every language: what the group itself is found by."""
        return (self.label_nl, self.label_en, *self.words)

    @property
    def search_words(self) -> tuple[str, ...]:
        """What something for this group is found by, in every language."""
        return self.names

    @property
    def is_regional(self) -> bool:
        """Whether a region added it."""
        return self.region_code is not None


_IS_LIVE: sa.ColumnElement[bool] = col(models.TargetGroup.merged_into).is_(None)


def _groups(regions: Any, rule: sa.ColumnElement[bool] | None = None) -> Any:
    """The columns of `Group`, with the words of the first of these regions that has some: of the
    groups that these regions know, or by another rule.
    """
    own = (
        sa.select(col(models.TargetGroupWords.words), col(models.TargetGroupWords.version))
        .where(
            col(models.TargetGroupWords.target_group) == col(models.TargetGroup.slug),
            col(models.TargetGroupWords.region_code).in_(regions),
        )
        .order_by(col(models.TargetGroupWords.region_code))
        .limit(1)
        .lateral()
    )
    return (
        sa.select(models.TargetGroup, own.c.words, own.c.version)
        .join(own, sa.literal(True), isouter=True)
        .where(reference_queries.for_regions(models.TargetGroup, regions) if rule is None else rule)
        .order_by(
            col(models.TargetGroup.position),
            col(models.TargetGroup.label_nl),
            col(models.TargetGroup.slug),
        )
    )


def _group(row: Any) -> Group:
    group, words, version = row
    return Group(
        slug=group.slug,
        label_nl=group.label_nl,
        label_en=group.label_en,
        synonyms=tuple(group.synonyms),
        own_words=tuple(words or ()),
        region_code=group.region_code,
        merged_into=group.merged_into,
        version=group.version,
        words_version=version or 0,
    )


def get_groups(
    session: Session, slugs: Collection[str], region_code: str, *, kept: Collection[str] = ()
) -> dict[str, Group]:
    """The groups with these slugs that a region can choose or that are `kept`, by slug; others are
    left out.

    They stay until the end of the transaction: who merges one waits. While one is being merged it
    is not there.
    """
    wanted = frozenset(slugs)
    if not wanted:
        return {}

    def load() -> dict[str, Group]:
        asked = {"slugs": list(wanted), "regions": [region_code], "kept": list(kept)}
        return {row[0].slug: _group(row) for row in session.execute(_chosen(), asked)}

    return core_read_once.read_once(session, ("groups", wanted, region_code, frozenset(kept)), load)


@cache
def _chosen() -> Any:
    # Who chooses a group may have locked needs and offers that a merge waits for, so it never
    # waits itself.
    lock = {"read": True, "key_share": True, "skip_locked": True, "of": models.TargetGroup}
    wanted, kept = (
        sa.bindparam(name, type_=postgresql.ARRAY(sa.Text)) for name in ("slugs", "kept")
    )
    slug = col(models.TargetGroup.slug)
    offered = sa.and_(reference_queries.for_regions(models.TargetGroup, ANYBODY.regions), _IS_LIVE)
    return (
        _groups(ANYBODY.regions, sa.or_(offered, slug == sa.any_(kept)))
        .where(slug == sa.any_(wanted))
        .with_for_update(**lock)
    )


def find_groups(session: Session, regions: Collection[str]) -> list[Group]:
    """Every group that can be chosen in these regions, in the order of the list."""
    return [_group(row) for row in session.execute(_live(), {"regions": regions})]


@cache
def _live() -> Any:
    return _groups(ANYBODY.regions).where(_IS_LIVE)


def get_group(session: Session, actor: Actor, slug: str) -> Group:
    """One group, also one that went up in another. Raises NotFound when it is of another region."""
    row = session.execute(_by_slug(), actor.bound | {"slug": slug}).first()
    if row is None:
        raise errors.NotFound(
            _("This target group does not exist, or it belongs to another region.")
        )
    return _group(row)


@cache
def _by_slug() -> Any:
    is_it = col(models.TargetGroup.slug) == sa.bindparam("slug")
    return _groups(ANYBODY.regions).where(is_it, policy.visible_to(ANYBODY))


def group_rows(in_english: bool, regions: Any) -> Any:
    """The list of groups for `get_choices`. Words are all that somebody may call a group, old slugs
    too.
    """
    merged = aliased(models.TargetGroup)
    old = sa.select(sa.func.array_agg(col(merged.slug))).where(
        col(merged.merged_into) == col(models.TargetGroup.slug)
    )
    added = sa.select(
        sa.func.array_agg(sa.func.array_to_string(col(models.TargetGroupWords.words), "\n"))
    ).where(
        sa.and_(
            col(models.TargetGroupWords.target_group) == col(models.TargetGroup.slug),
            col(models.TargetGroupWords.region_code).in_(regions),
        )
    )
    labels: Any = postgresql.array(
        [col(models.TargetGroup.label_nl), col(models.TargetGroup.label_en)]
    )
    words = sa.func.array_cat(labels, col(models.TargetGroup.synonyms))
    for found in (added, old):
        words = sa.func.array_cat(
            words, sa.cast(found.scalar_subquery(), postgresql.ARRAY(sa.Text))
        )
    return choice_queries.taxon_rows(
        "more", models.TargetGroup, in_english, regions, words=words
    ).where(_IS_LIVE)
