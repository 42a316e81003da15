"""Choices and starting values of the forms of target groups."""

from collections.abc import Iterable
from typing import Any

from app.core.words import Choice
from app.target_groups.queries import Group


def typed_of(group: Group) -> dict[str, Any]:
    """A stored group as the values of its form: of a national one only what the region may
    change.
    """
    if not group.is_regional:
        return {"synonyms": "\n".join(group.own_words), "version": group.words_version}
    label_en = "" if group.label_en == group.label_nl else group.label_en
    return {
        "label": group.label_nl,
        "label_en": label_en,
        "synonyms": "\n".join(group.synonyms),
        "version": group.version,
    }


def others_than(group: Group, groups: Iterable[Group]) -> list[Choice]:
    """The groups that it can go up in."""
    return [Choice(other.slug, other.label) for other in groups if other.slug != group.slug]
