"""Us as a client of one provider: where somebody signs in, who comes back, where they sign out."""

import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from authlib.integrations.base_client import OAuthError
from authlib.integrations.httpx_client import AsyncOAuth2Client
from authlib.oauth2.client import OAuth2Client
from authlib.oauth2.rfc7523 import PrivateKeyJWT
from joserfc import jwk
from joserfc.errors import JoseError

from app.core import clock
from app.core.settings import PREFIX, Settings
from app.providers import connections, metadata, models, tokens
from app.providers.troubles import Failed, Trouble

SCOPE = "openid"
# Longer addresses are cut off somewhere on the way.
LONGEST_ADDRESS = 1800


@dataclass(frozen=True)
class Known:
    """A provider as it was read, for who holds no session any more."""

    id: UUID
    slug: str
    name: str
    region_code: str
    organisation_id: UUID | None
    issuer: str
    client_id: str
    authentication: models.ClientAuthentication
    is_active: bool


def setting_of(slug: str, authentication: models.ClientAuthentication) -> str:
    """The name of the setting with the secret of a provider, or the file with its key."""
    is_secret = authentication is models.ClientAuthentication.SECRET
    return f"{PREFIX}PROVIDER_{slug.upper()}_{'SECRET' if is_secret else 'KEY_FILE'}"


def has_secret(provider: Known | models.Provider) -> bool:
    """Whether the environment has what it takes to sign in there."""
    try:
        _secret(provider)
    except Failed:
        return False
    return True


def _secret(provider: Known | models.Provider) -> Any:
    value = os.environ.get(setting_of(provider.slug, provider.authentication), "")
    if provider.authentication is models.ClientAuthentication.SECRET and value:
        return value
    try:
        return _read_key(Path(value).read_bytes())
    except (OSError, ValueError, TypeError, JoseError) as problem:
        raise Failed(Trouble.NO_SECRET, "no secret or key") from problem


def _read_key(data: bytes) -> jwk.RSAKey | jwk.ECKey:
    """A private key, as PEM or as JWK."""
    if data.lstrip().startswith(b"{"):
        key = jwk.import_key(json.loads(data))
    else:
        kind: Any = "EC" if b"EC PRIVATE KEY" in data else "RSA"
        key = jwk.import_key(data, kind)
    if not isinstance(key, (jwk.RSAKey, jwk.ECKey)) or not key.is_private:
        raise ValueError("no private key")
    return key


def _client(
    provider: Known, about: metadata.Metadata, redirect_uri: str, **how: Any
) -> AsyncOAuth2Client:
    secret, method = _secret(provider), "private_key_jwt"
    if provider.authentication is models.ClientAuthentication.SECRET:
        basic = "client_secret_basic"
        method = basic if basic in about.authentications else "client_secret_post"
    client = AsyncOAuth2Client(
        client_id=provider.client_id,
        client_secret=secret,
        token_endpoint_auth_method=method,
        redirect_uri=redirect_uri,
        scope=SCOPE,
        code_challenge_method="S256",
        **how,
    )
    if method == "private_key_jwt":
        algorithm = "RS256" if isinstance(secret, jwk.RSAKey) else "ES256"
        kid = {"kid": secret.kid} if secret.kid else {}
        client.register_client_auth_method(PrivateKeyJWT(about.token, headers=kid, alg=algorithm))
    return client


@dataclass(frozen=True)
class Secrets:
    """What belongs to one round: the state stands in the address, the others nobody else sees."""

    state: str
    nonce: str
    verifier: str


def address_to_sign_in(
    provider: Known,
    about: metadata.Metadata,
    redirect_uri: str,
    secrets: Secrets,
    *,
    is_fresh: bool = False,
) -> str:
    """Where somebody shows the provider who they are. `is_fresh`: anew, whoever is signed in
    there.
    """
    _secret(provider)  # who cannot come back in is not sent away
    also = {"prompt": "login"} if is_fresh else {}
    client = OAuth2Client(
        None,
        client_id=provider.client_id,
        redirect_uri=redirect_uri,
        scope=SCOPE,
        code_challenge_method="S256",
    )
    address, _state = client.create_authorization_url(
        about.authorization,
        state=secrets.state,
        nonce=secrets.nonce,
        code_verifier=secrets.verifier,
        **also,
    )
    return str(address)


async def prove(
    provider: Known,
    book: metadata.Book,
    settings: Settings,
    *,
    answer: dict[str, str],
    redirect_uri: str,
    secrets: Secrets,
) -> tokens.Proven:
    """Who came back from the provider, by the answer in the address. Raises Failed."""
    about = await book.about(provider.issuer)
    said = answer.get("iss")
    if (said is None and about.says_issuer) or said not in (None, provider.issuer):
        raise tokens.wrong("iss of answer")  # of another provider than we asked
    if "error" in answer:
        is_no = answer["error"] in ("access_denied", "login_required", "interaction_required")
        raise Failed(Trouble.STOPPED if is_no else Trouble.WRONG, "error of provider")
    code = answer.get("code", "")
    if not 0 < len(code) <= tokens.MOST_TOKEN:
        raise tokens.wrong("code")
    given = await _exchange(provider, about, settings, code, redirect_uri, secrets.verifier)
    token = given.get("id_token")
    if not isinstance(token, str) or str(given.get("token_type", "")).lower() != "bearer":
        raise tokens.wrong("id_token")
    return tokens.read_id_token(
        token,
        await book.keys_for(provider.issuer, token),
        issuer=provider.issuer,
        client_id=provider.client_id,
        nonce=secrets.nonce,
        access_token=given.get("access_token", ""),
        now=clock.now().timestamp(),
    )


async def _exchange(
    provider: Known,
    about: metadata.Metadata,
    settings: Settings,
    code: str,
    redirect_uri: str,
    verifier: str,
) -> dict[str, Any]:
    """What the provider gives for a code, to who has the verifier."""
    async with (
        connections.asking(settings) as how,
        _client(provider, about, redirect_uri, **how) as client,
    ):
        try:
            found = await client.fetch_token(
                about.token,
                grant_type="authorization_code",
                code=code,
                code_verifier=verifier,
                redirect_uri=redirect_uri,
            )
        except OAuthError as problem:
            raise tokens.wrong("token request refused") from problem
        except (ValueError, TypeError, AttributeError, RecursionError) as problem:
            raise tokens.wrong("token answer") from problem
    return dict(found)


def address_to_sign_out(
    provider: Known, about: metadata.Metadata, id_token: str | None, then: str
) -> str | None:
    """Where somebody who is out here can leave the provider too; None where it has no such page.
    Its own token says who that is, where the address stays short enough.
    """
    if about.end_session is None:
        return None
    asked = {"client_id": provider.client_id, "post_logout_redirect_uri": then}
    mark = "&" if "?" in about.end_session else "?"
    if id_token:
        full = about.end_session + mark + urlencode(asked | {"id_token_hint": id_token})
        if len(full) <= LONGEST_ADDRESS:
            return full
    return about.end_session + mark + urlencode(asked)
