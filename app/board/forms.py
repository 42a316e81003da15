"""What the address of the board asks for, and what its pages show."""

from app.board.cards import BoardColumn
from app.core import inputs
from app.matches.forms import MatchChoices
from app.needs.models import Urgency


class BoardFilters(inputs.Input):
    """What the address of the board asks for. `column` with `cursor` is one column's next cards."""

    q: str = ""
    municipality: inputs.Slug | None = None
    target_group: inputs.Slug | None = None
    support_type: inputs.Slug | None = None
    theme: inputs.Slug | None = None
    urgency: Urgency | None = None
    crisis: inputs.Slug | None = None
    measure: inputs.Slug | None = None
    mine: bool = False
    # Of needs for which nobody has said yes and nobody is asked.
    without_help: bool = False
    column: BoardColumn | None = None
    cursor: str | None = None


class WatchedBoard(BoardFilters):
    """The same of a page that stays open. `shown`: the digest of what it shows."""

    shown: str = ""


class BoardChoices(MatchChoices):
    """Every list the filters of the board offer, and every label a card can show."""

    columns = tuple(BoardColumn)
