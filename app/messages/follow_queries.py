"""What somebody follows, as they may see it now, and of what of it is something new."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col

from app.actions import models as action_models, policy as action_policy, queries as action_queries
from app.audit import models as audit_models
from app.board import columns as board_columns, forms as board_forms
from app.core import clock, errors, forms, inputs, rows, statements
from app.dossier import need_list_queries
from app.filters import models as filter_models, policy as filter_policy
from app.follows import models, policy
from app.identity.actor import ANYBODY, Actor, Reader
from app.language import lookup
from app.matches import models as match_models, policy as match_policy
from app.needs import models as need_models, policy as need_policy
from app.offers import models as offer_models, policy as offer_policy, queries as offer_queries
from app.target_groups import choices, models as group_models, policy as group_policy

# What the page of a need tells everybody who sees it. Who looks after it is for its own.
NEED_NEWS = (
    "need:edited",
    "need:published",
    "need:closed",
    "need:withdrawn",
    "need:took_over",
)
# The filters that name something of the lists of a region.
LISTED = (*choices.GROUP_FIELDS, "municipality", "support_type", "theme", "crisis", "measure")


@dataclass(frozen=True)
class Followed:
    """Of a list how its filters are read, what they ask, and of which noun; when one came, who sees
    it, and what somebody did who made it.
    """

    filters: type[inputs.Input]
    wanted: Callable[[Any], list[sa.ColumnElement[bool]]]
    noun: Any
    came_at: Any
    visible_to: Callable[[Reader], sa.ColumnElement[bool]]
    made_by: tuple[str, ...]

    def is_new(self, actor: Reader, news: statements.Between) -> list[sa.ColumnElement[bool]]:
        """What the actor sees and somebody else made then."""
        own = audit_models.was_done_by(actor.person_id, col(self.noun.id), *self.made_by)
        return [self.visible_to(actor), *news.holds(self.came_at), sa.not_(own)]


_NEEDS = (
    need_models.Need,
    col(need_models.Need.published_at),
    need_policy.visible_to,
    ("need:published",),
)
# Where the region looks at an offer first, it is the team that publishes it.
_OFFERS = (
    offer_models.Offer,
    col(offer_models.Offer.published_at),
    offer_policy.visible_to,
    ("offer:published", "offer:submitted"),
)
_ACTIONS = (
    action_models.Action,
    col(action_models.Action.created_at),
    action_policy.visible_to,
    ("action:planned",),
)
LISTS: Mapping[filter_models.FilteredList, Followed] = {
    filter_models.FilteredList.BOARD: Followed(
        board_forms.BoardFilters, board_columns.stand_open, *_NEEDS
    ),
    filter_models.FilteredList.NEEDS: Followed(
        need_list_queries.NeedListFilters, need_list_queries.wanted, *_NEEDS
    ),
    filter_models.FilteredList.OFFERS: Followed(
        offer_queries.OfferFilters, offer_queries.wanted, *_OFFERS
    ),
    filter_models.FilteredList.ACTIONS: Followed(
        action_queries.ActionFilters, action_queries.wanted, *_ACTIONS
    ),
}


@dataclass(frozen=True, slots=True)
class FollowRow:
    """One thing that somebody follows. Without a `title`: they may not see it any more."""

    id: UUID
    need_id: UUID | None
    target_group: str | None
    filter_id: UUID | None
    created_at: datetime
    told_until: datetime
    title: str | None
    list: filter_models.FilteredList | None
    query: dict[str, str] | None


def rows_for(actor: Actor) -> Any:
    """What the actor follows, with the title of today of what they may see of it in whichever of
    their organisations.
    """
    reader = actor.everywhere
    title = sa.func.coalesce(
        col(need_models.Need.title),
        col(group_models.TargetGroup.label_nl),
        col(filter_models.SavedFilter.name),
    )
    return (
        sa.select(
            *rows.columns_of(FollowRow, models.Follow),
            title.label("title"),
            col(filter_models.SavedFilter.list).label("list"),
            col(filter_models.SavedFilter.query).label("query"),
        )
        .select_from(models.Follow)
        .outerjoin(
            need_models.Need,
            sa.and_(
                col(need_models.Need.id) == col(models.Follow.need_id),
                need_policy.visible_to(reader),
            ),
        )
        .outerjoin(
            group_models.TargetGroup,
            sa.and_(
                col(group_models.TargetGroup.slug) == col(models.Follow.target_group),
                group_policy.visible_to(reader),
            ),
        )
        .outerjoin(
            filter_models.SavedFilter,
            sa.and_(
                col(filter_models.SavedFilter.id) == col(models.Follow.filter_id),
                filter_policy.visible_to(actor),
            ),
        )
        .where(policy.visible_to(actor))
    )


def find_followed(session: Session, actor: Actor) -> list[FollowRow]:
    """All of it, what was followed last first, in one statement."""
    query = rows_for(actor).order_by(col(models.Follow.created_at).desc(), col(models.Follow.id))
    return [rows.as_row(FollowRow, row, query=row.query) for row in session.execute(query)]


def find_titles_of(actor: Actor, ids: Collection[UUID]) -> Any:
    """A query of id and title of those of these that the actor follows and may see."""
    found = rows_for(actor).where(col(models.Follow.id).in_(ids)).subquery().c
    return sa.select(found.id, found.title).where(found.title.is_not(None))


def find_new(
    session: Session, actor: Actor, followed: Collection[FollowRow], until: datetime
) -> list[FollowRow]:
    """Of what of it there is something new up to then, by what others did: one statement for all
    the needs and groups, and one for each filter.
    """
    reader = actor.everywhere
    by_column = (
        (col(models.Follow.need_id), _need_has_news),
        (col(models.Follow.target_group), _group_has_news),
    )
    parts = [
        sa.select(col(models.Follow.id)).where(
            policy.visible_to(actor), column.is_not(None), rule(reader, until)
        )
        for column, rule in by_column
    ]
    new = set(session.execute(sa.union_all(*parts)).scalars())
    lists = choices.RegionChoices.for_reading(session, reader)
    return [
        row
        for row in followed
        if row.title is not None
        and (row.id in new or (row.list and _filter_has_news(session, reader, lists, row, until)))
    ]


def find_lost(session: Session, actor: Actor, followed: Collection[FollowRow]) -> set[UUID]:
    """The filters of these that find nothing any more."""
    known = choices.RegionChoices.for_reading(session, actor.everywhere)
    return {row.id for row in followed if row.list and _filters_of(known, row) is None}


def _filters_of(lists: choices.RegionChoices, row: FollowRow) -> inputs.Input | None:
    """The filters of a row that is of one; None when something in it does not exist any more, so
    that it finds nothing.
    """
    assert row.list is not None and row.query is not None
    known = lists.labels.keys() | {choice.value for choice in lists.reference.measures}
    understood = lists.understood(row.query)
    if any(understood[name] not in known for name in LISTED if name in understood):
        return None
    try:
        return forms.Form(
            LISTS[row.list].filters, {name: [value] for name, value in understood.items()}
        ).parse()
    except errors.Invalid:
        return None


def _filter_has_news(
    session: Session,
    reader: Actor,
    lists: choices.RegionChoices,
    row: FollowRow,
    until: datetime,
) -> bool:
    filters: Any = _filters_of(lists, row)
    if filters is None or row.list is None:
        return False
    listed, words = LISTS[row.list], lookup.query_of(filters.q)
    wanted = listed.wanted(statements.kind_of(filters, words))
    news = listed.is_new(ANYBODY, statements.Between(row.told_until, until))
    query = sa.select(sa.exists().where(*wanted, *news))
    return bool(session.execute(query, reader.bound | {"words": words}).scalar_one())


def _need_has_news(reader: Actor, until: datetime) -> sa.ColumnElement[bool]:
    """Something that everybody who sees its page reads there, and others did: what it says changed,
    it ended, somebody helps, or help is done. Of matches of one's own one hears otherwise.
    """
    news = statements.Between(col(models.Follow.told_until), until)
    need, own = col(models.Follow.need_id), reader.organisation_ids
    said = sa.exists().where(
        col(audit_models.AuditEntry.object_id) == need,
        col(audit_models.AuditEntry.event).in_(NEED_NEWS),
        col(audit_models.AuditEntry.person_id).is_distinct_from(reader.person_id),
        *news.holds(col(audit_models.AuditEntry.at)),
    )
    ended = col(match_models.Match.status) == match_models.MatchStatus.COMPLETED
    helped = sa.exists().where(
        col(match_models.Match.need_id) == need,
        match_policy.visible_to(reader),
        col(match_models.Match.status).in_(match_models.COMMITTED),
        col(match_models.Match.need_organisation_id).not_in(own),
        col(match_models.Match.offer_organisation_id).not_in(own),
        match_models.was_told(),
        sa.not_(match_models.Match.held(clock.now())),
        sa.or_(
            sa.and_(*news.holds(col(match_models.Match.accepted_at))),
            sa.and_(ended, *news.holds(col(match_models.Match.moved_at))),
        ),
    )
    seen = sa.exists().where(col(need_models.Need.id) == need, need_policy.visible_to(reader))
    return sa.and_(seen, sa.or_(said, helped))


def _group_has_news(reader: Actor, until: datetime) -> sa.ColumnElement[bool]:
    """A need or an offer that names it, published by others."""
    news = statements.Between(col(models.Follow.told_until), until)
    group, day = col(models.Follow.target_group), clock.today()
    needed = sa.exists().where(
        need_models.is_open(day),
        sa.or_(
            col(need_models.Need.target_group) == group,
            group == sa.any_(col(need_models.Need.also_groups)),
        ),
        *LISTS[filter_models.FilteredList.NEEDS].is_new(reader, news),
    )
    offered = sa.exists().where(
        col(offer_models.Offer.status) == offer_models.OfferStatus.PUBLISHED,
        group == sa.any_(col(offer_models.Offer.target_groups)),
        *LISTS[filter_models.FilteredList.OFFERS].is_new(reader, news),
    )
    return sa.or_(needed, offered)
