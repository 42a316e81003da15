"""Whose turn it is: who can still say yes, and whose last day has passed.

Each rule is said twice, for a loaded match and in SQL; `tests/matches/test_past.py` holds them
together.
"""

from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa
from sqlmodel import col

from app.matches.models import ASKED, LIVE, Arrived, Match, MatchOutcome, MatchStatus, Side
from app.needs import models as need_models, policy as need_policy
from app.offers import models as offer_models
from app.reference.models import Unit


def past_side(*, need_is_over: bool, offer_is_over: bool) -> Side | None:
    """Who has to extend before anybody can say yes: of both first who asks for help."""
    if need_is_over:
        return Side.NEED
    return Side.OFFER if offer_is_over else None


def past_of(match: Match) -> Side | None:
    """Whose last day has passed, so that nobody can say yes until that side extends it."""
    return past_side(
        need_is_over=match.need.state is need_models.NeedState.OVER,
        offer_is_over=match.offer.is_over,
    )


def is_past(day: Any) -> sa.ColumnElement[bool]:
    """Matches of which `past_of` says whose last day has passed. Need and offer are joined."""
    return sa.or_(need_models.is_over(day), offer_models.is_over(day))


def is_asking(day: Any, match: Any = Match) -> sa.ColumnElement[bool]:
    """Matches for which somebody is asked and can still say yes, of needs that ask for help. The
    offer is joined.
    """
    return sa.and_(col(match.status).in_(ASKED), sa.not_(offer_models.is_over(day)))


def is_asked(day: Any, *besides: sa.ColumnElement[bool]) -> sa.ColumnElement[bool]:
    """Needs for which somebody is asked and can still say yes, or with a match of `besides`."""
    asked = (
        sa.select(sa.literal(1))
        .select_from(Match)
        .join(offer_models.Offer, col(offer_models.Offer.id) == col(Match.offer_id))
        .where(col(Match.need_id) == col(need_models.Need.id), sa.or_(is_asking(day), *besides))
    )
    return asked.correlate(need_models.Need).exists()


def is_without_help(day: Any) -> sa.ColumnElement[bool]:
    """Needs that ask for help on a day while nobody has said yes and nobody is asked."""
    is_nobodys = col(need_models.Need.committed) == 0
    return sa.and_(need_models.needs_help(day), is_nobodys, ~is_asked(day))


def is_done_with(need: need_models.Need, statuses: Iterable[MatchStatus]) -> bool:
    """Whether all that an open need asked for is done, given what its matches are: nobody helps it
    any more and nobody has to, so its owner closes it.
    """
    return (
        need.state is need_models.NeedState.OPEN
        and need.left == 0
        and frozenset(LIVE).isdisjoint(statuses)
    )


def lacks(match: Match) -> bool:
    """Whether part of the help of a completed match did not come: it still counts for its need, and
    who needs it has to ask anew for what is left.
    """
    if match.status is not MatchStatus.COMPLETED:
        return False
    said = match.need_arrived
    return said is not Arrived.YES if said is not None else match.outcome != MatchOutcome.SUCCEEDED


def missing(match: Match, unit: Unit) -> int | None:
    """How much of the help of a completed match did not come, in the unit of its need. None where
    part of it did not and nobody said how much.
    """
    if not lacks(match):
        return 0
    if match.need_arrived is Arrived.NO or match.outcome is MatchOutcome.FAILED:
        return match.quantity
    if unit not in need_policy.COUNTS_PEOPLE or match.people_reached is None:
        return None
    # Who says that it lacked, after everybody was reached, did not say how much.
    return max(0, match.quantity - match.people_reached) or None


def is_lacking() -> sa.ColumnElement[bool]:
    """Matches of which `lacks` says so. Never null."""
    said = col(Match.need_arrived)
    return sa.and_(
        col(Match.status) == MatchStatus.COMPLETED,
        sa.case(
            (said.is_not(None), said != Arrived.YES),
            else_=col(Match.outcome) != MatchOutcome.SUCCEEDED,
        ),
    )


def missing_in(unit: Any) -> sa.ColumnElement[int | None]:
    """What `missing` says of a match, whose need is counted in `unit`."""
    reached = col(Match.people_reached)
    none_came = sa.or_(
        sa.func.coalesce(col(Match.need_arrived) == Arrived.NO, sa.false()),
        col(Match.outcome) == MatchOutcome.FAILED,
    )
    not_said = sa.or_(unit.not_in(need_policy.COUNTS_PEOPLE), reached.is_(None))
    left = sa.func.nullif(sa.func.greatest(0, col(Match.quantity) - reached), 0)
    return sa.case(
        (sa.not_(is_lacking()), 0),
        (none_came, col(Match.quantity)),
        (not_said, sa.null()),
        else_=left,
    )


def is_done(day: Any) -> sa.ColumnElement[bool]:
    """Needs of which `is_done_with` says that all is done."""
    going = (
        sa.select(sa.literal(1))
        .where(col(Match.need_id) == col(need_models.Need.id), col(Match.status).in_(LIVE))
        .correlate(need_models.Need)
        .exists()
    )
    return sa.and_(
        need_models.is_open(day),
        col(need_models.Need.committed) == col(need_models.Need.quantity),
        sa.not_(going),
    )
