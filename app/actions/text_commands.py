"""What is stored of the words of an action, its lessons and the words for its groups included."""

from uuid import UUID

from sqlalchemy import or_, orm
from sqlmodel import Session, col, select

from app.actions import subscribers
from app.actions.models import Action, ActionText
from app.language import models as language_models, texts


def store_action_text(session: Session, action: Action) -> None:
    """Write what the action says now. It must be flushed once before."""
    texts.store_text(session, _text(action))


def reread_action_texts(
    session: Session, after: UUID | None, *, size: int = texts.BATCH
) -> tuple[int, UUID | None]:
    """Write one batch of missing, old or meaningless texts anew.

    Returns how many have a meaning now, and the id to go on after: None when there are no more.
    Rows that somebody is working on wait for next time.
    """
    key = col(ActionText.action_id)
    stale = or_(
        key.is_(None),
        col(ActionText.version) != language_models.TEXT_VERSION,
        col(ActionText.meaning).is_(None),
    )
    query = select(Action).outerjoin(ActionText, key == col(Action.id)).where(stale)
    if after is not None:
        query = query.where(col(Action.id) > after)
    actions = session.exec(
        query.order_by(col(Action.id))
        .limit(size)
        .with_for_update(of=Action, skip_locked=True, key_share=True)
    ).all()
    if not actions:
        return 0, None
    subscribers.renew(session, actions)
    without = texts.write_texts(session, [_text(action) for action in actions])
    for action in actions:
        orm.attributes.flag_modified(action, "search_words")
    return len(actions) - without, actions[-1].id


def _said(action: Action) -> str:
    return "\n".join((action.description, action.outcome_note, action.lessons))


def _text(action: Action) -> texts.Text:
    return texts.Text(
        ActionText,
        action.id,
        action.region_code,
        action.title,
        f"{_said(action)}\n{action.search_words}",
    )
