"""The list of needs with the filters that ask what other slices know of a need."""

import sqlalchemy as sa
from sqlmodel import Session

from app.core import pages, statements
from app.identity.actor import ANYBODY, Actor
from app.matches import arrival_queries
from app.matches.turns import is_without_help
from app.needs import fields, filters as need_filters, queries
from app.suggestions import need_steps


class NeedListFilters(need_filters.NeedFilters):
    """What the address of the list asks for."""

    # Nobody has said yes, and nobody is asked.
    without_help: bool = False
    # How far it came at least, and how far until now at most.
    reached: need_steps.ReachedFilter | None = None
    stopped: need_steps.StoppedFilter | None = None


def find_needs(
    session: Session, actor: Actor, filters: NeedListFilters, *, size: int
) -> pages.ResultPage[fields.NeedRow]:
    """One page of the list, in one query, and one for what did not come."""
    found = queries.find_needs(session, actor, filters, size=size, also=_rules)
    return arrival_queries.on_page(session, actor, found)


def count_left_out(session: Session, actor: Actor, filters: NeedListFilters) -> int:
    """How many small groups a file with these filters leaves out."""
    return queries.count_left_out(session, actor, filters, _rules)


def wanted(filters: NeedListFilters) -> list[sa.ColumnElement[bool]]:
    """What the list asks; the day, the words and who reads are parameters."""
    return [*need_filters.wanted(ANYBODY, filters), *_rules(filters)]


def _rules(filters: NeedListFilters) -> list[sa.ColumnElement[bool]]:
    rules = [is_without_help(statements.TODAY)] if filters.without_help else []
    if filters.reached is not None:
        rules += need_steps.came_to(filters.reached)
    if filters.stopped is not None:
        rules += need_steps.stopped_at(filters.stopped)
    return rules
