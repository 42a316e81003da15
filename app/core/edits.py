"""One edit of a row: what differs is stored, and two people who edit the same row hear of each
other.
"""

from collections.abc import Collection, Iterable, Mapping
from typing import Any, Protocol

from app.core import characters, errors, search


class Versioned(Protocol):
    """A row whose `version` goes up with every edit."""

    version: int


def refuse_stale(thing: Versioned, version: int | None, sentence: str) -> None:
    """Raises Invalid with this sentence when somebody else changed the row since the form was
    opened, at `version`. Without a version nobody asks.
    """
    if version is not None and version != thing.version:
        raise errors.Invalid({"version": sentence})


def is_same(stored: Any, typed: Any) -> bool:
    """Whether a form that nobody touched sends a stored value like this: the line ends of a text
    and the spaces around it are no edit.
    """
    if isinstance(stored, str) and isinstance(typed, str):
        return typed in (stored, characters.normal(stored).strip())
    return bool(stored == typed)


def each_once(chosen: Iterable[str], stored: Collection[str] = ()) -> list[str]:
    """What was chosen from a list, each once. The same as is stored stays in its order: a form
    sends the order of its list.
    """
    found = list(dict.fromkeys(chosen))
    return list(stored) if set(found) == set(stored) else found


def edit(
    thing: Versioned, values: Mapping[str, Any], *, version: int | None, sentence: str
) -> tuple[str, ...]:
    """Store the columns that differ, and count the edit. Returns their names; raises Invalid with
    this sentence when somebody else was first.

    Columns that follow from the others are stored with them: they are no news, and no edit when
    they alone differ (a target group got another word since).
    """
    differing = [name for name, value in values.items() if not is_same(getattr(thing, name), value)]
    changed = tuple(name for name in differing if name not in search.DERIVED)
    if changed:
        refuse_stale(thing, version, sentence)
        thing.version += 1
    for name in differing:
        setattr(thing, name, values[name])
    return changed
