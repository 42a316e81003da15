"""Mail to who is asked for something: at once, and again when nobody answered; and to who
gets a note about it.
"""

from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from app.core import clock, working_days
from app.mail.kinds import MailKind
from app.matches import models as match_models, turns
from app.matches.models import Match
from app.matches.notes import MatchNote
from app.messages import (
    absence_queries,
    letter_commands,
    letters,
    partner_queries,
    recipient_queries,
)
from app.needs.models import Need
from app.offers.models import Offer

REMINDED_AFTER = 3  # working days
# Asked longer ago, such as where no answer has a last day, nobody is reminded.
LATEST = timedelta(days=30)


def mail_questions(session: Session) -> int:
    """Owe a mail to everybody who answers for an organisation that is asked now, once for each
    time that it is asked. Returns how many mails.
    """
    now = clock.now()
    recent = col(Match.moved_at) > absence_queries.get_since(session)
    return _owe(session, letters.ASKED, now, recent)


def remind(session: Session) -> int:
    """The same again, once, after three working days without an answer; earlier where the region
    gives less time, while there is a working day left.
    """
    now, day = clock.now(), clock.today()
    asked, ends = _day_of(col(Match.moved_at)), _day_of(col(Match.answer_by))
    is_long_ago = asked <= working_days.days_before(day, REMINDED_AFTER)
    ends_soon = sa.and_(asked < day, ends <= working_days.next_after(day))
    recent = col(Match.moved_at) > absence_queries.get_since(session, LATEST)
    return _owe(session, letters.STILL_ASKED, now, recent, sa.or_(is_long_ago, ends_soon))


def mail_notes(session: Session) -> int:
    """Owe a mail to everybody who answers for the organisation to which a note was written, once
    for each note; not what it says. Returns how many mails.
    """
    recent = col(MatchNote.created_at) > absence_queries.get_since(session)
    return sum(
        letter_commands.owe_all(session, letters.NOTE, _written_by(side).where(recent))
        for side in (match_models.Side.NEED, match_models.Side.OFFER)
    )


def _owe(session: Session, kind: MailKind, now: datetime, *when: sa.ColumnElement[bool]) -> int:
    return sum(
        letter_commands.owe_all(session, kind, _to(kind, side, now).where(*when))
        for side in (match_models.Side.NEED, match_models.Side.OFFER)
    )


def _to(kind: MailKind, side: match_models.Side, now: datetime) -> Any:
    """Who answers for that side of a match that waits for its answer: it can be said now, and
    nobody can still undo that it is asked.
    """
    of_need = side is match_models.Side.NEED
    awaited = Match.awaits_need if of_need else Match.awaits_offer
    owner = Match.need_organisation_id if of_need else Match.offer_organisation_id
    reviewed = sa.and_(
        col(Match.status) == match_models.MatchStatus.PROPOSED, col(Match.needs_review)
    )
    is_told = sa.func.coalesce(col(Match.tell_at) <= now, sa.true())
    return (
        recipient_queries.to_speakers(
            kind,
            about=Match,
            title=col(Need.title),
            # Who is asked anew is mailed anew.
            window=recipient_queries.as_window(col(Match.moved_at)),
            day=_day_of(col(Match.answer_by)),
            organisation_id=col(owner),
            named=partner_queries.named_to(side),
        )
        .join(Need, col(Need.id) == col(Match.need_id))
        .join(Offer, col(Offer.id) == col(Match.offer_id))
        .where(
            col(Match.status).in_(match_models.ASKED),
            col(awaited),
            sa.not_(reviewed),
            is_told,
            sa.not_(Match.held(now)),
            sa.not_(turns.is_past(clock.today())),
            sa.func.coalesce(col(Match.answer_by) > now, sa.true()),
        )
    )


def _written_by(writer: match_models.Side) -> Any:
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
            named=partner_queries.named_to(writer.other),
        )
        .join(Need, col(Need.id) == col(Match.need_id))
        .join(MatchNote, col(MatchNote.match_id) == col(Match.id))
        .where(col(MatchNote.side) == writer)
    )


def _day_of(moment: Any) -> sa.ColumnElement[date]:
    """The Dutch calendar day of a moment."""
    return sa.cast(sa.func.timezone(clock.AMSTERDAM.key, moment), sa.Date)
