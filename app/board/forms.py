"""What the pages of the board show."""

from app.board.cards import BoardColumn
from app.matches.forms import MatchChoices


class BoardChoices(MatchChoices):
    """Every list the filters of the board offer, and every label a card can show."""

    columns = tuple(BoardColumn)
