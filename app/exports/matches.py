"""The matches on the board as a file, in the order of its columns."""

from collections.abc import Iterator
from dataclasses import replace

from sqlmodel import Session

from app.board import cards, columns, forms as board_forms, queries as board_queries
from app.core import errors, pages, shown
from app.core.i18n import gettext as _, local_day, mark
from app.exports import listing
from app.identity.actor import Actor
from app.matches.models import Side
from app.needs.labels import owner_label


def _rows(
    session: Session, actor: Actor, filters: board_forms.BoardFilters
) -> Iterator[cards.Card]:
    if filters.column is cards.BoardColumn.OPEN:
        message = _("There are no matches among the open needs. Take the list of needs.")
        raise errors.Invalid({"column": message})
    for column in columns.MATCH_COLUMNS if filters.column is None else (filters.column,):

        def page_after(
            cursor: str | None, column: cards.BoardColumn = column
        ) -> pages.ResultPage[cards.Card]:
            wanted = filters.model_copy(update={"column": column, "cursor": cursor})
            return board_queries.get_board(session, actor, wanted, size=listing.PAGE_SIZE).columns[
                column
            ]

        for card in listing.every_row(page_after):
            card = _for_others(card)
            # With these filters the group would be one's own, or in that municipality.
            if not card.is_masked or not (filters.mine or filters.municipality is not None):
                yield card


def _for_others(card: cards.Card) -> cards.Card:
    """The match as an organisation sees it that has nothing to do with it."""
    if card.is_masked or not card.is_small:
        return card
    name = owner_label(card.need_organisation, is_masked=True)
    return replace(card, need_organisation=name, municipality_code=None, is_masked=True)


def _waits_for(card: cards.Card) -> str:
    """Whose turn it is, as the card says it; "" when it ended."""
    names = {
        Side.NEED: card.need_organisation,
        Side.OFFER: card.offer_organisation or "",
        Side.TEAM: _("The team of the region"),
    }
    return "" if card.waits_for is None else names[card.waits_for]


def _status(card: cards.Card, words: board_forms.BoardChoices) -> str:
    if card.status is None:
        return ""
    return words.match_label(card.status, needs_review=card.needs_review)


MATCHES = listing.Listing(
    name="matches",
    title=mark("Matches on the board"),
    filename="koppelingen",
    filters=board_forms.BoardFilters,
    choices=board_forms.BoardChoices,
    rows=_rows,
    left_out=board_queries.count_left_out,
    columns=(
        shown.Column(mark("Need"), lambda card, words: card.title, width=60),
        shown.Column(mark("Status"), _status, width=14),
        shown.Column(
            mark("Outcome"),
            lambda card, words: "" if card.outcome is None else card.outcome.word,
            width=22,
        ),
        shown.Column(mark("Urgency"), lambda card, words: card.urgency.word, width=10),
        shown.Column(
            mark("Municipality"),
            lambda card, words: words.label(card.municipality_code) or _("whole region"),
        ),
        shown.Column(
            mark("Target group"), lambda card, words: words.label(card.target_group), width=24
        ),
        shown.Column(
            mark("Organisation with the need"), lambda card, words: card.need_organisation, width=32
        ),
        shown.Column(
            mark("Organisation with the offer"),
            lambda card, words: card.offer_organisation,
            width=32,
        ),
        shown.Column(
            mark("Matched"),
            lambda card, words: shown.FEW if card.hides_number else card.match_quantity,
            shown.Kind.NUMBER,
            width=12,
        ),
        shown.Column(
            mark("Needed in all"),
            lambda card, words: shown.FEW if card.hides_number else card.quantity,
            shown.Kind.NUMBER,
            width=12,
        ),
        shown.Column(
            mark("Covered"),
            lambda card, words: card.told_covered,
            shown.Kind.NUMBER,
            width=10,
        ),
        shown.Column(
            mark("Did not come"),
            lambda card, words: card.told_missing,
            shown.Kind.NUMBER,
            width=18,
        ),
        shown.Column(mark("Unit"), lambda card, words: card.unit.word),
        shown.Column(mark("Waits for"), lambda card, words: _waits_for(card), width=32),
        shown.Column(
            mark("Since"), lambda card, words: local_day(card.since), shown.Kind.DATE, width=12
        ),
        shown.Column(
            mark("Answer before"),
            lambda card, words: card.answer_by and local_day(card.answer_by),
            shown.Kind.DATE,
            width=12,
        ),
        shown.Column(mark("Reference"), lambda card, words: str(card.id), width=38),
    ),
)
