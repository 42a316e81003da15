"""Reading the notes of a match."""

from collections.abc import Sequence

from sqlmodel import Session, col, select

from app.identity.actor import Actor
from app.matches.models import Match
from app.matches.note_policy import NotePolicy
from app.matches.notes import MatchNote

MOST_SHOWN = 100


def find_notes(session: Session, actor: Actor, match: Match) -> Sequence[MatchNote]:
    """Of a match that the actor sees the newest hundred, in the order in which they were written;
    none for who may not read them.
    """
    if not NotePolicy(actor, match).read:
        return []
    query = (
        select(MatchNote)
        .where(col(MatchNote.match_id) == match.id)
        .order_by(col(MatchNote.created_at).desc(), col(MatchNote.id).desc())
        .limit(MOST_SHOWN)
    )
    return list(reversed(session.exec(query).all()))
