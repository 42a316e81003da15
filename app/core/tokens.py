"""The part of a one-time link that only we can make: what it is for, of which row, and a signature.

Nothing of it is stored, so the database opens nobody's account, and a mail that is sent again
carries the same link. A link is dead when its row says so: used, withdrawn, renewed (another
version), or too old.
"""

import base64
import binascii
import hashlib
import hmac
from uuid import UUID

from app.core.settings import Settings

_SIGNATURE = 16  # bytes: 128 bits, guessed by nobody
_VERSION = 2  # bytes


def make(settings: Settings, purpose: str, row_id: UUID, version: int = 1) -> str:
    """The text for the address of a page. A `purpose` keeps it from opening anything else."""
    said = row_id.bytes + version.to_bytes(_VERSION, "big")
    whole = said + _sign(settings, purpose, said)
    return base64.urlsafe_b64encode(whole).rstrip(b"=").decode()


def read(settings: Settings, purpose: str, text: str) -> tuple[UUID, int] | None:
    """Of which row it is, and of which version of it. None for what we did not make for this."""
    try:
        whole = base64.b64decode(
            text.encode("ascii") + b"=" * (-len(text) % 4), altchars=b"-_", validate=True
        )
    except (UnicodeEncodeError, binascii.Error):
        return None
    said, signature = whole[:-_SIGNATURE], whole[-_SIGNATURE:]
    if len(said) != 16 + _VERSION:
        return None
    if not hmac.compare_digest(signature, _sign(settings, purpose, said)):
        return None
    # One row has one text: what only decodes alike is not ours.
    if base64.urlsafe_b64encode(whole).rstrip(b"=").decode() != text:
        return None
    return UUID(bytes=said[:16]), int.from_bytes(said[16:], "big")


def _sign(settings: Settings, purpose: str, said: bytes) -> bytes:
    key = f"{settings.signing_key}:{purpose}".encode()
    return hmac.new(key, said, hashlib.sha256).digest()[:_SIGNATURE]
