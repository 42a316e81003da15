"""Finding what somebody was typing. A draft is read for its own person only."""

from uuid import UUID

from sqlmodel import Session

from app.core import clock
from app.drafts.models import KEPT_FOR, SENT_KEPT_FOR, FormDraft


def get_draft(session: Session, person_id: UUID, page: str) -> FormDraft | None:
    """What the person typed in the form of that page, unless it is too old to be kept."""
    draft = session.get(FormDraft, (person_id, page))
    if draft is None:
        return None
    start, kept_for = (
        (draft.kept_at, KEPT_FOR) if draft.sent_at is None else (draft.sent_at, SENT_KEPT_FOR)
    )
    return draft if start > clock.now() - kept_for else None


def get_led_to(session: Session, person_id: UUID, thing: str) -> str | None:
    """The page to which led what the person did last to `thing`."""
    draft = session.get(FormDraft, (person_id, thing), populate_existing=True)
    return None if draft is None else draft.sent_to
