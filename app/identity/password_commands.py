"""Passwords: how one is stored and checked, and what a new one must be."""

import secrets
from collections.abc import Callable
from datetime import timedelta
from typing import Annotated
from uuid import UUID

import sqlalchemy as sa
from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher
from pydantic import StringConstraints
from sqlmodel import Session, col

from app.core import clock, inputs
from app.core.settings import Settings
from app.identity import models, queries, try_commands

HASHER = PasswordHash((Argon2Hasher(),))
# Checking an unknown address costs as much as a known one, so that the answer's time does not tell
# them apart.
NOBODY = HASHER.hash(secrets.token_urlsafe(16))

# What somebody chooses, and what somebody shows that they know.
NewPassword = Annotated[
    str,
    StringConstraints(min_length=12, max_length=200, strip_whitespace=False),
    inputs.AS_TYPED,
]
KnownPassword = Annotated[
    str, StringConstraints(max_length=200, strip_whitespace=False), inputs.AS_TYPED
]


# Who showed who they are so long ago is asked again, before what only the owner of an account does.
FRESH = timedelta(minutes=10)


def note_proof(session: Session, token: str) -> None:
    """The password was asked again in the session of this secret, and was right."""
    session.execute(
        sa.update(models.LoginSession)
        .where(col(models.LoginSession.token_hash) == queries.token_hash(token))
        .values(proven_at=clock.now())
    )


def set_password(session: Session, person: models.Person, password: str) -> None:
    person.password_hash = HASHER.hash(password)
    session.add(person)


def is_own(
    session: Session,
    settings: Settings,
    person_id: UUID,
    password: str,
    *,
    keep: Callable[[Session], None] = Session.flush,
) -> bool:
    """Whether who is signed in knows the password of their account. Raises TooMany when they guess:
    the tries count as at sign-in, before the password is looked at.
    """
    of_own = {try_commands.key(settings, "own", str(person_id)): settings.sign_in_attempts}
    tries = try_commands.count_try(session, settings, of_own, keep)
    person = session.get(models.Person, person_id)
    known = person.password_hash if person is not None and person.is_active else None
    is_right = HASHER.verify(password, known or NOBODY) and known is not None
    if is_right:
        try_commands.forget_tries(session, tries)
        keep(session)
    return is_right
