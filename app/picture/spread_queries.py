"""How evenly partners are asked: those with an offer that stands today, and how often each was
asked in the last four weeks.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from itertools import repeat
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from app.core import statements
from app.dossier import partner_list_queries
from app.identity.actor import Actor
from app.identity.models import Organisation
from app.matches import asks
from app.organisations.models import OrganisationProfile
from app.reference.models import OrganisationKind
from app.scoring import evenness


@dataclass(frozen=True)
class AskedPartners:
    """Partners, by how often each was asked."""

    counts: tuple[int, ...] = ()

    @property
    def partners(self) -> int:
        return len(self.counts)

    @property
    def asked(self) -> int:
        """How many of them were asked at all."""
        return sum(count > 0 for count in self.counts)

    @property
    def times(self) -> int:
        """How often one of them was asked."""
        return sum(self.counts)

    @property
    def share(self) -> float | None:
        """Which part of them was asked."""
        return evenness.share_asked(self.counts)

    @property
    def gini(self) -> float | None:
        """How unevenly they were. None where nobody was asked, or could be."""
        return evenness.gini(self.counts) if self.times else None


@dataclass(frozen=True)
class Spread:
    """All partners, and those of each kind that there are."""

    everybody: AskedPartners
    kinds: dict[OrganisationKind, AskedPartners]


def find_spread(session: Session, actor: Actor, municipality: str | None) -> Spread:
    """The organisations that the list with `filters_of` shows, with how often each was asked. One
    query.
    """
    query = _counted(filters_of(municipality))
    found: dict[OrganisationKind, list[int]] = {}
    for kind, times, many in statements.rows_of(session, query, actor.bound):
        found.setdefault(OrganisationKind(kind), []).extend(repeat(times, many))
    return Spread(
        AskedPartners(_together(found.values())),
        {kind: AskedPartners(tuple(found[kind])) for kind in OrganisationKind if kind in found},
    )


def _together(kinds: Iterable[list[int]]) -> tuple[int, ...]:
    return tuple(count for counts in kinds for count in counts)


def filters_of(municipality: str | None) -> partner_list_queries.PartnerFilters:
    """What the list asks: those that take part and offer something, there if a place is chosen."""
    return partner_list_queries.PartnerFilters(offering=True, municipality=municipality)


@lru_cache(statements.KINDS)
def _counted(filters: partner_list_queries.PartnerFilters) -> Any:
    each = (
        sa.select(
            col(Organisation.kind).label("kind"),
            asks.times_asked(col(Organisation.id)).label("times"),
        )
        .join(OrganisationProfile, col(OrganisationProfile.organisation_id) == col(Organisation.id))
        .where(*partner_list_queries.wanted(filters))
        .subquery()
        .c
    )
    return sa.select(each.kind, each.times, sa.func.count()).group_by(each.kind, each.times)
