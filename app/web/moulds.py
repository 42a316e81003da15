"""Moulds: pieces of a page that are rendered once for their shape, and filled in for each row.

`moulded(macro, told, *shape)` in a template is `macro(told, *shape)`. `told` are the texts that
differ from row to row, such as a title or an address, by name or in a list: the macro only shows
them, also joined to others, and asks of them no more than whether there is one. Whatever decides
what it looks like is its shape. So a row that nobody read before costs no more than joining its
texts.

Whose the forms in it are is filled in too. For the rest a mould knows what a piece knows, and
stands in the same files: see `pieces`.
"""

import secrets
from collections.abc import Mapping, Sequence
from datetime import date
from functools import lru_cache
from types import SimpleNamespace
from typing import Any, NoReturn

from app.core import clock, i18n
from app.web import drafts, pieces

MOST_MOULDS = 500  # some 4 kB each
OWNER = "owner"

# Texts by their names, or a list of them.
Told = Mapping[str, str] | Sequence[str]

_MARK = secrets.token_hex(16)


class Hole(str):
    """Where a text is filled in. Who asks more of it than to show it, hears that it is none."""

    __slots__ = ()

    def _is_no_text(self, *_asked: object) -> NoReturn:
        raise TypeError("a mould cannot look at what it is told: make that part of its shape")

    __eq__ = __ne__ = __lt__ = __gt__ = __contains__ = _is_no_text
    __len__ = __iter__ = __getitem__ = _is_no_text
    __hash__ = None  # type: ignore[assignment]

    def __bool__(self) -> bool:
        return True


class Mould:
    """What stands between the holes, and which text belongs in each of them."""

    __slots__ = ("_kind", "_named", "names", "parts")

    def __init__(self, html: Any, names: tuple[Any, ...]) -> None:
        first, *rest = html.split(_MARK)
        self.parts: list[str] = [first]
        self.names: list[Any] = []
        for part in rest:
            number, _point, after = part.partition(".")
            self.names.append(names[int(number)])
            self.parts += ["", after]
        if _MARK in "".join(self.parts).casefold():
            raise TypeError("a mould has changed what it is told: tell it as it is to be shown")
        self._kind, self._named = type(html), dict.fromkeys(self.names)

    def filled(self, texts: Mapping[Any, Any]) -> Any:
        """The piece with these texts."""
        escape, parts = self._kind.escape, self.parts.copy()
        escaped = {name: escape(texts[name]) for name in self._named}
        parts[1::2] = [escaped[name] for name in self.names]
        return self._kind("".join(parts))


def moulded(macro: pieces.Macro, told: Told, *shape: Any) -> Any:
    """The macro with what it is told and its shape, of which each can be hashed or is a form."""
    owner = drafts.asking.get()
    texts: dict[Any, str] = dict(told if isinstance(told, Mapping) else enumerate(told))
    if owner is not None:
        texts[OWNER] = str(owner)
    names = tuple(name for name, text in texts.items() if text)
    mould = kept_mould(
        macro,
        tuple(told) if isinstance(told, Mapping) else len(told),
        names,
        pieces.PieceKey(shape),
        i18n.current_locale(),
        clock.today(),
    )
    return mould.filled(texts)


def _cast(
    macro: pieces.Macro,
    told: tuple[str, ...] | int,
    names: tuple[Any, ...],
    shape: pieces.PieceKey,
    _locale: str,
    _day: date,
) -> Mould:
    holes: dict[Any, Any] = {n: Hole(f"{_MARK}{place}.") for place, n in enumerate(names)}
    owner = holes.pop(OWNER, None)
    if isinstance(told, int):
        given: Any = [holes.get(place, "") for place in range(told)]
    else:
        given = SimpleNamespace(**(dict.fromkeys(told, "") | holes))
    token = drafts.asking.set(owner)
    try:
        html = macro(given, *shape.arguments)
    finally:
        drafts.asking.reset(token)
    return Mould(html, names)


kept_mould = lru_cache(MOST_MOULDS)(_cast)
