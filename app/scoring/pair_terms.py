"""Terms of one need and one offer, on plain values: what a reason says of a pair."""

from app.language import things
from app.reference import places, relations
from app.scoring.facts import Facts, said_by
from app.target_groups.models import is_for

RELATED_TYPE = 0.5
OTHER_GROUP, EVERYBODY = 0.1, 0.4
NEIGHBOUR, ELSEWHERE = 0.55, 0.1
# Whether it is the very thing: another one, nothing that says so, at least the same language, it.
OTHER_THING, ANY_THING, SAME_LANGUAGE, VERY_THING = 0.0, 0.3, 0.7, 1.0
UNKNOWN = 0.5  # what cannot be compared speaks neither for nor against


def category_term(need: Facts, offer: Facts) -> float:
    """The category they were filed under: the same, a related one, another."""
    if need.support_type == offer.support_type:
        return 1.0
    return (
        RELATED_TYPE if offer.support_type in relations.RELATED.get(need.support_type, ()) else 0.0
    )


def group_term(need: Facts, offer: Facts) -> float:
    """Whether the offer names the group; for everybody counts less, since everybody is asked for
    everything.
    """
    if need.groups and need.groups[0] in offer.groups:
        return 1.0
    if any(group in offer.groups for group in need.groups[1:]):
        return 0.8
    return EVERYBODY if is_for(offer.groups, need.groups) else OTHER_GROUP


def area_term(need: Facts, offer: Facts) -> float:
    """The same municipality, one that borders it, or elsewhere in the region."""
    if not offer.municipalities or not need.municipalities:
        return 1.0 if not offer.municipalities else UNKNOWN
    if any(code in offer.municipalities for code in need.municipalities):
        return 1.0
    near = {code for own in need.municipalities for code in places.neighbours_of(own)}
    return NEIGHBOUR if near.intersection(offer.municipalities) else ELSEWHERE


def thing_term(need: Facts, offer: Facts) -> float | None:
    """Whether the offer is the very thing that the need asks for; None where it names none. Another
    language makes it another thing whatever they share; in a family that is exact another thing
    does.
    """
    asked = {mark for mark in said_by(need, is_need=True) if mark.startswith(things.MARK)}
    given = {mark for mark in offer.words if mark.startswith(things.MARK)}
    if not asked:
        return None
    shared = asked & given
    families = things.families_of(asked) & things.families_of(given)
    if things.LANGUAGE in families - things.families_of(shared):
        return OTHER_THING
    if things.families_of(shared) - {things.LANGUAGE}:
        return VERY_THING
    if shared:
        return SAME_LANGUAGE
    # What somebody mentions beside its own kind of help is not what it is about.
    filed = {need.support_type, offer.support_type}
    return OTHER_THING if families & things.EXACT & filed else ANY_THING
