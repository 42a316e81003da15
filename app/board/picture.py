"""A picture of the board: what somebody's page shows of it, in the parts that can change alone.

Two of them say what is different. What is sent makes the page that shows the earlier one show the
later one, so each part has the id of its element (templates/board/parts.html).
"""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple
from uuid import UUID

from app.board import cards, forms, queries
from app.core.i18n import gettext as _, ngettext
from app.core.kept import kept
from app.web import pieces

# Of more changes than this the whole board is sent, and one sentence says how many there are.
MOST_CHANGES = 40
MOST_SAID = 3


class ShownCard(NamedTuple):
    """A card as it is on the page."""

    title: str
    html: Any


@dataclass(frozen=True)
class ColumnPicture:
    """One column."""

    name: str
    word: str
    head: Any
    hint: Any
    cards: Mapping[UUID, ShownCard]
    empty: Any
    more: Any


@dataclass(frozen=True)
class BoardPicture:
    """The whole board with its filters, as one actor may see it in one language."""

    total: Any
    tabs: Any
    columns: tuple[ColumnPicture, ...]
    macros: Any

    @kept
    def digest(self) -> str:
        parts = [self.total, self.tabs]
        for column in self.columns:
            parts += (column.head, column.hint, column.empty if not column.cards else column.more)
            parts += (card.html for card in column.cards.values())
        return _digest("".join(_digest(str(part)) for part in parts))

    @kept
    def html(self) -> Any:
        return self.macros.board_whole(self.tabs, [self._whole(each) for each in self.columns])

    def whole(self) -> str:
        sent = self.macros.sent
        return self._sent_total() + str(sent("board_live", "innerMorph", self.html))

    def after(self, earlier: Any) -> "BoardPicture":
        return self

    def slim(self) -> "BoardPicture":
        return self  # its cards are pieces that all pages share

    is_whole = True

    def since(self, earlier: Any) -> str:
        was: BoardPicture = earlier
        changed = self._changed(was)
        said = str(self.macros.sent("spoken", "innerHTML", self._said(was, changed)))
        if len(changed) > MOST_CHANGES:
            return self.whole() + said
        return "".join(map(str, self._parts(was))) + said

    def how_many(self, earlier: Any) -> str:
        many = len(self._changed(earlier)) if earlier is not None else 0
        if earlier is not None and earlier.digest == self.digest:
            return str(self.macros.sent("live_changes", "innerHTML"))
        words = ngettext("%(num)s change, show", "%(num)s changes, show", many)
        return str(self.macros.waiting(words if many else _("Something changed, show")))

    def _parts(self, was: "BoardPicture") -> Iterator[Any]:
        """The least that has to be sent. Where an element goes is found before anything moves, so
        none is named that comes along itself.
        """
        sent = self.macros.sent
        if was.total != self.total:
            yield self._sent_total()
        if was.tabs != self.tabs:
            yield sent("board_tabs", "outerMorph", self.tabs)
        for before, now in zip(was.columns, self.columns, strict=True):
            if _is_another(before, now):
                yield sent(f"column_{now.name}", "outerMorph", self._whole(now))
                continue
            for part in ("head", "hint", "more"):
                if getattr(before, part) != getattr(now, part):
                    yield sent(f"{part}_{now.name}", "outerMorph", getattr(now, part))
            for each in before.cards:
                if each not in now.cards:
                    yield sent(f"at_{each}", "delete")
            yield from self._came_or_changed(before, now)

    def _came_or_changed(self, before: ColumnPicture, now: ColumnPicture) -> Iterator[Any]:
        sent, where, how = self.macros.sent, f"cards_{now.name}", "afterbegin"
        coming: list[Any] = []
        for each, card in now.cards.items():
            if each not in before.cards:
                coming.append(card.html)
                continue
            if coming:
                yield self.macros.sent_together(where, how, coming)
                coming = []
            if before.cards[each].html != card.html:
                yield sent(f"at_{each}", "outerMorph", card.html)
            where, how = f"at_{each}", "afterend"
        if coming:
            yield self.macros.sent_together(where, how, coming)

    def _said(self, was: "BoardPicture", changed: list[UUID]) -> str:
        """What is heard of it: which card stands where now, or how many changed."""
        before, now = was._places, self._places
        moved = [each for each in changed if before.get(each) != now.get(each)]
        told = moved or changed
        if not told:
            return ""
        if len(told) > MOST_SAID:
            return ngettext("%(num)s card changed.", "%(num)s cards changed.", len(told))
        sentences = []
        for each in told:
            card = (self._cards.get(each) or was._cards[each]).title
            if each not in now:
                sentences.append(_("Card “%(title)s” is not on your board any more.", title=card))
            elif before.get(each) == now[each]:
                sentences.append(_("Card “%(title)s” changed.", title=card))
            else:
                sentences.append(
                    _("Card “%(title)s” now stands under %(column)s.", title=card, column=now[each])
                )
        return " ".join(sentences)

    def _changed(self, was: "BoardPicture") -> list[UUID]:
        """The cards that came, went, moved or say something else."""
        before, now = was._cards, self._cards
        every = [*now, *(each for each in before if each not in now)]
        places = was._places, self._places
        return [
            each
            for each in every
            if before.get(each) != now.get(each) or places[0].get(each) != places[1].get(each)
        ]

    @kept
    def _cards(self) -> dict[UUID, ShownCard]:
        return {key: card for column in self.columns for key, card in column.cards.items()}

    @kept
    def _places(self) -> dict[UUID, str]:
        return {key: column.word for column in self.columns for key in column.cards}

    def _sent_total(self) -> str:
        return str(self.macros.sent("board_total", "outerHTML", self.total))

    def _whole(self, column: ColumnPicture) -> Any:
        html = [card.html for card in column.cards.values()]
        return self.macros.column_whole(
            column.name, column.head, column.hint, html, column.empty, column.more
        )


@lru_cache(4_000)
def _digest(text: str) -> str:
    return hashlib.blake2b(text.encode(), digest_size=15).hexdigest()


def _is_another(before: ColumnPicture, now: ColumnPicture) -> bool:
    """Whether a column is better sent whole: it has or had no cards, the link below it came or
    went, or cards that stay are in another order.
    """
    stay = [each for each in before.cards if each in now.cards]
    return (
        not before.cards
        or not now.cards
        or bool(before.more) != bool(now.more)
        or stay != [each for each in now.cards if each in before.cards]
    )


def draw(
    board: queries.Board,
    choices: forms.BoardChoices,
    others: dict[str, str],
    macros: Any,
    *,
    is_team: bool,
) -> BoardPicture:
    """The picture of a board of which every column was read. `others`: the filters that are on, as
    in the address. `macros`: of the board's parts.
    """
    return BoardPicture(
        total=macros.board_total(board),
        tabs=macros.board_tabs(board, choices.columns),
        columns=tuple(
            _column(column, board, choices, others, macros, is_team) for column in choices.columns
        ),
        macros=macros,
    )


def _column(
    column: cards.BoardColumn,
    board: queries.Board,
    choices: forms.BoardChoices,
    others: dict[str, str],
    macros: Any,
    is_team: bool,
) -> ColumnPicture:
    page = board.columns[column]
    is_ended = column is cards.BoardColumn.ENDED
    html = pieces.pieces_of(macros.item, page.rows, choices)
    return ColumnPicture(
        name=column.value,
        word=str(column.word),
        head=macros.column_head(column, board.finished if is_ended else page.total),
        hint=macros.column_hint(column, page.total, board.besides if is_ended else 0, is_team),
        cards={
            row.id: ShownCard(row.title, shown) for row, shown in zip(page.rows, html, strict=True)
        },
        empty=macros.column_empty(bool(others)),
        more=macros.column_more(column, page.next, others) if page.next else "",
    )
