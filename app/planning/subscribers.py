"""What a plan does when the team takes a decision about one of its matches back."""

from sqlmodel import Session

from app.core.events import ActorLike
from app.matches.events import ReviewUndone
from app.planning import commands


def on_review_undone(session: Session, actor: ActorLike, event: ReviewUndone) -> None:
    """What was taken over is a proposal again, wherever the step back was taken."""
    commands.open_line_of(session, actor, event.object_id)
