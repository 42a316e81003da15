"""What each part of the picture says in one sentence, above its table."""

from collections.abc import Callable, Sequence

from app.core.i18n import gettext as _, listed, ngettext, short_labels
from app.dossier import group_labels, role_queries
from app.picture import effect_queries, funnel_queries, group_queries, spread_queries

Label = Callable[[str | None], str]
_MOST_MISSING = 2  # groups in the sentence
_SEVERAL = 3  # so many kinds of partner are counted and not named
_EVEN = 0.2  # below this Gini partners are asked about equally often
_FEW = 10  # the tenth that is asked most


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


def say_funnel(found: funnel_queries.Funnel) -> str:
    """How many needs were helped, and after which step most of the others stop."""
    if not found.placed:
        return _("No need was placed in this period.")
    words = ngettext(
        "Of %(num)s need, %(helped)s was helped.",
        "Of %(num)s needs, %(helped)s were helped.",
        found.placed,
        helped=found.steps[-1].came,
    )
    leak = found.leak
    if leak is None:
        return words
    stops = ngettext(
        "Most that stop come no further than “%(step)s”: %(num)s, of which %(open)s still open.",
        "Most that stop come no further than “%(step)s”: %(num)s, of which %(open)s still open.",
        leak.stopped,
        step=leak.step.word.lower(),
        open=leak.still_open,
    )
    return f"{words} {stops}"


def say_days(days: float | None) -> str:
    """How long the middle one took; "" where nobody can say."""
    return "" if days is None else group_labels.days_words(round(days))


def say_spread(found: spread_queries.AskedPartners) -> str:
    """How many partners were asked lately, and whether it was always the same ones."""
    if not found.partners:
        return _("Nobody offers something now.")
    words = ngettext(
        "Of %(num)s partner with an offer, %(asked)s was asked in the last 4 weeks.",
        "Of %(num)s partners with an offer, %(asked)s were asked in the last 4 weeks.",
        found.partners,
        asked=found.asked,
    )
    if found.gini is None:
        return words
    if found.gini < _EVEN:
        evenly = _("They are asked about equally often.")
        return f"{words} {evenly}"
    most = sorted(found.counts, reverse=True)[: max(1, found.partners // _FEW)]
    share = ngettext(
        "The one that is asked most gets %(share)s%% of the questions.",
        "The %(num)s that are asked most get %(share)s%% of the questions.",
        len(most),
        share=round(100 * sum(most) / found.times),
    )
    return f"{words} {share}"
