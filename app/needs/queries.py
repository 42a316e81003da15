"""Reading needs, always from what the actor may see."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Protocol
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import joinedload
from sqlmodel import Session, col, select

from app.core.errors import NotFound
from app.core.i18n import gettext as _, mark
from app.core.inputs import Input, Slug
from app.core.pages import TOTAL_LIMIT, Order, ResultPage, take_page
from app.core.search import matches
from app.core.words import Word, Worded
from app.identity.actor import Actor
from app.identity.models import Organisation
from app.needs.labels import owner_label
from app.needs.models import Need, NeedStatus, Urgency
from app.needs.policy import hides_number, is_masked, knows_place, visible_to
from app.reference.crisis_queries import of_crisis, of_measure
from app.reference.models import Unit
from app.reference.queries import serves_theme


class NeedSort(Worded):
    """How a list is ordered."""

    URGENT = "urgent", Word(mark("Most urgent first"))
    NEWEST = "newest", Word(mark("Newest first"))
    ENDING = "ending", Word(mark("Ending soonest first"))


class StatusFilter(Worded):
    """Which needs a list shows."""

    CURRENT = "current", Word(mark("Drafts and open"))
    DRAFT = NeedStatus.DRAFT
    OPEN = NeedStatus.OPEN
    CLOSED = NeedStatus.CLOSED
    WITHDRAWN = NeedStatus.WITHDRAWN
    ALL = "all", Word(mark("All"))


class NeedFilters(Input):
    """What the address of the list asks for."""

    q: str = ""
    status: StatusFilter = StatusFilter.CURRENT
    municipality: Slug | None = None
    target_group: Slug | None = None
    support_type: Slug | None = None
    theme: Slug | None = None
    urgency: Urgency | None = None
    crisis: Slug | None = None
    measure: Slug | None = None
    mine: bool = False
    sort: NeedSort = NeedSort.URGENT
    cursor: str | None = None


@dataclass(frozen=True, slots=True)
class NeedRow:
    """One need in a list, as this actor may see it: a small group has no municipality and no exact
    number.
    """

    id: UUID
    title: str
    # Empty when the owner may not be known.
    organisation_id: UUID | None
    organisation_name: str
    municipality_code: str | None
    target_group: str
    support_type: str
    people: int | None
    quantity: int
    committed: int
    unit: Unit
    urgency: Urgency
    status: NeedStatus
    needed_from: date
    needed_until: date | None
    created_at: datetime
    published_at: datetime | None
    is_masked: bool
    is_own: bool

    @property
    def hides_number(self) -> bool:
        return hides_number(is_masked=self.is_masked, unit=self.unit, quantity=self.quantity)

    @property
    def left(self) -> int:
        return self.quantity - self.committed


# Built once: taking SQLAlchemy's expressions together costs more than running them.
_ROWS: Any = sa.select(
    col(Need.id),
    col(Need.title),
    col(Need.organisation_id),
    col(Organisation.name).label("organisation_name"),
    col(Need.municipality_code),
    col(Need.target_group),
    col(Need.support_type),
    col(Need.people),
    col(Need.quantity),
    col(Need.committed),
    col(Need.known_to),
    col(Need.unit),
    col(Need.urgency),
    col(Need.status),
    col(Need.needed_from),
    col(Need.needed_until),
    col(Need.created_at),
    col(Need.published_at),
).join(Organisation, col(Organisation.id) == col(Need.organisation_id))


def find_needs(
    session: Session, actor: Actor, filters: NeedFilters, *, size: int
) -> ResultPage[NeedRow]:
    """One page of the list, in one query."""
    # Whatever the actor may see lies in its regions. Said apart, outside the ORs, the index of the
    # order can be used.
    rules = [col(Need.region_code).in_(actor.regions), visible_to(actor), *_wanted(actor, filters)]
    total = sa.select(sa.func.count()).select_from(
        sa.select(sa.literal(1)).select_from(Need).where(*rules).limit(TOTAL_LIMIT).subquery()
    )
    return take_page(
        session,
        _ROWS.where(*rules),
        _order(filters.sort),
        cursor=filters.cursor,
        size=size,
        total=total.scalar_subquery(),
        build=lambda row: _row(actor, row),
    )


def find_open_of(
    session: Session, actor: Actor, organisation_id: UUID, *, limit: int
) -> list[NeedRow]:
    """What an organisation needs now, the most urgent first. Not the small groups that the actor
    may not place: on the page of a municipality they would have one.
    """
    rules = [
        visible_to(actor),
        knows_place(actor),
        col(Need.organisation_id) == organisation_id,
        col(Need.status) == NeedStatus.OPEN,
    ]
    order = _order(NeedSort.URGENT)
    query = _ROWS.where(*rules).order_by(*order.keys).limit(limit)
    return [_row(actor, row) for row in session.execute(query)]


def _row(actor: Actor, row: Any) -> NeedRow:
    is_own = row.organisation_id in actor.organisation_ids
    masked = is_masked(actor, row)
    return NeedRow(
        id=row.id,
        title=row.title,
        organisation_id=None if masked else row.organisation_id,
        organisation_name=owner_label(row.organisation_name, is_masked=masked),
        municipality_code=None if masked else row.municipality_code,
        target_group=row.target_group,
        support_type=row.support_type,
        people=row.people,
        quantity=row.quantity,
        committed=row.committed,
        unit=row.unit,
        urgency=row.urgency,
        status=row.status,
        needed_from=row.needed_from,
        needed_until=row.needed_until,
        created_at=row.created_at,
        published_at=row.published_at,
        is_masked=masked,
        is_own=is_own,
    )


def _order(sort: NeedSort) -> Order:
    match sort:
        case NeedSort.URGENT:
            return Order((col(Need.urgency_order), col(Need.created_at), col(Need.id)))
        case NeedSort.NEWEST:
            return Order((col(Need.created_at), col(Need.id)), descending=True)
        case NeedSort.ENDING:
            return Order(
                (sa.func.coalesce(col(Need.needed_until), date(9999, 12, 31)), col(Need.id))
            )


def _wanted(actor: Actor, filters: NeedFilters) -> list[sa.ColumnElement[bool]]:
    rules: list[sa.ColumnElement[bool]] = []
    if filters.status is StatusFilter.CURRENT:
        rules.append(col(Need.status).in_((NeedStatus.DRAFT, NeedStatus.OPEN)))
    elif filters.status is not StatusFilter.ALL:
        rules.append(col(Need.status) == NeedStatus(filters.status.value))
    if filters.mine:
        rules.append(col(Need.organisation_id).in_(actor.organisation_ids))
    return [*rules, *rules_of(actor, filters)]


class AboutNeeds(Protocol):
    """The filters that speak of a need, on its own list and wherever needs are shown."""

    @property
    def q(self) -> str: ...
    @property
    def municipality(self) -> str | None: ...
    @property
    def target_group(self) -> str | None: ...
    @property
    def support_type(self) -> str | None: ...
    @property
    def theme(self) -> str | None: ...
    @property
    def urgency(self) -> Urgency | None: ...
    @property
    def crisis(self) -> str | None: ...
    @property
    def measure(self) -> str | None: ...


def rules_of(actor: Actor, filters: AboutNeeds) -> list[sa.ColumnElement[bool]]:
    """What the filters ask of a need. The place of a small group filters only for those who may
    know it.
    """
    rules: list[sa.ColumnElement[bool]] = []
    if filters.municipality is not None:
        rules += [col(Need.municipality_code) == filters.municipality, knows_place(actor)]
    if filters.target_group is not None:
        named = sa.literal(filters.target_group, sa.Text) == sa.any_(col(Need.also_groups))
        rules.append(sa.or_(col(Need.target_group) == filters.target_group, named))
    if filters.support_type is not None:
        rules.append(col(Need.support_type) == filters.support_type)
    if filters.theme is not None:
        rules.append(serves_theme(col(Need.support_type), filters.theme))
    if filters.urgency is not None:
        rules.append(col(Need.urgency) == filters.urgency)
    if filters.crisis is not None:
        rules.append(of_crisis(col(Need.crisis_id), filters.crisis))
    if filters.measure is not None:
        rules.append(
            of_measure(col(Need.measure_id), filters.measure, place_known=knows_place(actor))
        )
    found = matches(col(Need.search), filters.q)
    return rules if found is None else [*rules, found]


def find_windows(session: Session, actor: Actor, organisation_ids: Collection[UUID]) -> list[Any]:
    """Title, place and period of what these organisations logged and did not take back, to
    recognise it by.
    """
    query: Any = sa.select(
        col(Need.id),
        col(Need.organisation_id),
        col(Need.title),
        col(Need.municipality_code),
        col(Need.needed_from).label("start"),
        col(Need.needed_until).label("end"),
    ).where(
        visible_to(actor),
        knows_place(actor),
        col(Need.organisation_id).in_(organisation_ids),
        col(Need.status) != NeedStatus.WITHDRAWN,
    )
    return list(session.execute(query.order_by(col(Need.created_at), col(Need.id))))


def has_open_need(session: Session, actor: Actor) -> bool:
    """Whether an organisation the actor writes for has an open need that is not covered."""
    writing = [seat.organisation_id for seat in actor.writing_seats]
    waiting = select(Need.id).where(
        col(Need.organisation_id).in_(writing),
        col(Need.status) == NeedStatus.OPEN,
        col(Need.committed) < col(Need.quantity),
    )
    return session.exec(waiting.limit(1)).first() is not None


def get_need(session: Session, actor: Actor, need_id: UUID, *, lock: bool = False) -> Need:
    """One need with its organisation, crisis and measure, or NotFound. `lock` until commit."""
    query = (
        select(Need)
        .where(col(Need.id) == need_id, visible_to(actor))
        .options(joinedload(Need.organisation), joinedload(Need.crisis), joinedload(Need.measure))  # type: ignore[arg-type]
    )
    if lock:
        query = query.with_for_update(of=Need).execution_options(populate_existing=True)
    need = session.exec(query).first()
    if need is None:
        raise NotFound(_("This need does not exist, or it is not meant for your organisation."))
    return need
