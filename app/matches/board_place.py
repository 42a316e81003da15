"""The place of a match on the board.

It is kept with the match, so that a board reads the first cards of a column and no others.
"""

from enum import IntEnum
from typing import Any

import sqlalchemy as sa


class BoardPlace(IntEnum):
    """What a match waits for."""

    TEAM = 1  # the team reviews it
    PARTNERS = 2  # a yes, or a start
    END = 3  # it runs
    NOTHING = 4  # it has ended


def column() -> sa.Column[Any]:
    """The column of the table, worked out from the state."""
    rule = (
        "CASE WHEN status = 'proposed' AND needs_review THEN 1 WHEN status IN ('proposed', "
        "'approved', 'accepted') THEN 2 WHEN status = 'running' THEN 3 ELSE 4 END"
    )
    return sa.Column(sa.SmallInteger, sa.Computed(rule, persisted=True), nullable=False)
