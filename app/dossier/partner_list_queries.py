"""The organisations of a region: what they do for whom and where, and whether they have room."""

from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any, Literal
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY
from sqlmodel import Session, col

from app.core import characters, clock, inputs, pages, rows, statements, words as core_words
from app.core.db import Timestamp
from app.core.i18n import gettext as _, mark
from app.identity.actor import ANYBODY, Actor, Reader
from app.identity.models import Organisation, OrganisationStatus
from app.language import lookup
from app.matches import asks
from app.offers import policy as offer_policy, queries as offer_queries
from app.offers.models import Offer, OfferStatus
from app.organisations import policy
from app.organisations.models import OrganisationProfile
from app.reference import models as reference_models, queries as reference_queries
from app.target_groups import choices

SUMMARY = 120  # characters of what an organisation does, in the list


class PartnerSort(core_words.Worded):
    """How the list is ordered."""

    ROOM = "room", core_words.Word(mark("With room first"))
    NAME = "name", core_words.Word(mark("By name"))


class PartnerFilters(inputs.Input):
    """What the address of the list asks for."""

    q: str = ""
    kind: reference_models.OrganisationKind | None = None
    municipality: inputs.Slug | None = None
    target_group: inputs.Slug | None = None
    support_type: inputs.Slug | None = None
    # Empty: those that take part. The others are for the region's team and administrator.
    status: (
        Literal[
            OrganisationStatus.REQUESTED,
            OrganisationStatus.ADMITTED,
            OrganisationStatus.REFUSED,
            OrganisationStatus.SUSPENDED,
        ]
        | None
    ) = None
    # Has room today.
    free: bool = False
    # Has an offer that stands today, in the municipality if one is chosen.
    offering: bool = False
    # Somebody else proposed a match with it in the last four weeks.
    asked: bool = False
    # Nobody of it said for a year that its profile is right.
    unconfirmed: bool = False
    sort: PartnerSort = PartnerSort.ROOM
    cursor: str | None = None


@dataclass(frozen=True, slots=True)
class NetworkRow:
    """One organisation in the list."""

    id: UUID
    name: str
    kind: reference_models.OrganisationKind
    status: OrganisationStatus
    municipality_code: str | None
    unavailable_until: date | None
    description: str
    target_groups: tuple[str, ...]
    support_types: tuple[str, ...]
    municipalities: tuple[str, ...]
    confirmed_at: datetime | None
    # What its published offers have left, by unit, most first. Empty: it has none.
    room: tuple[tuple[reference_models.Unit, int], ...]
    is_own: bool

    @property
    def summary(self) -> str:
        """Its first sentence about itself."""
        first = self.description.split(". ")[0].split("\n")[0].strip()
        return characters.shortened(first, SUMMARY)

    @property
    def is_full(self) -> bool:
        """Whether all that it offers is taken."""
        return bool(self.room) and not any(left for _unit, left in self.room)

    @property
    def is_confirmed(self) -> bool:
        """Whether somebody of it said within a year that this is right."""
        return self.confirmed_at is not None and self.confirmed_at > clock.now() - policy.A_YEAR


class PartnerChoices(choices.RegionChoices):
    """Every list of the page, and every label it can show."""

    def filter_label(self, name: str, value: str) -> str:
        own = {
            "unconfirmed": mark("Not confirmed for long"),
            "offering": mark("Offers something now"),
            "asked": mark("Asked in the last 4 weeks"),
        }
        if name in own:
            return _(own[name])
        return super().filter_label(name, value)


def find_partners(
    session: Session, actor: Actor, filters: PartnerFilters, *, size: int
) -> pages.ResultPage[NetworkRow]:
    """One page of the list, in one query."""
    typed, day = lookup.query_of(filters.q), clock.today()
    return _listed(statements.kind_of(filters, typed), size).take(
        session,
        actor.bound | {"words": typed, "long_ago": clock.now() - policy.A_YEAR},
        cursor=filters.cursor,
        build=lambda row: _row(actor, day, row),
    )


def _row(actor: Actor, day: date, row: Any) -> NetworkRow:
    until = row.unavailable_until
    return rows.as_row(
        NetworkRow,
        row,
        unavailable_until=until if until is not None and until >= day else None,
        room=tuple((reference_models.Unit(unit), left) for unit, left in row.room or ()),
        is_own=row.id in actor.organisation_ids,
    )


@lru_cache(statements.KINDS)
def _listed(filters: PartnerFilters, size: int) -> pages.Paged:
    """The list, with parameters for the words, the day and who reads."""
    rules = wanted(filters)
    query = _ROWS.where(*rules)
    total = pages.count_of(
        sa.select(sa.literal(1))
        .select_from(Organisation)
        .join(OrganisationProfile, _IS_ITS_PROFILE)
        .where(*rules)
    )
    by_name = (col(Organisation.sort_name), col(Organisation.id))
    named = (lookup.titled_first(col(OrganisationProfile.titled)),) if filters.q else ()
    keys = (*named, _is_full(), *by_name) if filters.sort is PartnerSort.ROOM else by_name
    return pages.Paged(query, pages.Order(keys), size, total)


_IS_ITS_PROFILE = col(OrganisationProfile.organisation_id) == col(Organisation.id)


def _room() -> Any:
    """What the published offers of an organisation have left, by unit."""
    left = sa.func.sum(col(Offer.quantity) - col(Offer.committed)).label("left")
    of_unit = (
        sa.select(col(Offer.unit).label("unit"), left)
        .where(col(Offer.organisation_id) == col(Organisation.id), *_shared())
        .group_by(col(Offer.unit))
        .correlate(Organisation)
        .subquery()
    )
    each = sa.func.json_build_array(of_unit.c.unit, of_unit.c.left)
    in_order = sa.dialects.postgresql.aggregate_order_by(each, of_unit.c.left.desc())
    return sa.select(sa.func.json_agg(in_order)).scalar_subquery()


def _shared() -> list[sa.ColumnElement[bool]]:
    return [offer_policy.visible_to(ANYBODY), *shared_offers(ANYBODY)]


def shared_offers(actor: Reader) -> list[sa.ColumnElement[bool]]:
    """Of the offers that somebody may see: those that everybody sees as published today."""
    return [
        col(Offer.region_code).in_(actor.regions),
        col(Offer.status) == OfferStatus.PUBLISHED,
        sa.not_(sa.func.coalesce(offer_queries.is_expired(statements.TODAY), False)),
    ]


_ROWS: Any = sa.select(
    *rows.columns_of(NetworkRow, Organisation),
    *rows.columns_of(NetworkRow, OrganisationProfile),
    _room().label("room"),
).join(OrganisationProfile, _IS_ITS_PROFILE)


def _is_full() -> Any:
    """0 for who has room today, 1 for the others: those with room come first."""
    return sa.case((_has_room(), 0), else_=1)


def _has_room() -> Any:
    free = sa.select(col(Offer.organisation_id)).where(
        col(Offer.region_code).in_(ANYBODY.regions), *offer_queries.is_available(statements.TODAY)
    )
    return col(Organisation.id).in_(free)


def names_group(named: Any, group: str) -> sa.ColumnElement[bool]:
    """Rows that name a group. Not those for all residents: so nobody would miss a partner."""
    found: sa.ColumnElement[bool] = named.bool_op("&&")(sa.cast([group], ARRAY(sa.Text)))
    return found


def works_in(municipality: str) -> sa.ColumnElement[bool]:
    """Profiles that say to work in a municipality, or nothing else than that they are at home
    there, or in the whole region.
    """
    said = col(OrganisationProfile.municipalities)
    home = sa.func.coalesce(col(Organisation.municipality_code), municipality)
    return sa.or_(
        sa.literal(municipality, sa.Text) == sa.any_(said),
        sa.and_(sa.func.cardinality(said) == 0, home == municipality),
    )


def _does(filters: PartnerFilters) -> list[sa.ColumnElement[bool]]:
    """Who does this help for that group in that place: as its profile says, or one published offer
    of it.
    """
    says: list[sa.ColumnElement[bool]] = []
    offers: list[sa.ColumnElement[bool]] = []
    if filters.municipality is not None:
        says.append(works_in(filters.municipality))
        offers.append(
            reference_queries.serves_place(col(Offer.municipalities), filters.municipality)
        )
    if filters.target_group is not None:
        says.append(names_group(col(OrganisationProfile.target_groups), filters.target_group))
        offers.append(names_group(col(Offer.target_groups), filters.target_group))
    if filters.support_type is not None:
        says.append(names_group(col(OrganisationProfile.support_types), filters.support_type))
        offers.append(col(Offer.support_type) == filters.support_type)
    if not says:
        return []
    offering = sa.select(col(Offer.organisation_id)).where(*_shared(), *offers)
    return [sa.or_(sa.and_(*says), col(Organisation.id).in_(offering))]


def _offering(municipality: str | None) -> sa.ColumnElement[bool]:
    served = col(Offer.municipalities)
    here = [] if municipality is None else [reference_queries.serves_place(served, municipality)]
    return col(Organisation.id).in_(sa.select(col(Offer.organisation_id)).where(*_shared(), *here))


def wanted(filters: PartnerFilters) -> list[sa.ColumnElement[bool]]:
    """What the list shows of what the reader may see. Organisation and profile are joined."""
    return [policy.visible_to(ANYBODY), *_wanted(filters)]


def _wanted(filters: PartnerFilters) -> list[sa.ColumnElement[bool]]:
    status = filters.status or OrganisationStatus.ADMITTED
    rules: list[sa.ColumnElement[bool]] = [col(Organisation.status) == status, *_does(filters)]
    if filters.offering:
        rules.append(_offering(filters.municipality))
    if filters.asked:
        rules.append(asks.times_asked(col(Organisation.id)) > 0)
    if filters.kind is not None:
        rules.append(col(Organisation.kind) == filters.kind)
    if filters.free:
        rules.append(_has_room())
    if filters.unconfirmed:
        at = col(OrganisationProfile.confirmed_at)
        long_ago: Any = sa.bindparam("long_ago", type_=Timestamp)
        rules.append(sa.or_(at.is_(None), at <= long_ago))
    return [*rules, lookup.finds(col(OrganisationProfile.search))] if filters.q else rules
