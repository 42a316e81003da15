"""Reading offers, always from what the actor may see."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import joinedload
from sqlmodel import Session, col, select

from app.core import clock
from app.core.errors import NotFound
from app.core.i18n import gettext as _, mark
from app.core.inputs import Input, Slug
from app.core.pages import TOTAL_LIMIT, Order, ResultPage, take_page
from app.core.search import matches
from app.core.words import Word, Worded
from app.identity.actor import Actor
from app.identity.models import Organisation
from app.identity.queries import is_unavailable
from app.offers.models import Offer, OfferState, OfferStatus, last_day, state_on
from app.offers.policy import visible_to
from app.reference.crisis_queries import of_crisis, of_measure
from app.reference.models import Unit
from app.reference.queries import serves_theme
from app.target_groups.models import ALL_RESIDENTS


class OfferSort(Worded):
    """How a list is ordered."""

    NEWEST = "newest", Word(mark("Newest first"))
    ENDING = "ending", Word(mark("Ending soonest first"))


class StateFilter(Worded):
    """Which offers a list shows."""

    # Drafts, submitted, available and paused ones.
    CURRENT = "current", Word(mark("All that are current"))
    DRAFT = OfferState.DRAFT
    SUBMITTED = OfferState.SUBMITTED
    PUBLISHED = OfferState.PUBLISHED
    EXPIRED = OfferState.EXPIRED
    PAUSED = OfferState.PAUSED
    WITHDRAWN = OfferState.WITHDRAWN
    ALL = "all", Word(mark("All"))


class OfferFilters(Input):
    """What the address of the list asks for."""

    q: str = ""
    state: StateFilter = StateFilter.CURRENT
    municipality: Slug | None = None
    target_group: Slug | None = None
    support_type: Slug | None = None
    theme: Slug | None = None
    crisis: Slug | None = None
    measure: Slug | None = None
    mine: bool = False
    sort: OfferSort = OfferSort.NEWEST
    cursor: str | None = None


@dataclass(frozen=True, slots=True)
class OfferRow:
    """One offer in a list."""

    id: UUID
    title: str
    organisation_id: UUID
    organisation_name: str
    # Up to and including when the organisation can help nobody; empty when it can.
    unavailable_until: date | None
    municipalities: list[str]
    target_groups: list[str]
    support_type: str
    quantity: int
    committed: int
    unit: Unit
    state: OfferState
    available_from: date
    available_until: date | None
    last_day: date | None
    created_at: datetime
    is_own: bool

    @property
    def left(self) -> int:
        return self.quantity - self.committed


def is_expired(day: date) -> sa.ColumnElement[bool]:
    """Published, but its window or freshness ended before `day`."""
    # least() ignores nulls in PostgreSQL.
    end = sa.func.least(col(Offer.available_until), col(Offer.fresh_until))
    return sa.and_(col(Offer.status) == OfferStatus.PUBLISHED, end < day)


def find_offers(
    session: Session, actor: Actor, filters: OfferFilters, *, size: int
) -> ResultPage[OfferRow]:
    """One page of the list, in one query."""
    rules = [visible_to(actor), *_wanted(actor, filters)]
    total = sa.select(sa.func.count()).select_from(
        sa.select(sa.literal(1)).select_from(Offer).where(*rules).limit(TOTAL_LIMIT).subquery()
    )
    day = clock.today()
    return take_page(
        session,
        _rows(day).where(*rules),
        _order(filters.sort),
        cursor=filters.cursor,
        size=size,
        total=total.scalar_subquery(),
        build=lambda row: _row(actor, day, row),
    )


def find_published_of(
    session: Session, actor: Actor, organisation_id: UUID, *, limit: int
) -> list[OfferRow]:
    """What an organisation offers now, the newest first."""
    day = clock.today()
    rules = [
        visible_to(actor),
        col(Offer.organisation_id) == organisation_id,
        col(Offer.status) == OfferStatus.PUBLISHED,
        sa.not_(sa.func.coalesce(is_expired(day), False)),
    ]
    query = (
        _rows(day)
        .where(*rules)
        .order_by(col(Offer.published_at).desc(), col(Offer.id))
        .limit(limit)
    )
    return [_row(actor, day, row) for row in session.execute(query)]


def find_published_for(
    session: Session, actor: Actor, target_group: str, *, limit: int
) -> list[OfferRow]:
    """What is offered now to a group by name, the newest first."""
    day = clock.today()
    rules = [
        visible_to(actor),
        sa.literal(target_group, sa.Text) == sa.any_(col(Offer.target_groups)),
        col(Offer.status) == OfferStatus.PUBLISHED,
        sa.not_(sa.func.coalesce(is_expired(day), False)),
    ]
    query = (
        _rows(day)
        .where(*rules)
        .order_by(col(Offer.published_at).desc(), col(Offer.id))
        .limit(limit)
    )
    return [_row(actor, day, row) for row in session.execute(query)]


def _rows(day: date) -> Any:
    """The columns of `OfferRow`, of every offer."""
    return sa.select(
        col(Offer.id),
        col(Offer.title),
        col(Offer.organisation_id),
        col(Organisation.name).label("organisation_name"),
        sa.case((is_unavailable(day), col(Organisation.unavailable_until))).label(
            "unavailable_until"
        ),
        col(Offer.municipalities),
        col(Offer.target_groups),
        col(Offer.support_type),
        col(Offer.quantity),
        col(Offer.committed),
        col(Offer.unit),
        col(Offer.status),
        col(Offer.available_from),
        col(Offer.available_until),
        col(Offer.fresh_until),
        col(Offer.created_at),
    ).join(Organisation, col(Organisation.id) == col(Offer.organisation_id))


def _row(actor: Actor, day: date, row: Any) -> OfferRow:
    return OfferRow(
        id=row.id,
        title=row.title,
        organisation_id=row.organisation_id,
        organisation_name=row.organisation_name,
        unavailable_until=row.unavailable_until,
        municipalities=row.municipalities,
        target_groups=row.target_groups,
        support_type=row.support_type,
        quantity=row.quantity,
        committed=row.committed,
        unit=row.unit,
        state=state_on(day, row.status, row.available_until, row.fresh_until),
        available_from=row.available_from,
        available_until=row.available_until,
        last_day=last_day(row.available_until, row.fresh_until),
        created_at=row.created_at,
        is_own=row.organisation_id in actor.organisation_ids,
    )


def _order(sort: OfferSort) -> Order:
    match sort:
        case OfferSort.NEWEST:
            return Order((col(Offer.created_at), col(Offer.id)), descending=True)
        case OfferSort.ENDING:
            end = sa.func.coalesce(
                sa.func.least(col(Offer.available_until), col(Offer.fresh_until)),
                date(9999, 12, 31),
            )
            return Order((end, col(Offer.id)))


def _wanted(actor: Actor, filters: OfferFilters) -> list[sa.ColumnElement[bool]]:
    rules: list[sa.ColumnElement[bool]] = []
    expired = is_expired(clock.today())
    match filters.state:
        case StateFilter.CURRENT:
            rules += [
                col(Offer.status) != OfferStatus.WITHDRAWN,
                sa.not_(sa.func.coalesce(expired, False)),
            ]
        case StateFilter.EXPIRED:
            rules.append(expired)
        case StateFilter.PUBLISHED:
            rules += [
                col(Offer.status) == OfferStatus.PUBLISHED,
                sa.not_(sa.func.coalesce(expired, False)),
            ]
        case StateFilter.ALL:
            pass
        case _:
            rules.append(col(Offer.status) == OfferStatus(filters.state.value))
    if filters.municipality is not None:
        # An offer for the whole region is an offer for each of its municipalities.
        named = sa.literal(filters.municipality, sa.Text) == sa.any_(col(Offer.municipalities))
        rules.append(sa.or_(sa.func.cardinality(col(Offer.municipalities)) == 0, named))
    if filters.target_group is not None:
        named = sa.literal(filters.target_group, sa.Text) == sa.any_(col(Offer.target_groups))
        rules.append(
            sa.or_(named, sa.literal(ALL_RESIDENTS, sa.Text) == sa.any_(col(Offer.target_groups)))
        )
    if filters.support_type is not None:
        rules.append(col(Offer.support_type) == filters.support_type)
    if filters.theme is not None:
        rules.append(serves_theme(col(Offer.support_type), filters.theme))
    if filters.crisis is not None:
        rules.append(of_crisis(col(Offer.crisis_id), filters.crisis))
    if filters.measure is not None:
        rules.append(of_measure(col(Offer.measure_id), filters.measure))
    if filters.mine:
        rules.append(col(Offer.organisation_id).in_(actor.organisation_ids))
    found = matches(col(Offer.search), filters.q)
    if found is not None:
        rules.append(found)
    return rules


def find_windows(session: Session, actor: Actor, organisation_ids: Collection[UUID]) -> list[Any]:
    """Title, place and period of what these organisations posted and did not take back, to
    recognise it by.
    """
    query: Any = sa.select(
        col(Offer.id),
        col(Offer.organisation_id),
        col(Offer.title),
        col(Offer.municipalities),
        col(Offer.available_from).label("start"),
        col(Offer.available_until).label("end"),
    ).where(
        visible_to(actor),
        col(Offer.organisation_id).in_(organisation_ids),
        col(Offer.status) != OfferStatus.WITHDRAWN,
    )
    return list(session.execute(query.order_by(col(Offer.created_at), col(Offer.id))))


_BESIDE: tuple[Any, ...] = (Offer.organisation, Offer.crisis, Offer.measure)


def get_offer(session: Session, actor: Actor, offer_id: UUID, *, lock: bool = False) -> Offer:
    """One offer with its organisation, crisis and measure, or NotFound. `lock` until commit."""
    query = (
        select(Offer)
        .where(col(Offer.id) == offer_id, visible_to(actor))
        .options(*(joinedload(beside) for beside in _BESIDE))
    )
    if lock:
        query = query.with_for_update(of=Offer).execution_options(populate_existing=True)
    offer = session.exec(query).first()
    if offer is None:
        raise NotFound(_("This offer does not exist, or it is not meant for your organisation."))
    return offer
