"""Mail to who asked for something: the other side said yes or no, did not answer in time, or stops
with what was agreed.
"""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from app.audit.models import AuditEntry
from app.core import clock
from app.identity.models import Person
from app.mail.kinds import MailKind
from app.matches import models as match_models
from app.matches.models import Match, MatchStatus, Side
from app.messages import (
    absence_queries,
    letter_commands,
    letters,
    partner_queries,
    recipient_queries,
)
from app.needs.models import Need

_NOBODY: Any = sa.literal("")
SIDES = (Side.NEED, Side.OFFER)
_OWNER: dict[Side, Any] = {
    Side.NEED: Match.need_organisation_id,
    Side.OFFER: Match.offer_organisation_id,
}
_AWAITED: dict[Side, Any] = {Side.NEED: Match.awaits_need, Side.OFFER: Match.awaits_offer}
_WRITER: dict[Side, Any] = {Side.NEED: Match.need_answer_by, Side.OFFER: Match.offer_answer_by}


def mail_answers(session: Session) -> int:
    """Owe a mail to everybody who waited for the other side, once nobody can undo what it said.
    Returns how many mails.
    """
    recent = absence_queries.get_since(session)
    return sum(
        letter_commands.owe_all(session, kind, find(side, recent))
        for side in SIDES
        for kind, find in (
            (letters.SAID_YES, _said_yes),
            (letters.SAID_NO, _said_no),
            (letters.NOT_ANSWERED, _not_answered),
            (letters.STOPPED, _stopped),
        )
    )


def _said_yes(side: Side, recent: datetime) -> Any:
    """With the last yes of the other side, however far they are meanwhile. Who wrote it down for
    the other side knows it, and hears it when that one says that it is right.
    """
    since = col(Match.accepted_at)
    is_theirs = col(AuditEntry.facts)["side"].astext == side.other
    return _to(letters.SAID_YES, side, since, recent).where(
        col(Match.status).in_(match_models.COMMITTED),
        col(_WRITER[side.other]).is_distinct_from(side),
        _by_another("match:accepted", since, is_theirs),
    )


def _said_no(side: Side, recent: datetime) -> Any:
    """The other side, or the team before anybody was asked."""
    by_team = col(Match.declined_by) == Side.TEAM
    is_told = sa.or_(~by_team, sa.func.coalesce(col(Match.tell_at) <= clock.now(), sa.true()))
    return _to(letters.SAID_NO, side, col(Match.moved_at), recent, col(Match.declined_by)).where(
        col(Match.status) == MatchStatus.DECLINED,
        sa.or_(by_team, col(Match.declined_by) == side.other),
        col(_WRITER[side.other]).is_distinct_from(side),
        _asked_by(side),
        is_told,
    )


def _not_answered(side: Side, recent: datetime) -> Any:
    return _to(letters.NOT_ANSWERED, side, col(Match.moved_at), recent).where(
        col(Match.status) == MatchStatus.LAPSED, _asked_by(side)
    )


def _stopped(side: Side, recent: datetime) -> Any:
    """Both sides had said yes."""
    since = col(Match.moved_at)
    return _to(letters.STOPPED, side, since, recent).where(
        col(Match.status) == MatchStatus.WITHDRAWN,
        col(Match.accepted_at).is_not(None),
        _by_another("match:withdrawn", since),
    )


def _to(kind: MailKind, side: Side, since: Any, recent: datetime, by: Any = _NOBODY) -> Any:
    """Who speaks for that side of a match on which something was said at that moment, which is
    `recent` or later. `by`: who
    said it, where it can be another than the other side.
    """
    query = recipient_queries.to_speakers(
        kind,
        about=Match,
        title=col(Need.title),
        window=recipient_queries.as_window(since),
        day=sa.cast(sa.null(), sa.Date),
        organisation_id=col(_OWNER[side]),
        named=partner_queries.named_to(side) | {"by": by},
    )
    return query.join(Need, col(Need.id) == col(Match.need_id)).where(
        since > recent, sa.not_(Match.held(clock.now()))
    )


def _asked_by(side: Side) -> sa.ColumnElement[bool]:
    """That side proposed it, or said yes to what the team proposed."""
    agreed = sa.and_(col(Match.proposed_by) == Side.TEAM, sa.not_(col(_AWAITED[side])))
    return sa.or_(col(Match.proposed_by) == side, agreed)


def _by_another(event: str, since: Any, *facts: sa.ColumnElement[bool]) -> sa.ColumnElement[bool]:
    """Somebody else than who gets the mail did it."""
    done = sa.select(sa.literal(1)).where(
        col(AuditEntry.object_id) == col(Match.id),
        col(AuditEntry.event) == event,
        col(AuditEntry.at) >= since,
        col(AuditEntry.person_id).is_distinct_from(col(Person.id)),
        *facts,
    )
    return done.correlate(Match, Person).exists()
