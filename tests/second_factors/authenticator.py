"""A passkey in software, that can also lie: what a browser and a device would send."""

from __future__ import annotations

import hashlib
import json
import secrets
from typing import Any

import cbor2
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url as as_text

from tests.world import ORIGIN

PRESENT, VERIFIED, ATTESTED = 0x01, 0x04, 0x40


class Authenticator:
    """One credential. It says what it is asked, but for its lies."""

    def __init__(self) -> None:
        self.id = secrets.token_bytes(32)
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.count = 0
        self.user = b""

    def make(self, asked: dict[str, Any], **lies: Any) -> str:
        self.user = base64url_to_bytes(asked["user"]["id"])
        told = _told("webauthn.create", asked, **lies)
        point = self.key.public_key().public_numbers()
        public = cbor2.dumps(
            {1: 2, 3: -7, -1: 1, -2: point.x.to_bytes(32, "big"), -3: point.y.to_bytes(32, "big")}
        )
        credential = bytes(16) + len(self.id).to_bytes(2, "big") + self.id + public
        data = self._data(ATTESTED, asked["rp"]["id"], lies) + credential
        attestation = cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": data})
        return self._answer(clientDataJSON=told, attestationObject=attestation)

    def use(self, asked: dict[str, Any], **lies: Any) -> str:
        self.count += lies.get("steps", 1)
        told = _told("webauthn.get", asked, **lies)
        data = self._data(0, asked["rpId"], lies)
        signed = self.key.sign(data + hashlib.sha256(told).digest(), ec.ECDSA(SHA256()))
        return self._answer(
            clientDataJSON=told,
            authenticatorData=data,
            signature=signed,
            userHandle=lies.get("user", self.user),
        )

    def _data(self, own: int, website: str, lies: dict[str, Any]) -> bytes:
        flags = own | lies.get("flags", PRESENT | VERIFIED)
        told = hashlib.sha256(lies.get("name", website).encode()).digest()
        return told + bytes([flags]) + self.count.to_bytes(4, "big")

    def _answer(self, **response: bytes) -> str:
        texts = {name: as_text(value) for name, value in response.items()}
        named = {"id": as_text(self.id), "rawId": as_text(self.id), "type": "public-key"}
        return json.dumps(named | {"response": texts})


def _told(kind: str, asked: dict[str, Any], **lies: Any) -> bytes:
    told = {
        "type": kind,
        "challenge": lies.get("challenge", asked["challenge"]),
        "origin": lies.get("origin", ORIGIN),
    }
    return json.dumps(told).encode()
