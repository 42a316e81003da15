"""An estimate of how much of an offer a need takes that counts in another unit, with its reason.

The table below is an assumption of ours and comes from no study: organisations differ too much for
one number. It gives a proposal something to begin with, says how it came about, and whoever knows
better changes it. Where even that would be a guess there is nothing in it, and the field is empty.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from app.core.i18n import gettext as _
from app.reference.labels import amount
from app.reference.models import Unit

PER_PERSON: Mapping[Unit, int] = {
    Unit.PLACES: 1,
    Unit.PIECES: 1,
    Unit.RIDES_PER_WEEK: 1,
    Unit.PARCELS_PER_WEEK: 1,
}
# An hour of one kind of help is not an hour of another. Child care, manpower: from two hours a week
# to forty, so nothing is said.
HOURS_PER_PERSON: Mapping[str, int] = {
    "groceries_meals": 1,
    "medicines": 1,
    "listening_ear": 1,
    "psychosocial_support": 1,
    "bereavement_aftercare": 1,
    "admin_debts": 1,
    "digital_help": 1,
    "information_advice": 1,
    "legal_advice": 1,
    "odd_jobs": 1,
    "pet_care": 2,
    "buddy_visits": 2,
    "homework_education": 2,
    "language_interpreting": 2,
    "activities": 2,
}


@dataclass(frozen=True, slots=True)
class Estimate:
    """What a proposal begins with, in the need's unit and in the offer's. None: nobody can say."""

    quantity: int | None
    offer_quantity: int | None = None
    reason: str = ""


def estimate(
    kind: str, need_unit: Unit, offer_unit: Unit, needed: int | None, free: int | None
) -> Estimate:
    """As much as is `needed` and fits in what is `free` (None: not known)."""
    if needed is None or needed < 1:
        return Estimate(None)
    if need_unit is offer_unit:
        return Estimate(needed if free is None else min(needed, free))
    rate = _rate(kind, need_unit, offer_unit)
    if rate is None:
        return Estimate(needed)
    fits = needed if free is None else min(needed, int(free / rate))
    if fits < 1:
        return Estimate(needed)
    takes = -(-fits * rate.numerator // rate.denominator)
    return Estimate(fits, takes, _reason(rate, need_unit, offer_unit, fits, takes))


def takes(kind: str, need_unit: Unit, offer_unit: Unit) -> str:
    """How much of the offer one of the need's unit takes, as "1/2"; "" where nobody knows."""
    rate = _rate(kind, need_unit, offer_unit)
    return "" if rate is None else f"{rate.numerator}/{rate.denominator}"


def rate_words(kind: str, need_unit: Unit, offer_unit: Unit) -> str:
    """What is reckoned with between these units; "" where nothing is."""
    rate = _rate(kind, need_unit, offer_unit)
    return "" if rate is None else _rate_words(rate, need_unit, offer_unit)


def _rate(kind: str, need_unit: Unit, offer_unit: Unit) -> Fraction | None:
    """How much of the offer one of the need's unit takes. Only people tie units together: how many
    parcels an hour is, nobody knows.
    """
    if need_unit is Unit.PEOPLE:
        found = _per_person(kind, offer_unit)
        return None if found is None else Fraction(found)
    if offer_unit is Unit.PEOPLE:
        found = _per_person(kind, need_unit)
        return None if found is None else Fraction(1, found)
    return None


def _per_person(kind: str, unit: Unit) -> int | None:
    return HOURS_PER_PERSON.get(kind) if unit is Unit.HOURS_PER_WEEK else PER_PERSON.get(unit)


def _rate_words(rate: Fraction, need_unit: Unit, offer_unit: Unit) -> str:
    each = offer_unit if need_unit is Unit.PEOPLE else need_unit
    return _("%(amount)s for each person", amount=amount(each, max(rate, 1 / rate).numerator))


def _reason(rate: Fraction, need_unit: Unit, offer_unit: Unit, needed: int, takes: int) -> str:
    return _(
        "Estimate: %(rate)s, so %(needed)s is about %(takes)s. Change it when you know better.",
        rate=_rate_words(rate, need_unit, offer_unit),
        needed=amount(need_unit, needed),
        takes=amount(offer_unit, takes),
    )
