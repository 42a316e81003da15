"""The target groups of a region with their numbers: how many people, what they need, who helps."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlmodel import Session

from app.core import inputs, words as core_words
from app.core.i18n import gettext as _, mark
from app.dossier import group_queries
from app.dossier.group_labels import days_words, people_words
from app.identity.actor import Actor
from app.language import lookup
from app.needs import filters as need_filters
from app.tallies import queries as tally_queries
from app.target_groups import choices, words as group_words
from app.target_groups.queries import Group, find_groups
from app.target_groups.size_queries import NO_SIZES, Total, find_totals


class GroupSort(core_words.Worded):
    """How the list is ordered."""

    OPEN = "open", core_words.Word(mark("Most needs without help first"))
    WAITING = "waiting", core_words.Word(mark("Waiting longest first"))
    PEOPLE = "people", core_words.Word(mark("Largest first"))
    NAME = "name", core_words.Word(mark("By name"))


class GroupFilters(inputs.Input):
    """What the address of the list asks for. Municipality, theme and crisis speak of the numbers of
    each group.
    """

    q: str = ""
    municipality: inputs.Slug | None = None
    theme: inputs.Slug | None = None
    crisis: inputs.Slug | None = None
    stacking: bool = False
    sort: GroupSort = GroupSort.OPEN


@dataclass(frozen=True, slots=True)
class GroupRow:
    """One group in the list, as this actor may see it."""

    group: Group
    # How many people the sizes of municipalities add up to.
    sizes: Total
    needs: group_queries.OpenNeeds
    partners: int
    # Codes of the municipalities where its problems stack.
    stacked_in: tuple[str, ...]

    @property
    def people(self) -> int:
        """People that the sizes count."""
        return self.sizes.people

    @property
    def is_all(self) -> bool:
        """Whether that is all: small ones are left out of the sum."""
        return self.sizes.is_all

    @property
    def has_size(self) -> bool:
        """Whether somebody has said how many there are."""
        return self.sizes.number > 0

    @property
    def people_words(self) -> str:
        """How many people there are; empty when nobody has said so."""
        return people_words(self.sizes.people, self.sizes.is_all) if self.has_size else ""

    @property
    def waiting_words(self) -> str:
        """How long the need that waits longest does; empty when no need waits."""
        return days_words(self.waiting_days) if self.waiting_days is not None else ""

    @property
    def waiting_days(self) -> int | None:
        """How long the need that waits longest does. None when no need waits."""
        return (
            group_queries.days_since(self.needs.longest) if self.needs.longest is not None else None
        )


class GroupChoices(choices.RegionChoices):
    """Every list of the page, and every label it can show."""

    def filter_label(self, name: str, value: str) -> str:
        return (
            _("Only where problems stack")
            if name == "stacking"
            else super().filter_label(name, value)
        )


def find_rows(session: Session, actor: Actor, filters: GroupFilters) -> list[GroupRow]:
    """The groups that fit the filters with their numbers, in a few queries whatever their number:
    from the tallies, and what filters ask besides from the needs themselves.
    """
    groups = find_groups(session, actor.regions)
    slugs = [group.slug for group in groups]
    place = filters.municipality
    tallies = tally_queries.find_tallies(session, actor, slugs)
    needs = {slug: group_queries.numbers_of(tally) for slug, tally in tallies.items()}
    partners = {slug: tally.partners for slug, tally in tallies.items()}
    if place or filters.theme or filters.crisis:
        about = need_filters.NeedFilters(
            municipality=place, theme=filters.theme, crisis=filters.crisis
        )
        rules = need_filters.rules_of(actor, about)
        needs = group_queries.count_open_needs(session, actor, rules, slugs)
    if place:
        partners = group_queries.count_partners_in(session, actor, place)
    sizes = find_totals(session, actor, municipalities=[place] if place else None)
    rows = [
        GroupRow(
            group,
            sizes.get(group.slug, NO_SIZES),
            needs=needs.get(group.slug, group_queries.OpenNeeds()),
            partners=partners.get(group.slug, 0),
            stacked_in=tuple(s for s in tallies[group.slug].stacked_in if place in (None, s)),
        )
        for group in groups
    ]
    return sorted((row for row in rows if _fits(row, filters)), key=_key(filters.sort))


def _fits(row: GroupRow, filters: GroupFilters) -> bool:
    """Words in a name or another word for it; a group that nothing there names is left out of a
    narrower list, or what is for all residents would fill it with all groups.
    """
    if filters.stacking and not row.stacked_in:
        return False
    if (filters.theme or filters.crisis) and not row.needs.named:
        return False
    if filters.municipality and not (row.needs.named or row.has_size):
        return False
    return lookup.fits(filters.q, *row.group.names)


def _key(sort: GroupSort) -> Callable[[GroupRow], Any]:
    name: Callable[[GroupRow], str] = lambda row: group_words.fold_word(row.group.label)  # noqa: E731
    match sort:
        case GroupSort.OPEN:
            return lambda row: (-row.needs.uncovered, -row.needs.count, name(row))
        case GroupSort.WAITING:
            return lambda row: (
                -(row.waiting_days if row.waiting_days is not None else -1),
                name(row),
            )
        case GroupSort.PEOPLE:
            return lambda row: (-row.people, name(row))
        case GroupSort.NAME:
            return name
