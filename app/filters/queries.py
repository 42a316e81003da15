"""Finding saved filters, of their own person only."""

from uuid import UUID

from sqlmodel import Session, col, select

from app.core import errors
from app.core.i18n import gettext as _
from app.filters import policy
from app.filters.models import FilteredList, SavedFilter
from app.identity.actor import Actor


def find_saved(session: Session, actor: Actor, where: FilteredList) -> list[SavedFilter]:
    """The filters that the actor saved of a list, by name."""
    query = select(SavedFilter).where(policy.visible_to(actor), col(SavedFilter.list) == where)
    return list(session.exec(query.order_by(col(SavedFilter.name))))


def get_saved(
    session: Session, actor: Actor, filter_id: UUID, *, lock: bool = False
) -> SavedFilter:
    """One of the actor's own, or NotFound."""
    query = select(SavedFilter).where(col(SavedFilter.id) == filter_id, policy.visible_to(actor))
    saved = session.exec(query.with_for_update() if lock else query).first()
    if saved is None:
        raise errors.NotFound(_("This saved filter does not exist any more."))
    return saved
