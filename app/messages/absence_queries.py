"""How long no worker was there: what happened since is told now, however long ago that is."""

from datetime import date, datetime, time, timedelta

import sqlalchemy as sa
from sqlmodel import Session, col

from app.core import clock
from app.messages.models import DigestDay

# Where no morning of mail ever went, such as before there was mail, no more is told than this.
RECENT = timedelta(days=2)


def get_since(session: Session, recent: timedelta = RECENT) -> datetime:
    """What happened before it was told, or is too old to be told. A morning of mail begins with
    what should have gone at once, so nothing of before the last one still waits.
    """
    usual, last = clock.now() - recent, _last_morning(session)
    return min(usual, _begin_of(last)) if last is not None else usual


def get_missed(session: Session) -> datetime | None:
    """Since when nobody worked, when a whole morning of mail is missing."""
    last = _last_morning(session)
    is_missing = last is not None and last < clock.today() - timedelta(days=1)
    return _begin_of(last) if last is not None and is_missing else None


def _last_morning(session: Session) -> date | None:
    last: date | None = session.execute(sa.select(sa.func.max(col(DigestDay.day)))).scalar_one()
    return last


def _begin_of(day: date) -> datetime:
    return datetime.combine(day, time(), tzinfo=clock.AMSTERDAM)
