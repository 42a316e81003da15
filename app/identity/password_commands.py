"""Passwords: how one is stored and checked, and what a new one must be."""

import re
import secrets
from collections.abc import Callable, Iterable
from datetime import timedelta
from typing import Annotated
from uuid import UUID

import sqlalchemy as sa
from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher
from pydantic import StringConstraints
from sqlmodel import Session, col

from app.core import clock, errors, inputs
from app.core.i18n import gettext as _
from app.core.settings import Settings
from app.identity import common_passwords, models, queries, try_commands

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


# What a password must have besides what is known of its person: so many letters and digits.
ENOUGH = 6
WORDS = re.compile(r"[^\W_]+")
SHORTEST_WORD = 3
PRODUCT = "Schakelbord"

# Who showed who they are so long ago is asked again, before what only the owner of an account does.
FRESH = timedelta(minutes=10)


def note_proof(session: Session, token: str) -> None:
    """The password was asked again in the session of this secret, and was right."""
    session.execute(
        sa.update(models.LoginSession)
        .where(col(models.LoginSession.token_hash) == queries.token_hash(token))
        .values(proven_at=clock.now())
    )


def hashed(password: str, about: Iterable[str], field: str = "password") -> str:
    """What is stored of a new password; every place that sets one comes here. Raises Invalid, at
    this `field`, for one that says little else than what everybody knows: `about` its person, their
    address and organisation, or of this product, or words that everybody tries.
    """
    known = _words_of((*about, PRODUCT))
    if len(_rest(password, known)) < ENOUGH:
        said = _(
            "This is easily guessed: it is mostly your name, your e-mail address, your organisation"
            " or the name of this site. Choose other words."
        )
        raise errors.Invalid({field: said})
    if common_passwords.is_common(password, known):
        said = _(
            "This is one of the passwords that are tried first. Choose other words, such as three"
            " that have nothing to do with each other."
        )
        raise errors.Invalid({field: said})
    return HASHER.hash(password)


def hashed_for_all(password: str) -> str:
    """The same of one that is told to everybody, as in a demonstration."""
    return HASHER.hash(password)


def _words_of(about: Iterable[str]) -> set[str]:
    """What these texts say: each as one word, and every word of it."""
    texts = [WORDS.findall(text.casefold()) for text in about]
    said = {"".join(words) for words in texts} | {word for words in texts for word in words}
    return {word for word in said if len(word) >= SHORTEST_WORD}


def _rest(password: str, known: Iterable[str]) -> str:
    """The letters and digits that are left without these words."""
    rest = "".join(WORDS.findall(password.casefold()))
    for word in sorted(known, key=len, reverse=True):
        rest = rest.replace(word, "")
    return rest


def set_password(
    session: Session, person: models.Person, password: str, field: str = "password"
) -> None:
    actor = queries.get_actor(session, person.id)
    organisations = (seat.organisation_name for seat in actor.seats) if actor is not None else ()
    person.password_hash = hashed(password, (person.name, person.email, *organisations), field)
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
