"""Reading needs, always from what the actor may see."""

from collections.abc import Callable, Collection, Sequence
from datetime import date
from functools import cache, lru_cache
from typing import Any, Protocol, TypeVar
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import joinedload
from sqlmodel import Session, col, select

from app.core import clock, errors, inputs, pages, rows, statements, words
from app.core.i18n import gettext as _, mark
from app.identity.actor import ANYBODY, Actor, Reader
from app.identity.models import Organisation
from app.language import lookup
from app.needs import fields, labels, models, policy
from app.needs.models import Need
from app.reference import crisis_queries, queries as reference_queries


class NeedSort(words.Worded):
    """How a list is ordered."""

    URGENT = "urgent", words.Word(mark("Most urgent first"))
    NEWEST = "newest", words.Word(mark("Newest first"))
    ENDING = "ending", words.Word(mark("Ending soonest first"))


class StatusFilter(words.Worded):
    """Which needs a list shows."""

    CURRENT = "current", words.Word(mark("Drafts and open"))
    DRAFT = models.NeedStatus.DRAFT
    OPEN = models.NeedState.OPEN
    NEEDED = "needed", words.Word(mark("Help still needed"))
    OVER = models.NeedState.OVER
    CLOSED = models.NeedStatus.CLOSED
    WITHDRAWN = models.NeedStatus.WITHDRAWN
    ALL = "all", words.Word(mark("All"))


class NeedFilters(inputs.Input):
    """What the address of the list asks for."""

    q: str = ""
    status: StatusFilter = StatusFilter.CURRENT
    municipality: inputs.Slug | None = None
    target_group: inputs.Slug | None = None
    support_type: inputs.Slug | None = None
    theme: inputs.Slug | None = None
    urgency: models.Urgency | None = None
    crisis: inputs.Slug | None = None
    measure: inputs.Slug | None = None
    mine: bool = False
    sort: NeedSort = NeedSort.URGENT
    cursor: str | None = None


F = TypeVar("F", bound=inputs.Input)


# Built once: taking SQLAlchemy's expressions together costs more than running them.
_ROWS: Any = sa.select(
    *rows.columns_of(fields.NeedRow, Need),
    col(Organisation.name).label("organisation_name"),
    col(Need.known_to),
).join(Organisation, col(Organisation.id) == col(Need.organisation_id))


# What other slices ask of a need, out of the filters of their list.
Also = Callable[[Any], Sequence[sa.ColumnElement[bool]]]


def find_needs(
    session: Session, actor: Actor, filters: NeedFilters, *, size: int, also: Also = lambda _: ()
) -> pages.ResultPage[fields.NeedRow]:
    """One page of the list, in one query. `also`: a function, not made anew for each page."""
    words = lookup.query_of(filters.q)
    paged = _listed(kind_of(filters, words), size, also)
    return paged.take(
        session,
        actor.bound | {"words": words},
        cursor=filters.cursor,
        build=lambda row: _row(actor, row),
    )


def kind_of(filters: F, words: str) -> F:
    """The filters without what is a parameter of the statement: the cursor and the words."""
    return filters.model_copy(update={"cursor": None, "q": words and "words"})


@lru_cache(statements.KINDS)
def _listed(filters: NeedFilters, size: int, also: Also) -> pages.Paged:
    # Whatever somebody may see lies in its regions. Said apart, outside the ORs, the index of the
    # order can be used.
    rules = [
        col(Need.region_code).in_(ANYBODY.regions),
        policy.visible_to(ANYBODY),
        *_wanted(ANYBODY, filters),
        *also(filters),
    ]
    total = pages.count_rows(Need, rules)
    return pages.Paged(_ROWS.where(*rules), _order(filters.sort), size, total)


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
    order = _order(NeedSort.URGENT)
    query = _ROWS.where(*rules).order_by(*order.keys).limit(limit)
    return [_row(actor, row) for row in session.execute(query)]


def _row(actor: Actor, row: Any) -> fields.NeedRow:
    masked = policy.is_masked(actor, row)
    return rows.as_row(
        fields.NeedRow,
        row,
        organisation_id=None if masked else row.organisation_id,
        organisation_name=labels.owner_label(row.organisation_name, is_masked=masked),
        municipality_code=None if masked else row.municipality_code,
        is_masked=masked,
        is_own=row.organisation_id in actor.organisation_ids,
    )


def _order(sort: NeedSort) -> pages.Order:
    match sort:
        case NeedSort.URGENT:
            return pages.Order((col(Need.urgency_order), col(Need.created_at), col(Need.id)))
        case NeedSort.NEWEST:
            return pages.Order((col(Need.created_at), col(Need.id)), descending=True)
        case NeedSort.ENDING:
            return pages.Order(
                (sa.func.coalesce(col(Need.needed_until), date(9999, 12, 31)), col(Need.id))
            )


def count_left_out(
    session: Session, actor: Actor, filters: NeedFilters, also: Also = lambda _: ()
) -> int:
    """How many small groups a file with these filters leaves out, because the filters would tell
    where or of whom they are: of all that everybody in the region may see, so that the number does
    not tell it either.
    """
    if filters.municipality is None and not filters.mine:
        return 0
    words = lookup.query_of(filters.q)
    others = kind_of(filters, words).model_copy(update={"municipality": None, "mine": False})
    query = sa.select(sa.func.count()).select_from(Need)
    rules = [
        col(Need.region_code).in_(actor.regions),
        col(Need.status).in_(policy.SHARED),
        policy.is_small_group(),
    ]
    wanted = query.where(*rules, *_wanted(actor, others), *also(others))
    return int(session.execute(wanted, statements.moment() | {"words": words}).scalar_one())


def _wanted(actor: Reader, filters: NeedFilters) -> list[sa.ColumnElement[bool]]:
    """What the list asks; the day and the words are parameters."""
    rules: list[sa.ColumnElement[bool]] = []
    day = statements.TODAY
    match filters.status:
        case StatusFilter.CURRENT:
            is_draft = col(Need.status) == models.NeedStatus.DRAFT
            rules.append(sa.or_(is_draft, models.is_open(day)))
        case StatusFilter.OPEN:
            rules.append(models.is_open(day))
        case StatusFilter.NEEDED:
            rules.append(models.needs_help(day))
        case StatusFilter.OVER:
            rules.append(models.is_over(day))
        case StatusFilter.ALL:
            pass
        case _:
            rules.append(col(Need.status) == models.NeedStatus(filters.status.value))
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
    def urgency(self) -> models.Urgency | None: ...
    @property
    def crisis(self) -> str | None: ...
    @property
    def measure(self) -> str | None: ...


def rules_of(actor: Reader, filters: AboutNeeds) -> list[sa.ColumnElement[bool]]:
    """What the filters ask of a need. Their words are a parameter: see `lookup.finds`."""
    rules: list[sa.ColumnElement[bool]] = []
    if filters.municipality is not None:
        rules.append(policy.is_in(actor, filters.municipality))
    if filters.target_group is not None:
        rules.append(models.are_for([filters.target_group]))
    if filters.support_type is not None:
        rules.append(col(Need.support_type) == filters.support_type)
    if filters.theme is not None:
        rules.append(reference_queries.serves_theme(col(Need.support_type), filters.theme))
    if filters.urgency is not None:
        rules.append(col(Need.urgency) == filters.urgency)
    if filters.crisis is not None:
        rules.append(crisis_queries.of_crisis(col(Need.crisis_id), filters.crisis))
    if filters.measure is not None:
        rules.append(
            crisis_queries.of_measure(
                col(Need.measure_id), filters.measure, place_known=policy.knows_place(actor)
            )
        )
    return [*rules, lookup.finds(col(Need.search))] if filters.q else rules


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


def find_words_near(session: Session, actor: Actor, word: str) -> set[str]:
    """The words of what this actor may see with something like this word in it."""
    texts = (col(Need.title), col(Need.description), col(Need.search_words))
    return lookup.find_near(session, col(Need.found_by), texts, word, policy.visible_to(actor))
