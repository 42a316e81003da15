"""What signals do when a target group or a need goes up in another one."""

import sqlalchemy as sa
from sqlmodel import Session, col

from app.core.events import ActorLike
from app.needs.events import NeedMerged
from app.signals.models import Signal
from app.target_groups.events import GroupMerged


def on_group_merged(session: Session, actor: ActorLike, event: GroupMerged) -> None:
    """Signals about the one are about the other."""
    is_of = col(Signal.target_group) == event.target_group
    session.execute(sa.update(Signal).where(is_of).values(target_group=event.into))


def on_need_merged(session: Session, actor: ActorLike, event: NeedMerged) -> None:
    """What led to the one leads to the other."""
    led = col(Signal.need_id) == event.object_id
    session.execute(sa.update(Signal).where(led).values(need_id=event.into))
