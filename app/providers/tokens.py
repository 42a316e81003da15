"""Tokens of a provider: verified by joserfc with its own keys, claim by claim, or refused."""

import base64
import hashlib
import hmac
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from joserfc import jwk, jws, jwt
from joserfc.errors import JoseError

from app.providers import troubles

# What may sign: keys in pairs only. So no `none`, and no HS256 with a public key as its secret.
ALGORITHMS = {
    **dict.fromkeys(("RS256", "RS384", "RS512", "PS256", "PS384", "PS512"), "RSA"),
    **dict.fromkeys(("ES256", "ES384", "ES512"), "EC"),
    "Ed25519": "OKP",
}
MOST_TOKEN = 16 * 1024
MOST_SUBJECT = 255
# Clocks differ; and how old what a provider has just made can be.
LEEWAY = 60
OLDEST = 10 * 60
LOGOUT_EVENT = "http://schemas.openid.net/event/backchannel-logout"
# A header that brings a key along, or says where one lies: whoever wrote it could have made both.
BRINGS_KEY = frozenset({"jwk", "jku", "x5u"})


class _Registry(jws.JWSRegistry):
    max_header_length = 4096
    max_payload_length = MOST_TOKEN


_REGISTRY = _Registry(algorithms=list(ALGORITHMS), strict_check_header=False)
Keys = Sequence[jwk.Key]


@dataclass(frozen=True)
class Proven:
    """Who somebody is, as a provider says it."""

    issuer: str
    subject: str
    sid: str | None = None
    id_token: str = ""


@dataclass(frozen=True)
class Farewell:
    """Whose sessions end: of one session of the provider, of one person, or of both."""

    issuer: str
    subject: str | None
    sid: str | None
    jti: str


def wrong(why: str) -> troubles.Failed:
    """What a provider sent is not right."""
    return troubles.Failed(troubles.Trouble.WRONG, why)


def read_keys(given: Any) -> Keys:
    """The keys of a provider that can verify; what is none is left out."""
    listed = given.get("keys") if isinstance(given, dict) else None
    if not isinstance(listed, list) or len(listed) > 50:
        raise wrong("keys")
    found = []
    for each in listed:
        if not isinstance(each, dict) or each.get("kty") not in ALGORITHMS.values():
            continue
        if each.get("use", "sig") != "sig":
            continue
        try:
            found.append(jwk.import_key(each))
        except (JoseError, ValueError, TypeError, KeyError):
            continue
    return found


def key_id(token: str) -> str | None:
    """Which key a token says it is signed with. Nothing of it is believed yet."""
    kid = _header(token).get("kid")
    return kid if isinstance(kid, str) else None


def read_id_token(
    token: str,
    keys: Keys,
    *,
    issuer: str,
    client_id: str,
    nonce: str,
    access_token: object,
    now: float,
) -> Proven:
    """Who it is about. Raises troubles.Failed for anything that is not as it has to be."""
    header, claims = _verified(token, keys)
    if str(header.get("typ", "JWT")).lower() not in ("jwt", "id_token+jwt"):
        raise wrong("typ")
    _check_address(claims, issuer, client_id)
    _check_times(claims, now)
    said = claims.get("nonce")
    if not isinstance(said, str) or not hmac.compare_digest(said.encode(), nonce.encode()):
        raise wrong("nonce")
    subject = _text(claims, "sub")
    if subject is None:
        raise wrong("sub")
    if "at_hash" in claims and claims["at_hash"] != _half_hash(header["alg"], access_token):
        raise wrong("at_hash")
    return Proven(issuer, subject, _text(claims, "sid"), token)


def read_logout_token(
    token: str, keys: Keys, *, issuer: str, client_id: str, now: float
) -> Farewell:
    """Whose sessions end (OpenID Connect Back-Channel Logout 1.0, § 2.6)."""
    header, claims = _verified(token, keys)
    if str(header.get("typ", "logout+jwt")).lower() not in (
        "logout+jwt",
        "application/logout+jwt",
    ):
        raise wrong("typ")
    _check_address(claims, issuer, client_id)
    _check_times(claims, now)
    events = claims.get("events")
    if not isinstance(events, dict) or not isinstance(events.get(LOGOUT_EVENT), dict):
        raise wrong("events")
    if "nonce" in claims:  # an id token in disguise
        raise wrong("nonce")
    subject, sid, jti = (_text(claims, name) for name in ("sub", "sid", "jti"))
    if subject is None and sid is None:
        raise wrong("sub")
    if jti is None:
        raise wrong("jti")
    return Farewell(issuer, subject, sid, jti)


def _verified(token: str, keys: Keys) -> tuple[dict[str, Any], dict[str, Any]]:
    header = _header(token)
    algorithm, kid = header.get("alg"), header.get("kid")
    if not isinstance(algorithm, str) or algorithm not in ALGORITHMS:
        raise wrong("alg")
    if BRINGS_KEY & header.keys():
        raise wrong("key in header")
    fitting = [
        key
        for key in keys
        if key.key_type == ALGORITHMS[algorithm]
        and (kid is None or key.kid == kid)
        and key.get("alg") in (None, algorithm)
    ]
    if len(fitting) != 1:  # which one it is has to be clear
        raise wrong("kid")
    try:
        read = jwt.decode(token, fitting[0], registry=_REGISTRY)
    except (JoseError, ValueError, TypeError) as problem:
        raise wrong("signature") from problem
    return header, read.claims


def _header(token: str) -> dict[str, Any]:
    if len(token) > MOST_TOKEN or token.count(".") != 2 or not token.isascii():
        raise wrong("size or form")
    part = token.partition(".")[0]
    try:
        header = json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))
    except (ValueError, RecursionError) as problem:
        raise wrong("header") from problem
    if not isinstance(header, dict):
        raise wrong("header")
    return header


def _check_address(claims: dict[str, Any], issuer: str, client_id: str) -> None:
    if claims.get("iss") != issuer:
        raise wrong("iss")
    audience = claims.get("aud")
    audiences = audience if isinstance(audience, list) else [audience]
    if client_id not in audiences:
        raise wrong("aud")
    if (len(audiences) > 1 or "azp" in claims) and claims.get("azp") != client_id:
        raise wrong("azp")


def _check_times(claims: dict[str, Any], now: float) -> None:
    made: Any = claims.get("iat")
    ends: Any = claims.get("exp")
    if not _is_moment(made) or not now - OLDEST <= made <= now + LEEWAY:
        raise wrong("iat")
    if not _is_moment(ends) or ends <= now - LEEWAY:
        raise wrong("exp")


def _is_moment(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool) and 0 < value < 1e11


def _text(claims: dict[str, Any], name: str) -> str | None:
    """A claim that is a text; None where it is left out."""
    value = claims.get(name)
    if value is None:
        return None
    if not isinstance(value, str) or not 0 < len(value) <= MOST_SUBJECT or "\x00" in value:
        raise wrong(name)
    return value


def _half_hash(algorithm: str, access_token: object) -> str:
    """The left half of the hash of the other token that came along (OpenID Connect, § 3.1.3.6)."""
    kind = "sha512" if algorithm == "Ed25519" else f"sha{algorithm[2:]}"
    digest = hashlib.new(kind, str(access_token).encode()).digest()
    return base64.urlsafe_b64encode(digest[: len(digest) // 2]).decode().rstrip("=")
