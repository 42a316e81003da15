"""How many messages come through the public doors, and when there are too many."""

import hashlib
import hmac
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import Session, col

from app.core import clock, errors
from app.core.i18n import gettext as _, ngettext
from app.core.settings import Settings
from app.signals import models, proofs

WINDOW = timedelta(hours=1)
# Of one address in an hour, and of one region: of browsers that worked for it.
OF_ADDRESS, OF_REGION = 20, 300
# Of those that did not: in an hour of one address, and waiting in one region.
UNPROVEN_OF_ADDRESS, UNPROVEN_WAITING = 3, 30


@dataclass(frozen=True)
class PublicSender:
    """Who stands at a public door, as far as we want to know: from where, and whether its browser
    worked for it.
    """

    settings: Settings
    network: str
    is_proven: bool = False


def prove(session: Session, sender: PublicSender, typed: str, form_id: UUID) -> PublicSender:
    """The sender, proven when its form brought the solution of a challenge that brought in nothing
    before. Of several at once with the same solution one is proven: the others wait for its commit.
    """
    proof = proofs.read_proof(sender.settings, typed, form_id) if typed else None
    if proof is None:
        return sender
    spent = insert(models.SpentChallenge).values(nonce=proof.nonce, expires_at=proof.expires_at)
    first = session.execute(
        spent.on_conflict_do_nothing().returning(col(models.SpentChallenge.nonce))
    ).first()
    return sender if first is None else replace(sender, is_proven=True)


def count_message(session: Session, sender: PublicSender, region_code: str) -> None:
    """One more of this address, for this region. Raises TooMany when there were enough."""
    of_address = _key(sender.settings, f"address {sender.is_proven}", sender.network)
    of_region = _key(sender.settings, f"region {sender.is_proven}", region_code)
    limits = {of_address: OF_ADDRESS if sender.is_proven else UNPROVEN_OF_ADDRESS}
    if sender.is_proven:
        limits[of_region] = OF_REGION
    # In one order and one after the other, until this message is stored, so that what waits is
    # counted by one at a time as well.
    for each in sorted({of_address, of_region}):
        lock(session, each)
    _refuse_when_too_many(session, limits, of_region)
    session.add_all(models.SignalTry(key_hash=each) for each in limits)
    session.flush()


def refuse_when_full(sender: PublicSender, count: Callable[[], int]) -> None:
    """Every form has a queue of its own for those for which no browser worked; `count`: how many
    wait in it. Of those that are proven the limits of an address and of a region are enough.
    """
    if not sender.is_proven and count() >= UNPROVEN_WAITING:
        raise errors.TooMany(_("Many messages wait to be read now."), WINDOW.total_seconds())


def lock(session: Session, key: bytes) -> None:
    """Nobody else counts or sends with this key until commit."""
    number = int.from_bytes(key[:8], signed=True)
    session.execute(sa.select(sa.func.pg_advisory_xact_lock(number)))


def forget_tries(session: Session) -> int:
    """Delete what counts no more, and challenges that nobody can use again. Returns how many rows
    went.
    """
    oldest = clock.now() - WINDOW
    spent = session.execute(
        sa.delete(models.SpentChallenge)
        .where(col(models.SpentChallenge.expires_at) <= clock.now())
        .returning(col(models.SpentChallenge.nonce))
    ).all()
    gone = session.execute(
        sa.delete(models.SignalTry)
        .where(col(models.SignalTry.at) <= oldest)
        .returning(col(models.SignalTry.id))
    ).all()
    return len(gone) + len(spent)


def _key(settings: Settings, kind: str, value: str) -> bytes:
    """What is counted, as it is stored: tomorrow the same address has another one."""
    secret = f"{settings.signing_key}:signals:{clock.today()}".encode()
    return hmac.new(secret, f"{kind}:{value}".encode(), hashlib.sha256).digest()


def _refuse_when_too_many(session: Session, limits: Mapping[bytes, int], of_region: bytes) -> None:
    counts = session.execute(
        sa.select(
            col(models.SignalTry.key_hash),
            sa.func.count(),
            sa.func.min(col(models.SignalTry.at)),
        )
        .where(
            col(models.SignalTry.key_hash).in_(limits),
            col(models.SignalTry.at) > clock.now() - WINDOW,
        )
        .group_by(col(models.SignalTry.key_hash))
    ).all()
    for tried, many, first in counts:
        if many >= limits[bytes(tried)]:
            wait = first + WINDOW - clock.now()
            of_here = ngettext(
                "From here %(num)s message was sent in the last hour.",
                "From here %(num)s messages were sent in the last hour.",
                many,
            )
            of_all = _("In this region many messages were sent in the last hour.")
            raise errors.TooMany(
                of_all if bytes(tried) == of_region else of_here, wait.total_seconds()
            )
