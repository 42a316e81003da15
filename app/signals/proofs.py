"""The proof that a browser worked for a message: what it is asked, and whether that was done.

A challenge is made for one form and signed by us (ADR 58). Nothing is stored until it is used up.
"""

import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import altcha

from app.core import clock
from app.core.settings import Settings

ALGORITHM = "PBKDF2/SHA-256"
# One try is this many rounds of the hash, a few thousandths of a second; we check one try.
ROUNDS = 5_000
# How many tries it takes: half a second on a computer, a few on a slow phone, while somebody types.
FEWEST, MOST = 300, 600
LASTS = timedelta(hours=2)


@dataclass(frozen=True)
class Proof:
    """A challenge of ours that was solved: used up by one message."""

    nonce: UUID
    expires_at: datetime


def new_challenge(settings: Settings, form_id: UUID) -> dict[str, Any]:
    """What the browser that has this form on its screen is asked, as ALTCHA's widget reads it."""
    challenge = altcha.create_challenge(
        ALGORITHM,
        ROUNDS,
        counter=FEWEST + secrets.randbelow(MOST - FEWEST),
        # Not as ALTCHA's own day of expiry: a telephone whose clock is wrong would never be ready.
        data={"form": str(form_id), "until": int((clock.now() + LASTS).timestamp())},
        hmac_secret=_key(settings),
    )
    asked: dict[str, Any] = challenge.to_dict()
    return asked


def read_proof(settings: Settings, typed: str, form_id: UUID) -> Proof | None:
    """What a form brought along; None unless it solves a challenge of ours for this form that still
    holds. How hard that was we said ourselves, so what was made easier is not ours.
    """
    try:
        payload = altcha.Payload.from_base64(typed)
        result = altcha.verify_solution(payload, _key(settings))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None  # written by somebody, or cut short on the way
    if not result.verified:
        return None
    asked = payload.challenge.parameters
    said: dict[str, Any] = asked.data or {}
    until = datetime.fromtimestamp(said["until"], UTC)
    is_ours = said["form"] == str(form_id) and until > clock.now()
    return Proof(UUID(hex=asked.nonce), until) if is_ours else None


def _key(settings: Settings) -> str:
    return f"{settings.signing_key}:signals:proof"
