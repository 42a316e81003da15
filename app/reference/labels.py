"""Amounts in the reader's language."""

from app.core.i18n import ngettext
from app.reference.models import Unit


def amount(unit: Unit, quantity: int) -> str:
    """A quantity with its unit: "40 people"."""
    match unit:
        case Unit.PEOPLE:
            return ngettext("%(num)s person", "%(num)s people", quantity)
        case Unit.PLACES:
            return ngettext("%(num)s place", "%(num)s places", quantity)
        case Unit.PIECES:
            return ngettext("%(num)s piece", "%(num)s pieces", quantity)
        case Unit.HOURS_PER_WEEK:
            return ngettext("%(num)s hour per week", "%(num)s hours per week", quantity)
        case Unit.RIDES_PER_WEEK:
            return ngettext("%(num)s ride per week", "%(num)s rides per week", quantity)
        case Unit.PARCELS_PER_WEEK:
            return ngettext("%(num)s parcel per week", "%(num)s parcels per week", quantity)
