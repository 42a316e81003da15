"""Who does what for whom: how many partners of each kind there are for each target group."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from app.core import inputs
from app.dossier import group_queries, partner_list_queries
from app.identity.actor import Actor
from app.identity.models import Organisation, OrganisationStatus
from app.needs import filters as need_filters
from app.offers import policy as offer_policy
from app.offers.models import Offer
from app.organisations import policy
from app.organisations.models import OrganisationProfile
from app.reference import queries as reference_queries
from app.reference.models import OrganisationKind
from app.target_groups.models import ALL_RESIDENTS
from app.target_groups.queries import Group, find_groups

# The columns: the kinds that a group should have, and the region with its GGD.
KINDS = (
    OrganisationKind.MUNICIPALITY,
    OrganisationKind.SAFETY_REGION,
    *group_queries.EXPECTED_KINDS[1:],
)


class RoleFilters(inputs.Input):
    """What the address of the table asks for."""

    municipality: inputs.Slug | None = None


@dataclass(frozen=True, slots=True)
class RoleCell:
    """The partners of one kind for one group."""

    kind: OrganisationKind
    partners: int
    # There is no such partner, and the group has open needs.
    is_gap: bool

    @property
    def shade(self) -> int:
        """How dark the cell is, from 0 for one partner to 4 for many."""
        return sum(self.partners >= least for least in (2, 5, 10, 15))


@dataclass(frozen=True, slots=True)
class RoleRow:
    """One group with its partners by kind."""

    group: Group
    cells: tuple[RoleCell, ...]
    # How many of its needs make what is missing a gap.
    needs: int = 0

    @property
    def gaps(self) -> list[OrganisationKind]:
        """The kinds that are missing."""
        return [cell.kind for cell in self.cells if cell.is_gap]


def find_roles(
    session: Session,
    actor: Actor,
    filters: RoleFilters,
    needs: Mapping[str, int] | None = None,
) -> list[RoleRow]:
    """Every group that somebody is there for or needs something, with its partners by kind, in a
    few queries. `needs`: how many needs of a group ask for a partner; its open ones where nobody
    counted others.
    """
    groups = [g for g in find_groups(session, actor.regions) if g.slug != ALL_RESIDENTS]
    if needs is None:
        needs = _count_open(session, actor, filters, groups)
    partners = _count(session, actor, filters.municipality)
    found = []
    for group in groups:
        asking = needs.get(group.slug, 0)
        numbers = [partners.get((group.slug, kind), 0) for kind in KINDS]
        if asking or any(numbers):
            found.append(RoleRow(group, _cells(numbers, asks=asking > 0), asking))
    return found


def _count_open(
    session: Session, actor: Actor, filters: RoleFilters, groups: Sequence[Group]
) -> dict[str, int]:
    about = need_filters.NeedFilters(municipality=filters.municipality)
    found = group_queries.count_open_needs(
        session, actor, need_filters.rules_of(actor, about), [group.slug for group in groups]
    )
    return {slug: numbers.named for slug, numbers in found.items()}


def _cells(numbers: Sequence[int], *, asks: bool) -> tuple[RoleCell, ...]:
    return tuple(
        RoleCell(kind, number, is_gap=asks and not number and kind in group_queries.EXPECTED_KINDS)
        for kind, number in zip(KINDS, numbers, strict=True)
    )


def _count(
    session: Session, actor: Actor, municipality: str | None
) -> dict[tuple[str, OrganisationKind], int]:
    """How many organisations of a kind name a group: the same ones that the list finds by group and
    kind. One query.
    """
    says: list[sa.ColumnElement[bool]] = []
    offers = [offer_policy.visible_to(actor), *partner_list_queries.shared_offers(actor)]
    if municipality is not None:
        says.append(partner_list_queries.works_in(municipality))
        offers.append(reference_queries.serves_place(col(Offer.municipalities), municipality))
    # Many offers of an organisation are to the same groups: those once, before they are taken
    # apart.
    offered: Any = sa.select(col(Offer.organisation_id), col(Offer.target_groups).label("named"))
    said: Any = (
        sa.select(col(Organisation.id), col(OrganisationProfile.target_groups).label("named"))
        .join(OrganisationProfile, col(OrganisationProfile.organisation_id) == col(Organisation.id))
        .where(policy.visible_to(actor), *says)
    )
    by = sa.union(offered.where(*offers), said).subquery()
    of_each = sa.func.unnest(by.c.named).table_valued("slug", name="of_each").render_derived()
    query = (
        sa.select(
            of_each.c.slug, col(Organisation.kind), sa.func.count(col(Organisation.id).distinct())
        )
        .select_from(by)
        .join(of_each, sa.literal(True))
        .join(Organisation, col(Organisation.id) == by.c.organisation_id)
        .where(policy.visible_to(actor), col(Organisation.status) == OrganisationStatus.ADMITTED)
        .group_by(of_each.c.slug, col(Organisation.kind))
    )
    found = session.execute(query, {"today": actor.bound["today"]})
    return {(slug, kind): number for slug, kind, number in found}
