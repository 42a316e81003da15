"""How large the need is in each municipality: how many people open needs are about, and for how
many of them nobody has agreed to help yet.
"""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from app.core import statements
from app.identity.actor import ANYBODY, Actor
from app.needs import filters as need_filters, policy as need_policy
from app.needs.models import Need
from app.reference import region_map
from app.reference.models import Municipality, Unit

# From which share that is open on a circle is darker.
_DARKER = (0.2, 0.4, 0.6)


@dataclass(frozen=True, slots=True)
class NeedSize:
    """The people that open needs of a municipality are about; without a code those of the region
    as a whole. `covered`: for whom help was agreed.
    """

    code: str
    name: str
    latitude: float
    longitude: float
    needed: int
    covered: int

    @property
    def open(self) -> int:
        return self.needed - self.covered

    @property
    def share(self) -> float:
        """Which part is open, from 0 to 1."""
        return self.open / self.needed if self.needed else 0.0

    @property
    def circle(self) -> region_map.MapCircle:
        """As it is drawn: its size says how many people, its shade which part is open."""
        return region_map.MapCircle(
            self.code,
            self.name,
            self.latitude,
            self.longitude,
            self.needed,
            sum(self.share >= least for least in _DARKER) if self.needed else None,
        )


@dataclass(frozen=True)
class NeedSizes:
    """Every municipality of the region: those with the largest open part first, then those with
    most people.
    """

    places: list[NeedSize]
    region: NeedSize | None

    @property
    def needed(self) -> int:
        """How many people they are about together."""
        return sum(place.needed for place in self.rows)

    @property
    def open(self) -> int:
        return sum(place.open for place in self.rows)

    @property
    def rows(self) -> list[NeedSize]:
        """Where there are any; what is of the whole region last."""
        whole = [self.region] if self.region else []
        return [place for place in (*self.places, *whole) if place.needed]

    @property
    def map(self) -> region_map.RegionMap:
        """The drawing of all of them, in one order whatever their numbers are."""
        circles = sorted((place.circle for place in self.places), key=lambda circle: circle.code)
        return region_map.draw(tuple(circles))


def find_place_sizes(
    session: Session, actor: Actor, filters: need_filters.NeedFilters
) -> NeedSizes:
    """Of the needs that the list with these filters shows and that are counted in people. Of a
    small group the number and the place are told nobody else, so there it counts nowhere. One
    query.
    """
    found = [NeedSize(*row) for row in statements.rows_of(session, _sizes(filters), actor.bound)]
    places = [each for each in found if each.code]
    places.sort(key=lambda each: (-each.share, -each.needed, each.name))
    return NeedSizes(places, next((each for each in found if not each.code), None))


@lru_cache(statements.KINDS)
def _sizes(filters: need_filters.NeedFilters) -> Any:
    place = col(Need.municipality_code)
    counted = (
        sa.select(
            place.label("code"),
            sa.func.sum(col(Need.quantity)).label("needed"),
            sa.func.sum(sa.func.least(col(Need.committed), col(Need.quantity))).label("covered"),
        )
        .where(
            col(Need.region_code).in_(ANYBODY.regions),
            need_policy.visible_to(ANYBODY),
            need_policy.knows_place(ANYBODY),
            col(Need.unit) == Unit.PEOPLE,
            *need_filters.wanted(ANYBODY, filters),
        )
        .group_by(place)
        .cte("counted")
    )
    nobody = sa.literal(0)
    of_places = (
        sa.select(
            col(Municipality.code),
            col(Municipality.name),
            col(Municipality.latitude),
            col(Municipality.longitude),
            sa.func.coalesce(counted.c.needed, nobody),
            sa.func.coalesce(counted.c.covered, nobody),
        )
        .outerjoin(counted, counted.c.code == col(Municipality.code))
        .where(col(Municipality.region_code).in_(ANYBODY.regions))
    )
    of_region = sa.select(
        sa.literal(""), sa.literal(""), sa.literal(0.0), sa.literal(0.0),
        counted.c.needed, counted.c.covered,
    ).where(counted.c.code.is_(None))  # fmt: skip
    return of_places.union_all(of_region)
