"""What proposals do when a need or a target group goes up in another one."""

import sqlalchemy as sa
from sqlmodel import Session, col

from app.core.events import ActorLike
from app.interpretations.models import InterpretationProposal
from app.needs.events import NeedMerged
from app.target_groups.events import GroupMerged


def on_need_merged(session: Session, actor: ActorLike, event: NeedMerged) -> None:
    """What became the one need became the other."""
    became = col(InterpretationProposal.need_id) == event.object_id
    session.execute(sa.update(InterpretationProposal).where(became).values(need_id=event.into))


def on_group_merged(session: Session, actor: ActorLike, event: GroupMerged) -> None:
    """What is for the one group is for the other. Figures stay as they were."""
    is_for = col(InterpretationProposal.target_group) == event.target_group
    session.execute(sa.update(InterpretationProposal).where(is_for).values(target_group=event.into))
