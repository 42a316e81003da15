"""Asks: how often an organisation was asked lately, once for each match that another proposed.

Who offers its own help was not asked.
"""

from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from sqlmodel import col

from app.core import statements
from app.matches import models
from app.matches.models import Match

LATELY = timedelta(weeks=4)


def times_asked(organisation_id: Any) -> Any:
    """How often the organisation of a column was asked in the last four weeks, by whom everybody in
    the reader's region may know it. The moment is a parameter.
    """
    return (
        sa.select(sa.func.count())
        .select_from(Match)
        .where(
            col(Match.offer_organisation_id) == organisation_id,
            col(Match.proposed_by) != models.Side.OFFER,
            col(Match.created_at) > statements.NOW - LATELY,
            models.was_told(),
        )
        .scalar_subquery()
    )
