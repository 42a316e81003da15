"""What each part of the picture says in one sentence, above its table."""

from collections import Counter
from collections.abc import Callable, Sequence

from app.core.i18n import gettext as _, listed, ngettext, short_labels
from app.dossier import group_labels, role_queries
from app.picture import effect_queries, group_queries

Label = Callable[[str | None], str]
_MOST_MISSING = 3  # kinds of partner in the sentence


def say_effects(effects: effect_queries.Effects, label: Label) -> str:
    """What weighs most, and whether it came up in the period."""
    first, everything = effects.first, effects.everything
    if first is None:
        if everything.positive.total:
            return _("Nothing that goes wrong was seen in this period.")
        return _("Nothing was seen in this period.")
    negative = first.negative
    heaviest = ngettext(
        "%(theme)s weighs most: %(num)s negative signal.",
        "%(theme)s weighs most: %(num)s negative signals.",
        negative.total,
        theme=label(first.theme),
    )
    halves = _(
        "%(early)s in the first half of the period, %(late)s in the second.",
        early=negative.first_half,
        late=negative.second_half,
    )
    return f"{heaviest} {halves}"


def say_groups(found: group_queries.SignalMap, label: Label) -> str:
    """Where problems stack, the group with most signals first."""
    stacked = found.stacked
    if not stacked:
        return _("Nowhere do the problems of a group stack in this period.")
    groups = [group for group in found.groups if any(group == each for each, _place in stacked)]
    places = list(dict.fromkeys(place for _group, place in stacked))
    return ngettext(
        "Problems stack for %(groups)s, in %(num)s municipality.",
        "Problems stack for %(groups)s, in %(num)s municipalities.",
        len(places),
        groups=short_labels(map(label, groups), within=True),
    )


def say_needs(found: group_queries.NeedMap) -> str:
    """How many needs are open, how far they are covered, and how long they wait."""
    every = found.everything
    if not every.count:
        return _("No need is open.")
    words = ngettext(
        "%(num)s need is open, of which %(covered)s covered and %(partly)s in part.",
        "%(num)s needs are open, of which %(covered)s covered and %(partly)s in part.",
        every.count,
        covered=every.covered,
        partly=every.partly,
    )
    if every.days is None:
        return words
    waits = _("The one that waits longest: %(days)s.", days=group_labels.days_words(every.days))
    return f"{words} {waits}"


def say_partners(rows: Sequence[role_queries.RoleRow]) -> str:
    """Which kinds of partner are missing for most target groups."""
    missing = Counter(kind for row in rows for kind in row.gaps)
    if not missing:
        return _("No target group with open needs misses a kind of partner.")
    most = [f"{kind.short.lower()} ({many})" for kind, many in missing.most_common(_MOST_MISSING)]
    return _(
        "What is missing most, and for how many of the %(all)s target groups: %(kinds)s.",
        all=len(rows),
        kinds=listed(most),
    )
