"""Choices and words of the board."""

from app.board.cards import BoardColumn
from app.core.i18n import gettext as _
from app.matches.forms import MatchChoices
from app.needs.labels import urgency_label
from app.needs.models import Urgency
from app.reference.queries import Choice


class BoardChoices(MatchChoices):
    """Every list the filters of the board offer, and every label a card can show."""

    urgency_label = staticmethod(urgency_label)

    @property
    def urgencies(self) -> list[Choice]:
        return [Choice(urgency.value, urgency_label(urgency)) for urgency in Urgency]

    @property
    def named_lists(self) -> dict[str, list[Choice]]:
        return {
            "urgency": self.urgencies,
            "column": [
                Choice(column.value, heading)
                for column, _drawing, heading, _short, _hint in self.columns
            ],
        }

    @property
    def columns(self) -> list[tuple[BoardColumn, str, str, str, str]]:
        """Each column with its drawing, heading, short word for a phone, and what its cards wait
        for.
        """
        return [
            (
                BoardColumn.OPEN,
                "open",
                _("Open needs"),
                _("Open"),
                _("Not or not fully covered yet"),
            ),
            (
                BoardColumn.PROPOSED,
                "quarter",
                _("Proposals"),
                _("Proposed"),
                _("Waits for the team of the region"),
            ),
            (
                BoardColumn.TALKING,
                "half",
                _("In consultation"),
                _("Consulting"),
                _("Waits for a yes or a start"),
            ),
            (
                BoardColumn.RUNNING,
                "three-quarter",
                _("In progress"),
                _("Progress"),
                _("Agreed and at work"),
            ),
            (BoardColumn.ENDED, "full-check", _("Done"), _("Done"), _("The last 14 days")),
        ]
