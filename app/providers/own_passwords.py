"""A password of one's own of who comes in through a provider: it opens nothing, so none is set.

Who is not tied there yet keeps theirs: with it they show who they are, and are led to the provider.
"""

from uuid import UUID

from sqlmodel import Session

from app.core import errors
from app.core.i18n import gettext as _
from app.identity import queries as identity_queries
from app.identity.models import Organisation
from app.providers import required_queries


def opens_nothing(session: Session, person_id: UUID) -> bool:
    """Whether somebody has to come in through a provider, and is known there."""
    actor = identity_queries.get_actor(session, person_id)
    if actor is None:
        return False
    return any(door.is_tied for door in required_queries.find_doors(session, actor.everywhere))


def refuse_of(session: Session, person_id: UUID, field: str = "password") -> None:
    """Raises Invalid, at this `field`, for whom a new one opens nothing."""
    if opens_nothing(session, person_id):
        raise errors.Invalid(
            {field: _("You come in with the account of your work. A password opens nothing here.")}
        )


def refuse_for(session: Session, organisation: Organisation, field: str = "password") -> None:
    """The same for who has no account yet and is invited by this organisation."""
    if required_queries.is_required(session, organisation):
        raise errors.Invalid(
            {
                field: _(
                    "People of this organisation come in with the account of their work. A password"
                    " opens nothing here."
                )
            }
        )
