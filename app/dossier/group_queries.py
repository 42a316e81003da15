"""What is counted for target groups: their open needs, and the partners with a role for them.

A need of all residents counts for every group, as the list of needs finds it under each; added up
over the groups these numbers are no number of needs. A partner has a role for the groups it names:
with an offer for all residents no group would miss anybody.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY
from sqlmodel import Session, col

from app.core import clock, i18n
from app.dossier import stacking_queries
from app.identity.actor import Actor
from app.identity.models import Organisation
from app.matches.models import COMMITTED, Match
from app.matches.policy import visible_to as match_visible_to
from app.needs import models as need_models, policy as need_policy
from app.needs.models import Need
from app.offers import policy as offer_policy, queries as offer_queries
from app.offers.models import Offer, OfferStatus
from app.reference import queries as reference_queries
from app.reference.models import OrganisationKind
from app.tallies import queries as tally_queries
from app.target_groups.models import ALL_RESIDENTS

# The kinds of partner that a group should have; the others help them or count as one of them.
EXPECTED_KINDS = (
    OrganisationKind.MUNICIPALITY,
    OrganisationKind.INITIATIVE,
    OrganisationKind.WELFARE,
    OrganisationKind.CARE,
    OrganisationKind.FAITH,
    OrganisationKind.EDUCATION,
    OrganisationKind.BUSINESS,
)


@dataclass(frozen=True, slots=True)
class OpenNeeds:
    """The open needs of a group: how many are covered, and since which day the others wait."""

    count: int = 0
    covered: int = 0
    partly: int = 0
    # Of these, the ones that name the group, so not as all residents.
    named: int = 0
    # Since when the one that waits longest does. Empty: none waits.
    longest: date | None = None

    @property
    def for_all(self) -> int:
        """How many of them are of all residents, and so of every group."""
        return self.count - self.named

    @property
    def uncovered(self) -> int:
        """Of which nothing is agreed yet."""
        return self.count - self.covered - self.partly


def days_since(day: date) -> int:
    """Whole days up to today."""
    return (clock.today() - day).days


def numbers_of(tally: tally_queries.Tally) -> OpenNeeds:
    """The open needs that a tally counts."""
    return OpenNeeds(tally.opened, tally.covered, tally.partly, tally.named, tally.longest)


def count_open_needs(
    session: Session,
    actor: Actor,
    rules: Sequence[sa.ColumnElement[bool]],
    groups: Collection[str],
) -> dict[str, OpenNeeds]:
    """The open needs of those of these groups that have some, with rules that say more about which:
    no tally holds all that somebody may ask. One query.
    """
    said = sa.func.array_prepend(col(Need.target_group), col(Need.also_groups))
    is_for_all = sa.literal(ALL_RESIDENTS, sa.Text) == sa.any_(said)
    every: Any = sa.cast(list(groups), ARRAY(sa.Text))
    of_need = (
        sa.func.unnest(sa.case((is_for_all, every), else_=said))
        .table_valued("slug", name="of_need")
        .render_derived()
    )
    waits = sa.not_(need_policy.counts_as_covered())
    query = (
        sa.select(
            of_need.c.slug,
            sa.func.count(),
            sa.func.count().filter(sa.not_(waits)),
            sa.func.count().filter(waits, col(Need.committed) > 0),
            sa.func.count().filter(of_need.c.slug == sa.any_(said)),
            sa.func.min(col(Need.published_at)).filter(waits),
        )
        .select_from(Need)
        .join(of_need, sa.literal(True))
        .where(
            need_policy.visible_to(actor),
            need_models.is_open(clock.today()),
            of_need.c.slug.in_(groups),
            *rules,
        )
        .group_by(of_need.c.slug)
    )
    return {
        slug: OpenNeeds(count, covered, partly, named, i18n.local_day(longest) if longest else None)
        for slug, count, covered, partly, named, longest in session.execute(query)
    }


@dataclass(frozen=True, slots=True)
class Fares:
    """How a group fares: its open needs, of which kinds, how long they wait, where they stack."""

    needs: OpenNeeds
    # How many open needs there are for each kind of help, by slug.
    kinds: dict[str, int]
    # Since when half of the needs that wait do. Empty: none waits.
    median: date | None
    stackings: list[stacking_queries.Stacking]


def get_fares(session: Session, actor: Actor, group: str) -> Fares:
    """How one group fares, in three queries."""
    cells = tally_queries.find_cells(session, actor, {group, ALL_RESIDENTS})
    waits = tally_queries.find_waits(session, actor, group)
    kinds: dict[str, int] = {}
    for cell in cells:
        kinds[cell.support_type] = kinds.get(cell.support_type, 0) + cell.opened
    needs = OpenNeeds(
        sum(kinds.values()),
        sum(cell.covered for cell in cells),
        sum(cell.partly for cell in cells),
        sum(cell.named for cell in cells if cell.target_group == group),
        next(iter(waits), None),
    )
    return Fares(
        needs,
        {kind: count for kind, count in kinds.items() if count},
        _half(waits),
        stacking_queries.find_reasons(session, actor, [group], cells),
    )


def _half(waits: dict[date, int]) -> date | None:
    """The first day, of days in their order, by which half of them wait."""
    passed, all_of_them = 0, sum(waits.values())
    for day, waiting in waits.items():
        passed += waiting
        if 2 * passed >= all_of_them:
            return day
    return None


@dataclass(frozen=True, slots=True)
class Partner:
    """An organisation with a role for a group."""

    id: UUID
    name: str
    kind: OrganisationKind
    # Whether it offers something to the group by name, and whether it works on a need of it.
    has_offer: bool
    has_match: bool


def _named_roles() -> Any:
    roles = tally_queries.roles().subquery()
    return (
        sa.select(
            col(Organisation.id),
            col(Organisation.name),
            col(Organisation.kind),
            roles.c.has_offer,
            roles.c.has_match,
        )
        .join(roles, roles.c.organisation_id == col(Organisation.id))
        .order_by(col(Organisation.sort_name), col(Organisation.id))
    )


_NAMED_ROLES = _named_roles()  # built once


def find_partners(session: Session, actor: Actor, group: str) -> list[Partner]:
    """The organisations with a role for a group, by name."""
    asked = tally_queries.roles_asked(actor, group)
    return [Partner(*row) for row in session.execute(_NAMED_ROLES, asked)]


def count_partners_in(session: Session, actor: Actor, municipality: str) -> dict[str, int]:
    """How many organisations have a role for each group in one municipality."""
    roles = _roles(actor, municipality).subquery()
    query = sa.select(
        roles.c.target_group, sa.func.count(roles.c.organisation_id.distinct())
    ).group_by(roles.c.target_group)
    return {row[0]: row[1] for row in session.execute(query)}


def _roles(actor: Actor, municipality: str) -> Any:
    """Group and organisation, by a published offer to the group, or a match for a need of it that
    was agreed.

    The organisation with the need has a role too, but only for who may know it: of a small group
    its name is a place.
    """
    offered: list[sa.ColumnElement[bool]] = [
        offer_policy.visible_to(actor),
        col(Offer.status) == OfferStatus.PUBLISHED,
        sa.not_(sa.func.coalesce(offer_queries.is_expired(clock.today()), False)),
        reference_queries.serves_place(col(Offer.municipalities), municipality),
    ]
    agreed: list[sa.ColumnElement[bool]] = [
        match_visible_to(actor),
        col(Match.status).in_(COMMITTED),
        need_policy.is_in(actor, municipality),
    ]
    # Many offers of an organisation are to the same groups: those once, before they are taken
    # apart.
    offers: Any = sa.select(col(Offer.organisation_id), col(Offer.target_groups).label("named"))
    named = sa.func.array_prepend(col(Need.target_group), col(Need.also_groups)).label("named")

    def matched(organisation: Any, *more: sa.ColumnElement[bool]) -> Any:
        return (
            sa.select(organisation, named)
            .select_from(Match)
            .join(Need, col(Need.id) == col(Match.need_id))
            .where(*agreed, *more)
        )

    helping, asking = col(Match.offer_organisation_id), col(Match.need_organisation_id)
    by = sa.union(
        offers.where(*offered), matched(helping), matched(asking, need_policy.knows_place(actor))
    ).subquery()
    of_each = sa.func.unnest(by.c.named).table_valued("slug", name="of_each").render_derived()
    return sa.select(of_each.c.slug.label("target_group"), by.c.organisation_id).join(
        of_each, sa.literal(True)
    )
