"""Reading offers, always from what the actor may see."""

from collections.abc import Collection, Mapping
from datetime import date
from functools import cache, lru_cache
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import joinedload
from sqlmodel import Session, col, select

from app.core import clock, errors, inputs, pages, rows, statements, words
from app.core.i18n import gettext as _, mark
from app.identity.actor import ANYBODY, Actor
from app.identity.models import Organisation
from app.identity.queries import is_away, is_unavailable
from app.language import lookup, slips
from app.members import charge
from app.offers import fields, models, policy
from app.offers.models import Offer
from app.reference import crisis_queries, queries as reference_queries
from app.target_groups import models as group_models


class OfferSort(words.Worded):
    """How a list is ordered."""

    NEWEST = "newest", words.Word(mark("Newest first"))
    ENDING = "ending", words.Word(mark("Ending soonest first"))


class StateFilter(words.Worded):
    """Which offers a list shows."""

    # Drafts, submitted, available and paused ones.
    CURRENT = "current", words.Word(mark("All that are current"))
    DRAFT = models.OfferState.DRAFT
    SUBMITTED = models.OfferState.SUBMITTED
    PUBLISHED = models.OfferState.PUBLISHED
    EXPIRED = models.OfferState.EXPIRED
    PAUSED = models.OfferState.PAUSED
    WITHDRAWN = models.OfferState.WITHDRAWN
    ALL = "all", words.Word(mark("All"))

    @property
    def statuses(self) -> set[models.OfferStatus]:
        """The statuses that an offer on that list can have."""
        every = set(models.OfferStatus)
        some: dict[str, set[models.OfferStatus]] = {
            "all": every,
            "current": every - {models.OfferStatus.WITHDRAWN},
            "expired": {models.OfferStatus.PUBLISHED},
        }
        return some.get(self.value) or {models.OfferStatus(self.value)}


class OfferFilters(inputs.Input):
    """What the address of the list asks for."""

    q: str = ""
    state: StateFilter = StateFilter.CURRENT
    municipality: inputs.Slug | None = None
    target_group: inputs.Slug | None = None
    support_type: inputs.Slug | None = None
    theme: inputs.Slug | None = None
    crisis: inputs.Slug | None = None
    measure: inputs.Slug | None = None
    mine: bool = False
    in_charge: charge.ChargeFilter | None = None
    # Somebody may be asked for it today: published, with something left, by who can help.
    free: bool = False
    sort: OfferSort = OfferSort.NEWEST
    cursor: str | None = None


def is_expired(day: date) -> sa.ColumnElement[bool]:
    """Published, but its window or freshness ended before `day`."""
    # least() ignores nulls in PostgreSQL.
    end = sa.func.least(col(Offer.available_until), col(Offer.fresh_until))
    return sa.and_(col(Offer.status) == models.OfferStatus.PUBLISHED, end < day)


def is_available(day: date) -> list[sa.ColumnElement[bool]]:
    """Offers that somebody may be asked for on a day."""
    # The few organisations that nobody is sent to are looked up once, instead of the organisation
    # of every offer.
    away = sa.select(col(Organisation.id)).where(is_away(day)).correlate(None)
    return [
        col(Offer.status) == models.OfferStatus.PUBLISHED,
        sa.not_(sa.func.coalesce(is_expired(day), False)),
        col(Offer.committed) < col(Offer.quantity),
        col(Offer.organisation_id).not_in(away),
    ]


def find_offers(
    session: Session, actor: Actor, filters: OfferFilters, *, size: int
) -> pages.ResultPage[fields.OfferRow]:
    """One page of the list, in one query."""
    words, day = lookup.query_of(filters.q), clock.today()
    return _listed(statements.kind_of(filters, words), size).take(
        session,
        actor.bound | {"words": words},
        cursor=filters.cursor,
        build=lambda row: row_of(actor, day, row),
    )


@lru_cache(statements.KINDS)
def _listed(filters: OfferFilters, size: int) -> pages.Paged:
    """The list, with parameters for the words, the day and who reads."""
    # Whatever somebody may see lies in its regions. Said apart, outside the ORs, the index of the
    # order can be used.
    asked = [col(Offer.region_code).in_(ANYBODY.regions), *wanted(filters)]
    rules = [policy.visible_to(ANYBODY), *asked]
    total = pages.count_in_parts(
        Offer,
        col(Offer.status),
        filters.state.statuses,
        policy.SHARED,
        policy.PRIVATE,
        col(Offer.organisation_id).in_(ANYBODY.organisation_ids),
        asked,
        rules,
    )
    return pages.Paged(ROWS.where(*rules), _order(filters), size, total)


def find_published_of(
    session: Session, actor: Actor, organisation_id: UUID, *, limit: int
) -> list[fields.OfferRow]:
    """What an organisation offers now, the newest first."""
    day = clock.today()
    rules = [
        policy.visible_to(actor),
        col(Offer.organisation_id) == organisation_id,
        col(Offer.status) == models.OfferStatus.PUBLISHED,
        sa.not_(sa.func.coalesce(is_expired(day), False)),
    ]
    query = ROWS.where(*rules).order_by(col(Offer.published_at).desc(), col(Offer.id))
    found = statements.rows_of(session, query.limit(limit), statements.moment())
    return [row_of(actor, day, row) for row in found]


# The columns of `OfferRow`, of every offer, on the day `statements.TODAY`.
ROWS: Any = sa.select(
    *rows.columns_of(fields.OfferRow, Offer),
    col(Organisation.name).label("organisation_name"),
    sa.case((is_unavailable(statements.TODAY), col(Organisation.unavailable_until))).label(
        "unavailable_until"
    ),
    col(Offer.status),
    col(Offer.fresh_until),
).join(Organisation, col(Organisation.id) == col(Offer.organisation_id))


def row_of(actor: Actor, day: date, row: Any) -> fields.OfferRow:
    return rows.as_row(
        fields.OfferRow,
        row,
        state=models.state_on(day, row.status, row.available_until, row.fresh_until),
        last_day=models.last_day(row.available_until, row.fresh_until),
        is_own=row.organisation_id in actor.organisation_ids,
    )


def _order(filters: OfferFilters) -> pages.Order:
    """Among all, what ended comes last; the newest is the newest, but for who looks for words."""
    match filters.sort:
        case OfferSort.NEWEST if filters.q:
            keys = (1 - _is_done_order(), col(Offer.created_at), col(Offer.id))
            return pages.Order((lookup.titled_last(col(Offer.titled)), *keys), descending=True)
        case OfferSort.NEWEST:
            return pages.Order((col(Offer.created_at), col(Offer.id)), descending=True)
        case OfferSort.ENDING:
            end = sa.func.coalesce(
                sa.func.least(col(Offer.available_until), col(Offer.fresh_until)),
                date(9999, 12, 31),
            )
            done = (_is_done_order(),) if filters.state is StateFilter.ALL else ()
            return pages.Order((*done, end, col(Offer.id)))


def _is_done_order() -> sa.ColumnElement[int]:
    is_withdrawn = col(Offer.status) == models.OfferStatus.WITHDRAWN
    return sa.case((sa.or_(is_withdrawn, is_expired(statements.TODAY)), 1), else_=0)


def wanted(filters: OfferFilters) -> list[sa.ColumnElement[bool]]:
    """What the list asks; the day, the words and who reads are parameters."""
    rules: list[sa.ColumnElement[bool]] = []
    expired = is_expired(statements.TODAY)
    match filters.state:
        case StateFilter.CURRENT:
            rules += [
                col(Offer.status) != models.OfferStatus.WITHDRAWN,
                sa.not_(sa.func.coalesce(expired, False)),
            ]
        case StateFilter.EXPIRED:
            rules.append(expired)
        case StateFilter.PUBLISHED:
            rules += [
                col(Offer.status) == models.OfferStatus.PUBLISHED,
                sa.not_(sa.func.coalesce(expired, False)),
            ]
        case StateFilter.ALL:
            pass
        case _:
            rules.append(col(Offer.status) == models.OfferStatus(filters.state.value))
    if filters.municipality is not None:
        rules.append(
            reference_queries.serves_place(col(Offer.municipalities), filters.municipality)
        )
    if filters.target_group is not None:
        rules.append(group_models.are_for(col(Offer.target_groups), [filters.target_group]))
    if filters.support_type is not None:
        rules.append(col(Offer.support_type) == filters.support_type)
    if filters.theme is not None:
        rules.append(reference_queries.serves_theme(col(Offer.support_type), filters.theme))
    if filters.crisis is not None:
        rules.append(crisis_queries.of_crisis(col(Offer.crisis_id), filters.crisis))
    if filters.measure is not None:
        rules.append(crisis_queries.of_measure(col(Offer.measure_id), filters.measure))
    if filters.free:
        rules += is_available(statements.TODAY)
    if filters.mine:
        rules.append(col(Offer.organisation_id).in_(ANYBODY.organisation_ids))
    if filters.in_charge is not None:
        rules.append(charge.wanted(ANYBODY, Offer, filters.in_charge))
    return [*rules, lookup.finds(col(Offer.search))] if filters.q else rules


def find_windows(session: Session, actor: Actor, organisation_ids: Collection[UUID]) -> list[Any]:
    """Title, place and last day of what these organisations posted and did not take back, to
    recognise it by.
    """
    query: Any = sa.select(
        col(Offer.id),
        col(Offer.organisation_id),
        col(Offer.title),
        col(Offer.municipalities),
        col(Offer.available_until).label("end"),
    ).where(
        policy.visible_to(actor),
        col(Offer.organisation_id).in_(organisation_ids),
        col(Offer.status) != models.OfferStatus.WITHDRAWN,
    )
    return list(session.execute(query.order_by(col(Offer.created_at), col(Offer.id))))


_BESIDE: tuple[Any, ...] = (Offer.organisation, Offer.crisis, Offer.measure)


def find_offers_by_id(
    session: Session, actor: Actor, ids: Collection[UUID], *, lock: bool = False
) -> dict[UUID, Offer]:
    """Those of these offers that the actor may see, as `get_offer` gives one. `lock` until commit,
    everybody in the same order.
    """
    found = session.execute(_by_id(lock), actor.bound | {"ids": list(ids)}) if ids else ()
    return {offer.id: offer for (offer,) in found}


@cache
def _by_id(lock: bool) -> Any:
    ids: Any = sa.bindparam("ids", expanding=True)
    query = (
        select(Offer)
        .where(col(Offer.id).in_(ids), policy.visible_to(ANYBODY))
        .options(*(joinedload(beside) for beside in _BESIDE))
        .order_by(col(Offer.id))
    )
    if lock:
        query = query.with_for_update(of=Offer).execution_options(populate_existing=True)
    return query


def get_offer(session: Session, actor: Actor, offer_id: UUID, *, lock: bool = False) -> Offer:
    """One offer with its organisation, crisis and measure, or NotFound. `lock` until commit."""
    offer = find_offers_by_id(session, actor, [offer_id], lock=lock).get(offer_id)
    if offer is None:
        raise errors.NotFound(
            _("This offer does not exist, or it is not meant for your organisation.")
        )
    return offer


def count_said(session: Session, actor: Actor, asked: Mapping[str, str]) -> dict[str, int]:
    """In how much of what this actor may see each of these words stands."""
    rows = sa.select(col(Offer.found_by)).where(policy.visible_to(actor))
    return slips.count_said(session, rows, col(Offer.search), asked)


def find_words_near(session: Session, actor: Actor, word: str) -> set[str]:
    """The words of what this actor may see with something like this word in it."""
    texts = (col(Offer.title), col(Offer.description), col(Offer.search_words))
    return slips.find_near(session, col(Offer.found_by), texts, word, policy.visible_to(actor))
