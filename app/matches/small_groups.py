"""What is told of a match for a small group: what the largest such group would take of the offer.

What is left of an offer is for everybody to see, so what a match takes of it may not tell how few
people it is for, however need and offer count. What was said of it is that much for each; for four
of them it is the same number whether they are one or four.
"""

from typing import Any, Protocol

import sqlalchemy as sa

from app.matches import models
from app.matches.models import Match
from app.needs import models as need_models, policy as need_policy
from app.offers.models import Offer
from app.reference.models import Unit

LARGEST = need_models.SMALL_GROUP - 1


class Amounts(Protocol):
    """How many in the unit of the need, and what was said that they take of the offer."""

    @property
    def quantity(self) -> int: ...
    @property
    def offer_quantity(self) -> int: ...


class Small(Protocol):
    """What tells of a need whether others may know how many people it is for."""

    @property
    def people(self) -> int | None: ...
    @property
    def municipality_code(self) -> str | None: ...
    @property
    def unit(self) -> Unit: ...
    @property
    def quantity(self) -> int: ...


def of_largest(need: Small, said: Amounts) -> int:
    """What is taken of an offer for a need. Of a small group as much as the largest one takes at
    the same for each, rounded up: what is left over would tell by what it was divided. Where the
    need tells its quantity, an offer may still count its people.
    """
    if not need_models.is_small_group(need.people, need.municipality_code):
        return said.offer_quantity
    each = 1
    if need_policy.hides_number(is_masked=True, unit=need.unit, quantity=need.quantity):
        each = -(-said.offer_quantity // said.quantity)
    return max(said.offer_quantity, LARGEST * each)


def told(need: Small, offer: Offer, match: Match, *, masked: bool) -> int:
    """What a match takes of its offer, as far as the actor may know it: of a small group as much as
    the largest would, before the yes as after it.
    """
    if not masked or match.status in models.COMMITTED:
        return match.offer_quantity
    largest = of_largest(need, match)
    return min(largest, offer.left or largest)


def of_largest_sum(quantity: Any, said: Any) -> Any:
    """The rule of `of_largest` in SQL, beside the need; a test holds the two together."""
    each: Any = (said + quantity - 1) // quantity
    return sa.case(
        (need_policy.tells_how_few(), sa.func.greatest(said, LARGEST * each)),
        (need_policy.is_small_group(), sa.func.greatest(said, LARGEST)),
        else_=said,
    )


def said_of_hidden(quantity: int, said: int, counted: int | None) -> int:
    """What so many take of an offer, by who may not know how many they are and `said` a number for
    all of them, or for as many as were `counted`: the largest group for all they know.
    """
    return -(-said // min(counted or LARGEST, LARGEST)) * quantity
