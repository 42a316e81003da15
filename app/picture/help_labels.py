"""What the picture says in one sentence of whether help comes, and whether everybody is asked."""

from app.core.i18n import gettext as _, ngettext
from app.dossier import group_labels
from app.picture import funnel_queries, spread_queries

_EVEN = 0.2  # below this Gini partners are asked about equally often
_FEW = 10  # the tenth that is asked most


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
