"""Words for the closed vocabularies, in the reader's language."""

from app.core.i18n import gettext as _, mark, ngettext
from app.reference.models import CrisisPhase, OrganisationKind, Unit

# Marked here and translated one at a time: lists ask for the unit of every row.
_UNITS = {
    Unit.PEOPLE: mark("people"),
    Unit.PLACES: mark("places"),
    Unit.PIECES: mark("pieces"),
    Unit.HOURS_PER_WEEK: mark("hours per week"),
    Unit.RIDES_PER_WEEK: mark("rides per week"),
    Unit.PARCELS_PER_WEEK: mark("parcels per week"),
}


def unit_label(unit: Unit) -> str:
    """The unit as a choice in a form."""
    return _(_UNITS[unit])


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


def phase_label(phase: CrisisPhase) -> str:
    """How far a crisis is, as one word."""
    return {
        CrisisPhase.ACUTE: _("acute"),
        CrisisPhase.RECOVERY: _("recovery"),
        CrisisPhase.AFTERCARE: _("aftercare"),
    }[phase]


def phase_hint(phase: CrisisPhase) -> str:
    """What that means for the work."""
    return {
        CrisisPhase.ACUTE: _("People need help now."),
        CrisisPhase.RECOVERY: _("The worst is over. People get back what they lost."),
        CrisisPhase.AFTERCARE: _("Some people still need help for a long time."),
    }[phase]


def kind_label(kind: OrganisationKind) -> str:
    """What kind of partner it is."""
    return {
        OrganisationKind.MUNICIPALITY: _("Municipality"),
        OrganisationKind.SAFETY_REGION: _("Safety region"),
        OrganisationKind.INITIATIVE: _("Initiative"),
        OrganisationKind.WELFARE: _("Welfare organisation"),
        OrganisationKind.CARE: _("Care organisation"),
        OrganisationKind.FAITH: _("Faith group"),
        OrganisationKind.EDUCATION: _("Education"),
        OrganisationKind.BUSINESS: _("Company"),
        OrganisationKind.NATIONAL: _("National organisation"),
        OrganisationKind.OTHER: _("Other"),
    }[kind]
