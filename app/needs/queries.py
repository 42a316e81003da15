"""Reading needs, always from what the actor may see."""

from collections.abc import Callable, Collection, Mapping, Sequence
from functools import cache, lru_cache
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import aliased, joinedload
from sqlmodel import Session, col, select

from app.core import clock, errors, pages, rows, statements
from app.core.i18n import gettext as _
from app.identity.actor import ANYBODY, Actor
from app.identity.models import Organisation
from app.language import lookup, slips
from app.needs import arrivals, fields, filters as need_filters, labels, models, policy
from app.needs.models import Need

# Built once: taking SQLAlchemy's expressions together costs more than running them.
ROWS: Any = sa.select(
    *rows.columns_of(fields.NeedRow, Need),
    col(Organisation.name).label("organisation_name"),
    col(Need.known_to),
).join(Organisation, col(Organisation.id) == col(Need.organisation_id))


# What other slices ask of a need, out of the filters of their list.
Also = Callable[[Any], Sequence[sa.ColumnElement[bool]]]


def find_needs(
    session: Session,
    actor: Actor,
    filters: need_filters.NeedFilters,
    *,
    size: int,
    also: Also = lambda _: (),
) -> pages.ResultPage[fields.NeedRow]:
    """One page of the list, in one query. `also`: a function, not made anew for each page."""
    words = lookup.query_of(filters.q)
    paged = _listed(statements.kind_of(filters, words), size, also)
    return paged.take(
        session,
        actor.bound | {"words": words},
        cursor=filters.cursor,
        build=lambda row: row_of(actor, row),
    )


@lru_cache(statements.KINDS)
def _listed(filters: need_filters.NeedFilters, size: int, also: Also) -> pages.Paged:
    # Whatever somebody may see lies in its regions. Said apart, outside the ORs, the index of the
    # order can be used.
    here = col(Need.region_code).in_(ANYBODY.regions)
    wanted = [here, *need_filters.wanted(ANYBODY, filters), *also(filters)]
    rules = [policy.visible_to(ANYBODY), *wanted]
    total = pages.count_in_parts(
        Need,
        col(Need.status),
        filters.status.statuses,
        policy.SHARED,
        policy.PRIVATE,
        col(Need.organisation_id).in_(ANYBODY.organisation_ids),
        wanted,
        rules,
    )
    order = need_filters.order_of(filters.sort, filters.status, is_asked=bool(filters.q))
    return pages.Paged(ROWS.where(*rules), order, size, total)


def find_open_of(
    session: Session, actor: Actor, organisation_id: UUID, *, limit: int
) -> list[fields.NeedRow]:
    """What an organisation needs now, the most urgent first. Not the small groups that the actor
    may not place: on the page of a municipality they would have one.
    """
    rules = [
        policy.visible_to(actor),
        policy.knows_place(actor),
        col(Need.organisation_id) == organisation_id,
        models.is_open(clock.today()),
    ]
    order = need_filters.order_of(need_filters.NeedSort.URGENT)
    query = ROWS.where(*rules).order_by(*order.keys).limit(limit)
    return [row_of(actor, row) for row in session.execute(query)]


def row_of(actor: Actor, row: Any) -> fields.NeedRow:
    masked = policy.is_masked(actor, row)
    return rows.as_row(
        fields.NeedRow,
        row,
        organisation_id=None if masked else row.organisation_id,
        organisation_name=labels.owner_label(row.organisation_name, is_masked=masked),
        municipality_code=None if masked else row.municipality_code,
        is_masked=masked,
        is_own=row.organisation_id in actor.organisation_ids,
        arrival=arrivals.ALL_CAME,
    )


def count_left_out(
    session: Session, actor: Actor, filters: need_filters.NeedFilters, also: Also = lambda _: ()
) -> int:
    """How many small groups a file with these filters leaves out, because the filters would tell
    where or of whom they are: of all that everybody in the region may see, so that the number does
    not tell it either.
    """
    if filters.municipality is None and not filters.is_of_own:
        return 0
    words = lookup.query_of(filters.q)
    others = statements.kind_of(filters, words).model_copy(
        update={"municipality": None, "mine": False, "in_charge": None}
    )
    query = sa.select(sa.func.count()).select_from(Need)
    rules = [
        col(Need.region_code).in_(actor.regions),
        col(Need.status).in_(policy.SHARED),
        policy.is_small_group(),
    ]
    wanted = query.where(*rules, *need_filters.wanted(actor, others), *also(others))
    return int(session.execute(wanted, statements.moment() | {"words": words}).scalar_one())


def find_windows(session: Session, actor: Actor, organisation_ids: Collection[UUID]) -> list[Any]:
    """Title, place and last day of what these organisations logged and did not take back, to
    recognise it by.
    """
    query: Any = sa.select(
        col(Need.id),
        col(Need.organisation_id),
        col(Need.title),
        col(Need.municipality_code),
        col(Need.needed_until).label("end"),
    ).where(
        policy.visible_to(actor),
        policy.knows_place(actor),
        col(Need.organisation_id).in_(organisation_ids),
        col(Need.status) != models.NeedStatus.WITHDRAWN,
    )
    return list(session.execute(query.order_by(col(Need.created_at), col(Need.id))))


def has_open_need(session: Session, actor: Actor) -> bool:
    """Whether an organisation the actor writes for has an open need that is not covered."""
    return bool(statements.rows_of(session, _waiting(), actor.bound))


@cache
def _waiting() -> Any:
    is_waiting = models.needs_help(statements.TODAY)
    return (
        sa.select(col(Need.id))
        .where(col(Need.organisation_id).in_(ANYBODY.writing_ids), is_waiting)
        .limit(1)
    )


def find_needs_by_id(
    session: Session, actor: Actor, ids: Collection[UUID], *, lock: bool = False
) -> dict[UUID, Need]:
    """Those of these needs that the actor may see, as `get_need` gives one. `lock` until commit,
    everybody in the same order.
    """
    found = session.execute(_by_id(lock), actor.bound | {"ids": list(ids)}) if ids else ()
    return {need.id: need for (need,) in found}


@cache
def _by_id(lock: bool) -> Any:
    ids: Any = sa.bindparam("ids", expanding=True)
    query = (
        select(Need)
        .where(col(Need.id).in_(ids), policy.visible_to(ANYBODY))
        .options(joinedload(Need.organisation), joinedload(Need.crisis), joinedload(Need.measure))  # type: ignore[arg-type]
        .order_by(col(Need.id))
    )
    if lock:
        query = query.with_for_update(of=Need).execution_options(populate_existing=True)
    return query


def get_need(session: Session, actor: Actor, need_id: UUID, *, lock: bool = False) -> Need:
    """One need with its organisation, crisis and measure, or NotFound. `lock` until commit."""
    need = find_needs_by_id(session, actor, [need_id], lock=lock).get(need_id)
    if need is None:
        raise errors.NotFound(
            _("This need does not exist, or it is not meant for your organisation.")
        )
    return need


def find_led_on(session: Session, actor: Actor, need_id: UUID) -> UUID | None:
    """The need that the actor sees in which this one went up, whether they saw this one or not."""
    gone: Any = aliased(Need)
    query = (
        sa.select(col(Need.id))
        .join(gone, gone.merged_into_id == col(Need.id))
        .where(gone.id == need_id, policy.visible_to(actor))
    )
    return session.execute(query).scalar_one_or_none()


def get_living_need(session: Session, actor: Actor, need_id: UUID) -> Need:
    """As `get_need`, locked; of one that went up in another, on a page that stood open since, that
    one. A merger that goes on at this moment is waited for.
    """
    need = find_needs_by_id(session, actor, [need_id], lock=True).get(need_id)
    if need is not None and need.merged_into_id is None:
        return need
    led_on = find_led_on(session, actor, need_id)
    if led_on is None:
        return get_need(session, actor, need_id)
    return get_living_need(session, actor, led_on)


def count_said(session: Session, actor: Actor, asked: Mapping[str, str]) -> dict[str, int]:
    """In how much of what this actor may see each of these words stands."""
    rows = sa.select(col(Need.found_by)).where(policy.visible_to(actor))
    return slips.count_said(session, rows, col(Need.search), asked)


def find_words_near(session: Session, actor: Actor, word: str) -> set[str]:
    """The words of what this actor may see with something like this word in it."""
    # What a small group's explanation says of its place is no word of this.
    told = sa.case((policy.is_small_group(), col(Need.found_by)), else_=col(Need.description))
    texts: Any = (col(Need.title), told, col(Need.search_words))
    return slips.find_near(session, col(Need.found_by), texts, word, policy.visible_to(actor))
