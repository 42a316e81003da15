"""Where problems stack: needs of one group in one municipality for three or more kinds of help,
soon after each other.

Only needs that name the group and a municipality count, not those of all residents or of the whole
region, or problems would stack everywhere; drafts and what was taken back do not. Nor do needs of
small groups of which the reader may not know the place: that they count somewhere would tell it.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY
from sqlmodel import Session, col

from app.core import statements
from app.identity.actor import ANYBODY, Actor
from app.needs import policy as need_policy
from app.needs.models import Need
from app.tallies import parts as tally_parts, queries as tally_queries

# Of a stacking with so many needs at most a page names every one; of a larger one the newest of
# each kind of help, and how many more there are.
NAMED_WHOLE = 12


@dataclass(frozen=True, slots=True)
class StackedNeed:
    """One of the needs of which a stacking is made."""

    id: UUID
    title: str
    published_at: datetime


@dataclass(frozen=True, slots=True)
class StackedKind:
    """The needs for one kind of help: how many there are, and the newest of them."""

    count: int
    newest: list[StackedNeed]

    @property
    def more(self) -> int:
        """How many there are besides."""
        return self.count - len(self.newest)


class ShownKind(NamedTuple):
    """What a page says of one kind of help: its needs by id and title, and how many more."""

    kind: str
    needs: tuple[tuple[UUID, str], ...]
    more: int


class ShownStacking(NamedTuple):
    """What a page says of a stacking, to be rendered once."""

    target_group: str
    municipality_code: str
    total: int
    kinds: tuple[ShownKind, ...]


@dataclass(frozen=True)
class Stacking:
    """A group in a municipality, and why."""

    target_group: str
    municipality_code: str
    # From when on needs count together.
    since: datetime
    # By the slug of the kind of help, the one with the newest need first.
    reasons: dict[str, StackedKind] = field(default_factory=dict)

    @property
    def count(self) -> int:
        """Of how many needs it is made."""
        return sum(reason.count for reason in self.reasons.values())

    @property
    def shown(self) -> ShownStacking:
        """What a page says of it."""
        kinds = tuple(
            ShownKind(kind, tuple((need.id, need.title) for need in behind.newest), behind.more)
            for kind, behind in self.reasons.items()
        )
        return ShownStacking(self.target_group, self.municipality_code, self.count, kinds)

    def other_kinds(self, than: str) -> list[str]:
        """The other kinds of help that are asked for."""
        return [kind for kind in self.reasons if kind != than]


def find_stackings_of(session: Session, actor: Actor, need: Need) -> list[Stacking]:
    """The stackings that a need takes part in."""
    if (
        need.municipality_code is None
        or need.status not in need_policy.SHARED
        or need_policy.is_masked(actor, need)
    ):
        return []
    here = need.municipality_code
    cells = tally_queries.find_cells(session, actor, need.groups, place=here)
    found = find_reasons(session, actor, need.groups, cells)
    return [s for s in found if need.published_at and need.published_at > s.since]


def find_reasons(
    session: Session, actor: Actor, groups: Collection[str], cells: Iterable[tally_queries.Cell]
) -> list[Stacking]:
    """Where problems of these groups stack, by what is counted of them, with the newest needs. One
    query.
    """
    kinds: dict[tuple[str, str], dict[str, int]] = {}
    for cell in cells:
        if cell.place and cell.recent and cell.target_group in groups:
            kinds.setdefault((cell.target_group, cell.place), {})[cell.support_type] = cell.recent
    stacked = {
        place: counts
        for place, counts in sorted(kinds.items())
        if len(counts) >= tally_queries.STACKED_FROM
    }
    wanted = [
        (*place, kind, count if sum(counts.values()) <= NAMED_WHOLE else 1)
        for place, counts in stacked.items()
        for kind, count in counts.items()
    ]
    if not wanted:
        return []
    found: dict[tuple[str, str], Stacking] = {}
    for row in session.execute(_NEWEST, _asked(actor, wanted)):
        place = (row.target_group, row.place)
        stacking = found.setdefault(place, Stacking(*place, since=row.since))
        known = StackedKind(stacked[place][row.support_type], [])
        reason = stacking.reasons.setdefault(row.support_type, known)
        reason.newest.append(StackedNeed(row.id, row.title, row.published_at))
    return list(found.values())


def _asked(actor: Actor, wanted: Collection[tuple[str, str, str, int]]) -> dict[str, Any]:
    groups, places, kinds, most = zip(*wanted, strict=True) if wanted else ((), (), (), ())
    return actor.bound | {
        "most": list(most),
        "groups": list(groups),
        "places": list(places),
        "kinds": list(kinds),
    }


def _newest() -> Any:
    """The newest needs of each group, municipality and kind of help that are asked for, as far as
    the reader may know where they are.
    """
    texts: Any = ARRAY(sa.Text)
    by = [sa.bindparam(name, type_=texts) for name in ("groups", "places", "kinds")]
    most = sa.column("most", sa.Integer)
    asked = (
        sa.func.unnest(*by, sa.bindparam("most", type_=ARRAY(sa.Integer)))
        .table_valued("target_group", "place", "support_type", most, name="asked")
        .render_derived()
    )
    start = tally_parts.recent_in(ANYBODY.regions, statements.NOW)
    newest = (
        sa.select(col(Need.id), col(Need.title), col(Need.published_at))
        .where(
            col(Need.region_code) == start.c.region_code,
            col(Need.municipality_code) == asked.c.place,
            col(Need.support_type) == asked.c.support_type,
            sa.or_(
                col(Need.target_group) == asked.c.target_group,
                asked.c.target_group == sa.any_(col(Need.also_groups)),
            ),
            tally_parts.IS_SHARED,
            col(Need.published_at) > start.c.since,
            need_policy.knows_place(ANYBODY),
        )
        .order_by(col(Need.published_at).desc(), col(Need.id).desc())
        .limit(asked.c.most)
        .lateral()
    )
    return (
        sa.select(asked, start.c.since, newest)
        .select_from(asked)
        .join(start, sa.literal(True))
        .join(newest, sa.literal(True))
        .order_by(
            asked.c.target_group,
            asked.c.place,
            newest.c.published_at.desc(),
            newest.c.id.desc(),
        )
    )


_NEWEST = _newest()  # built once
