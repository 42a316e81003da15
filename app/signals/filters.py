"""The filters of signals: what the address of the list asks, and what that is in SQL. The days and
who reads are parameters of it.
"""

from datetime import date
from typing import Any, ClassVar

import sqlalchemy as sa
from sqlmodel import col

from app.core import inputs, pages, words
from app.core.i18n import mark
from app.identity.actor import Reader
from app.reference import crisis_queries
from app.signals import models, policy


class SignalStatusFilter(words.Worded):
    """Which signals a list shows."""

    ACCEPTED = "accepted", words.Word(mark("Counts in the picture"))
    RECEIVED = models.SignalStatus.RECEIVED
    REJECTED = models.SignalStatus.REJECTED
    TAKEN_BACK = models.SignalStatus.TAKEN_BACK
    ALL = "all", words.Word(mark("All"))


class SignalSort(words.Worded):
    """How the list is ordered. What waits is always read the longest waiting first."""

    RECENT = "recent", words.Word(mark("Last seen first"))
    SEVERE = "severe", words.Word(mark("Largest effect first"))


class SignalFilters(inputs.Input):
    """What the address of the list asks for."""

    days_in_order: ClassVar[tuple[str, str] | None] = ("seen_from", "seen_until")

    status: SignalStatusFilter = SignalStatusFilter.ACCEPTED
    kind: models.SignalKind | None = None
    theme: inputs.Slug | None = None
    target_group: inputs.Slug | None = None
    municipality: inputs.Slug | None = None
    direction: models.SignalDirection | None = None
    source_kind: models.SignalSource | None = None
    crisis: inputs.Slug | None = None
    measure: inputs.Slug | None = None
    seen_from: inputs.Day | None = None
    seen_until: inputs.Day | None = None
    mine: bool = False
    # Those for which no browser worked wait in a queue of their own: most of what robots send is
    # among them.
    unproven: bool = False
    sort: SignalSort = SignalSort.RECENT
    cursor: str | None = None

    @property
    def waits(self) -> bool:
        return self.status is SignalStatusFilter.RECEIVED

    @property
    def kind_of_list(self) -> "SignalFilters":
        """Without what is a parameter of its statement."""
        some = {name: date.min for name in _DAYS if getattr(self, name) is not None}
        return self.model_copy(update={"cursor": None, **some})

    @property
    def days(self) -> dict[str, Any]:
        """The values of these parameters."""
        return {name: getattr(self, name) for name in _DAYS}


_DAYS = ("seen_from", "seen_until")


def order_of(filters: SignalFilters) -> pages.Order:
    """How the list is sorted."""
    if filters.waits:
        return pages.Order((col(models.Signal.created_at), col(models.Signal.id)))
    seen = (col(models.Signal.seen_on), col(models.Signal.id))
    if filters.sort is SignalSort.SEVERE:
        severity = sa.func.coalesce(col(models.Signal.severity), 0)
        return pages.Order((severity, *seen), descending=True)
    return pages.Order(seen, descending=True)


def wanted(actor: Reader, filters: SignalFilters) -> list[sa.ColumnElement[bool]]:
    """What the list asks."""
    rules = about(actor, filters)
    if filters.status is not SignalStatusFilter.ALL:
        status = models.SignalStatus(filters.status.value)
        rules.append(col(models.Signal.status) == status)
    if filters.kind is not None:
        rules.append(col(models.Signal.kind) == filters.kind)
    if filters.mine:
        rules.append(col(models.Signal.organisation_id).in_(actor.organisation_ids))
    if filters.waits or filters.unproven or filters.status is SignalStatusFilter.ALL:
        of_partner = col(models.Signal.organisation_id).is_not(None)
        proven = col(models.Signal.is_proven).is_(not filters.unproven)
        rules.append(proven if filters.unproven else sa.or_(proven, of_partner))
    return rules


def about(actor: Reader, filters: SignalFilters) -> list[sa.ColumnElement[bool]]:
    """What the filters ask of what a signal says."""
    rules: list[sa.ColumnElement[bool]] = []
    for name in ("theme", "direction", "source_kind"):
        if (value := getattr(filters, name)) is not None:
            rules.append(col(getattr(models.Signal, name)) == value)
    if filters.municipality is not None:
        rules += [
            col(models.Signal.municipality_code) == filters.municipality,
            policy.knows_place(actor),
        ]
    if filters.target_group is not None:
        rules.append(col(models.Signal.target_group) == filters.target_group)
    if filters.crisis is not None:
        rules.append(crisis_queries.of_crisis(col(models.Signal.crisis_id), filters.crisis))
    if filters.measure is not None:
        known = policy.knows_place(actor)
        rules.append(
            crisis_queries.of_measure(
                col(models.Signal.measure_id), filters.measure, place_known=known
            )
        )
    seen = col(models.Signal.seen_on)
    if filters.seen_from is not None:
        rules.append(seen >= sa.bindparam("seen_from", type_=sa.Date))
    if filters.seen_until is not None:
        rules.append(seen <= sa.bindparam("seen_until", type_=sa.Date))
    return rules
