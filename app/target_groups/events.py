"""What happens to target groups. The object of a group is `trail_id` of its region and slug."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import NAMESPACE_URL, UUID, uuid5

from app.core.events import Event


def trail_id(region_code: str, target_group: str) -> UUID:
    """Under which id the trail of a region keeps what happens to a group: slugs are keys, the trail
    asks for ids.
    """
    return uuid5(NAMESPACE_URL, f"schakelbord/{region_code}/doelgroepen/{target_group}")


@dataclass(frozen=True, kw_only=True)
class SizeEstimated(Event):
    """Somebody wrote down how many people of a group live in a municipality."""

    name: ClassVar[str] = "target_group:size_estimated"
    target_group: str
    municipality_code: str


@dataclass(frozen=True, kw_only=True)
class GroupAdded(Event):
    """A region has a group of its own."""

    name: ClassVar[str] = "target_group:added"
    target_group: str


@dataclass(frozen=True, kw_only=True)
class GroupEdited(Event):
    """A group of a region is called something else, or is known by other words."""

    name: ClassVar[str] = "target_group:edited"
    target_group: str
    changed: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class GroupWordsChanged(Event):
    """A region knows a national group by other words."""

    name: ClassVar[str] = "target_group:words_changed"
    target_group: str


@dataclass(frozen=True, kw_only=True)
class GroupMerged(Event):
    """A group of a region went up in another one. Whatever pointed at it points there from now
    on.
    """

    name: ClassVar[str] = "target_group:merged"
    target_group: str
    into: str


@dataclass(frozen=True, kw_only=True)
class GroupTookOver(Event):
    """The other side of `GroupMerged`: this group stays, `taken` went up in it."""

    name: ClassVar[str] = "target_group:took_over"
    target_group: str
    taken: str
