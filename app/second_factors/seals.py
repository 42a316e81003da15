"""A seal: a secret as the database may hold it, readable with the installation's key only."""

import os
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

_NONCE = 12  # bytes


def seal(secret_key: str, owner: UUID, text: str) -> bytes:
    """The text, sealed for its owner: in the row of somebody else it opens nothing."""
    nonce = os.urandom(_NONCE)
    return nonce + _cipher(secret_key).encrypt(nonce, text.encode(), owner.bytes)


def unseal(secret_key: str, owner: UUID, sealed: bytes) -> str | None:
    """The text; None when it was sealed with another key, for another owner, or was altered."""
    nonce, rest = sealed[:_NONCE], sealed[_NONCE:]
    try:
        return _cipher(secret_key).decrypt(nonce, rest, owner.bytes).decode()
    except (InvalidTag, ValueError):
        return None


def _cipher(secret_key: str) -> AESGCM:
    key = HKDF(SHA256(), 32, salt=None, info=b"schakelbord second factor")
    return AESGCM(key.derive(secret_key.encode()))
