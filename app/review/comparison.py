"""A need and an offer next to each other, line by line, and whether they fit."""

from dataclasses import dataclass
from datetime import date

from app.core import clock, i18n
from app.core.i18n import gettext as _, ngettext
from app.matches.forms import MatchChoices
from app.needs.models import SMALL_GROUP, Need
from app.needs.policy import hides_number
from app.offers.models import Offer
from app.target_groups.models import is_for


@dataclass(frozen=True)
class Assessment:
    """Whether one thing fits, in words. None: neither for nor against."""

    is_good: bool | None
    words: str


@dataclass(frozen=True)
class Line:
    """One thing of both sides."""

    label: str
    need: str
    offer: str
    fit: Assessment


@dataclass(frozen=True)
class SharedRecord:
    """How many matches between two organisations were completed, and how many of those went
    well. Masked: what they did together would tell which organisation has the need.
    """

    completed: int
    succeeded: int
    is_masked: bool = False

    @property
    def fit(self) -> Assessment:
        if self.is_masked:
            return Assessment(None, _("Whose it is, is not shown: it is a small group"))
        if not self.completed:
            return Assessment(None, _("Not together before"))
        if self.succeeded:
            words = ngettext(
                "Together %(num)s time before, it worked",
                "Together %(num)s times before, it worked",
                self.succeeded,
            )
            return Assessment(True, words)
        return Assessment(False, _("Together before, it did not work"))


@dataclass(frozen=True)
class ComparedPair:
    """What is compared. Quantities in the units of need and offer; None where nobody has said how
    much.

    Masked: the actor may not know where a small group lives, nor how small it is.
    """

    need: Need
    offer: Offer
    quantity: int | None
    offer_quantity: int | None
    is_masked: bool


def compare(pair: ComparedPair, choices: MatchChoices) -> list[Line]:
    """Kind of help, for whom, where, how many and when."""
    need, offer = pair.need, pair.offer
    return [
        Line(
            _("Kind of help"),
            choices.label(need.support_type),
            choices.label(offer.support_type),
            _kind(need, offer),
        ),
        Line(
            _("For whom"),
            i18n.listed_labels(choices.label(group) for group in need.groups),
            i18n.listed_labels(choices.label(group) for group in offer.target_groups),
            _groups(need, offer, choices),
        ),
        Line(_("Where"), _place(pair, choices), _places(offer, choices), _where(pair, choices)),
        Line(_("How much"), _open(pair, choices), _free(offer, choices), _how_much(pair, choices)),
        Line(
            _("When"),
            _window(need.needed_from, need.needed_until),
            _window(offer.available_from, offer.available_until),
            _when(need, offer),
        ),
    ]


def _kind(need: Need, offer: Offer) -> Assessment:
    if need.support_type == offer.support_type:
        return Assessment(True, _("Same kind of help"))
    return Assessment(False, _("Another kind of help"))


def _groups(need: Need, offer: Offer, choices: MatchChoices) -> Assessment:
    missing = [group for group in need.groups if group not in offer.target_groups]
    if not missing:
        return Assessment(
            True, ngettext("This group is named", "These groups are named", len(need.groups))
        )
    if is_for(offer.target_groups, missing):
        return Assessment(True, _("For all residents"))
    if len(missing) < len(need.groups):
        return Assessment(
            False,
            _(
                "Not named: %(groups)s",
                groups=i18n.short_labels((choices.label(group) for group in missing), within=True),
            ),
        )
    return Assessment(
        False, ngettext("This group is not named", "These groups are not named", len(missing))
    )


def _place(pair: ComparedPair, choices: MatchChoices) -> str:
    code = None if pair.is_masked else pair.need.municipality_code
    return choices.label(code) if code else _("whole region")


def _places(offer: Offer, choices: MatchChoices) -> str:
    return i18n.listed(choices.label(code) for code in offer.municipalities) or _("whole region")


def _where(pair: ComparedPair, choices: MatchChoices) -> Assessment:
    code, places = pair.need.municipality_code, pair.offer.municipalities
    if not places:
        return Assessment(True, _("Works in the whole region"))
    if pair.is_masked:
        return Assessment(None, _("The municipality is not shown: it is a small group"))
    if code is None:
        return Assessment(False, _("Not in the whole region"))
    if code in places:
        return Assessment(True, _("Same municipality"))
    return Assessment(False, _("%(place)s is not named", place=choices.label(code)))


def _hides_number(pair: ComparedPair) -> bool:
    return hides_number(is_masked=pair.is_masked, unit=pair.need.unit, quantity=pair.need.quantity)


def _open(pair: ComparedPair, choices: MatchChoices) -> str:
    if _hides_number(pair):
        return _("fewer than 5 people")
    need = pair.need
    return _(
        "%(left)s of %(total)s still open",
        left=i18n.number(need.left),
        total=choices.amount(need.unit, need.quantity),
    )


def _free(offer: Offer, choices: MatchChoices) -> str:
    amount = choices.amount(offer.unit, offer.left)
    if offer.unit.value == "people":
        return _("free: %(amount)s", amount=amount)
    return _("left: %(amount)s", amount=amount)


def _how_much(pair: ComparedPair, choices: MatchChoices) -> Assessment:
    need, offer, wanted = pair.need, pair.offer, pair.quantity
    if need.unit is not offer.unit:
        if wanted is None or pair.offer_quantity is None:
            return Assessment(False, _("Counted in other units"))
        if hides_number(is_masked=pair.is_masked, unit=offer.unit, quantity=pair.offer_quantity):
            return Assessment(None, _("Counted in other units"))
        takes = choices.amount(offer.unit, pair.offer_quantity)
        if pair.offer_quantity > offer.left:
            return Assessment(False, _("Takes %(amount)s: more than is free", amount=takes))
        return Assessment(None, _("Takes %(amount)s", amount=takes))
    if _hides_number(pair):
        # Only the offer may decide what stands here: "not enough" beside three free places is four.
        if offer.left >= SMALL_GROUP - 1:
            return Assessment(True, _("Enough for what is open"))
        return Assessment(None, _("Can do %(num)s of fewer than 5", num=i18n.number(offer.left)))
    wanted = min(need.left, offer.left) if wanted is None else wanted
    if wanted > offer.left:
        return Assessment(False, _("More than is free"))
    if wanted >= need.left:
        return Assessment(True, _("Can do all that is open"))
    return Assessment(
        None, _("Can do %(num)s of %(left)s", num=i18n.number(wanted), left=i18n.number(need.left))
    )


def _window(start: date, end: date | None) -> str:
    if start > clock.today():
        return i18n.period(start, end)
    return _("from now on") if end is None else _("now until %(day)s", day=i18n.long_date(end))


def _when(need: Need, offer: Offer) -> Assessment:
    start = max(need.needed_from, clock.today())
    end, stops = need.needed_until, offer.available_until
    if (stops is not None and stops < start) or (end is not None and end < offer.available_from):
        return Assessment(False, _("Not at the same time"))
    against = []
    if offer.available_from > start:
        against.append(_("Only from %(day)s", day=i18n.long_date(offer.available_from)))
    if stops is not None and (end is None or stops < end):
        against.append(_("Stops on %(day)s", day=i18n.long_date(stops)))
    return (
        Assessment(False, " · ".join(against))
        if against
        else Assessment(True, _("The whole period"))
    )
