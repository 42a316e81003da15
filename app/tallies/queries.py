"""Reading the tallies: sums of their rows, what the clock changed since, and for the small groups
of which the reader knows where they are the needs themselves.
"""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY
from sqlmodel import Session

from app.core import statements
from app.identity.actor import ANYBODY, Actor
from app.needs import policy as need_policy
from app.tallies import parts
from app.tallies.models import NeedTally, PartnerTally, WaitTally
from app.target_groups.models import ALL_RESIDENTS

STACKED_FROM = 3  # kinds of help, from which on problems stack
_NUMBERS = ("opened", "covered", "partly", "named", "recent")

# Statements are built once, for everybody: taking SQLAlchemy's expressions together costs more than
# running them.
_GROUPS: Any = sa.bindparam("groups", type_=ARRAY(sa.Text))


def _asked(actor: Actor, groups: Collection[str]) -> dict[str, Any]:
    return actor.bound | {"groups": list(groups)}


def _rows_of(table: Any, *more: Any) -> Any:
    """What a tally holds for the regions and groups, as it is today."""
    held = parts.stored(table).where(
        table.region_code.in_(ANYBODY.regions), table.target_group == sa.any_(_GROUPS)
    )
    found = (*parts.since_then(table, ANYBODY.regions, statements.TODAY, statements.NOW), *more)
    return sa.union_all(held, *found).subquery()


def _cells(*by: str) -> Any:
    """The needs of each group and what else they are counted by. Recent are also those of small
    groups of which the reader knows where they are.
    """
    known = parts.of_small_groups(
        need_policy.is_known_by(ANYBODY.own_array), ANYBODY.regions, statements.NOW
    )
    rows = _rows_of(NeedTally, known)
    key = [rows.c[name] for name in ("target_group", *by)]
    return (
        sa.select(*key, *(sa.func.sum(rows.c[name]).label(name) for name in _NUMBERS))
        .where(rows.c.target_group == sa.any_(_GROUPS))
        .group_by(*key)
    )


def _waits() -> Any:
    """Since which days needs of each group wait, and how many."""
    rows = _rows_of(WaitTally)
    waiting = sa.func.sum(rows.c.waiting)
    return (
        sa.select(rows.c.target_group, rows.c.since, waiting.label("waiting"))
        .where(rows.c.target_group == sa.any_(_GROUPS))
        .group_by(rows.c.target_group, rows.c.since)
        .having(waiting > 0)
    )


def _stacks() -> Any:
    """The municipalities where problems of a group stack."""
    kinds = _cells("place", "support_type").subquery()
    return (
        sa.select(kinds.c.target_group, kinds.c.place)
        # Said like this, as in `parts`, it stays out of the choice of an index.
        .where(sa.func.nullif(kinds.c.place, "").is_not(None), kinds.c.recent > 0)
        .group_by(kinds.c.target_group, kinds.c.place)
        .having(sa.func.count() >= STACKED_FROM)
    )


def roles() -> Any:
    """Group, organisation, and whether it offers something and has an agreed match: for the
    `roles_asked` of an actor.
    """
    known = parts.of_small_asking(need_policy.is_known_by(ANYBODY.own_array), ANYBODY.regions)
    rows = _rows_of(PartnerTally, known)
    offers = sa.func.sum(rows.c.offers)
    matches = sa.func.sum(rows.c.helping + rows.c.asking)
    return (
        sa.select(
            rows.c.target_group,
            rows.c.organisation_id,
            (offers > 0).label("has_offer"),
            (matches > 0).label("has_match"),
        )
        .where(rows.c.target_group == sa.any_(_GROUPS))
        .group_by(rows.c.target_group, rows.c.organisation_id)
        .having(sa.or_(offers > 0, matches > 0))
    )


def roles_asked(actor: Actor, group: str) -> dict[str, Any]:
    """What `roles` has to know."""
    return _asked(actor, [group])


def _all() -> Any:
    groups = sa.func.unnest(_GROUPS).table_valued("slug", name="asked").render_derived()
    numbers = _cells().subquery()
    days = _waits().subquery()
    waits = (
        sa.select(days.c.target_group, sa.func.min(days.c.since).label("longest"))
        .group_by(days.c.target_group)
        .subquery()
    )
    having = roles().subquery()
    partners = (
        sa.select(having.c.target_group, sa.func.count().label("partners"))
        .group_by(having.c.target_group)
        .subquery()
    )
    places = _stacks().subquery()
    in_order = sa.dialects.postgresql.aggregate_order_by(places.c.place, places.c.place)
    stacks = (
        sa.select(places.c.target_group, sa.func.array_agg(in_order).label("places"))
        .group_by(places.c.target_group)
        .subquery()
    )
    found = sa.select(
        groups.c.slug,
        *(sa.func.coalesce(numbers.c[name], 0) for name in _NUMBERS[:4]),
        waits.c.longest,
        sa.func.coalesce(partners.c.partners, 0),
        sa.func.coalesce(stacks.c.places, sa.cast([], ARRAY(sa.Text))),
    ).select_from(groups)
    for each in (numbers, waits, partners, stacks):
        found = found.join(each, each.c.target_group == groups.c.slug, isouter=True)
    return found


@dataclass(frozen=True, slots=True)
class Tally:
    """What is counted for a group. Open needs of all residents are among its own."""

    opened: int
    covered: int
    partly: int
    # Of the open ones those that name the group.
    named: int
    # Since when the need that waits longest does. None when no need waits.
    longest: date | None
    partners: int
    # Codes of the municipalities where its problems stack, in their order.
    stacked_in: list[str]


@dataclass(frozen=True, slots=True)
class Cell:
    """The needs of a group, in a place, for a kind of help; those of all residents stand under
    their name.
    """

    target_group: str
    # The code of a municipality, or empty: the whole region, or a small group.
    place: str
    support_type: str
    opened: int
    covered: int
    partly: int
    named: int
    # Of these and of the closed ones, those that stack with others.
    recent: int


_ALL = statements.Written(_all())
_IN_PLACES = _cells("place", "support_type")
_IS_HERE = sa.column("place") == sa.bindparam("place", type_=sa.Text)
_CELLS, _CELLS_IN = map(statements.Written, (_IN_PLACES, _IN_PLACES.having(_IS_HERE)))
_WAITS = statements.Written(_waits())


def find_tallies(session: Session, actor: Actor, groups: Collection[str]) -> dict[str, Tally]:
    """What is counted for each of these groups. One query."""
    asked = _asked(actor, {*groups, ALL_RESIDENTS})
    rows = statements.rows_of(session, _ALL, asked)
    found: dict[str, Tally] = {slug: Tally(*row) for slug, *row in rows}
    everybody = found[ALL_RESIDENTS]
    return {
        slug: tally if tally is everybody else _with(tally, everybody)
        for slug, tally in found.items()
        if slug in groups
    }


def _with(tally: Tally, everybody: Tally) -> Tally:
    days = [day for day in (tally.longest, everybody.longest) if day is not None]
    return replace(
        tally,
        opened=tally.opened + everybody.opened,
        covered=tally.covered + everybody.covered,
        partly=tally.partly + everybody.partly,
        longest=min(days, default=None),
    )


def find_cells(
    session: Session, actor: Actor, groups: Collection[str], *, place: str | None = None
) -> list[Cell]:
    """The needs of these groups by place and kind of help, or in one place. One query."""
    cells = _CELLS if place is None else _CELLS_IN
    asked = _asked(actor, groups) | ({} if place is None else {"place": place})
    return [Cell(*row) for row in statements.rows_of(session, cells, asked)]


def find_waits(session: Session, actor: Actor, group: str) -> dict[date, int]:
    """How many open needs of a group wait since which day, in order of days. One query."""
    found: dict[date, int] = {}
    asked = _asked(actor, {group, ALL_RESIDENTS})
    for _slug, since, waiting in statements.rows_of(session, _WAITS, asked):
        found[since] = found.get(since, 0) + waiting
    return dict(sorted(found.items()))
