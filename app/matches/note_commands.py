"""Writing the other side of a match a note, and reading them."""

from datetime import timedelta
from typing import Annotated, ClassVar

import sqlalchemy as sa
from pydantic import AfterValidator, StringConstraints
from sqlmodel import Session, col

from app.audit import record
from app.core import clock, errors, inputs
from app.core.i18n import gettext as _, mark
from app.core.policy import asks
from app.identity.actor import Actor
from app.matches import events, moves
from app.matches.models import Match
from app.matches.note_policy import NotePolicy
from app.matches.notes import MatchNote

# So many of one side of a match in an hour: it is no chat, and each one is a mail.
MOST = 10
HOUR = timedelta(hours=1)


class NoteInput(inputs.Noted):
    """A note to the other side."""

    when_missing: ClassVar[dict[str, str]] = {
        "text": mark("Write what the other side has to know.")
    }
    asks_names: ClassVar[dict[str, str]] = {"text": mark("note")}

    text: Annotated[
        str,
        StringConstraints(min_length=2, max_length=500),
        AfterValidator(inputs.without_persons),
        inputs.Readable,
    ]


@asks(lambda actor, match: NotePolicy(actor, match).write)
def write_note(session: Session, actor: Actor, match: Match, given: NoteInput) -> Match:
    """The other side hears of it. The match is locked, so they are counted one at a time."""
    side = NotePolicy(actor, match).side
    assert side is not None
    now = clock.now()
    lately = (
        col(MatchNote.match_id) == match.id,
        col(MatchNote.side) == side,
        col(MatchNote.created_at) > now - HOUR,
    )
    told = sa.select(sa.func.count(), sa.func.min(col(MatchNote.created_at))).where(*lately)
    many, first = session.execute(told).one()
    if many >= MOST:
        again = f"{(first + HOUR).astimezone(clock.AMSTERDAM):%H:%M}"
        message = _(
            "You wrote %(num)s notes in an hour. Wait until %(time)s.", num=MOST, time=again
        )
        raise errors.Invalid({"text": message})
    session.add(MatchNote(match_id=match.id, side=side, text=given.text, created_at=now))
    record(session, actor, events.NoteWritten(**moves.place_of(match), side=side))
    return match


@asks(lambda actor, match: NotePolicy(actor, match).read)
def view_notes(session: Session, actor: Actor, match: Match) -> None:
    """Note in the trail that somebody of neither organisation reads them. Raises when they may
    not.
    """
    if not NotePolicy(actor, match).is_between_us:
        record(session, actor, events.NotesViewed(**moves.place_of(match)))
