"""What must hold before a pair is suggested at all. One rule for both directions, so that they
cannot differ.

`need` and `offer` are a loaded row or the table itself: `pair_rules(need, Offer, day)` chooses
offers for a need, `pair_rules(Need, offer, day)` needs for an offer, `pair_rules(Need, Offer, day)`
pairs. `as_parameters(Need)` stands for a need that is known only when the statement runs.
"""

from types import SimpleNamespace
from typing import Any

import sqlalchemy as sa
from sqlmodel import col

from app.core.db import Timestamp
from app.identity.actor import ANYBODY, Actor, Reader
from app.identity.queries import find_gone
from app.matches import models as match_models
from app.matches.models import Match
from app.needs import policy as need_policy
from app.needs.models import Need
from app.offers import queries as offer_queries
from app.offers.models import Offer
from app.suggestions.rejection_queries import rejected_pairs

# What the rules below ask of a loaded row.
_ASKED: dict[Any, tuple[str, ...]] = {
    Need: ("id", "region_code", "organisation_id", "crisis_id", "edited_at", "version",
           "needed_from", "needed_until"),
    Offer: ("id", "region_code", "organisation_id", "crisis_id", "edited_at", "version",
            "available_from", "available_until"),
}  # fmt: skip
_IN_SQL = type(Need.id), sa.BindParameter


def as_parameters(table: type[Need | Offer]) -> SimpleNamespace:
    """A need or an offer of a statement that is built once; `values_of` has the values."""
    return SimpleNamespace(
        **{
            name: sa.bindparam(f"one_{name}", type_=getattr(table, name).type)
            for name in _ASKED[table]
        }
    )


def values_of(item: Need | Offer, actor: Actor) -> dict[str, Any]:
    """The values of `as_parameters`, as this actor may know them: a need of a small group is
    nobody's.
    """
    values = {f"one_{name}": getattr(item, name) for name in _ASKED[type(item)]}
    if isinstance(item, Need) and need_policy.is_masked(actor, item):
        values["one_organisation_id"] = None
    return values


def are_of_others(need: Any, offer: Any) -> sa.ColumnElement[bool]:
    """The two are not of one organisation. This is not asked of a need whose owner the reader may
    not know: an offer that alone is refused, or missing, would tell whose need it is.
    """
    if isinstance(need.organisation_id, sa.BindParameter):
        return col(Offer.organisation_id).is_distinct_from(need.organisation_id)
    owner = _column(need.organisation_id, Need.organisation_id)
    differ = owner != _column(offer.organisation_id, Offer.organisation_id)
    return sa.or_(differ, need_policy.hides_owner(ANYBODY))


def is_available(day: Any) -> list[sa.ColumnElement[bool]]:
    """Offers that somebody may be asked for on a day."""
    return offer_queries.is_available(day)


def is_wanted(actor: Reader, day: Any) -> list[sa.ColumnElement[bool]]:
    """Needs that still look for help on a day, as far as this actor may know."""
    return [need_policy.needs_help(actor, day), col(Need.organisation_id).not_in(find_gone())]


def pair_rules(need: Any, offer: Any, day: Any) -> list[sa.ColumnElement[bool]]:
    """What must hold between the two, beside `is_available` and `is_wanted`."""
    starts, ends = _day(need.needed_from), _day(need.needed_until)
    from_, until = _day(offer.available_from), _day(offer.available_until)
    crises = _column(need.crisis_id, Need.crisis_id), _column(offer.crisis_id, Offer.crisis_id)
    return [
        _column(need.region_code, Need.region_code)
        == _column(offer.region_code, Offer.region_code),
        are_of_others(need, offer),
        sa.or_(until.is_(None), until >= sa.func.greatest(starts, _day(day))),
        sa.or_(ends.is_(None), ends >= sa.func.greatest(from_, _day(day))),
        sa.or_(crises[0].is_(None), crises[1].is_(None), crises[0] == crises[1]),
        sa.not_(said_no(need, offer)),
        sa.not_(rejected_pairs(need, offer)),
    ]


def said_no(need: Any, offer: Any) -> sa.ColumnElement[bool]:
    """Somebody said no to this pair, or that it was wrong, and neither side has changed since."""
    return sa.exists().where(*no_rules(need, offer))


def no_rules(need: Any, offer: Any) -> list[sa.ColumnElement[bool]]:
    """Matches that are such a no."""
    wrong = sa.and_(
        col(Match.status) == match_models.MatchStatus.WITHDRAWN,
        col(Match.withdraw_reason) == match_models.WithdrawReason.WRONG,
    )
    changed = sa.func.greatest(_moment(need.edited_at), _moment(offer.edited_at))
    return [
        col(Match.need_id) == need.id,
        col(Match.offer_id) == offer.id,
        sa.or_(col(Match.status) == match_models.MatchStatus.DECLINED, wrong),
        col(Match.moved_at) >= changed,
    ]


def _column(value: Any, like: Any) -> Any:
    """The column, or the value of a loaded row as one."""
    return value if isinstance(value, _IN_SQL) else sa.literal(value, like.type)


def _day(value: Any) -> Any:
    return value if isinstance(value, _IN_SQL) else sa.literal(value, sa.Date())


def _moment(value: Any) -> Any:
    return value if isinstance(value, _IN_SQL) else sa.literal(value, Timestamp)
