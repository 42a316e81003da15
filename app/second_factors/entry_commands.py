"""Half signed in: after the password and before the second step."""

import secrets
from datetime import timedelta
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col

from app.core import clock
from app.identity import queries as identity_queries
from app.identity.models import Person
from app.second_factors import models, passkey_commands

TO_SHOW = timedelta(minutes=10)
TO_SET_UP = timedelta(minutes=30)  # somebody has to find and install an app first


def new_secret() -> str:
    """Of a browser, for its cookie."""
    return secrets.token_urlsafe(32)


def begin_entry(session: Session, person: Person, then: str, typed: str, *, has_one: bool) -> str:
    """Remember for minutes that somebody gave their password. Returns the secret for the cookie."""
    token = new_secret()
    session.add(
        models.PendingSignIn(
            token_hash=identity_queries.token_hash(token),
            person_id=person.id,
            then=then,
            typed=typed,
            expires_at=clock.now() + (TO_SHOW if has_one else TO_SET_UP),
        )
    )
    return token


def begin_last_step(session: Session, person: Person, then: str, typed: str) -> str:
    """The same for who showed all that they have here, and must come in through a provider."""
    token = begin_entry(session, person, then, typed, has_one=False)
    session.flush()
    pending = session.get_one(models.PendingSignIn, identity_queries.token_hash(token))
    pending.waits_for_provider = True
    return token


def pass_entry(pending: models.PendingSignIn) -> None:
    """Something was set up, so there is a second factor now."""
    pending.passed_at = clock.now()


def take_entry(session: Session, token: str) -> models.PendingSignIn | None:
    """End it, for who goes in or goes away. In one DELETE: one browser goes in once."""
    pending = models.PendingSignIn
    return session.execute(
        sa.delete(pending)
        .where(
            col(pending.token_hash) == identity_queries.token_hash(token),
            col(pending.expires_at) > clock.now(),
        )
        .returning(pending)
    ).scalar_one_or_none()


def forget_entries_of(session: Session, person_id: UUID) -> None:
    """Nobody goes on with a password that counts no longer."""
    pending = models.PendingSignIn
    session.execute(sa.delete(pending).where(col(pending.person_id) == person_id))


def forget_entries(session: Session) -> int:
    """Delete what has run out. Returns how many rows went."""
    entries = session.execute(
        sa.delete(models.PendingSignIn)
        .where(col(models.PendingSignIn.expires_at) <= clock.now())
        .returning(col(models.PendingSignIn.person_id))
    ).all()
    challenge = models.PasskeyChallenge
    challenges = session.execute(
        sa.delete(challenge)
        .where(col(challenge.created_at) <= clock.now() - passkey_commands.LIFE)
        .returning(col(challenge.created_at))
    ).all()
    return len(entries) + len(challenges)
