"""The filters of needs: what the address of a list asks, and what that is in SQL. The words, the
day and who reads are parameters of it.
"""

from datetime import date, timedelta
from typing import ClassVar, Protocol

import sqlalchemy as sa
from sqlmodel import col

from app.core import clock, inputs, pages, statements, words
from app.core.i18n import mark
from app.identity.actor import Reader
from app.language import lookup
from app.members import charge
from app.needs import models, policy
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

    @property
    def statuses(self) -> set[models.NeedStatus]:
        """The statuses that a need on that list can have."""
        is_open = {models.NeedStatus.OPEN}
        some: dict[str, set[models.NeedStatus]] = {
            "all": set(models.NeedStatus),
            "current": {models.NeedStatus.DRAFT, *is_open},
            "needed": is_open,
            "over": is_open,
        }
        return some.get(self.value) or {models.NeedStatus(self.value)}


class NeedFilters(inputs.Input):
    """What the address of the list asks for."""

    days_in_order: ClassVar[tuple[str, str] | None] = ("placed_from", "placed_until")

    q: str = ""
    status: StatusFilter = StatusFilter.CURRENT
    municipality: inputs.Slug | None = None
    target_group: inputs.Slug | None = None
    support_type: inputs.Slug | None = None
    theme: inputs.Slug | None = None
    urgency: models.Urgency | None = None
    crisis: inputs.Slug | None = None
    measure: inputs.Slug | None = None
    # Only what says the group and the municipality itself: not what is for all of them.
    named: bool = False
    placed_from: inputs.Day | None = None
    placed_until: inputs.Day | None = None
    mine: bool = False
    in_charge: charge.ChargeFilter | None = None
    sort: NeedSort = NeedSort.URGENT
    cursor: str | None = None

    @property
    def is_of_own(self) -> bool:
        """Whether all that it finds is of the reader's own organisation, so that it tells whose."""
        return self.mine or self.in_charge is not None


def order_of(
    sort: NeedSort, status: StatusFilter = StatusFilter.CURRENT, *, is_asked: bool = False
) -> pages.Order:
    """How the list is sorted. Among all, what asks for nothing any more comes last, however urgent
    it was; the newest is the newest. `is_asked`: somebody looks for words, and did not choose
    another order: what has them in its title comes first.
    """
    done = (sa.case((_is_current(), 0), else_=1),) if status is StatusFilter.ALL else ()
    match sort:
        case NeedSort.URGENT:
            first = (lookup.titled_first(col(Need.titled)),) if is_asked else ()
            keys = (col(Need.urgency_order), col(Need.created_at), col(Need.id))
            return pages.Order((*first, *done, *keys))
        case NeedSort.NEWEST:
            return pages.Order((col(Need.created_at), col(Need.id)), descending=True)
        case NeedSort.ENDING:
            return pages.Order(
                (*done, sa.func.coalesce(col(Need.needed_until), date(9999, 12, 31)), col(Need.id))
            )


def wanted(actor: Reader, filters: NeedFilters) -> list[sa.ColumnElement[bool]]:
    """What the list asks; the day and the words are parameters."""
    rules: list[sa.ColumnElement[bool]] = []
    day = statements.TODAY
    match filters.status:
        case StatusFilter.CURRENT:
            rules.append(_is_current())
        case StatusFilter.OPEN:
            rules.append(models.is_open(day))
        case StatusFilter.NEEDED:
            rules.append(policy.needs_help(actor, day))
        case StatusFilter.OVER:
            rules.append(models.is_over(day))
        case StatusFilter.ALL:
            pass
        case _:
            rules.append(col(Need.status) == models.NeedStatus(filters.status.value))
    if filters.mine:
        rules.append(col(Need.organisation_id).in_(actor.organisation_ids))
    if filters.named:
        rules += _named(filters)
    placed = col(Need.published_at)
    if filters.placed_from is not None:
        rules.append(placed >= clock.start_of(filters.placed_from))
    if filters.placed_until is not None:
        rules.append(placed < clock.start_of(filters.placed_until + timedelta(days=1)))
    if filters.in_charge is not None:
        rules.append(charge.wanted(actor, Need, filters.in_charge))
    return [*rules, *rules_of(actor, filters)]


def _named(filters: NeedFilters) -> list[sa.ColumnElement[bool]]:
    """What says by itself which group it is about and where: `rules_of` keeps the rest."""
    rules: list[sa.ColumnElement[bool]] = []
    if filters.target_group is not None:
        said = sa.func.array_prepend(col(Need.target_group), col(Need.also_groups))
        rules.append(sa.literal(filters.target_group, sa.Text) == sa.any_(said))
    if filters.municipality is not None:
        rules.append(col(Need.municipality_code).is_not(None))
    return rules


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


def _is_current() -> sa.ColumnElement[bool]:
    """Needs that ask for something today, or will."""
    return sa.or_(col(Need.status) == models.NeedStatus.DRAFT, models.is_open(statements.TODAY))
