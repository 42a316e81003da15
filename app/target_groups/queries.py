"""Reading target groups. What they are called is no secret, so most of it does not ask who
reads.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import select as sa_select
from sqlalchemy.dialects import postgresql
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from app.core import errors, read_once as core_read_once, rows
from app.core.i18n import current_locale, gettext as _
from app.identity.actor import Actor
from app.identity.models import Organisation
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
        return self.label_en if current_locale() == "en" else self.label_nl

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
        """What something for this group is found by."""
        return (self.label_nl, *self.words)

    @property
    def is_regional(self) -> bool:
        """Whether a region added it."""
        return self.region_code is not None


_IS_LIVE: sa.ColumnElement[bool] = col(models.TargetGroup.merged_into).is_(None)


def _groups(regions: Collection[str], rule: sa.ColumnElement[bool] | None = None) -> Any:
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
        # Who chooses a group may have locked needs and offers that a merge waits for, so it never
        # waits itself.
        lock = {"read": True, "key_share": True, "skip_locked": True, "of": models.TargetGroup}
        offered = sa.and_(
            reference_queries.for_regions(models.TargetGroup, [region_code]), _IS_LIVE
        )
        query = (
            _groups([region_code], sa.or_(offered, col(models.TargetGroup.slug).in_(kept)))
            .where(col(models.TargetGroup.slug).in_(wanted))
            .with_for_update(**lock)
        )
        return {row[0].slug: _group(row) for row in session.execute(query)}

    return core_read_once.read_once(session, ("groups", wanted, region_code, frozenset(kept)), load)


def find_groups(session: Session, regions: Collection[str]) -> list[Group]:
    """Every group that can be chosen in these regions, in the order of the list."""
    return [_group(row) for row in session.execute(_groups(regions).where(_IS_LIVE))]


def get_group(session: Session, actor: Actor, slug: str) -> Group:
    """One group, also one that went up in another. Raises NotFound when it is of another region."""
    query = _groups(actor.regions).where(
        col(models.TargetGroup.slug) == slug, policy.visible_to(actor)
    )
    row = session.execute(query).first()
    if row is None:
        raise errors.NotFound(
            _("This target group does not exist, or it belongs to another region.")
        )
    return _group(row)


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


# Fewer people of a group in one municipality are recognisable.
SMALL_SIZE = 5


@dataclass(frozen=True, slots=True)
class Size:
    """One estimate as this actor may see it. `people` is None for fewer than `SMALL_SIZE` of
    somebody else.
    """

    id: UUID
    target_group: str
    municipality_code: str
    people: int | None
    source: str
    as_of: date
    organisation_id: UUID
    organisation_name: str


def find_sizes(
    session: Session,
    actor: Actor,
    *,
    groups: Collection[str] | None = None,
    municipalities: Collection[str] | None = None,
    with_history: bool = False,
) -> list[Size]:
    """The newest size of each group in each municipality of the actor's regions, or all there ever
    were, newest first.

    Ordered by group, municipality, day.
    """
    places = (
        col(models.TargetGroupEstimate.target_group),
        col(models.TargetGroupEstimate.municipality_code),
    )
    query: Any = (
        sa_select(models.TargetGroupEstimate, col(Organisation.name).label("organisation_name"))
        .join(Organisation, col(Organisation.id) == col(models.TargetGroupEstimate.organisation_id))
        .where(col(models.TargetGroupEstimate.region_code).in_(actor.regions))
        .order_by(
            *places,
            col(models.TargetGroupEstimate.as_of).desc(),
            col(models.TargetGroupEstimate.id).desc(),
        )
    )
    if groups is not None:
        query = query.where(col(models.TargetGroupEstimate.target_group).in_(groups))
    if municipalities is not None:
        query = query.where(col(models.TargetGroupEstimate.municipality_code).in_(municipalities))
    if not with_history:
        query = query.ext(postgresql.distinct_on(*places))
    return [_size(actor, estimate, name) for estimate, name in session.execute(query)]


@dataclass(frozen=True, slots=True)
class Total:
    """How many people the newest sizes of a group count, and whether that is all: small ones of
    somebody else are left out of the sum.
    """

    people: int
    is_all: bool
    number: int  # of municipalities with a size


NO_SIZES = Total(0, True, 0)


def find_totals(
    session: Session, actor: Actor, *, municipalities: Collection[str] | None = None
) -> dict[str, Total]:
    """The sizes of each group that has some, added up."""
    estimate = models.TargetGroupEstimate
    places = (col(estimate.target_group), col(estimate.municipality_code))
    newest = (
        sa_select(*places, col(estimate.people), col(estimate.organisation_id))
        .where(col(estimate.region_code).in_(actor.regions))
        .order_by(*places, col(estimate.as_of).desc(), col(estimate.id).desc())
        .ext(postgresql.distinct_on(*places))
    )
    if municipalities is not None:
        newest = newest.where(col(estimate.municipality_code).in_(municipalities))
    size = newest.subquery().c
    shown = sa.or_(size.people >= SMALL_SIZE, size.organisation_id.in_(actor.organisation_ids))
    query = sa_select(
        size.target_group,
        sa.func.coalesce(sa.func.sum(size.people).filter(shown), 0),
        sa.func.bool_and(shown),
        sa.func.count(),
    ).group_by(size.target_group)
    return {slug: Total(*numbers) for slug, *numbers in session.execute(query)}


def total_of(sizes: Collection[Size]) -> tuple[int, bool]:
    """How many people these sizes count, and whether that is all: small ones are left out of the
    sum.
    """
    return sum(size.people or 0 for size in sizes), all(size.people is not None for size in sizes)


def _size(actor: Actor, estimate: models.TargetGroupEstimate, organisation_name: str) -> Size:
    hidden = estimate.people < SMALL_SIZE and estimate.organisation_id not in actor.organisation_ids
    return rows.as_row(
        Size,
        estimate,
        people=None if hidden else estimate.people,
        organisation_name=organisation_name,
    )
