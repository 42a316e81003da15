"""One edit of a row: what differs is stored, and two people who edit the same row hear of each
other.
"""

from collections.abc import Mapping
from typing import Any, Protocol

from app.core import errors, search


class Versioned(Protocol):
    """A row whose `version` goes up with every edit."""

    version: int


def refuse_stale(thing: Versioned, version: int | None, sentence: str) -> None:
    """Raises Invalid with this sentence when somebody else changed the row since the form was
    opened, at `version`. Without a version nobody asks.
    """
    if version is not None and version != thing.version:
        raise errors.Invalid({"version": sentence})


def edit(
    thing: Versioned, values: Mapping[str, Any], *, version: int | None, sentence: str
) -> tuple[str, ...]:
    """Store the columns that differ, and count the edit. Returns their names; raises Invalid with
    this sentence when somebody else was first.

    Columns that follow from the others are stored with them: they are no news, and no edit when
    they alone differ (a target group got another word since).
    """
    differing = [name for name, value in values.items() if getattr(thing, name) != value]
    changed = tuple(name for name in differing if name not in search.DERIVED)
    if changed:
        refuse_stale(thing, version, sentence)
        thing.version += 1
    for name in differing:
        setattr(thing, name, values[name])
    return changed
