"""Mail to the other side of a match to whom somebody wrote a note; not what it says."""

from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from app.core import clock
from app.matches import models as match_models
from app.matches.models import Match
from app.matches.notes import MatchNote
from app.messages import letter_commands, letters, recipient_queries
from app.needs.models import Need

# What was written longer ago and not told then, is not told now.
LATEST = timedelta(days=2)


def mail_notes(session: Session) -> int:
    """Owe a mail to everybody who answers for the organisation to which a note was written, once
    for each note. Returns how many mails.
    """
    return sum(
        letter_commands.owe_all(session, letters.NOTE, _to(writer))
        for writer in (match_models.Side.NEED, match_models.Side.OFFER)
    )


def _to(writer: match_models.Side) -> Any:
    """Who answers for the other side than the one that wrote."""
    of_need = writer is match_models.Side.NEED
    other = Match.offer_organisation_id if of_need else Match.need_organisation_id
    return (
        recipient_queries.to_speakers(
            letters.NOTE,
            about=Match,
            title=col(Need.title),
            window=sa.cast(col(MatchNote.id), sa.Text),
            day=sa.null(),
            organisation_id=col(other),
        )
        .join(Need, col(Need.id) == col(Match.need_id))
        .join(MatchNote, col(MatchNote.match_id) == col(Match.id))
        .where(col(MatchNote.side) == writer, col(MatchNote.created_at) > clock.now() - LATEST)
    )
