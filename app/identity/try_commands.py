"""Tries to sign in: how many there were, and when there are too many."""

import hashlib
import hmac
from collections.abc import Callable, Collection
from datetime import timedelta
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col

from app.core import clock, errors
from app.core.i18n import gettext as _
from app.core.settings import Settings
from app.identity import models, queries


def count_step(
    session: Session,
    settings: Settings,
    person_id: UUID,
    *,
    browser: str = "",
    keep: Callable[[Session], None] = Session.flush,
) -> list[UUID]:
    """One at the step after the password, before the code is looked at. Returns what `forget_tries`
    takes back when it was right. A browser that signed in before has tries of its own.
    """
    known = queries.is_known(session, person_id, browser)
    of_step = key(settings, "step", f"{browser}:{person_id}" if known else str(person_id))
    return count_try(session, settings, {of_step: settings.sign_in_attempts}, keep)


def forget_tries(session: Session, tries: Collection[UUID]) -> None:
    """What was tried was right."""
    session.execute(sa.delete(models.SignInFailure).where(col(models.SignInFailure.id).in_(tries)))


def count_try(
    session: Session,
    settings: Settings,
    limits: dict[bytes, int],
    keep: Callable[[Session], None],
) -> list[UUID]:
    """A try of each of these keys. Raises TooMany where there were as many as its limit."""
    # In one order and one after the other, until the tries are stored.
    for each in sorted(limits):
        session.execute(
            sa.select(sa.func.pg_advisory_xact_lock(int.from_bytes(each[:8], signed=True)))
        )
    _refuse_when_too_many(session, settings, limits)
    tries = [models.SignInFailure(key_hash=each) for each in limits]
    ids = [each.id for each in tries]
    session.add_all(tries)
    keep(session)
    return ids


def key(settings: Settings, kind: str, value: str) -> bytes:
    """What is counted, as it is stored: without our secret nobody finds which address it is of by
    trying them all.
    """
    secret = f"{settings.signing_key}:tries".encode()
    return hmac.new(secret, f"{kind}:{value}".encode(), hashlib.sha256).digest()


def _refuse_when_too_many(session: Session, settings: Settings, limits: dict[bytes, int]) -> None:
    window = timedelta(minutes=settings.sign_in_window_minutes)
    counts = session.execute(
        sa.select(
            col(models.SignInFailure.key_hash),
            sa.func.count(),
            sa.func.min(col(models.SignInFailure.at)),
        )
        .where(
            col(models.SignInFailure.key_hash).in_(limits),
            col(models.SignInFailure.at) > clock.now() - window,
        )
        .group_by(col(models.SignInFailure.key_hash))
    ).all()
    for tried, failures, first in counts:
        if failures >= limits[bytes(tried)]:
            wait = first + window - clock.now()
            raise errors.TooMany(_("Too many failed tries."), wait.total_seconds())
