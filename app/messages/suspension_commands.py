"""Mail to the partners of an organisation that is suspended, about every match that was open."""

from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from app.audit.models import AuditEntry
from app.core import clock
from app.identity.models import Organisation, OrganisationStatus
from app.matches import models as match_models
from app.matches.models import Match, MatchStatus, Side
from app.messages import letter_commands, letters, partner_queries, recipient_queries
from app.needs.models import Need

# Suspended longer ago and not mailed then, such as before there was mail, is not mailed now.
LATEST = timedelta(days=2)
AGREED = (MatchStatus.ACCEPTED, MatchStatus.RUNNING)
_OWNER: dict[Side, Any] = {
    Side.NEED: Match.need_organisation_id,
    Side.OFFER: Match.offer_organisation_id,
}
_AWAITED: dict[Side, Any] = {Side.NEED: Match.awaits_need, Side.OFFER: Match.awaits_offer}


def mail_suspensions(session: Session) -> int:
    """Owe a mail to everybody who answers for the other side of a match that was open when an
    organisation was suspended, once for each time. Returns how many mails.
    """
    return sum(
        letter_commands.owe_all(session, letters.SUSPENDED, _to(side))
        for side in match_models.SIDES
    )


def _to(side: Side) -> Any:
    """Who speaks for that side, of matches of which the other side is suspended now."""
    # The owner of a row is joined as `Organisation`; the one that is suspended is its partner.
    partner: Any = sa.orm.aliased(Organisation)
    since = (
        sa.select(sa.func.max(col(AuditEntry.at)))
        .where(
            col(AuditEntry.object_id) == col(_OWNER[side.other]),
            col(AuditEntry.event) == "organisation:suspended",
        )
        .correlate(Match)
        .scalar_subquery()
    )
    is_agreed = col(Match.status).in_(AGREED)
    query = recipient_queries.to_speakers(
        letters.SUSPENDED,
        about=Match,
        title=col(Need.title),
        window=recipient_queries.as_window(since),
        day=sa.cast(sa.null(), sa.Date),
        organisation_id=col(_OWNER[side]),
        named=partner_queries.named_to(side)
        | {"stands": sa.case((is_agreed, letters.GOES_ON), else_="")},
    )
    return (
        query.join(Need, col(Need.id) == col(Match.need_id))
        .join(partner, partner.id == col(_OWNER[side.other]))
        .where(
            partner.status == OrganisationStatus.SUSPENDED,
            since > clock.now() - LATEST,
            sa.or_(is_agreed, sa.and_(_ended_by_it(since), _heard_of_it(side, since))),
        )
    )


def _ended_by_it(since: Any) -> sa.ColumnElement[bool]:
    """Nobody answers for a suspended organisation, so what was only asked and ended like this since
    then ended by the suspension.
    """
    return sa.and_(
        col(Match.status) == MatchStatus.WITHDRAWN,
        col(Match.withdraw_reason) == match_models.WithdrawReason.CANNOT_ANYMORE,
        col(Match.accepted_at).is_(None),
        col(Match.moved_at) >= since,
    )


def _heard_of_it(side: Side, since: Any) -> sa.ColumnElement[bool]:
    """That side proposed it or said yes to it; or it was asked: reviewed where that was needed, and
    not in the minute in which the team could take that back.
    """
    last = (
        sa.select(col(AuditEntry.event))
        .where(
            col(AuditEntry.object_id) == col(Match.id),
            col(AuditEntry.event).in_(("match:approved", "match:review_undone")),
        )
        .order_by(col(AuditEntry.at).desc(), col(AuditEntry.id).desc())
        .limit(1)
        .correlate(Match)
        .scalar_subquery()
    )
    is_let_through = sa.or_(
        sa.not_(col(Match.needs_review)), sa.func.coalesce(last, "") == "match:approved"
    )
    is_told = sa.func.coalesce(col(Match.tell_at) <= since, sa.true())
    return sa.or_(
        col(Match.proposed_by) == side,
        sa.and_(col(Match.proposed_by) == Side.TEAM, sa.not_(col(_AWAITED[side]))),
        sa.and_(is_let_through, is_told),
    )
