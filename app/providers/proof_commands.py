"""Proof that a provider gave of who somebody is, kept until they do what they came for.

Signing up by an invitation takes two steps: the provider says who it is, and then a form of ours is
sent. In between the proof waits here, for the browser that asked for it and for that purpose only.
"""

from datetime import timedelta

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import Session, col

from app.core import clock
from app.providers import client, queries, tokens
from app.providers.models import Provider, ProviderProof, ProviderRound

LASTS = timedelta(minutes=30)


def keep_proof(
    session: Session, provider: client.Known, begun: ProviderRound, proven: tokens.Proven
) -> None:
    """Of this browser; who shows it anew replaces what was there."""
    said = {
        "provider_id": provider.id,
        "subject": proven.subject,
        "sid": proven.sid,
        "id_token": proven.id_token,
        "shown_at": clock.now(),
    }
    session.execute(
        insert(ProviderProof)
        .values(browser_hash=begun.browser_hash, purpose_hash=begun.purpose_hash, **said)
        .on_conflict_do_update(index_elements=["browser_hash", "purpose_hash"], set_=said)
    )


def take_proof(
    session: Session, browser: str, purpose: str
) -> tuple[client.Known, tokens.Proven] | None:
    """Use it up, in one statement: it is good for once. None where there is none any more, or its
    provider is switched off meanwhile.
    """
    row = session.execute(
        sa.delete(ProviderProof)
        .where(*queries.proof_of(browser, purpose, clock.now() - LASTS))
        .returning(ProviderProof)
    ).scalar_one_or_none()
    if row is None:
        return None
    session.expunge(row)
    provider = session.get_one(Provider, row.provider_id)
    if not provider.is_active:
        return None
    proven = tokens.Proven(provider.issuer, row.subject, row.sid, row.id_token)
    return queries.known(provider), proven


def forget_proofs(session: Session) -> int:
    """Delete what nobody came to use. Returns how many rows went."""
    gone = session.execute(
        sa.delete(ProviderProof)
        .where(col(ProviderProof.shown_at) <= clock.now() - LASTS)
        .returning(col(ProviderProof.browser_hash))
    ).all()
    return len(gone)
