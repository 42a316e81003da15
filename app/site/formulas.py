"""The formulas of the product, each in words that a resident or a journalist can read. Numbers come
from the code that counts with them, and sentences from the page that shows what is counted.
"""

from collections.abc import Callable
from dataclasses import dataclass

from app.core.i18n import gettext as _
from app.needs.models import SMALL_GROUP
from app.picture import definitions, filters as picture_filters
from app.region import labels as region_labels, weights
from app.releases import suppression
from app.scoring import chances, support_term, terms


@dataclass(frozen=True)
class FormulaPart:
    """One thing that is worked out: what it is called, how in sentences, and what counts in it with
    how many points.
    """

    id: str
    title: str
    sentences: tuple[str, ...]
    points: tuple[tuple[str, str, int], ...] = ()


def find_formulas() -> list[FormulaPart]:
    """Every formula, in the order of the page."""
    return [*_matching(), _plan(), *_picture(), _small_groups(), _released()]


def _matching() -> list[FormulaPart]:
    national = weights.national_points()
    points = tuple(
        (words.label, words.hint, national[name])
        for name, words in region_labels.term_words().items()
    )
    whole = sum(number for _label, _hint, number in points)
    order = FormulaPart(
        "matching",
        _("Which offer fits a need"),
        (
            _(
                "Every offer is compared with every need, on eight points. Each gets a number "
                "from 0 to 1."
            ),
            _(
                "Each of these is multiplied by its weight below; the sum, divided by %(whole)s, "
                "is the total. A region may choose other weights.",
                whole=whole,
            ),
            _(
                "Of the kind of help, %(share)s in 100 is whether it is the very thing that is "
                "asked for: an interpreter of another language is another thing.",
                share=round(support_term.THING * 100),
            ),
            _(
                "What no other point makes good lowers the total: too far away by %(far)s in 100, "
                "meant for another group by %(group)s, an offer that says that it does not do this "
                "by %(excluded)s, and each no to such help before by %(declined)s.",
                far=round(terms.FAR_COSTS * 100),
                group=round(terms.OTHER_GROUP_COSTS * 100),
                excluded=round(terms.EXCLUDED_COSTS * 100),
                declined=round(terms.DECLINED_COSTS * 100),
            ),
            _(
                "What is for sale, or looks for volunteers itself, loses %(loss)s in 100.",
                loss=round(terms.NO_OFFER_COSTS * 100),
            ),
        ),
        points,
    )
    chance = FormulaPart(
        "chance",
        _("What is shown, and with which word"),
        (
            _(
                "From the total follows the chance that a coordinator would invite this partner. "
                "It was learnt from pairs of a need and an offer that people judged, not from "
                "what happens on the board, and it changes only when a new version comes out."
            ),
            _(
                "From %(very)s in 100 on it says “fits very well”, from %(well)s “fits well”, "
                "below that “might fit”. Below %(shown)s it is not shown, unless somebody asks "
                "for everything.",
                very=round(chances.VERY_WELL_FROM * 100),
                well=round(chances.WELL_FROM * 100),
                shown=round(chances.SHOWN_FROM * 100),
            ),
            _(
                "The reasons beside a suggestion are those of the points above. The computer "
                "decides nothing: a person proposes, and both sides say yes or no."
            ),
        ),
    )
    return [order, chance]


def _plan() -> FormulaPart:
    return FormulaPart(
        "plan",
        _("The plan for a region"),
        (
            _(
                "The plan shares out what is left of all offers over all open needs at once. Only"
                " pairs with a chance of %(planned)s in 100 or more count.",
                planned=round(chances.PLANNED_FROM * 100),
            ),
            _(
                "First as much as possible is covered, more urgent needs first; within one "
                "urgency the first half of every need comes before the second half of any. Where "
                "that leaves a choice, what fits better is taken."
            ),
            _("The team takes over from the plan what it wants, and leaves the rest."),
        ),
    )


def _picture() -> list[FormulaPart]:
    given = picture_filters.PictureFilters()
    told: list[tuple[str, str, Callable[[picture_filters.PictureFilters], str]]] = [
        ("effects", _("Which effects weigh most"), definitions.of_effects),
        ("support", _("Support for measures"), definitions.of_support),
        ("stacking", _("Where problems stack"), definitions.of_signals),
        ("needs", _("Open needs and how long they wait"), definitions.of_needs),
        ("place_sizes", _("How large the need is in a municipality"), definitions.of_place_sizes),
        ("partners", _("Which partners are missing"), definitions.of_partners),
        ("funnel", _("Whether help comes"), definitions.of_funnel),
        ("spread", _("How evenly partners are asked"), definitions.of_spread),
    ]
    return [FormulaPart(id, title, (define(given),)) for id, title, define in told]


def _small_groups() -> FormulaPart:
    return FormulaPart(
        "small_groups",
        _("Small groups"),
        (
            _(
                "A group of fewer than %(few)s people in one municipality could be recognised. "
                "Who does not help them sees neither the number nor the municipality nor who "
                "asks.",
                few=SMALL_GROUP,
            ),
            _(
                "There are no names and no addresses of people in need. Texts with such data are "
                "refused."
            ),
        ),
    )


def _released() -> FormulaPart:
    return FormulaPart(
        "released",
        _("What the public picture hides"),
        (
            _(
                "Every number is rounded to %(base)s. Of 1 to %(most)s it only says that it is "
                "fewer than %(few)s.",
                base=suppression.BASE,
                most=suppression.THRESHOLD - 1,
                few=suppression.THRESHOLD,
            ),
            _(
                "Before a week is released, the computer tries to work such a number out from all"
                " that is published, the weeks before included. As long as it can, it hides more."
            ),
        ),
    )
