"""What each part of the picture says in one sentence, above its table."""

from collections.abc import Callable, Sequence

from app.core import tongue
from app.core.i18n import gettext as _, listed, ngettext, number, short_labels
from app.dossier import group_labels, role_queries
from app.picture import effect_queries, group_queries, place_size_queries, support_queries

Label = Callable[[str | None], str]
_MOST_MISSING = 2  # groups in the sentence
_MOST_OPEN = 2  # municipalities in the sentence
_SEVERAL = 3  # so many kinds of partner are counted and not named


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
    return f"{heaviest} {say_halves(negative)}"


def say_halves(numbers: effect_queries.Numbers) -> str:
    """Whether it came up in the period."""
    return _(
        "%(early)s in the first half of the period, %(late)s in the second.",
        early=numbers.first_half,
        late=numbers.second_half,
    )


def say_support(found: support_queries.Support) -> str:
    """How support stands, and which measure has least of it; "" where nobody said anything."""
    every = found.everything
    if not every.has_signals:
        return _("Nobody said anything about support for measures in this period.")
    words = ngettext(
        "Support: %(num)s negative signal, %(positive)s positive.",
        "Support: %(num)s negative signals, %(positive)s positive.",
        every.negative.total,
        positive=every.positive.total,
    )
    if found.least is None:
        return words
    least = ngettext(
        "Most negative ones are about “%(measure)s”: %(num)s.",
        "Most negative ones are about “%(measure)s”: %(num)s.",
        found.least.signals.negative.total,
        measure=tongue.in_dutch(found.least.title),
    )
    return f"{words} {least}"


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


def say_sizes(found: place_size_queries.NeedSizes) -> str:
    """For how many people nobody helps yet, and where that is the largest part."""
    words = ngettext(
        "Open needs are about %(num)s person; for %(open)s nobody has agreed to help yet.",
        "Open needs are about %(num)s people; for %(open)s of them nobody has agreed to help yet.",
        found.needed,
        open=number(found.open),
    )
    most = [place.name for place in found.places if place.open][:_MOST_OPEN]
    if not most:
        return words
    return words + " " + _("The largest open part: %(places)s.", places=listed(most))


def say_partners(rows: Sequence[role_queries.RoleRow], label: Label) -> str:
    """For which groups partners are missing while needs still ask for help, most needs first."""
    missing = sorted((row for row in rows if row.gaps), key=lambda row: -row.needs)
    if not missing:
        return _("No target group whose needs still ask for help misses a kind of partner.")
    words = ngettext(
        "A kind of partner is missing for %(num)s target group whose needs still ask for help.",
        "A kind of partner is missing for %(num)s target groups whose needs still ask for help.",
        len(missing),
    )
    most = listed([_say_gap(row, label) for row in missing[:_MOST_MISSING]])
    return words + " " + _("Most needs: %(groups)s.", groups=most)


def _say_gap(row: role_queries.RoleRow, label: Label) -> str:
    kinds = [kind.short.lower() for kind in row.gaps]
    missing = listed(kinds) if len(kinds) < _SEVERAL else _("%(num)s kinds", num=len(kinds))
    return ngettext(
        "%(group)s (%(num)s need, misses %(kinds)s)",
        "%(group)s (%(num)s needs, misses %(kinds)s)",
        row.needs,
        group=short_labels([label(row.group.slug)], within=True),
        kinds=missing,
    )
