"""How a target group fares, in words."""

from app.core.i18n import gettext as _, listed, ngettext
from app.dossier import group_queries


def how_it_fares(
    needs: group_queries.OpenNeeds, people: int, is_all: bool, stacked_in: list[str]
) -> str:
    """The answer to "hoe staat het ervoor?" in one line: people, needs, how long they wait, where
    problems stack.
    """
    said = []
    if people:
        words = ngettext(
            "%(num)s person is known in the region.",
            "%(num)s people are known in the region.",
            people,
        )
        at_least = ngettext(
            "At least %(num)s person is known in the region.",
            "At least %(num)s people are known in the region.",
            people,
        )
        said.append(words if is_all else at_least)
    said.append(_needs(needs))
    if stacked_in:
        said.append(_("Problems stack in %(places)s.", places=listed(stacked_in)))
    return " ".join(said)


def _needs(needs: group_queries.OpenNeeds) -> str:
    if not needs.count:
        return _("There are no open needs.")
    count = ngettext("%(num)s need is open", "%(num)s needs are open", needs.count)
    if needs.longest is None:
        return _("%(needs)s, and all of it is covered.", needs=count)
    parts = [
        ngettext("%(num)s has nothing yet", "%(num)s have nothing yet", needs.uncovered)
        if needs.uncovered
        else "",
        ngettext("%(num)s is covered in part", "%(num)s are covered in part", needs.partly)
        if needs.partly
        else "",
    ]
    waiting = _(
        "the one that waits longest has waited %(days)s",
        days=days_words(group_queries.days_since(needs.longest)),
    )
    return _(
        "%(needs)s: %(parts)s; %(waiting)s.",
        needs=count,
        parts=_(" and ").join(part for part in parts if part),
        waiting=waiting,
    )


def days_words(days: int) -> str:
    """ "12 days"; for what came today less than one."""
    return ngettext("%(num)s day", "%(num)s days", days) if days else _("less than a day")


def people_words(people: int, is_all: bool) -> str:
    """ "1.250 people", "at least 1.250 people"."""
    words = ngettext("%(num)s person", "%(num)s people", people)
    return words if is_all else _("at least %(amount)s", amount=words)
