"""The actions of one organisation."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import case, or_, select as sa_select
from sqlmodel import Session, col

from app.actions.models import LIVE, Action, ActionPartner, PartnerStatus
from app.actions.policy import visible_to
from app.actions.queries import ActionRow, row_of, rows_for
from app.identity.actor import Actor


def find_actions_of(
    session: Session, actor: Actor, organisation_id: UUID, *, limit: int
) -> list[ActionRow]:
    """What an organisation leads or takes part in: planned and running first, then what moved
    last.
    """
    joined = sa_select(col(ActionPartner.action_id)).where(
        col(ActionPartner.organisation_id) == organisation_id,
        col(ActionPartner.status) == PartnerStatus.JOINED,
    )
    concerned = or_(col(Action.organisation_id) == organisation_id, col(Action.id).in_(joined))
    order = (
        case((col(Action.status).in_(LIVE), 0), else_=1),
        col(Action.moved_at).desc(),
        col(Action.id),
    )
    query = rows_for(actor).where(visible_to(actor), concerned).order_by(*order).limit(limit)
    return [row_of(actor, row) for row in session.execute(query)]
