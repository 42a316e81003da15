"""Why a pair fits and what to watch, in words.

They are made from the terms: nothing is said that the terms do not hold.
"""

from collections.abc import Callable
from dataclasses import dataclass

from app.core import i18n
from app.core.i18n import gettext as _, ngettext
from app.language import kinds, no_offers, things, words as language_words
from app.reference import labels as reference_labels, places
from app.scoring import facts, pair_terms
from app.scoring.facts import Facts, days_since_asked
from app.scoring.terms import TERMS, Rarity, Terms, Weights
from app.target_groups.models import is_for

MOST_REASONS, MOST_CAUTIONS, MOST_THINGS = 5, 3, 2
ALIKE = 0.45  # from here on two texts are said to be alike
SPEAKS_OF = 0.5  # a text that speaks of a kind of help for this share is said to
SHORTER = 0.95  # an offer that is there for less of the time is said to be
OFTEN_ASKED_DAYS = 7

Label = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Why:
    """Sentences for and against, strongest first."""

    reasons: tuple[str, ...]
    cautions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Pair:
    """One need and one offer with their texts, and what the scoring made of them."""

    need: Facts
    offer: Facts
    terms: Terms
    need_text: str
    offer_text: str
    # The reader may not know the place or the number of the need.
    is_masked: bool = False


def explain(pair: Pair, weights: Weights, rarity: Rarity, label: Label) -> Why:
    """The reasons of a pair: first what weighs most. `label` gives the reader's word for a slug or
    a code.
    """
    sayings = {
        "support": _support(pair, label),
        "text": _text(pair, rarity),
        "group": _group(pair, label),
        "area": _area(pair, label),
        "share": _share(pair),
        "window": _window(pair),
        "record": _record(pair),
        "rest": _rest(pair),
    }
    weight = {name: getattr(weights, name) for name in TERMS}
    value = {name: getattr(pair.terms, name) for name in TERMS}
    # That an offer is there all the time goes without saying, so it is said last.
    for_it = sorted(TERMS, key=lambda name: (name == "window", -weight[name] * value[name]))
    against = sorted(TERMS, key=lambda name: -weight[name] * (1 - value[name]))
    reasons = [text for name in for_it for text in sayings[name][0]]
    cautions = [text for name in against for text in sayings[name][1]]
    return Why(tuple(reasons[:MOST_REASONS]), tuple([*_said_no(pair), *cautions][:MOST_CAUTIONS]))


Sayings = tuple[list[str], list[str]]


def _support(pair: Pair, label: Label) -> Sayings:
    reasons, cautions = _kind(pair, label)
    same, other = _thing(pair)
    return [*reasons, *same], [*other, *cautions]


def _thing(pair: Pair) -> Sayings:
    """Whether it is the very thing, and which it is."""
    said = facts.said_by(pair.need, is_need=True)
    asked, given = (_things(words) for words in (said, pair.offer.words))
    fit = pair_terms.thing_term(pair.need, pair.offer)
    if fit != pair_terms.OTHER_THING:
        if pair.terms.text >= ALIKE or not asked & given:
            return [], []  # the words that both have are quoted already
        return [_("about the same: %(things)s", things=_quoted(pair.offer_text, asked & given))], []
    families = things.families_of(asked) & things.families_of(given)
    if things.LANGUAGE in families - things.families_of(asked & given):
        told, families = (
            _("another language: %(thing)s, not %(other)s"),
            frozenset({things.LANGUAGE}),
        )
    else:
        told = _("something else: %(thing)s, not %(other)s")
        families &= {pair.need.support_type, pair.offer.support_type}
    there, wanted = (
        _quoted(text, frozenset(mark for mark in marks if things.family_of(mark) in families))
        for text, marks in ((pair.offer_text, given), (pair.need_text, asked))
    )
    return [], [told % {"thing": there, "other": wanted}]


def _things(words: frozenset[str]) -> frozenset[str]:
    return frozenset(word for word in words if word.startswith(things.MARK))


def _quoted(text: str, marks: frozenset[str]) -> str:
    return i18n.listed(things.words_of(text, marks)[:MOST_THINGS])


def _kind(pair: Pair, label: Label) -> Sayings:
    need, offer = pair.need, pair.offer
    category = pair_terms.category_term(need, offer)
    if category == 1:
        return [_("the same kind of help: %(kind)s", kind=_lower(label(need.support_type)))], []
    spoken = _speaks_of(offer, need.support_type)
    reasons = (
        [_("the text speaks of %(kind)s", kind=_lower(label(need.support_type)))] if spoken else []
    )
    if category > 0:
        reasons = reasons or [
            _("a related kind of help: %(kind)s", kind=_lower(label(offer.support_type)))
        ]
        return reasons, []
    return reasons, [_("another kind of help: %(kind)s", kind=_lower(label(offer.support_type)))]


def _speaks_of(facts: Facts, support_type: str) -> bool:
    slugs = kinds.kind_slugs()
    if facts.kinds is None or support_type not in slugs:
        return False
    return float(facts.kinds[slugs.index(support_type)]) >= SPEAKS_OF


def _text(pair: Pair, rarity: Rarity) -> Sayings:
    if pair.terms.text < ALIKE or _is_other_thing(pair):
        return [], []
    shared = (pair.need.words | pair.need.excluded) & pair.offer.words
    words = language_words.surfaces(pair.offer_text, shared, rarity, most=3)
    if not words:
        return [_("the texts mean about the same")], []
    return [_("the texts are alike: “%(words)s”", words=", ".join(words))], []


def _is_other_thing(pair: Pair) -> bool:
    """What they share says nothing then: both may speak of an interpreter, of two languages."""
    return pair_terms.thing_term(pair.need, pair.offer) == pair_terms.OTHER_THING


def _group(pair: Pair, label: Label) -> Sayings:
    need, offer = pair.need, pair.offer
    named = [group for group in need.groups if group in offer.groups]
    if named:
        reasons = [_("for %(group)s", group=_lower(label(named[0])))]
        rest = [group for group in need.groups if group not in named]
        if not rest or is_for(offer.groups, rest):
            return reasons, []
        left_out = i18n.short_labels(map(label, rest), within=True)
        return reasons, [_("does not name %(group)s", group=left_out)]
    main = _lower(label(need.groups[0])) if need.groups else ""
    if pair_terms.group_term(need, offer) >= pair_terms.EVERYBODY:
        return [_("for all residents, so also for %(group)s", group=main)], []
    return [], [_("does not name %(group)s", group=main)]


def _area(pair: Pair, label: Label) -> Sayings:
    """Where the help is and where it is needed. Who reads it has one of the two before them, so it
    names both, or says which of them it means.
    """
    need, offer = pair.need, pair.offer
    if not offer.municipalities:
        return [_("help in the whole region")], []
    if pair.is_masked:
        return [], []
    if not need.municipalities:
        return [], [_("help only in %(places)s", places=_places(offer.municipalities, label))]
    here = [code for code in need.municipalities if code in offer.municipalities]
    if here:
        return [_("in the same municipality: %(place)s", place=label(here[0]))], []
    near = [
        (code, own)
        for code in offer.municipalities
        for own in need.municipalities
        if code in places.neighbours_of(own)
    ]
    if near and pair.terms.area >= pair_terms.NEIGHBOUR - 0.01:
        both = i18n.listed([label(code) for code in near[0]])
        return [_("neighbouring municipalities: %(places)s", places=both)], []
    assert pair.terms.area <= pair_terms.ELSEWHERE + 0.01
    there, asked = (_places(each, label) for each in (offer.municipalities, need.municipalities))
    return [], [_("further away: help in %(places)s, for %(area)s", places=there, area=asked)]


def _places(codes: tuple[str, ...], label: Label) -> str:
    shown = [label(code) for code in codes[:2]]
    if len(codes) > 2:
        return ngettext(
            "%(places)s and %(num)s more",
            "%(places)s and %(num)s more",
            len(codes) - 2,
            places=", ".join(shown),
        )
    return i18n.listed(shown)


def _share(pair: Pair) -> Sayings:
    need, offer = pair.need, pair.offer
    if offer.left is None:
        return [], []
    if need.unit is not offer.unit:
        return [], [
            _(
                "counts in %(unit)s, not in %(other)s",
                unit=offer.unit.word,
                other=need.unit.word,
            )
        ]
    if pair.is_masked or need.left is None:
        return [], []
    if _is_other_thing(pair):
        return [], []
    if offer.left >= need.left:
        amount = reference_labels.amount(need.unit, need.left)
        return [
            _("can do all %(amount)s", amount=amount)
            if need.left > 1
            else _("can do %(amount)s", amount=amount)
        ], []
    text = _(
        "can do %(part)s of the %(whole)s",
        part=i18n.number(offer.left),
        whole=reference_labels.amount(need.unit, need.left),
    )
    return ([text], []) if offer.left * 2 >= need.left else ([], [text])


def _window(pair: Pair) -> Sayings:
    need, offer = pair.need, pair.offer
    cautions = []
    if offer.start > need.start:
        cautions.append(_("only from %(day)s", day=i18n.long_date(offer.start)))
    if (
        pair.terms.window < SHORTER
        and offer.end is not None
        and (need.end is None or offer.end < need.end)
    ):
        cautions.append(_("stops on %(day)s", day=i18n.long_date(offer.end)))
    return ([] if cautions else [_("there for the whole period")]), cautions


def _record(pair: Pair) -> Sayings:
    well, all_of_them = pair.offer.finished_well, pair.offer.finished
    if all_of_them and well * 2 >= all_of_them:
        times = ngettext("did %(num)s earlier match well", "did %(num)s earlier matches well", well)
        return [times], []
    if all_of_them:
        failed = all_of_them - well
        return [], [
            ngettext(
                "%(num)s earlier match did not work", "%(num)s earlier matches did not work", failed
            )
        ]
    return [], []


def _rest(pair: Pair) -> Sayings:
    days = days_since_asked(pair.need, pair.offer)
    if days is not None and days < OFTEN_ASKED_DAYS:
        return [], [_("was asked for something else this week")]
    return [], []


def _said_no(pair: Pair) -> list[str]:
    """What the offer itself, or its organisation, says against it: always first."""
    said = []
    if no_offers.CALL in pair.offer.words:
        said.append(_("this looks like a call for volunteers"))
    if no_offers.SALE in pair.offer.words:
        said.append(_("this looks like something that has to be paid for"))
    refused = language_words.surfaces(
        pair.offer_text, pair.offer.excluded & pair.need.words, lambda word: 1.0, most=2
    )
    if refused:
        said.append(_("the offer says it does not do this: “%(words)s”", words=", ".join(refused)))
    if pair.offer.declines:
        times = ngettext(
            "said no to this kind of help %(num)s time before",
            "said no to this kind of help %(num)s times before",
            pair.offer.declines,
        )
        said.append(times)
    return said


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]
