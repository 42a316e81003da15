"""Pieces of a page that are rendered once for what they show.

`piece(macro, *shown)` in a template is the macro with these arguments. What it shows is the key:
a change makes another key, so nothing has to be told that something changed, and no page shows what
was. A macro of a piece may read nothing else than its arguments, the language and the day:
`templates/**/pieces.html` holds all of them, and a guard reads those files.
"""

import secrets
from collections.abc import Callable, Hashable, Iterable
from datetime import date
from functools import lru_cache
from typing import Any

from app.core import clock, i18n
from app.core.forms import Form

# A row of a list is some 2 kB, the filters above it some 30; the header of a person, or the menu of
# one page of it, some 3.
MOST_ROWS = 2_000
MOST_PIECES = 200
MOST_FRAMES = 1_000

# Stands in nothing that a page shows.
HOLE = secrets.token_hex(16)

Macro = Callable[..., Any]


class PieceKey:
    """The arguments of a macro, compared by what they show."""

    __slots__ = ("_hash", "arguments", "key")

    def __init__(self, arguments: tuple[Any, ...]) -> None:
        self.arguments = arguments
        self.key: tuple[Hashable, ...] = tuple(map(_key_of, arguments))
        self._hash = hash(self.key)

    def __hash__(self) -> int:
        return self._hash

    def __eq__(self, other: object) -> bool:
        return isinstance(other, PieceKey) and self.key == other.key


def _key_of(shown: Any) -> Hashable:
    if isinstance(shown, Form):
        return shown.key
    return shown if not isinstance(shown, list) else tuple(shown)


def _render(macro: Macro, shown: PieceKey, _locale: str, _day: date) -> Any:
    return macro(*shown.arguments)


def _render_row(macro: Macro, row: Hashable, shown: PieceKey, _locale: str, _day: date) -> Any:
    return macro(row, *shown.arguments)


kept_piece = lru_cache(MOST_PIECES)(_render)
kept_row = lru_cache(MOST_ROWS)(_render_row)
kept_frame = lru_cache(MOST_FRAMES)(_render)


def piece(macro: Macro, *shown: Any) -> Any:
    """The macro with these arguments, each of which can be hashed, or is a form."""
    return kept_piece(macro, PieceKey(shown), i18n.current_locale(), clock.today())


def pieces_of(macro: Macro, rows: Iterable[Any], *shown: Any) -> list[Any]:
    """The macro for each of these rows, with the same further arguments. A row is its own key."""
    locale, day, around_it = i18n.current_locale(), clock.today(), PieceKey(shown)
    return [kept_row(macro, row, around_it, locale, day) for row in rows]


def frame_piece(macro: Macro, *shown: Any) -> Any:
    """The macro with these arguments: part of the frame that all pages have."""
    return kept_frame(macro, PieceKey(shown), i18n.current_locale(), clock.today())


def around(macro: Macro, *shown: Any) -> tuple[Any, Any]:
    """The same of a macro that gets a hole as its last argument: what stands before the hole, and
    what behind it. In it the page puts what only this page has.
    """
    before, _hole, after = frame_piece(macro, *shown, HOLE).partition(HOLE)
    return before, after
