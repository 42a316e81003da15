"""Choices and starting values of the forms of target groups."""

from collections.abc import Iterable

from app.core.words import Choice
from app.target_groups.queries import Group


def others_than(group: Group, groups: Iterable[Group]) -> list[Choice]:
    """The groups that it can go up in."""
    return [Choice(other.slug, other.label) for other in groups if other.slug != group.slug]
