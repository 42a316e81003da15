"""Finding one's own account, its sessions, and a new address that waits."""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.account import letters, models, policy
from app.core import clock, errors, tokens
from app.core.i18n import gettext as _
from app.core.settings import Settings
from app.identity import queries as identity_queries
from app.identity.actor import Actor
from app.identity.models import LoginSession, Person


@dataclass(frozen=True)
class OpenSession:
    """A browser in which somebody is signed in. `id` opens nothing."""

    id: UUID
    token_hash: bytes
    browser: str
    created_at: datetime
    last_seen_at: datetime
    is_this: bool


def get_own(session: Session, actor: Actor, *, lock: bool = False) -> Person:
    """The account of the actor."""
    query = select(Person).where(col(Person.id) == actor.person_id, col(Person.is_active))
    if lock:
        query = query.with_for_update().execution_options(populate_existing=True)
    person = session.exec(query).first()
    if person is None:
        raise errors.NotFound(_("This account does not exist."))
    return person


def find_sessions(
    session: Session, settings: Settings, actor: Actor, token: str
) -> list[OpenSession]:
    """Where the actor is signed in, who was seen last first. `token`: of this browser."""
    idle = clock.now() - timedelta(minutes=settings.session_idle_minutes)
    oldest = clock.now() - timedelta(minutes=settings.session_absolute_minutes)
    here = identity_queries.token_hash(token)
    query: Any = (
        sa.select(
            col(LoginSession.token_hash),
            col(LoginSession.browser),
            col(LoginSession.created_at),
            col(LoginSession.last_seen_at),
        )
        .where(
            col(LoginSession.person_id) == actor.person_id,
            col(LoginSession.last_seen_at) > idle,
            col(LoginSession.created_at) > oldest,
        )
        .order_by(col(LoginSession.last_seen_at).desc(), col(LoginSession.token_hash))
    )
    return [
        OpenSession(
            _shown_id(row.token_hash),
            row.token_hash,
            row.browser,
            row.created_at,
            row.last_seen_at,
            row.token_hash == here,
        )
        for row in session.execute(query)
    ]


def find_other_hashes(session: Session, actor: Actor, token: str) -> list[bytes]:
    """Of every session of the actor but this one, also of those that let nobody in any more."""
    query: Any = sa.select(col(LoginSession.token_hash)).where(
        col(LoginSession.person_id) == actor.person_id,
        col(LoginSession.token_hash) != identity_queries.token_hash(token),
    )
    return list(session.execute(query).scalars())


def find_waiting(session: Session, actor: Actor) -> models.AddressChange | None:
    """The new address that the actor has still to confirm."""
    change = session.exec(select(models.AddressChange).where(policy.visible_to(actor))).first()
    return change if change is not None and change.is_alive else None


def link_of(settings: Settings, change: models.AddressChange) -> str:
    """What the link of the mail ends with, of which the page reads what it is about."""
    return tokens.make(settings, letters.CONFIRM_PURPOSE, change.id)


def get_change(
    session: Session, settings: Settings, actor: Actor, token: str, *, lock: bool = False
) -> models.AddressChange:
    """What the link of a mail is about. One that is dead and one of somebody else say the same."""
    read = tokens.read(settings, letters.CONFIRM_PURPOSE, token)
    if lock:
        # First the person, as every change of an account does.
        get_own(session, actor, lock=True)
    query = select(models.AddressChange).where(
        policy.visible_to(actor), col(models.AddressChange.id) == (read[0] if read else None)
    )
    change = session.exec(query.execution_options(populate_existing=True)).first()
    if change is None or not change.is_alive:
        raise dead_link()
    return change


def dead_link() -> errors.NotFound:
    return errors.NotFound(
        _("This link does not work any more, or it is of another account. Ask for a new one.")
    )


def _shown_id(token_hash: bytes) -> UUID:
    """A number for the address of a session, from which nobody finds its hash."""
    return UUID(bytes=hashlib.sha256(b"shown:" + token_hash).digest()[:16])
