"""Finding the link somebody follows."""

from uuid import UUID

from sqlmodel import Session, col, select

from app.core import tokens
from app.core.settings import Settings
from app.identity import queries as identity_queries
from app.identity.models import Person
from app.passwords import letters
from app.passwords.models import LinkState, PasswordLink


def get_link(
    session: Session, settings: Settings, token: str, *, lock: bool = False
) -> tuple[LinkState, PasswordLink | None]:
    """What a link still opens, and its row. That of a closed account opens nothing."""
    found = tokens.read(settings, letters.PURPOSE, token)
    if found is None:
        return LinkState.UNKNOWN, None
    link_id, version = found
    query = (
        select(PasswordLink)
        .join(Person, col(Person.id) == col(PasswordLink.person_id))
        .where(col(PasswordLink.id) == link_id, col(Person.is_active))
    )
    if lock:
        query = query.with_for_update(of=PasswordLink).execution_options(populate_existing=True)
    link = session.exec(query).first()
    if link is None:
        return LinkState.UNKNOWN, None
    return link.state_of(version), link


def region_of(session: Session, person_id: UUID) -> str | None:
    """Whose administrator sees whether mail to this person arrives."""
    actor = identity_queries.get_actor(session, person_id)
    return next(iter(actor.regions), None) if actor is not None else None
