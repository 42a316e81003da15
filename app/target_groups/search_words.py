"""The words of target groups by which needs, offers and actions are found.

They follow when a group is called something else or goes up in another one.
"""

from collections.abc import Collection, Iterable, Mapping
from typing import Any, Generic, TypeVar

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.core.events import ActorLike
from app.organisations import events as organisation_events
from app.target_groups import events, queries
from app.target_groups.words import replace_group

T = TypeVar("T")


def named_in(groups: Mapping[str, queries.Group], slugs: Collection[str]) -> list[queries.Group]:
    """The groups with these slugs, in the order of the list."""
    return [group for slug, group in groups.items() if slug in slugs]


class ThingsOfGroups(Generic[T]):
    """The rows of one table that are for target groups. Subscribes to what happens to a group.

    A slice says what its rows are found by, and how they name their groups when that is not a list
    `target_groups`.
    """

    def __init__(self, table: type[T]) -> None:
        self._table: Any = table

    def search_words(
        self,
        session: Session,
        region_code: str,
        things: list[T],
        groups: Mapping[str, queries.Group],
    ) -> Iterable[str]:
        """What each of the things is found by now, in their order. `groups` are those of the
        region.
        """
        raise NotImplementedError

    def names(self, slug: str) -> sa.ColumnElement[bool]:
        """The rows that are for a group."""
        return sa.literal(slug, sa.Text) == sa.any_(col(self._table.target_groups))

    def groups_of(self, thing: T) -> list[str]:
        """The groups that a row is for."""
        found: list[str] = getattr(thing, "target_groups")  # noqa: B009  not every T has it
        return found

    def regroup(self, thing: T, groups: list[str]) -> None:
        """Let a row be for these groups."""
        setattr(thing, "target_groups", groups)  # noqa: B010

    def on_words_changed(
        self,
        session: Session,
        actor: ActorLike,
        event: events.GroupEdited | events.GroupWordsChanged,
    ) -> None:
        """What is for this group is found by its words as they are now."""
        assert event.region_code is not None
        things = self._hold_of(session, event.region_code, event.target_group)
        self._renew(session, event.region_code, things)

    def on_group_merged(
        self, session: Session, actor: ActorLike, event: events.GroupMerged
    ) -> None:
        """What is for the group that went up in another one is for that one."""
        assert event.region_code is not None
        # Those that were for the other one already are found by the new words too.
        things: list[Any] = self._hold_of(
            session, event.region_code, event.target_group, event.into
        )
        for thing in things:
            groups = self.groups_of(thing)
            if event.target_group in groups:
                self.regroup(thing, replace_group(groups, event.target_group, event.into))
                thing.version += 1
        self._renew(session, event.region_code, things)

    def on_organisation_took_over(
        self, session: Session, actor: ActorLike, event: organisation_events.OrganisationTookOver
    ) -> None:
        """What came from another organisation is found by the name of this one. Whoever merged them
        holds the rows already.
        """
        things = self._hold(session, col(self._table.organisation_id) == event.object_id)
        assert event.region_code is not None
        self._renew(session, event.region_code, things)

    def _hold_of(self, session: Session, region_code: str, *slugs: str) -> list[T]:
        """The rows for these groups."""
        is_for = sa.or_(*(self.names(slug) for slug in slugs))
        return self._hold(session, col(self._table.region_code) == region_code, is_for)

    def _hold(self, session: Session, *rules: sa.ColumnElement[bool]) -> list[T]:
        """The rows by these rules, held until commit in the order of their ids: so does everybody
        who holds several rows of a table.
        """
        query = select(self._table).where(*rules).order_by(col(self._table.id)).with_for_update()
        return list(session.exec(query.execution_options(populate_existing=True)))

    def renew(self, session: Session, things: Iterable[Any]) -> None:
        """What is found by the words of an older version is found by those of this one."""
        by_region: dict[str, list[Any]] = {}
        for thing in things:
            by_region.setdefault(thing.region_code, []).append(thing)
        for region_code, of_region in by_region.items():
            self._renew(session, region_code, of_region)

    def _renew(self, session: Session, region_code: str, things: list[Any]) -> None:
        groups = {group.slug: group for group in queries.find_groups(session, [region_code])}
        found = self.search_words(session, region_code, things, groups)
        for thing, words in zip(things, found, strict=True):
            if words != thing.search_words:
                thing.search_words = words
        session.flush()
